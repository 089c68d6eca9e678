"""The page over an empty shop, and a staff member who entered."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from store.engine import Sessions
from support.desk import Desk
from tests.web.shop import Staff, make_desk, serving
from web.app import create_app


class Stage:
    """One server for all tests: each of them puts its own page on it, because a start takes longer than a test."""

    def __init__(self) -> None:
        self.app: Starlette | None = None
        self.url = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    empty = Stage()
    with serving(Starlette(routes=[Mount("/", empty)])) as empty.url:
        yield empty


@pytest.fixture(scope="session")
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def url(sessions: Sessions, desk: Desk, stage: Stage) -> str:
    stage.app = create_app(sessions, desk)
    return stage.url


@pytest.fixture
def staff(url: str) -> Iterator[Staff]:
    with Staff(url) as mai:
        yield mai
