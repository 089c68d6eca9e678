"""Telegram's limits on sending, in real time.

About 30 messages a second for a bot, 1 a second in a private chat (with a short burst, as Telegram lets pass), 20 a
minute in a group, all topics of a forum together (core.telegram.org/bots/faq).
"""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.errors import too_many_requests
from sandbox.model import Chat


@dataclass
class Window:
    """At most `most` messages within any `seconds`."""

    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Return how long until one more may be sent, 0 for now."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return 0.0 if len(self.times) < self.most else self.times[0] + self.seconds - now

    def take(self, now: float) -> None:
        """Count one message."""
        self.times.append(now)


@dataclass
class Bucket:
    """One message a second in the long run, up to `burst` at once."""

    burst: float
    level: float = 0.0
    seen: float = 0.0

    def wait(self, now: float) -> float:
        """Return how long until one more may be sent, 0 for now."""
        self.level = max(0.0, self.level - (now - self.seen))
        self.seen = now
        return max(0.0, self.level + 1 - self.burst)

    def take(self, _now: float) -> None:
        """Count one message."""
        self.level += 1


class Limits:
    """Counts what the bot sends and edits; refuses with 429 what is too much."""

    def __init__(self, *, enabled: bool, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._enabled = enabled
        self._monotonic = monotonic
        self._overall = Window(most=30, seconds=1.0)
        self._groups: dict[int, Window] = defaultdict(lambda: Window(most=20, seconds=60.0))
        self._private: dict[int, Bucket] = defaultdict(lambda: Bucket(burst=3.0))

    def spend(self, chat: Chat, messages: int = 1) -> None:
        """Count `messages` to a chat; raise ApiError 429 with whole seconds to wait. An album is let in as a whole."""
        if not self._enabled:
            return
        now = self._monotonic()
        chat_gate = self._private[chat.id] if chat.private else self._groups[chat.id]
        wait = max(self._overall.wait(now), chat_gate.wait(now))
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for _ in range(messages):
            self._overall.take(now)
            chat_gate.take(now)
