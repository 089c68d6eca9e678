from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import select

from store.engine import Sessions, open_sessions
from store.migrate import check, is_current
from store.models import Customer


def test_models_and_migrations_agree(sessions: Sessions) -> None:
    check(sessions)


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
