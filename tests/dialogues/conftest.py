"""The service that dialogues talk to, one for each kind of database and the whole run."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import limits
from nlu.client import Client
from nlu.server import ModelServer
from store.engine import Sessions, engine_of, open_sessions
from store.migrate import upgrade
from tests.dialogues.service import Service, SwitchableModel, running_service


@pytest.fixture(scope="session")
def own_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sessions]:
    """A SQLite database that lives as long as the service on it."""
    sessions = open_sessions(f"sqlite:///{tmp_path_factory.mktemp('dialogues')}/service.db")
    upgrade(sessions)
    yield sessions
    engine_of(sessions).dispose()


@pytest.fixture(scope="session")
def own_postgresql(postgresql: Sessions) -> Iterator[Sessions]:
    """A PostgreSQL database beside the one that other tests empty."""
    shared = engine_of(postgresql)
    with shared.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE dialogues"))
    sessions = open_sessions(shared.url.set(database="dialogues").render_as_string(hide_password=False))
    upgrade(sessions)
    yield sessions
    engine_of(sessions).dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, model_server: ModelServer
) -> Iterator[Service]:
    """The running service. A group's 20 messages a minute would make these tests wait; tests/bot holds the limits."""
    name = "own_sqlite" if request.param == "sqlite" else "own_postgresql"
    sessions: Sessions = request.getfixturevalue(name)
    folder: Path = tmp_path_factory.mktemp("service")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "GROUP", (10_000, 1.0))
        patch.setattr(limits, "PRIVATE_BURST", 10_000)
        renew = partial(Client, model_server.base_url, model_server.token)
        model = SwitchableModel(renew(), renew)
        with running_service(folder, sessions, model) as running:
            yield running
