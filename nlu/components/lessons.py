"""What a component learns from: a message, and everything it says."""

from typing import NamedTuple

SEVERITY = "severity"
"""Where a Rasa message keeps how grave an example is."""

JOINT = "+"
"""Between the intents of an example that says several things, as Rasa writes them: what must be acted on first stands first."""


class Lesson(NamedTuple):
    """A message and its intents, at least one; `severity` where somebody said how grave it is."""

    text: str
    intents: tuple[str, ...]
    severity: str | None = None

    @classmethod
    def of(cls, text: str, written: str, severity: str | None = None) -> "Lesson":
        """Return what an example teaches; `written` is the intent, or several joined by JOINT."""
        return cls(text, tuple(written.split(JOINT)), severity)
