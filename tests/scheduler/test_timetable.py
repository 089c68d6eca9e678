"""The clock's way in: what is due by the desk's clock happens by itself, soon."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from time import monotonic

import pytest
from sqlalchemy import func, select

from scheduler.timetable import run
from store import inbox
from store.engine import Sessions
from store.inbox import RawUpdate
from store.models import InboxUpdate, Lease
from tests.scheduler.waiting import until
from tests.support.order_scenes import NOON, Hands, speaking_desk
from tests.support.survey_scenes import add_delivery, responses, sent


@pytest.fixture
def clock() -> Hands:
    return Hands()


@contextmanager
def running(sessions: Sessions, clock: Hands) -> Iterator[Event]:
    """A scheduler in a thread, and what stops it."""
    stop = Event()
    thread = Thread(target=run, args=(sessions, speaking_desk(clock), stop))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


@pytest.mark.slow
def test_moving_the_clock_brings_the_check_in(sessions: Sessions, clock: Hands) -> None:
    with sessions.begin() as session:
        add_delivery(session, speaking_desk(clock))
    with running(sessions, clock) as stop:
        assert not stop.wait(2.5)  # a whole look, in which nothing is due
        assert responses(sessions) == []
        clock.forward(days=2)
        until(lambda: sent(sessions))
    assert [response.survey for response in responses(sessions)] == ["check_in"]


def test_updates_that_were_worked_long_ago_are_forgotten_at_once(sessions: Sessions, clock: Hands) -> None:
    with sessions.begin() as session:
        inbox.keep(session, "telegram", [RawUpdate(str(number), "a", {}) for number in range(3)], NOON)
        for number, done_at in ((1, NOON), (2, NOON + timedelta(days=1))):
            inbox.finish(session, number, done_at)
    clock.now = NOON + timedelta(days=3, seconds=1)
    with running(sessions, clock):
        until(lambda: count(sessions) == 2)


def test_its_lease_is_the_heart_beat_and_it_ends_at_once(sessions: Sessions, clock: Hands) -> None:
    with running(sessions, clock) as stop:
        until(lambda: lease(sessions) is not None)
        held = lease(sessions)
        assert held is not None
        assert held.until > datetime.now(UTC)
        began = monotonic()
        stop.set()
        until(lambda: lease(sessions) is None)
        assert monotonic() - began < 2


def count(sessions: Sessions) -> int | None:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(InboxUpdate))


def lease(sessions: Sessions) -> Lease | None:
    with sessions() as session:
        return session.get(Lease, "scheduler")
