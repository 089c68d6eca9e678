"""What a message without words means: a thumb, a heart, a smile (data/signs.yml)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from nlu.text import words
from nlu.text.letters import plain_letters
from nlu.understanding import Understanding
from settings.checked_yaml import checked, read_yaml
from settings.schema import Section
from settings.values import Text
from store.models import Message
from support.events import CustomerMessage

Listed = Annotated[tuple[Text, ...], Field(strict=False)]
GRAVEST_FIRST = ("no", "yes", "thanks")
STICKER = "sticker"


class _File(Section):
    """The file, see the comments there."""

    yes: Listed
    no: Listed
    thanks: Listed
    waives: Listed


@dataclass(frozen=True)
class Signs:
    """What each sign means: yes, no or thanks; and the words that wave something away."""

    meanings: Mapping[str, str] = field(default_factory=dict)
    waives: frozenset[str] = frozenset()

    def meaning(self, text: str) -> str:
        """Return "yes", "no" or "thanks" for a text of nothing but signs, "" for any other."""
        typed = plain_letters(text).strip()
        signs = [typed] if typed in self.meanings else words(typed)
        found = {self.meanings.get(sign, "") for sign in signs}
        return "" if "" in found else next((each for each in GRAVEST_FIRST if each in found), "")

    def waive(self, text: str) -> bool:
        """Return whether somebody waves aside what was asked, which is neither yes nor no."""
        return " ".join(words(plain_letters(text))) in self.waives

    def reread(self, text: str, understanding: Understanding) -> Understanding:
        """Return what a message means: where it has nothing but signs they say it, not the model, which takes a thumb for praise."""
        meaning = self.meaning(text)
        if not meaning:
            return understanding
        return replace(
            understanding,
            kind="other",
            intent=f"other_{meaning}",
            topic=meaning,
            severity=None,
            confidence=1.0,
            alternatives=(),
            angry=False,
            also=(),
            topics=(),
        )


def of_event(event: CustomerMessage) -> str:
    """Return what comes in as words: a sticker's emoji are its words; "" beside a picture, which says more than they do."""
    return _words(event.text, [(file.kind, file.name) for file in event.attachments])


def of_message(message: Message) -> str:
    """Return the words of a kept message, as `of_event` does."""
    return _words(message.text, [(file["kind"], file["name"]) for file in message.attachments])


def _words(text: str, files: Sequence[tuple[str, str]]) -> str:
    if any(kind != STICKER for kind, _ in files):
        return ""
    return text or "".join(name for _, name in files)


def load(path: Path) -> Signs:
    """Read the signs.

    Raises:
        SettingsError: the file is missing, or a line of it cannot be right; file, line, found and expected.
    """
    file = checked(_File, read_yaml(path), path.name)
    lists: Iterable[tuple[str, Sequence[str]]] = (("thanks", file.thanks), ("yes", file.yes), ("no", file.no))
    meanings = {sign: meaning for meaning, signs in lists for sign in signs}
    return Signs(meanings, frozenset(file.waives))
