from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import select, text

from store.engine import Sessions, open_sessions
from store.migrate import check, is_current
from store.models import Base, Customer


def test_models_and_migrations_agree(sessions: Sessions) -> None:
    check(sessions)


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
