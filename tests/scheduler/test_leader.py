"""One scheduler works at a time, nothing that fails stops it, and it ends when told to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Event, Thread
from typing import Any

import pytest

from scheduler import leader
from scheduler.leader import LEASE, SchedulerSilent, Work, lead
from store import lease
from store.engine import Sessions
from store.models import Lease
from tests.scheduler.waiting import until

SOON = timedelta(milliseconds=50)


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leader, "RENEW_EVERY", SOON)


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def leading(sessions: Sessions, *works: Work) -> Iterator[Callable[[], None]]:
    """A scheduler in a thread; gives what stops it."""
    stop = Event()
    thread = Thread(target=lead, args=(sessions, works, stop, now))
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()

    try:
        yield end
    finally:
        end()


def test_work_is_done_at_once_and_again_and_again(sessions: Sessions) -> None:
    done: list[int] = []
    with leading(
        sessions,
        Work("often", SOON, lambda: done.append(1)),
        Work("once", timedelta(days=1), lambda: done.append(100)),
    ):
        until(lambda: done.count(1) > 2 and 100 in done)
    assert done.count(100) == 1


def test_what_fails_is_logged_without_words_and_stops_nothing(
    sessions: Sessions, caplog: pytest.LogCaptureFixture
) -> None:
    runs: list[int] = []

    def fail() -> None:
        runs.append(1)
        raise ValueError("đơn của mình bị hỏng")

    with leading(sessions, Work("asking", SOON, fail)):
        until(lambda: len(runs) > 2)
    assert "asking failed: ValueError at test_leader.py:" in caplog.text
    assert "hỏng" not in caplog.text


def test_of_two_one_works_and_the_other_says_so_and_takes_over(
    sessions: Sessions, caplog: pytest.LogCaptureFixture
) -> None:
    first: list[int] = []
    second: list[int] = []
    with leading(sessions, Work("first", SOON, lambda: first.append(1))) as end_first:
        until(lambda: first)
        with leading(sessions, Work("second", SOON, lambda: second.append(1))):
            until(lambda: "this one waits" in caplog.text)
            runs = len(first)
            until(lambda: len(first) > runs + 2)
            assert not second
            end_first()
            until(lambda: second)
    assert caplog.text.count("this one waits") == 1


@pytest.mark.slow
def test_a_scheduler_that_was_killed_keeps_the_next_one_waiting_until_its_lease_ends(
    sessions: Sessions,
) -> None:
    done: list[int] = []
    until_ = now() + timedelta(seconds=1)
    with sessions.begin() as session:
        session.add(Lease(name=LEASE, holder="killed", until=until_))
    with leading(sessions, Work("next", SOON, lambda: done.append(1))):
        until(lambda: done)
        assert now() > until_


def test_a_scheduler_that_stops_leaves_the_lease_to_the_next(sessions: Sessions) -> None:
    done: list[int] = []
    with leading(sessions, Work("first", SOON, lambda: done.append(1))):
        until(lambda: done)
    with sessions() as session:
        assert session.get(Lease, LEASE) is None


def test_a_database_that_is_away_for_a_while_is_waited_for(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    take, attempts, done = lease.take, count(), []

    def away_at_first(*arguments: Any) -> bool:
        if next(attempts) < 2:
            raise ConnectionError("a password of the tests")
        return bool(take(*arguments))

    monkeypatch.setattr(lease, "take", away_at_first)
    with leading(sessions, Work("asking", SOON, lambda: done.append(1))):
        until(lambda: done)
    assert "The lease cannot be renewed: ConnectionError" in caplog.text
    assert "password" not in caplog.text


def test_a_scheduler_that_works_nothing_any_more_ends_with_a_sentence(sqlite_sessions: Sessions) -> None:
    minutes = count()
    with pytest.raises(SchedulerSilent, match="no work done since"):
        lead(
            sqlite_sessions,
            [Work("rarely", timedelta(days=1), lambda: None)],
            Event(),
            lambda: datetime(2026, 11, 22, tzinfo=UTC) + timedelta(minutes=next(minutes)),
        )
    with sqlite_sessions() as session:
        assert session.get(Lease, LEASE) is None
