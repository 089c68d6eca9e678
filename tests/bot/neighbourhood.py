"""The way of an update without a network: a Telegram that hands out what it is given, the bot's own ingest and worker.

Between strange updates neighbours write, each in a chat of their own, and must be heard and answered.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram import InputFile
from telegram.request import RequestData

from bot import app
from bot.ingest import Ingest, Polling
from bot.lenient import LenientRequest
from bot.rendering import calls
from bot.shell import Shell
from bot.worker import work
from nlu.understanding import Understanding
from sandbox.validate import check_request, known_methods
from store import inbox, outbox
from store.engine import Sessions, reading
from store.models import InboxUpdate, Message, OutboxMessage
from store.outbox import Content
from support.desk import Desk
from tests.bot.any_update import BOT, NOW, Json
from tests.sandbox.server import TOKEN
from tests.support.order_scenes import Hands
from tests.support.scene import meaning

ME = {"id": BOT, "is_bot": True, "first_name": "Shop", "username": "langnghe_bot"}
QUESTION = "Shop ở đâu vậy ạ"
FIRST_NEIGHBOUR = 5_000_000
BATCH = 100  # as many as Telegram gives at once
PATIENCE = 60.0  # seconds for a batch
LOOK_EVERY = 0.05


class Moody:
    """Takes a neighbour's question for one, and other words for something or other, the same ones always alike."""

    def __init__(self, intents: Iterable[str]) -> None:
        self.intents = sorted(intents)

    async def understand(self, text: str) -> Understanding:
        if text.startswith(QUESTION):
            return replace(meaning("question_address"), text=text)
        mood, unsure = divmod(crc32(text.encode()), 3)
        intent = self.intents[mood % len(self.intents)]
        return replace(meaning(intent, confidence=0.9 if unsure else 0.4), text=text)


class Feed(LenientRequest):
    """Telegram's side of the connection: updates wait until a poll's offset is beyond their number."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[int, str] = {}
        self.news = asyncio.Event()
        self.empty = asyncio.Event()
        self.blunders: list[tuple[int, bytes]] = []  # what polls are answered first, status and body

    def give(self, updates: dict[int, str]) -> None:
        """Let updates, as JSON by their number, come with the next poll."""
        self.waiting |= updates
        self.empty.clear()
        self.news.set()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_times: Any, **_timeouts: Any
    ) -> tuple[int, bytes]:
        assert method == "POST"
        asked = request_data.parameters if request_data else {}
        called = url.rpartition("/")[2]
        if called == "getUpdates" and self.blunders:
            return self.blunders.pop(0)
        result = (
            await self._poll(asked) if called == "getUpdates" else json.dumps({"getMe": ME}.get(called, True))
        )
        return 200, f'{{"ok": true, "result": {result}}}'.encode("utf-8", "surrogatepass")

    async def _poll(self, asked: Json) -> str:
        self.waiting = {
            number: text for number, text in self.waiting.items() if number >= asked.get("offset", 0)
        }
        if not self.waiting:
            self.empty.set()
            self.news.clear()
            await self.news.wait()
        return f"[{', '.join([*self.waiting.values()][:BATCH])}]"


@dataclass
class Neighbourhood:
    """The running service: what was brought to it, and what came of it."""

    sessions: Sessions
    feed: Feed
    shell: Shell
    clock: Hands
    parts: Sequence[asyncio.Task[None]]
    strange: list[int] = field(default_factory=list)  # numbers of updates
    neighbours: list[int] = field(default_factory=list)

    async def bring(self, make: Callable[[int], str], many: int, behind: int = 1) -> None:
        """Let `many` updates come, a neighbour's behind every so many, until all are worked and the answers arrived."""
        batch: dict[int, str] = {}
        for nth in range(1, many + 1):
            batch |= self._next(self.strange, make)
            if nth % behind == 0 or nth == many:
                batch |= self._next(self.neighbours, question)
            if (nth % behind == 0 and len(batch) + behind >= BATCH) or nth == many:
                await self._work_off(batch)
                batch = {}

    def states(self) -> dict[int, tuple[str, str | None]]:
        """Return what became of each strange update: its row's state and error."""
        with reading(self.sessions) as session:
            # What was worked is emptied; then its own number is what Telegram gave it.
            states = {
                row.payload.get("was") or row.payload.get("update_id") or int(row.update_id): (
                    row.state,
                    row.error,
                )
                for row in session.scalars(select(InboxUpdate))
            }
        return {number: state for number, state in states.items() if number not in self.neighbours}

    def lost(self) -> list[int]:
        """Return the neighbours who were not heard, or not told where the shop is."""
        address = self.shell.desk.config.shop.address
        with reading(self.sessions) as session:
            heard = set(session.scalars(select(Message.text).where(Message.author == "customer")))
            told = {
                row.chat_id
                for row in session.scalars(select(OutboxMessage))
                if address in row.content.get("text", "")
            }
        return [
            number
            for number in self.neighbours
            if words(number) not in heard or str(FIRST_NEIGHBOUR + number) not in told
        ]

    def said_in_groups(self) -> set[str]:
        """Return what was sent to any group or channel but the staff's."""
        with reading(self.sessions) as session:
            rows = session.scalars(select(OutboxMessage).where(OutboxMessage.chat_id.startswith("-")))
            others = [row.content for row in rows if not self.shell.is_staff_group(row.chat_id)]
        return {content.get("text", content["what"]) for content in others}

    def _next(self, whose: list[int], make: Callable[[int], str]) -> dict[int, str]:
        number = len(self.strange) + len(self.neighbours) + 1
        whose.append(number)
        return {number: make(number)}

    async def _work_off(self, batch: dict[int, str]) -> None:
        self.feed.give(batch)
        async with asyncio.timeout(PATIENCE):
            while not self.feed.empty.is_set() or self._left():
                assert not [part for part in self.parts if part.done()], "the service has ended"
                await asyncio.sleep(LOOK_EVERY)
        with self.sessions.begin() as session:
            self._deliver(session)

    def _left(self) -> bool:
        """Return whether something is still to be worked; when it only waits for another try, the time comes."""
        with reading(self.sessions) as session:
            left = session.scalar(select(InboxUpdate.id).where(InboxUpdate.state == "new").limit(1))
            if left and not inbox.oldest_of_each_chat(session, [], self.clock(), 1):
                self.clock.forward(minutes=2)
                self.shell.inbox_news.set()
        return left is not None

    def _deliver(self, session: Session) -> None:
        """Do the sender's part: everything is a call that the Bot API takes, and arrives."""
        waiting = select(OutboxMessage).where(OutboxMessage.state == "waiting").order_by(OutboxMessage.id)
        for row in session.scalars(waiting).all():
            for call in calls(Content.from_json(row.content), row.chat_id):
                check_request(known_methods()[call.method.lower()], plain(call.arguments))
            outbox.record_sent(session, row.id, str(row.id), self.clock())


@asynccontextmanager
async def neighbourhood(
    sessions: Sessions, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Neighbourhood]:
    """Run ingest and worker as `bot.app` builds them, on a clock that a test moves."""
    feed, stop = Feed(), asyncio.Event()
    clock = Hands(datetime.fromtimestamp(NOW, UTC))
    monkeypatch.setattr(app, "_request", lambda *_: feed)
    application, polls = app.build(TOKEN, "http://127.0.0.1", None)
    shell = Shell(sessions, replace(desk, clock=clock), Moody(desk.answers.topics))
    app.equip(application, shell)
    await application.initialize()
    ingest = Ingest(application, polls, shell, "http://127.0.0.1", Polling())
    parts = [asyncio.create_task(ingest.run()), asyncio.create_task(work(application, shell, stop))]
    try:
        yield Neighbourhood(sessions, feed, shell, clock, parts)
    finally:
        stop.set()
        shell.inbox_news.set()
        parts[0].cancel()
        with suppress(asyncio.CancelledError):
            await parts[0]
        await parts[1]
        await application.shutdown()


def question(number: int) -> str:
    """Return what a neighbour, who never wrote before, asks: the same as every other."""
    chat = {"id": FIRST_NEIGHBOUR + number, "type": "private", "first_name": "Hàng xóm"}
    sender = {"id": chat["id"], "is_bot": False, "first_name": "Hàng xóm"}
    message = {"message_id": 1, "date": NOW, "chat": chat, "from": sender, "text": words(number)}
    return json.dumps({"update_id": number, "message": message})


def words(number: int) -> str:
    """Return the words of a neighbour."""
    return f"{QUESTION}, nhà số {number} hỏi"


def plain(arguments: Json) -> Json:
    """Return a call's arguments as they are sent, without the library's own classes."""
    return {name: _plain(value) for name, value in arguments.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, InputFile):  # it goes in a part of its own, which is named here
        return f"attach://{value.attach_name}"
    return value.to_dict() if hasattr(value, "to_dict") else value
