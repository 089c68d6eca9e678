"""Opens the database that a URL names: SQLite in WAL mode by default, PostgreSQL through psycopg 3."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

Sessions = sessionmaker[Session]
BUSY_TIMEOUT = 10_000  # milliseconds that a writer waits for another one
READ_ONLY = {"langnghe_read_only": True}


def open_sessions(url: str, root: Path = Path()) -> Sessions:
    """Return a factory of sessions on the database at `url`; a relative SQLite path counts from `root`.

    `with sessions.begin() as session:` is one transaction: it commits at the end and rolls back on any error.
    """
    engine = _sqlite(url, root) if make_url(url).get_backend_name() == "sqlite" else _postgresql(url)
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def reading(sessions: Sessions) -> Iterator[Session]:
    """Give a session that only reads and so never waits for a writer."""
    with sessions() as session:
        session.connection(execution_options=READ_ONLY)
        yield session


def engine_of(sessions: Sessions) -> Engine:
    """Return the engine behind a factory, for migrations and for disposing of it."""
    engine: Engine = sessions.kw["bind"]
    return engine


def _postgresql(url: str) -> Engine:
    # Parameters are what customers wrote, and errors end up in logs.
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=10,
        hide_parameters=True,
    )


def _sqlite(url: str, root: Path) -> Engine:
    parsed = make_url(url)
    if parsed.database and parsed.database != ":memory:":
        path = (root / parsed.database).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        parsed = parsed.set(database=str(path))
    engine = create_engine(parsed, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
    # The driver must not begin transactions by itself: _begin decides how each one starts.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={BUSY_TIMEOUT}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once when another wrote in between,
    # so writers queue up at the start.
    read_only = connection.get_execution_options().get("langnghe_read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
