"""How fast Telegram lets a bot send (https://core.telegram.org/bots/faq).

About 30 messages a second in all, 1 a second in a private chat after a short burst, 20 a minute in a group, all of its
topics together. Moments are seconds of a monotonic clock and passed in.
"""

from collections import deque
from dataclasses import dataclass, field

# Telegram counts what arrives, we count what we send: the way there may push messages closer together.
OVERALL = (30, 1.1)
GROUP = (20, 61.0)
PRIVATE_BURST, PRIVATE_SECONDS = 3, 1.0


@dataclass
class Window:
    """At most `most` messages within any `seconds`."""

    most: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Return the seconds until one more may go, 0 for now."""
        while self.taken and self.taken[0] + self.seconds <= now:
            self.taken.popleft()
        return 0.0 if len(self.taken) < self.most else self.taken[0] + self.seconds - now

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
    """The limits of all chats together and of each one. A chat whose id is negative is a group."""

    def __init__(self) -> None:
        self._overall = Window(*OVERALL)
        self._chats: dict[str, Window | Bucket] = {}

    def wait(self, chat_id: str, now: float) -> float:
        """Return the seconds until one more message may go to a chat, 0 for now."""
        return max(self._overall.wait(now), self._chat(chat_id).wait(now))

    def overall_wait(self, now: float) -> float:
        """Return the seconds until one more message may go to any chat at all."""
        return self._overall.wait(now)

    def begin(self, now: float) -> None:
        """Count a message that is being sent against the whole."""
        self._overall.take(now)

    def end(self, chat_id: str, now: float) -> None:
        """Count a message against its chat, when the answer is there: Telegram counted it before that, never later."""
        self._chat(chat_id).take(now)

    def forget_idle(self, now: float) -> None:
        """Drop the chats that have nothing counted, so that memory does not grow with every chat there ever was."""
        self._chats = {chat_id: gate for chat_id, gate in self._chats.items() if not gate.idle(now)}

    def _chat(self, chat_id: str) -> Window | Bucket:
        if chat_id not in self._chats:
            group = chat_id.startswith("-")
            self._chats[chat_id] = Window(*GROUP) if group else Bucket(PRIVATE_BURST, PRIVATE_SECONDS)
        return self._chats[chat_id]
