"""When something may go where: Telegram's limits, its requests to wait, and rows that wait for another try."""

import time
from collections.abc import Callable

from bot.limits import Limits


class Pace:
    """Moments are seconds of `monotonic`."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.now = monotonic
        self._limits = Limits()
        self._rests: dict[str, float] = {}
        self._quiet_until = float("-inf")

    def hush(self, seconds: float) -> None:
        """Let nothing at all go for so long."""
        self._quiet_until = max(self._quiet_until, self.now() + seconds)

    def quiet_for(self) -> float:
        """Return the seconds until anything may go, 0 for now."""
        now = self.now()
        return max(0.0, self._quiet_until - now, self._limits.overall_wait(now))

    def rest(self, chat_id: str, seconds: float) -> None:
        """Let nothing but answers to taps go to a chat for so long."""
        self._rests[chat_id] = max(self._rests.get(chat_id, 0.0), self.now() + seconds)

    def resting(self) -> set[str]:
        """Return the chats to which nothing may go now."""
        now = self.now()
        self._rests = {chat_id: until for chat_id, until in self._rests.items() if until > now}
        self._limits.forget_idle(now)
        return set(self._rests)

    def next_change(self) -> float:
        """Return the seconds until everything or a resting chat wakes up; infinite when nothing rests."""
        waits = [until - self.now() for until in self._rests.values()]
        return self.quiet_for() or min(waits, default=float("inf"))

    def wait(self, chat_id: str) -> float:
        """Return the seconds until a row may be begun for a chat, 0 for now."""
        return max(self.quiet_for(), self._limits.wait(chat_id, self.now()))

    def wait_for_more(self, chat_id: str) -> float:
        """Return the seconds until a row under way may send one message more, 0 for now."""
        now = self.now()
        return max(0.0, self._quiet_until - now, self._limits.wait_for_more(chat_id, now))

    def begin(self) -> None:
        """Note that a row is under way."""
        self._limits.begin()

    def end(self) -> None:
        """Note that it is not any more."""
        self._limits.end()

    def count(self, chat_id: str) -> None:
        """Count a message that Telegram answered."""
        self._limits.count(chat_id, self.now())
