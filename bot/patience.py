"""Waiting: how long after a failure, and for something to happen."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import RetryAfter


@dataclass
class Backoff:
    """Seconds to wait after each failure in a row: doubling from `first` up to `most`."""

    first: float = 1.0
    most: float = 30.0
    failures: int = 0

    def next(self) -> float:
        """Count one more failure and return the seconds to wait."""
        self.failures += 1
        return float(min(self.most, self.first * 2 ** min(self.failures - 1, 10)))

    def reset(self) -> None:
        """Forget the failures, because something went well."""
        self.failures = 0


async def happened(event: asyncio.Event, within: float) -> bool:
    """Wait up to `within` seconds for the event; True when it is set."""
    try:
        async with asyncio.timeout(max(0.0, within)):
            await event.wait()
    except TimeoutError:
        return False
    return True


def retry_seconds(error: RetryAfter) -> float:
    """Return how long Telegram wants us to wait; what the library gives depends on PTB_TIMEDELTA."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
