"""The bot's pending updates: given out by a long poll or a webhook, forgotten when acknowledged."""

import asyncio
from collections.abc import Callable

from sandbox.errors import OTHER_POLL, WEBHOOK_ACTIVE, ApiError, conflict
from sandbox.model import Json
from sandbox.shelf import Shelf
from sandbox.validate import check_update

# What a bot gets that never passed allowed_updates: everything but these.
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL_SECONDS = 50
MOST_AT_ONCE = 100


class Updates:
    """A queue with numbers. At most one long poll waits; a newer one ends it with 409."""

    def __init__(self, shelf: Shelf, count: Callable[[str], int]) -> None:
        self._shelf = shelf
        self._count = count
        self._waiting: asyncio.Future[None] | None = None
        self._allowed: list[str] = next((body["types"] for _, body in shelf.load("allowed")), [])
        self.pending: dict[int, Json] = {int(key): body for key, body in shelf.load("update")}
        self.news = asyncio.Event()

    @property
    def allowed(self) -> list[str]:
        """The types that the bot asked for; empty means all but NOT_BY_DEFAULT."""
        return self._allowed

    def allow(self, types: list[str] | None) -> None:
        """Remember allowed_updates; None leaves them as they are. It concerns only what comes later."""
        if types is not None:
            self._allowed = list(types)
            self._shelf.put("allowed", "allowed", {"types": self._allowed})

    def push(self, kind: str, body: Json) -> None:
        """Queue an update that is known to be right, if the bot wants its type."""
        wanted = kind in self._allowed if self._allowed else kind not in NOT_BY_DEFAULT
        if wanted:
            update_id = self._count("update")
            update: Json = {"update_id": update_id, kind: body}
            check_update(update)
            self._queue(update_id, update)

    def inject(self, raw: Json) -> int:
        """Queue anything at all, unchecked; return its update_id, which is made up unless it is a number of its own."""
        given = raw.get("update_id")
        update_id = given if isinstance(given, int) else self._count("update")
        self._queue(update_id, {**raw, "update_id": update_id})
        return update_id

    def _queue(self, update_id: int, update: Json) -> None:
        self.pending[update_id] = update
        self._shelf.put("update", update_id, update)
        self.interrupt(None)
        self.wake()

    def wake(self) -> None:
        """Tell the webhook that there is something to look at."""
        self.news.set()

    def forget(self, update_id: int) -> None:
        """Drop one acknowledged update."""
        if self.pending.pop(update_id, None) is not None:
            self._shelf.drop("update", update_id)

    def forget_all(self) -> None:
        """Drop everything (drop_pending_updates)."""
        for update_id in list(self.pending):
            self.forget(update_id)

    def acknowledge(self, offset: int) -> None:
        """Forget what lies before `offset`; a negative one keeps only the last -offset updates."""
        ids = sorted(self.pending)
        before = [each for each in ids if each < offset] if offset >= 0 else ids[: max(0, len(ids) + offset)]
        for update_id in before:
            self.forget(update_id)

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109  the Bot API's own parameter
        """Return pending updates, the oldest first, waiting for one up to `timeout` seconds."""
        self.interrupt(conflict(OTHER_POLL))
        self.acknowledge(offset)
        if not self.pending and timeout > 0:
            await self._wait(min(timeout, LONGEST_POLL_SECONDS))
        most = min(max(limit, 1), MOST_AT_ONCE)
        return [self.pending[each] for each in sorted(self.pending)[:most]]

    async def _wait(self, seconds: float) -> None:
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            pass
        finally:
            if self._waiting is waiting:
                self._waiting = None

    def interrupt(self, error: ApiError | None) -> None:
        """End the waiting poll, with an error or (None) with what there is."""
        if self._waiting is None or self._waiting.done():
            return
        if error is None:
            self._waiting.set_result(None)
        else:
            self._waiting.set_exception(error)


def refuse_under_webhook(url: str) -> None:
    """Raise ApiError 409 when a webhook is set."""
    if url:
        raise conflict(WEBHOOK_ACTIVE)
