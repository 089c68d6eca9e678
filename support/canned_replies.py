"""Ready answers of the staff, kept in `data/canned_replies.yml`: a short name, and what it says to the customer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel, StringConstraints

from settings.checked_yaml import SettingsError, checked, line_of, read_yaml
from support.wording import Sentence, placeholders

FACTS = frozenset({"name", "code", "shop"})
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,30}$")]


class _Replies(RootModel[Annotated[dict[Name, Sentence], Field(min_length=1)]]):
    """The file: every name with its text."""


@dataclass(frozen=True)
class CannedReplies:
    """Every ready answer by its name, and how the customer is called in them."""

    texts: Mapping[str, str]
    call: Callable[[str], str] = str

    def addressing(self, call: Callable[[str], str]) -> "CannedReplies":
        """Return the same answers as said to a customer; `call` puts in what they are called."""
        return replace(self, call=call)

    def fill(self, reply: str, *, name: str, code: str, shop: str) -> str | None:
        """Return a ready answer with the customer's name, the ticket's code and the shop put in, None for no such."""
        text = self.texts.get(reply)
        return None if text is None else self.call(text).format(name=name, code=code, shop=shop)


def load(path: Path) -> CannedReplies:
    """Read the ready answers.

    Raises:
        SettingsError: the file is missing, or a line of it cannot be right; file, line, found and expected.
    """
    data = read_yaml(path)
    texts = checked(_Replies, data, path.name).root
    faults = [
        f"{path.name}:{line_of(data, [reply])}: {reply}: found {{{fact}}}, expected one of: {', '.join(sorted(FACTS))}."
        for reply, text in texts.items()
        for fact in sorted(placeholders(text) - FACTS)
    ]
    if faults:
        raise SettingsError("\n".join(faults))
    return CannedReplies(texts)
