"""The inbox keeps every update once and gives it out in order, chat by chat."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from store import inbox
from store.engine import Sessions
from store.inbox import RawUpdate
from store.models import InboxUpdate

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def keep(sessions: Sessions, *pairs: tuple[str, str], error: str | None = None) -> int:
    updates = [RawUpdate(update_id, chat_id, {"update_id": update_id}, error) for update_id, chat_id in pairs]
    with sessions.begin() as session:
        return inbox.keep(session, "telegram", updates, NOW)


def oldest(sessions: Sessions, busy: tuple[str, ...] = (), now: datetime = NOW, limit: int = 10) -> list[str]:
    with sessions() as session:
        return [row.update_id for row in inbox.oldest_of_each_chat(session, busy, now, limit)]


def test_an_update_that_comes_twice_is_kept_once(sessions: Sessions) -> None:
    assert keep(sessions, ("1", "a"), ("2", "a")) == 2
    assert keep(sessions, ("2", "a"), ("3", "a")) == 1
    with sessions() as session:
        assert session.scalars(select(InboxUpdate.update_id).order_by(InboxUpdate.id)).all() == [
            "1",
            "2",
            "3",
        ]


def test_two_channels_may_use_the_same_id(sessions: Sessions) -> None:
    keep(sessions, ("1", "a"))
    with sessions.begin() as session:
        assert inbox.keep(session, "zalo", [RawUpdate("1", "a", {})], NOW) == 1


def test_no_updates_are_no_work(sessions: Sessions) -> None:
    assert keep(sessions) == 0


def test_each_chat_gives_its_oldest_and_waits_while_it_is_busy(sessions: Sessions) -> None:
    keep(sessions, ("1", "a"), ("2", "a"), ("3", "b"), ("4", "c"))
    assert oldest(sessions) == ["1", "3", "4"]
    assert oldest(sessions, busy=("a",)) == ["3", "4"]
    assert oldest(sessions, limit=2) == ["1", "3"]


def test_done_updates_make_room_for_the_next_of_their_chat(sessions: Sessions) -> None:
    keep(sessions, ("1", "a"), ("2", "a"))
    with sessions.begin() as session:
        assert inbox.finish(session, 1, NOW)
    assert oldest(sessions) == ["2"]


def test_an_update_is_finished_once(sessions: Sessions) -> None:
    keep(sessions, ("1", "a"))
    with sessions.begin() as session:
        assert inbox.finish(session, 1, NOW)
    with sessions.begin() as session:
        assert not inbox.finish(session, 1, NOW)
        assert not inbox.finish(session, 99, NOW)


def test_a_worked_update_keeps_nothing_but_its_id(sessions: Sessions) -> None:
    keep(sessions, ("1", "a"))
    with sessions.begin() as session:
        inbox.finish(session, 1, NOW)
    assert keep(sessions, ("1", "a")) == 0
    with sessions() as session:
        assert session.get_one(InboxUpdate, 1).payload == {}


def test_a_forgotten_chat_leaves_ids_and_what_is_not_worked_yet(sessions: Sessions) -> None:
    keep(sessions, ("1", "a"), ("2", "a"), ("3", "b"))
    keep(sessions, ("4", "a"), error="an update of chat a that cannot be read")
    with sessions.begin() as session:
        inbox.finish(session, 1, NOW)
        inbox.forget_chat(session, "telegram", "a")
    with sessions() as session:
        rows = session.scalars(select(InboxUpdate).order_by(InboxUpdate.id)).all()
    assert [(row.update_id, row.chat_id, row.payload, row.error) for row in rows] == [
        ("1", "", {}, None),
        ("2", "a", {"update_id": "2"}, None),
        ("3", "b", {"update_id": "3"}, None),
        ("4", "", {}, None),
    ]


def test_a_failing_update_holds_its_chat_until_its_retry_and_is_poisoned_in_the_end(
    sessions: Sessions,
) -> None:
    keep(sessions, ("1", "a"), ("2", "a"))
    with sessions.begin() as session:
        assert not inbox.fail(session, 1, "KeyError", NOW)
    assert oldest(sessions) == []
    assert oldest(sessions, now=NOW + timedelta(seconds=2)) == ["1"]
    for _ in range(3):
        with sessions.begin() as session:
            assert not inbox.fail(session, 1, "KeyError", NOW)
    with sessions.begin() as session:
        assert inbox.fail(session, 1, "KeyError", NOW)
    assert oldest(sessions) == ["2"]


def test_what_cannot_be_parsed_is_kept_and_not_worked(sessions: Sessions) -> None:
    keep(sessions, ("1", "a"), error="no such thing as a message")
    assert oldest(sessions) == []
    with sessions() as session:
        row = session.get_one(InboxUpdate, 1)
    assert (row.state, row.error, row.payload) == (
        "poisoned",
        "no such thing as a message",
        {"update_id": "1"},
    )


def test_worked_updates_are_forgotten_and_their_ids_may_come_again(sessions: Sessions) -> None:
    keep(sessions, ("1", "a"), ("2", "a"))
    with sessions.begin() as session:
        inbox.finish(session, 1, NOW)
    with sessions.begin() as session:
        assert inbox.forget_done(session, NOW + timedelta(days=3)) == 1
    assert keep(sessions, ("1", "a")) == 1
    with sessions() as session:
        assert session.scalars(select(InboxUpdate.id).order_by(InboxUpdate.id)).all() == [2, 3]


def test_uniqueness_is_the_databases_own(sessions: Sessions) -> None:
    keep(sessions, ("1", "a"))
    twin = InboxUpdate(channel="telegram", update_id="1", chat_id="a", payload={}, received_at=NOW)
    with pytest.raises(IntegrityError), sessions.begin() as session:
        session.add(twin)
