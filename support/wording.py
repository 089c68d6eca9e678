"""What the service says, kept in `data/wording.yml`: a name, and one sentence or several that mean the same.

What a customer is called is put into the sentence itself, before any fact is, so that a product called "Mình Tea" keeps
its name (`support/address.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, RootModel

from settings.checked_yaml import checked, read_yaml


def one_or_several(value: object) -> object:
    """Return a text as a list of one, anything else as it is."""
    return [value] if isinstance(value, str) else value


def placeholders(text: str) -> set[str]:
    """Return the names in braces of a text.

    Raises:
        ValueError: a brace is open, empty, or holds more than a name.
    """
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise ValueError("braces only around a name, such as {code}") from error
    names = [name for _, name, _, _ in parts if name is not None]
    if any(
        not name.isidentifier() or spec or conversion
        for _, name, spec, conversion in parts
        if name is not None
    ):
        raise ValueError("braces only around a name, such as {code}")
    return set(names)


def _well_formed(text: str) -> str:
    placeholders(text)
    return text


Sentence = Annotated[str, Field(min_length=1, strict=True), AfterValidator(_well_formed)]
Variants = Annotated[list[Sentence], Field(min_length=1), BeforeValidator(one_or_several)]


class _Sentences(RootModel[dict[str, Variants]]):
    """The file: every name with its variants."""


@dataclass(frozen=True)
class Wording:
    """Every sentence by its name, and how the customer is called in them."""

    texts: Mapping[str, tuple[str, ...]]
    call: Callable[[str], str] = str

    def addressing(self, call: Callable[[str], str]) -> "Wording":
        """Return the same sentences as said to a customer; `call` puts in what they are called."""
        return replace(self, call=call)

    def variants(self, name: str, /, **facts: object) -> tuple[str, ...]:
        """Return all ways to say `name`, the facts put in.

        Raises:
            KeyError: there is no such name, or a sentence needs a fact that was not given.
        """
        return tuple(self.call(text).format_map(facts) for text in self.texts[name])

    def say(self, name: str, /, **facts: object) -> str:
        """Return the first way to say `name`, the facts put in; raises as `variants` does."""
        return self.call(self.texts[name][0]).format_map(facts)


def load(path: Path) -> Wording:
    """Read the sentences.

    Raises:
        SettingsError: the file is missing, or a line of it cannot be right; file, line, found and expected.
    """
    sentences = checked(_Sentences, read_yaml(path), path.name)
    return Wording({name: tuple(variants) for name, variants in sentences.root.items()})
