"""A sandbox, a database, and the bot in a thread of its own, as the command line would run it."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.app import run
from bot.ingest import Polling
from bot.shell import Health
from nlu.understanding import Understanding
from sandbox.options import Options
from settings import load
from store.engine import Sessions
from store.outbox import Content, Outgoing, put
from support import answers, conversation, wording
from support.desk import Desk
from support.events import CustomerMessage
from tests.sandbox.server import STAFF_CHAT, TOKEN, Sandbox, running, wait_until

ROOT = Path(__file__).parents[2]
Serving = Callable[..., AbstractContextManager["BotThread"]]


class Parrot:
    """Understands everything as the same question, after as long as it is told to take."""

    def __init__(self, seconds: Callable[[str], float] = lambda _text: 0.0) -> None:
        self.seconds = seconds
        self.asked: list[str] = []

    async def understand(self, text: str) -> Understanding:
        self.asked.append(text)
        await asyncio.sleep(self.seconds(text))
        return Understanding(text, "question", "question_hours", "hours", "neutral", None, (), 0.9, ())


@dataclass
class BotThread:
    """The bot, running beside the test."""

    main: Callable[["BotThread"], Any]
    health: Health = field(default_factory=Health)
    ready: threading.Event = field(default_factory=threading.Event)
    error: BaseException | None = None

    def start(self, *, wait: bool) -> None:
        self.loop = asyncio.new_event_loop()
        self.stopping = asyncio.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        if wait:
            wait_until(lambda: self.ready.is_set() or not self.thread.is_alive(), "the bot is not ready")

    def stop(self, within: float = 8.0) -> None:
        if self.thread.is_alive():
            self.loop.call_soon_threadsafe(self.stopping.set)
        self.thread.join(within)
        assert not self.thread.is_alive(), f"the bot did not stop within {within} s"

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            try:
                runner.run(self.main(self))
            except Exception as error:  # noqa: BLE001 - the test looks at it
                self.error = error


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A Telegram in real time, with its limits on."""
    with running(Options(token=TOKEN, port=0)) as started:
        yield started


@pytest.fixture
def desk() -> Desk:
    """The shop's own desk."""
    config = load(ROOT, {}).config
    return Desk(
        config=config,
        answers=answers.load(ROOT / "data" / "answers.yml", config.shop),
        wording=wording.load(ROOT / "data" / "wording.yml"),
        clock=lambda: datetime.now(UTC),
        secret_key="a secret of tests only",
        bot_username="langnghe_bot",
        staff_chat_id=str(STAFF_CHAT),
    )


@pytest.fixture
def serving(sandbox: Sandbox, sqlite_sessions: Sessions, desk: Desk) -> Serving:
    """Run the bot until the block ends; what is passed replaces what it would be given."""
    return serving_at(sandbox, sqlite_sessions, desk)


@pytest.fixture
def in_group(sandbox: Sandbox, sqlite_sessions: Sessions, desk: Desk) -> Callable[[int], Serving]:
    """Run the bot with another staff group than the sandbox's own."""

    def in_another(chat_id: int) -> Serving:
        sandbox.post("staff-groups", {"chat_id": chat_id})
        return serving_at(sandbox, sqlite_sessions, replace(desk, staff_chat_id=str(chat_id)))

    return in_another


def serving_at(sandbox: Sandbox, sqlite_sessions: Sessions, desk: Desk) -> Serving:
    @contextmanager
    def serve(
        client: Any = None,
        *,
        polling: Polling | None = None,
        url: str = "",
        token: str = "",
        wait: bool = True,
    ) -> Iterator[BotThread]:
        telegram = desk.config.telegram.model_copy(update={"api": url or sandbox.url})

        async def main(bot: BotThread) -> None:
            await run(
                token or sandbox.token,
                telegram,
                sqlite_sessions,
                lambda _username: desk,
                client or Parrot(),
                stop=bot.stopping,
                on_ready=lambda _username: bot.ready.set(),
                health=bot.health,
                polling=polling or Polling(seconds=5),
            )

        bot = BotThread(main)
        bot.start(wait=wait)
        try:
            yield bot
        finally:
            bot.stop()
        if bot.error:
            raise bot.error

    return serve


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let support answer every message with itself, so that a test sees the path and nothing else."""

    def receive(
        session: Session, desk: Desk, event: CustomerMessage, _understanding: Understanding | None
    ) -> None:
        answer = Content("message", text=f"Dạ: {event.text}")
        put(session, Outgoing(event.channel, event.chat_id, answer), desk.clock())

    def receive_run(
        session: Session,
        desk: Desk,
        heard: list[tuple[CustomerMessage, Understanding]],
        _whole: Understanding,
    ) -> None:
        for event, understanding in heard:
            conversation.receive(session, desk, event, understanding)

    monkeypatch.setattr(conversation, "receive", receive)
    monkeypatch.setattr(conversation, "receive_run", receive_run)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged, from the lowest level that a part is run with."""
    caplog.set_level(logging.INFO)
    return caplog
