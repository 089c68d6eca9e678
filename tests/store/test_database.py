from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

from store.engine import Sessions, engine_of, open_sessions
from store.migrate import check, downgrade, is_current, upgrade
from store.models import Base, Customer

FIRST = "0001"


def test_models_and_migrations_agree(sessions: Sessions) -> None:
    check(sessions)


def test_a_database_with_rows_in_every_table_is_upgraded_and_taken_back(sessions: Sessions) -> None:
    downgrade(sessions, FIRST)
    try:
        with engine_of(sessions).begin() as connection:
            tables = tables_of(connection)
            for table in tables:
                values = {each.name: something(each) for each in table.columns}
                connection.execute(insert(table).values(values))
    finally:  # the next test finds the database as it should be
        upgrade(sessions)
    check(sessions)
    assert rows_in(sessions, tables) == dict.fromkeys(tables, 1)
    downgrade(sessions, FIRST)
    upgrade(sessions)
    assert rows_in(sessions, tables) == dict.fromkeys(tables, 1)


def tables_of(connection: Connection) -> list[Table]:
    """The tables that are there, those that others point at first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def something(column: Column[Any]) -> object:
    """A value for a column of the one row of its table; every pointer points at the one row of another."""
    kinds: tuple[tuple[type[TypeEngine[Any]], object], ...] = (
        (Boolean, False),
        (Integer, 1),
        (Float, 1.0),
        (DateTime, datetime(2026, 11, 22, tzinfo=UTC)),
        (JSON, {}),
        (String, "x"),
    )
    return next(value for kind, value in kinds if isinstance(column.type, kind))


def rows_in(sessions: Sessions, tables: Sequence[Table]) -> dict[Table, int]:
    with sessions() as session:
        return {table: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_after_every_migration_ids_of_deleted_rows_never_come_back(sqlite_sessions: Sessions) -> None:
    """What the comparison of models and migrations does not see on SQLite."""
    promised = {
        table.name
        for table in Base.metadata.sorted_tables
        if table.dialect_options["sqlite"]["autoincrement"]
    }
    with sqlite_sessions() as session:
        found = session.scalars(text("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"))
        assert set(found) == promised == {"inbox", "outbox"}


def test_a_moment_comes_back_as_the_same_moment_in_utc(sessions: Sessions) -> None:
    vietnam = timezone(timedelta(hours=7))
    with sessions.begin() as session:
        session.add(Customer(name="Lan", created_at=datetime(2026, 11, 22, 20, 0, tzinfo=vietnam)))
    with sessions() as session:
        kept = session.scalars(select(Customer)).one()
        assert kept.created_at == datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
        assert kept.created_at.tzinfo is UTC


def test_a_database_knows_whether_it_is_current(sessions: Sessions, tmp_path: Path) -> None:
    assert is_current(sessions)
    assert not is_current(open_sessions(f"sqlite:///{tmp_path}/new.db"))
