"""Updates that wait for more of their writer."""

from datetime import UTC, datetime, timedelta

from store import inbox
from store.engine import Sessions
from store.inbox import RawUpdate

NOW = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)


def come(sessions: Sessions, number: int, at: datetime = NOW) -> None:
    with sessions.begin() as session:
        inbox.keep(session, "telegram", [RawUpdate(str(number), "1001", {"n": number})], at)


def ready(sessions: Sessions, at: datetime) -> list[int]:
    with sessions() as session:
        return [row.id for row in inbox.oldest_of_each_chat(session, [], at, 9)]


def test_a_held_update_waits_until_more_comes_or_its_time_is_over(sessions: Sessions) -> None:
    come(sessions, 1)
    with sessions.begin() as session:
        assert inbox.hold(session, [1], NOW)
    assert ready(sessions, NOW) == []
    assert ready(sessions, NOW + inbox.PAUSE) == [1]
    come(sessions, 2)
    assert ready(sessions, NOW) == [1]
    with sessions.begin() as session:
        assert inbox.hold(session, [1, 2], NOW)
    assert ready(sessions, NOW) == []


def test_nobody_is_held_for_ever(sessions: Sessions) -> None:
    late = NOW + inbox.LONGEST_PAUSE - timedelta(seconds=0.5)
    come(sessions, 1)
    come(sessions, 2, late)
    with sessions.begin() as session:
        assert inbox.hold(session, [1, 2], late)
    assert ready(sessions, NOW + inbox.LONGEST_PAUSE) == [1]
    with sessions.begin() as session:
        assert not inbox.hold(session, [1, 2], NOW + inbox.LONGEST_PAUSE)


def test_an_old_update_is_never_held(sessions: Sessions) -> None:
    come(sessions, 1)
    with sessions.begin() as session:
        assert not inbox.hold(session, [1], NOW + timedelta(hours=1))
