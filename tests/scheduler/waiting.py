"""Waiting for what another thread does, with an end."""

from collections.abc import Callable
from time import monotonic, sleep


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Return as soon as the condition holds; fail when it does not within so many seconds."""
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline, "it did not happen in time"
        sleep(0.02)
