"""Builds the bot and runs it: Telegram -> ingest -> inbox -> worker -> outbox -> sender -> Telegram."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

from telegram.ext import ApplicationBuilder, ContextTypes

from bot.connect import introduce, settle_in
from bot.context import App, Context
from bot.handlers import failed, table
from bot.ingest import Ingest, Polling
from bot.lenient import LenientBot, LenientRequest, prepare_library
from bot.pace import Pace
from bot.sender import Sender
from bot.shell import Health, Shell, Understands
from bot.worker import work
from settings.schema import Telegram
from store.engine import Sessions
from support.desk import Desk

POLL_POOL, SEND_POOL = 8, 32  # connections; a poll that hangs must not take the last one
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Result = TypeVar("Result")
logger = logging.getLogger(__name__)


async def run(
    token: str,
    telegram: Telegram,
    sessions: Sessions,
    make_desk: Callable[[str], Desk],
    client: Understands,
    *,
    stop: asyncio.Event,
    on_ready: Callable[[str], None] = lambda _username: None,
    health: Health | None = None,
    polling: Polling | None = None,
) -> None:
    """Serve Telegram until `stop` is set, then end in order within 8 s.

    `make_desk` is given the bot's user name, which only Telegram knows; `on_ready` too, when updates are being taken.

    Raises:
        TokenRefused: the token is wrong or was revoked; the message says what to do.
    """
    quiet_libraries()
    api = telegram.api.rstrip("/")
    application, poll_request = build(token, api, telegram.proxy)
    try:
        username = await _until(stop, introduce(application, api))
        if username is None:
            return
        shell = Shell(sessions, make_desk(username), client, health or Health())
        equip(application, shell)
        await _until(stop, settle_in(application, shell))
        on_ready(username)
        ingest = Ingest(application, poll_request, shell, api, polling or Polling())
        await _serve(application, shell, ingest, api, stop)
    finally:
        await application.bot.shutdown()
        await application.shutdown()


def build(token: str, api: str, proxy: str | None) -> tuple[App, LenientRequest]:
    """Return the application and the request pool that only getUpdates uses. Nothing is connected yet."""
    prepare_library()
    polls, sends = (_request(size, api, proxy) for size in (POLL_POOL, SEND_POOL))
    bot = LenientBot(token, f"{api}/bot", f"{api}/file/bot", request=sends, get_updates_request=polls)
    contexts = ContextTypes(context=Context)
    builder = ApplicationBuilder().bot(bot).updater(None).job_queue(None).context_types(contexts)
    application: Any = builder.build()
    return application, polls


def equip(application: App, shell: Shell) -> None:
    """Give the application its handlers and what they share."""
    application.bot_data = shell
    application.add_handlers(table(shell))
    application.add_error_handler(failed)


def quiet_libraries() -> None:
    """Keep the libraries' logs from telling the token (httpx logs every address) and what customers write."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL)  # it logs answers that it could not read


def _request(size: int, api: str, proxy: str | None) -> LenientRequest:
    # A proxy from the environment is for the world outside.
    inside = urlsplit(api).hostname in LOOPBACK
    return LenientRequest(
        size,
        connect_timeout=10.0,
        read_timeout=20.0,
        write_timeout=20.0,
        pool_timeout=10.0,
        proxy=proxy,
        httpx_kwargs={"trust_env": not inside},
    )


async def _serve(application: App, shell: Shell, ingest: Ingest, api: str, stop: asyncio.Event) -> None:
    """Run the three until `stop` or until one of them ends, then end them in the order of a message's path."""
    work_stop, send_stop = asyncio.Event(), asyncio.Event()
    ingesting = _begin(ingest.run())
    working = _begin(work(application, shell, work_stop))
    sending = _begin(Sender(application, shell, api, Pace()).run(send_stop))
    stopping = _begin(stop.wait())
    await asyncio.wait({stopping, ingesting, working, sending}, return_when=asyncio.FIRST_COMPLETED)
    await _cancel(stopping)
    await _cancel(ingesting)
    work_stop.set()
    shell.inbox_news.set()
    await asyncio.wait({working})
    send_stop.set()
    shell.outbox_news.set()
    await asyncio.wait({sending})
    for task in (ingesting, working, sending):
        if not task.cancelled():
            task.result()  # raises what ended it
    logger.info("The bot has stopped.")


async def _until(stop: asyncio.Event, part: Coroutine[Any, Any, Result]) -> Result | None:
    """Return what `part` returns, None when `stop` comes first."""
    working, stopping = _begin(part), _begin(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    await _cancel(stopping)
    await _cancel(working)
    return None if working.cancelled() else working.result()


def _begin(part: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
    return asyncio.create_task(part)


async def _cancel(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.wait({task})
