"""A sandbox on a free loopback port, in a thread of the test's own process."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.options import Options
from sandbox.server import make_server
from tests.browser import scripted_bot

TOKEN = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
PATIENCE = 20


@dataclass(frozen=True)
class LocalTelegram:
    """Where a sandbox runs."""

    url: str
    options: Options

    def post(self, path: str, body: object) -> None:
        """Do something by the control API."""
        httpx.post(f"{self.url}/sandbox/{path}", json=body, timeout=PATIENCE).raise_for_status()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def serving(port: int = 0, *, forum: bool = False) -> Iterator[LocalTelegram]:
    """Run a sandbox until the block ends."""
    options = Options(token=TOKEN, port=port or free_port(), forum=forum, limits=False)
    server = make_server(options)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        _wait_until_started(server, thread)
        yield LocalTelegram(f"http://127.0.0.1:{options.port}", options)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def _wait_until_started(server: Any, thread: threading.Thread) -> None:
    deadline = time.monotonic() + PATIENCE
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("The sandbox did not start.")
        time.sleep(0.02)


@contextlib.contextmanager
def serving_with_bot(*, forum: bool = False) -> Iterator[LocalTelegram]:
    """Run a sandbox with the scripted bot in it."""
    with (
        serving(forum=forum) as telegram,
        scripted_bot.running(telegram.url, TOKEN, telegram.options.staff_chat_id),
    ):
        yield telegram
