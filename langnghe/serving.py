"""Runs one part in this process until SIGTERM or SIGINT: what `langnghe bot`, `langnghe web` and the others do.

Each function imports its own part: the whole house takes seconds to import, and no process needs all of it.
"""

import asyncio
import logging
import os
import signal
import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from langnghe.parts import (
    LOOPBACK,
    SANDBOX_TOKEN,
    SANDBOX_USERNAME,
    CannotGoOn,
    House,
    client_of,
    desk_of,
    migrated_sessions,
    need_ports,
    utc_now,
)
from langnghe.supervisor import READY
from store import lease
from store.engine import Sessions

BOT_LEASE = "bot"
HEARTBEAT = timedelta(seconds=5)
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Server(Protocol):
    """What uvicorn's server says of itself."""

    started: bool


def nlu(house: House, *, supervised: bool) -> None:
    """Become the model server: this process is replaced by Rasa's."""
    from nlu.server import become_server

    need_ports(house, "model")
    if not supervised:
        print(f"Model server: {house.model_url}", flush=True)
    become_server(
        house.settings.root, house.settings.config.ports.model, house.model_token, supervised=supervised
    )


def bot(house: House, *, supervised: bool) -> None:
    """Take messages in, work them, and send.

    Raises:
        CannotGoOn: Telegram refuses the token.
    """
    from bot.connect import TokenRefused

    sessions = _begin(house, supervised=supervised)
    try:
        asyncio.run(_bot(house, sessions, supervised=supervised))
    except TokenRefused as error:
        raise CannotGoOn(str(error)) from error


async def _bot(house: House, sessions: Sessions, *, supervised: bool) -> None:
    from bot.app import run as run_bot

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    beating = asyncio.create_task(_beat(sessions))
    try:
        async with client_of(house) as client:
            await run_bot(
                house.token,
                house.settings.config.telegram,
                sessions,
                partial(desk_of, house),
                client,
                stop=stop,
                on_ready=lambda _username: _say_ready(supervised=supervised),
            )
    finally:
        beating.cancel()


async def _beat(sessions: Sessions) -> None:
    """Show every few seconds that the bot lives: a lease that ends by itself, which `doctor` reads."""
    holder = f"{socket.gethostname()}:{os.getpid()}"
    while True:
        with suppress(SQLAlchemyError):  # the parts of the bot say themselves when the database is away
            await asyncio.to_thread(lease.take, sessions, BOT_LEASE, holder, utc_now(), 3 * HEARTBEAT)
        await asyncio.sleep(HEARTBEAT.total_seconds())


def scheduler(house: House, *, supervised: bool) -> None:
    """Ask again and again what is due."""
    from scheduler.timetable import run as run_scheduler

    sessions = _begin(house, supervised=supervised)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    _say_ready(supervised=supervised)
    run_scheduler(sessions, desk_of(house), stop)


def web(house: House, *, supervised: bool) -> None:
    """Serve the staff page."""
    from web.app import create_app
    from web.app import serve as serve_web

    need_ports(house, "web")
    sessions = _begin(house, supervised=supervised)
    app = create_app(sessions, desk_of(house))
    if not supervised:
        print(web_link(house, "Quản lý"))
    serve_web(app, house.settings.config.ports.web, lambda: _say_ready(supervised=supervised))


def web_link(house: House, name: str) -> str:
    """Return a link that lets a staff member into the page.

    Raises:
        CannotGoOn: the name is empty or too long to be kept.
    """
    from web.access import make_link

    try:
        return make_link(house.web_url, house.secret_key, name)
    except ValueError as error:
        raise CannotGoOn(str(error)) from error


def sandbox(house: House, *, supervised: bool) -> None:
    """Serve the local Telegram.

    Raises:
        CannotGoOn: there is a real token, and a rehearsal beside it would mislead everybody.
    """
    from sandbox.options import Options
    from sandbox.server import make_server

    if not house.sandbox:
        raise CannotGoOn(
            "LANGNGHE_TELEGRAM_TOKEN is set: the sandbox never runs beside a real token. Unset it to try things out."
        )
    need_ports(house, "sandbox")
    house.var.mkdir(parents=True, exist_ok=True)
    telegram = house.settings.config.telegram
    server = make_server(
        Options(
            token=SANDBOX_TOKEN,
            host=LOOPBACK,
            port=house.settings.config.ports.sandbox,
            bot_username=SANDBOX_USERNAME,
            bot_name=house.settings.config.shop.name,
            staff_chat_id=telegram.staff_chat_id or 0,
            clock_path=house.clock_path,
            state_path=house.state_path,
        )
    )
    if supervised:
        _end_with_supervisor()
    else:
        print(f"Sandbox: {house.sandbox_url}")
    threading.Thread(target=_say_when_started, args=(server, supervised), daemon=True).start()
    server.run()


def _say_when_started(server: Server, supervised: bool) -> None:
    while not server.started:
        time.sleep(0.05)
    _say_ready(supervised=supervised)


def _begin(house: House, *, supervised: bool) -> Sessions:
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    # These write addresses that hold the token, or what customers wrote.
    for name in ("httpx", "httpcore", "telegram", "apscheduler", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    if supervised:
        _end_with_supervisor()
    return migrated_sessions(house)


def _say_ready(*, supervised: bool) -> None:
    print(READY if supervised else "Running; Ctrl-C stops it.", flush=True)


def _end_with_supervisor() -> None:
    """Stop this process when the supervisor is gone: its end of our standard input closes with it."""

    def watch() -> None:
        # Not sys.stdin: its lock, held by this thread, would stop the interpreter from ending.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
