"""A sandbox, a held clock, and the real python-telegram-bot Bot in front of it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
import telegram
from telegram.request import HTTPXRequest

from sandbox.options import Options
from tests.sandbox.server import NO_CERTIFICATES, TOKEN, HeldTime, Sandbox, running


@pytest.fixture
def held() -> HeldTime:
    return HeldTime()


@pytest.fixture
def sandbox(held: HeldTime) -> Iterator[Sandbox]:
    with running(Options(token=TOKEN, port=0), held) as started:
        yield started


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    """For tests that leave nothing behind: refusals, mostly."""
    with running(Options(token=TOKEN, port=0)) as started:
        yield started


@pytest.fixture
def forum() -> Iterator[Sandbox]:
    with running(Options(token=TOKEN, port=0, forum=True)) as started:
        yield started


@pytest_asyncio.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[telegram.Bot]:
    async with bot_of(sandbox) as ready:
        yield ready


@pytest_asyncio.fixture
async def forum_bot(forum: Sandbox) -> AsyncIterator[telegram.Bot]:
    async with bot_of(forum) as ready:
        yield ready


def bot_of(sandbox: Sandbox) -> telegram.Bot:
    return telegram.Bot(
        sandbox.token,
        base_url=f"{sandbox.url}/bot",
        base_file_url=f"{sandbox.url}/file/bot",
        request=HTTPXRequest(httpx_kwargs={"verify": NO_CERTIFICATES, "trust_env": False}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"verify": NO_CERTIFICATES, "trust_env": False}),
    )
