"""Tells the page, and whoever else listens, what changed: server-sent events."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator

REMEMBERED = 1000
HEARTBEAT_SECONDS = 15.0


class Events:
    """A numbered log of the last events and the queues of those who listen."""

    def __init__(self) -> None:
        self._last = 0
        self._log: deque[tuple[int, str]] = deque(maxlen=REMEMBERED)
        self._news = asyncio.Event()
        self._closed = False

    def publish(self, kind: str, **fields: object) -> None:
        """Tell an event of `kind`."""
        self._last += 1
        self._log.append((self._last, json.dumps({"type": kind, **fields}, ensure_ascii=False)))
        self._wake()

    def close(self) -> None:
        """End every listener's stream, so that the server can stop."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def stream(self, after: int | None) -> AsyncIterator[str]:
        """Yield events after number `after` (None: from now on) as text/event-stream, and a comment now and then."""
        seen = self._last if after is None else after
        yield ": welcome\n\n"
        while not self._closed:
            news = self._news
            for number, text in [entry for entry in self._log if entry[0] > seen]:
                seen = number
                yield f"id: {number}\ndata: {text}\n\n"
            if not await happens(news, HEARTBEAT_SECONDS):
                yield ": still here\n\n"


async def happens(event: asyncio.Event, seconds: float) -> bool:
    """Wait for the event; return whether it came in time."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
