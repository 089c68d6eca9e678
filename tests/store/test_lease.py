"""Of two schedulers only one holds the lease."""

from datetime import UTC, datetime, timedelta

from store import lease
from store.engine import Sessions

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LENGTH = timedelta(seconds=30)


def test_a_lease_is_held_by_one_renewed_by_it_and_free_when_it_ends(sessions: Sessions) -> None:
    assert lease.take(sessions, "scheduler", "one", NOW, LENGTH)
    assert not lease.take(sessions, "scheduler", "two", NOW, LENGTH)
    assert lease.take(sessions, "scheduler", "one", NOW + timedelta(seconds=20), LENGTH)
    assert not lease.take(sessions, "scheduler", "two", NOW + timedelta(seconds=40), LENGTH)
    assert lease.take(sessions, "scheduler", "two", NOW + timedelta(seconds=51), LENGTH)


def test_a_lease_given_back_is_free_at_once_and_only_its_holder_can_give_it(sessions: Sessions) -> None:
    lease.take(sessions, "scheduler", "one", NOW, LENGTH)
    lease.give_back(sessions, "scheduler", "two")
    assert not lease.take(sessions, "scheduler", "two", NOW, LENGTH)
    lease.give_back(sessions, "scheduler", "one")
    assert lease.take(sessions, "scheduler", "two", NOW, LENGTH)
