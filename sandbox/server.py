"""The local Telegram as a program: the Bot API, the control API and the page, on one loopback port."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import botapi, control
from sandbox.connections import OPEN, Peer, protocol
from sandbox.demo import furnish
from sandbox.guard import Guard
from sandbox.model import Json
from sandbox.options import Options
from sandbox.telegram import Telegram, build
from sandbox.webhook import Webhook

__all__ = ["Options", "create_app", "make_server", "serve"]

PAGE = Path(__file__).parent / "page"
STOP_SECONDS = 5


def create_app(options: Options, monotonic: Callable[[], float] = time.monotonic) -> Starlette:
    """Return the application; `monotonic` is the real time of limits and of presses, which tests may hold still."""
    telegram = build(options, monotonic)
    furnish(telegram)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        webhook = asyncio.create_task(
            Webhook(telegram, lambda name, body: perform(telegram, name, body)).run()
        )
        yield
        webhook.cancel()
        await asyncio.gather(webhook, return_exceptions=True)
        telegram.shelf.close()

    routes = [
        Route("/", index),
        Mount("/page", StaticFiles(directory=PAGE, check_dir=False)),
        *control.routes(),
        *botapi.routes(),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guard)], lifespan=lifespan)
    app.state.telegram = telegram
    return app


async def perform(telegram: Telegram, name: str, body: Json) -> Json:
    """Do what a webhook's answer asks for."""
    return await botapi.answer(telegram, name, body, {})


async def index(_request: Request) -> Response:
    """Show the page."""
    return FileResponse(PAGE / "index.html")


class Server(uvicorn.Server):
    """uvicorn, but long polls and event streams end when it stops, instead of holding it up."""

    def __init__(self, config: uvicorn.Config, telegram: Telegram) -> None:
        super().__init__(config)
        self._telegram = telegram

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let go of those who wait, then stop."""
        self._telegram.updates.interrupt(None)
        self._telegram.events.close()
        await super().shutdown(sockets)


def make_server(options: Options, monotonic: Callable[[], float] = time.monotonic) -> Server:
    """Return a server ready to run; `Options` has refused any address but loopback."""
    app = create_app(options, monotonic)
    register: dict[Peer, asyncio.Transport] = {}
    setattr(app.state, OPEN, register)
    config = uvicorn.Config(
        app,
        host=options.host,
        port=options.port,
        http=protocol(register),
        ws="none",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    return Server(config, app.state.telegram)


def serve(options: Options) -> None:
    """Run until SIGINT or SIGTERM."""
    make_server(options).run()
