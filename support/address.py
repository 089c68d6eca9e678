"""How a customer is addressed: what sentences call them, and what their messages say of it (data/address.yml)."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from settings.checked_yaml import checked, read_yaml
from support.address_heard import Ear, Told, Words, clauses


@dataclass(frozen=True)
class Address:
    """The forms of address; without a file everybody is called what the sentences say."""

    words: Words | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form that a customer may be called by."""
        return tuple(self.words.forms) if self.words else ()

    def call(self, form: str | None, sentence: str) -> str:
        """Return a sentence with the customer called `form`, at its beginning with a capital; as it is written for None."""
        if form is None or self._customer is None:
            return sentence
        return self._customer.sub(
            lambda found: form.capitalize() if found.group()[0].isupper() else form, sentence
        )

    def heard(self, text: str) -> Told | None:
        """Return what a message says of how its writer is addressed, None when it says nothing of it."""
        if self.words is None:
            return None
        said = clauses(text, self.words)
        ear = self._ears[said.isascii()]
        return ear.told(said) or ear.overheard(said)

    @cached_property
    def _customer(self) -> re.Pattern[str] | None:
        if self.words is None:
            return None
        apart = "".join(rf"(?<!\b{re.escape(before)} )" for before in self.words.not_behind)
        return re.compile(rf"{apart}\b{re.escape(self.words.word)}\b", re.IGNORECASE)

    @cached_property
    def _ears(self) -> tuple[Ear, ...]:
        """For what is written with accents, and without any."""
        return tuple(Ear(self.words, bare=bare) for bare in (False, True)) if self.words else ()


def load(path: Path) -> Address:
    """Read the forms of address.

    Raises:
        SettingsError: the file is missing, or a line of it cannot be right; file, line, found and expected.
    """
    return Address(checked(Words, read_yaml(path), path.name))
