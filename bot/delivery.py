"""One row of the outbox: send it, and write down what became of it."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable

from sqlalchemy.orm import Session

from bot import records
from bot.connect import still_accepted
from bot.context import App
from bot.pace import Pace
from bot.patience import Backoff
from bot.rendering import NEW, Call, calls
from bot.shell import Shell
from bot.topics import Topics
from bot.verdict import Verdict, judge
from store import outbox
from store.models import OutboxMessage

MOST_DOUBTS = 10
MOST_DOUBTS_OF_TOAST = 2  # Telegram soon takes it no more, and the chat's messages would wait behind it
LONGEST_WAIT = 60.0
LOOK_WHEN_AWAY = 300.0  # seconds until one row asks whether the staff group can be written to again

logger = logging.getLogger(__name__)


class Delivery:
    """Sends rows; remembers between attempts how far a long one came and how often one was in doubt."""

    def __init__(self, application: App, shell: Shell, pace: Pace) -> None:
        self._application, self._shell, self._pace = application, shell, pace
        # Row -> the messages of it that are there already, for each call: several are an album.
        self._shown_as: dict[int, list[list[str]]] = {}
        self._doubts: Counter[int] = Counter()
        self._begun: set[int] = set()  # rows of which a call was made in this attempt
        self._threads: dict[int, str] = {}  # row -> the topic it is sent to
        self._topics = Topics(application, shell, self._in_turn)
        self._away = Backoff()
        self.token_is_bad = False

    async def send(self, row: OutboxMessage) -> None:
        """Send a row, an at-most-once row only after its claim is committed, and record what became of it."""
        if row.at_most_once and not await self._shell.commit(lambda session: outbox.claim(session, row.id)):
            return
        self._begun.discard(row.id)
        try:
            there = await self._call(row)
        except Exception as error:  # noqa: BLE001 - `judge` knows what may happen; what it does not know is a doubt
            await self._settle(row, judge(error))
        else:
            if there:
                await self._arrived(row)

    async def _call(self, row: OutboxMessage) -> bool:
        """Send a row; False when it is not its turn any more, or there is nothing to do."""
        errand = await self._topics.place(row)
        if errand is None:
            return False
        content, self._threads[row.id] = errand
        there = self._shown_as.setdefault(row.id, [])
        for call in calls(content, row.chat_id, self._threads[row.id])[len(there) :]:
            result = await self._in_turn(call, row)
            there.append(_message_ids(result))
            await self._topics.hear(result)
        return True

    async def _in_turn(self, call: Call, row: OutboxMessage) -> object:
        """Make a call of a row; the sender saw to the first one's turn."""
        if row.id in self._begun:
            await self._wait_for_turn(row.chat_id)
        self._begun.add(row.id)
        return await self._one_call(call, row)

    async def _wait_for_turn(self, chat_id: str) -> None:
        while wait := self._pace.wait_for_more(chat_id):  # noqa: ASYNC110 - time alone ends this wait
            await asyncio.sleep(wait)

    async def _one_call(self, call: Call, row: OutboxMessage) -> object:
        try:
            # Raw, because what comes back is not ours to check: an emulator's answer may be incomplete.
            return await self._application.bot.do_api_request(call.method, call.arguments)
        finally:
            if not is_toast(row):
                for _ in range(call.messages):
                    self._pace.count(row.chat_id)

    async def _arrived(self, row: OutboxMessage) -> None:
        desk, there = self._shell.desk, self._shown_as.get(row.id) or [[]]
        changed = row.content["what"] in {"edit", "buttons"}
        shown = [row.content["target"]] if changed else there[-1]
        thread_id = self._threads.get(row.id, "")
        await self._record(row, lambda session: records.sent(session, desk, row, shown, thread_id=thread_id))
        self._shell.health.last_sent = self._shell.now()
        self._away.reset()
        logger.info("Sent message %s to chat %s.", row.id, row.chat_id)

    async def _settle(self, row: OutboxMessage, verdict: Verdict) -> None:
        logger.warning("Message %s to chat %s: %s (%s).", row.id, row.chat_id, verdict.outcome, verdict.why)
        match verdict.outcome:
            case "sent":
                await self._arrived(row)
            case "hold":
                await self._hold(row, verdict)
            case "doubt":
                await self._doubt(row, verdict)
            case "moved":
                await self._move(row, verdict)
            case "token":
                await self._check_token(row, verdict)
            case "no_topic" | "topic_closed" if self._threads.get(row.id) and row.content["what"] in NEW:
                await self._lost_topic(row, verdict)
            case "blocked" | "barred" | "topic_closed" if self._is_for_staff(row):
                await self._wait_outside(row, verdict)
            case _:
                await self._refuse(row, verdict)

    def _is_for_staff(self, row: OutboxMessage) -> bool:
        return self._shell.is_staff_group(row.chat_id) and not is_toast(row)

    async def _lost_topic(self, row: OutboxMessage, verdict: Verdict) -> None:
        """Find the row another place and send all of it there."""
        await self._topics.lost(row, self._threads[row.id], closed=verdict.outcome == "topic_closed")
        self._shown_as.pop(row.id, None)
        await self._again(row, verdict.why, 0)

    async def _wait_outside(self, row: OutboxMessage, verdict: Verdict) -> None:
        """Nothing for the staff group is lost: it waits, in order, until the bot can write there."""
        desk = self._shell.desk
        await self._shell.commit(
            lambda session: records.away(session, desk, row, verdict.why, LOOK_WHEN_AWAY)
        )

    async def _hold(self, row: OutboxMessage, verdict: Verdict) -> None:
        seconds = verdict.seconds or self._away.next()
        self._pace.hush(seconds)
        await self._again(row, verdict.why, seconds)

    async def _doubt(self, row: OutboxMessage, verdict: Verdict) -> None:
        self._doubts[row.id] += 1
        most = MOST_DOUBTS_OF_TOAST if is_toast(row) else MOST_DOUBTS
        if row.at_most_once or self._doubts[row.id] >= most:
            desk = self._shell.desk
            await self._record(row, lambda session: records.unsure(session, desk, row, verdict.why))
        else:
            await self._again(row, verdict.why, min(LONGEST_WAIT, 2.0 ** (self._doubts[row.id] - 1)))

    async def _again(self, row: OutboxMessage, why: str, seconds: float) -> None:
        now = self._shell.now()
        await self._shell.commit(lambda session: records.again(session, row, why, now, seconds))
        if not is_toast(row):
            self._pace.rest(row.chat_id, seconds)

    async def _move(self, row: OutboxMessage, verdict: Verdict) -> None:
        desk = self._shell.desk
        await self._shell.commit(lambda session: records.moved(session, desk, row, verdict))
        if self._shell.is_staff_group(row.chat_id):
            self._shell.move_staff_group(verdict.new_chat_id)

    async def _check_token(self, row: OutboxMessage, verdict: Verdict) -> None:
        accepted = await still_accepted(self._application)
        self.token_is_bad = not accepted
        if accepted and row.content["what"] != "message":  # an emulator that does not know the method
            await self._refuse(row, verdict)
        else:
            await self._again(row, verdict.why, self._away.next())

    async def _refuse(self, row: OutboxMessage, verdict: Verdict) -> None:
        desk = self._shell.desk
        await self._record(row, lambda session: records.refused(session, desk, row, verdict))

    async def _record(self, row: OutboxMessage, end: Callable[[Session], None]) -> None:
        await self._shell.commit(end)
        del self._doubts[row.id]
        self._shown_as.pop(row.id, None)
        self._threads.pop(row.id, None)
        self._topics.done(row)


def is_toast(row: OutboxMessage) -> bool:
    """Return whether a row is the short answer to a tap."""
    return bool(row.content["what"] == "toast")


def _message_ids(result: object) -> list[str]:
    shown = result if isinstance(result, list) else [result]
    numbers = [each.get("message_id") for each in shown if isinstance(each, dict)]
    return [str(number) for number in numbers if number is not None]
