"""A sandbox on a free loopback port, in a thread of the test's own process."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from sandbox.options import Options
from tests.browser import scripted_bot
from tests.sandbox.server import running

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


@contextlib.contextmanager
def serving(port: int = 0, *, forum: bool = False) -> Iterator[LocalTelegram]:
    """Run a sandbox until the block ends; port 0 stands for any free one."""
    with running(Options(token=TOKEN, port=port, forum=forum, limits=False)) as sandbox:
        yield LocalTelegram(sandbox.url, sandbox.options)


@contextlib.contextmanager
def serving_with_bot(*, forum: bool = False) -> Iterator[LocalTelegram]:
    """Run a sandbox with the scripted bot in it."""
    with (
        serving(forum=forum) as telegram,
        scripted_bot.running(telegram.url, TOKEN, telegram.options.staff_chat_id),
    ):
        yield telegram
