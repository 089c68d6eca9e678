"""How fast Telegram lets a bot send (https://core.telegram.org/bots/faq).

About 30 messages a second in all, 1 a second in a private chat after a short burst, 20 a minute in a group, all of its
topics together. Moments are seconds of a monotonic clock and passed in.
"""

from collections import deque
from dataclasses import dataclass, field

OVERALL = (30, 1.0)
GROUP = (20, 60.0)
PRIVATE_BURST, PRIVATE_SECONDS = 3, 1.0


@dataclass
class Window:
    """At most `most` messages within any `seconds`."""

    most: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def wait(self, now: float, ahead: int = 0) -> float:
        """Return the seconds until one more may go behind `ahead` others that are under way, 0 for now."""
        while self.taken and self.taken[0] + self.seconds <= now:
            self.taken.popleft()
        too_many = len(self.taken) + ahead + 1 - self.most
        return self.taken[min(too_many, len(self.taken)) - 1] + self.seconds - now if too_many > 0 else 0.0

    def take(self, now: float) -> None:
        """Count one message."""
        self.taken.append(now)

    def idle(self, now: float) -> bool:
        """Return whether nothing is counted any more."""
        return self.wait(now) == 0 and not self.taken


@dataclass
class Bucket:
    """One message every `seconds` in the long run, up to `burst` at once; `full_at` is when the whole burst is back."""

    burst: int
    seconds: float
    full_at: float = float("-inf")

    def wait(self, now: float) -> float:
        """Return the seconds until one more may go, 0 for now."""
        return max(0.0, self.full_at - now - (self.burst - 1) * self.seconds)

    def take(self, now: float) -> None:
        """Count one message."""
        self.full_at = max(self.full_at, now) + self.seconds

    def idle(self, now: float) -> bool:
        """Return whether nothing is counted any more."""
        return self.full_at <= now


class Limits:
    """The limits of all chats together and of each one. A chat whose id is negative is a group.

    Telegram counts a message somewhere between our call and its answer. So a call under way counts, and an answered one
    counts from its answer on: then no jam on the way can push more together at Telegram than we allow.
    """

    def __init__(self) -> None:
        self._overall = Window(*OVERALL)
        self._under_way = 0
        self._chats: dict[str, Window | Bucket] = {}

    def overall_wait(self, now: float) -> float:
        """Return the seconds until one more row may be begun for any chat at all, 0 for now."""
        return self._overall.wait(now, self._under_way)

    def wait(self, chat_id: str, now: float) -> float:
        """Return the seconds until a row may be begun for a chat, 0 for now."""
        return max(self.overall_wait(now), self._chat(chat_id).wait(now))

    def wait_for_more(self, chat_id: str, now: float) -> float:
        """Return the seconds until a row that is under way may send one message more."""
        return max(self._overall.wait(now, self._under_way - 1), self._chat(chat_id).wait(now))

    def begin(self) -> None:
        """Note that a row is under way."""
        self._under_way += 1

    def end(self) -> None:
        """Note that it is not any more."""
        self._under_way -= 1

    def count(self, chat_id: str, now: float) -> None:
        """Count a message that Telegram answered."""
        self._overall.take(now)
        self._chat(chat_id).take(now)

    def forget_idle(self, now: float) -> None:
        """Drop the chats that have nothing counted, so that memory does not grow with every chat there ever was."""
        self._chats = {chat_id: gate for chat_id, gate in self._chats.items() if not gate.idle(now)}

    def _chat(self, chat_id: str) -> Window | Bucket:
        if chat_id not in self._chats:
            group = chat_id.startswith("-")
            self._chats[chat_id] = Window(*GROUP) if group else Bucket(PRIVATE_BURST, PRIVATE_SECONDS)
        return self._chats[chat_id]
