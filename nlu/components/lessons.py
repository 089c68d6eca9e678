"""What a component learns from: a message, and everything it says."""

from typing import NamedTuple

JOINT = "+"
"""Between the intents of an example that says several things, as Rasa writes them: what must be acted on first stands first."""


class Lesson(NamedTuple):
    """A message and its intents, at least one."""

    text: str
    intents: tuple[str, ...]

    @classmethod
    def of(cls, text: str, written: str) -> "Lesson":
        """Return what an example teaches; `written` is the intent, or several joined by JOINT."""
        return cls(text, tuple(written.split(JOINT)))
