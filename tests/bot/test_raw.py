"""Whatever Telegram sends can be kept, and what cannot be worked is set aside alone."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import raw
from store import inbox
from store.engine import Sessions
from store.models import InboxUpdate

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
USER = {"id": 7, "first_name": "Lan", "is_bot": False}
CHAT = {"id": 7, "type": "private", "first_name": "Lan"}
MESSAGE = {"message_id": 1, "date": 1_795_000_000, "chat": CHAT, "from": USER, "text": "chào shop"}
TAP = {"id": "1", "from": USER, "chat_instance": "x", "message": MESSAGE}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_a_message_keeps_its_number_and_its_chat() -> None:
    kept = raw.read({"update_id": 5, "message": MESSAGE})
    assert (kept.update_id, kept.chat_id, kept.error) == ("5", "7", None)


@pytest.mark.parametrize(
    ("body", "chat_id"),
    [
        ({"edited_message": MESSAGE}, "7"),
        ({"callback_query": {"id": "1", "from": USER, "chat_instance": "x", "message": MESSAGE}}, "7"),
        ({"callback_query": {"id": "1", "from": USER, "chat_instance": "x"}}, "7"),
        ({"poll": {"id": "1"}}, ""),
    ],
)
def test_every_kind_names_the_chat_whose_order_it_keeps(body: dict[str, Any], chat_id: str) -> None:
    assert raw.chat_of({"update_id": 1} | body) == chat_id


@pytest.mark.parametrize(
    "update",
    [
        {"message": MESSAGE},
        {"update_id": "5", "message": MESSAGE},
        {"update_id": True, "message": MESSAGE},
        {"update_id": -1, "message": MESSAGE},
        {"update_id": 2**70, "message": MESSAGE},
        {"update_id": 5, "message": {"text": "không có gì khác"}},
        {"update_id": 5, "message": "chữ"},
        "chữ",
        None,
        [],
    ],
)
def test_what_cannot_be_worked_is_kept_with_a_sentence_without_words(update: object) -> None:
    kept = raw.read(update)
    assert kept.error
    assert kept.error.startswith("Found ")
    assert "chữ" not in kept.error
    assert "không" not in kept.error


@pytest.mark.parametrize("number", [None, "", "chữ", True, 7.0, [7], {}, {"id": 7}, 10**19, "7" * 30])
@pytest.mark.parametrize(
    "body",
    [
        lambda number: {"message": MESSAGE | {"chat": CHAT | {"id": number}}},
        lambda number: {"message": MESSAGE | {"from": USER | {"id": number}}},
        lambda number: {"message": MESSAGE | {"sender_chat": CHAT | {"id": number}}},
        lambda number: {"edited_message": MESSAGE | {"message_id": number, "edit_date": 1_795_000_000}},
        lambda number: {"callback_query": TAP | {"from": USER | {"id": number}}},
        lambda number: {"callback_query": TAP | {"message": MESSAGE | {"chat": CHAT | {"id": number}}}},
    ],
)
def test_nobody_is_known_by_an_id_that_is_none(number: object, body: Callable[[object], Any]) -> None:
    """Everyone without one would be the same customer, with one conversation."""
    assert raw.read({"update_id": 5} | body(number)).error


def test_a_group_that_calls_itself_private_is_not_believed() -> None:
    """What is meant for one customer would be said to everyone there."""
    assert raw.read({"update_id": 5, "message": MESSAGE | {"chat": CHAT | {"id": -100}}}).error
    assert raw.read(
        {"update_id": 5, "callback_query": TAP | {"message": MESSAGE | {"chat": CHAT | {"id": -7}}}}
    ).error


@pytest.mark.parametrize("field", ["from", "sender_chat", "migrate_to_chat_id", "text", "reply_to_message"])
def test_an_emulator_may_write_null_for_what_is_not_there(field: str) -> None:
    assert raw.read({"update_id": 5, "message": MESSAGE | {field: None}}).error is None


@pytest.mark.parametrize("moved", ["migrate_to_chat_id", "migrate_from_chat_id"])
def test_a_group_does_not_move_to_a_place_that_is_none(moved: str) -> None:
    assert raw.read({"update_id": 5, "message": MESSAGE | {moved: "chữ"}}).error
    assert raw.read({"update_id": 5, "message": MESSAGE | {moved: -100}}).error is None


@pytest.mark.parametrize("levels", [50, 400, 900])
def test_what_lies_too_deep_is_cut_off_and_the_rest_can_be_kept(levels: int, sessions: Sessions) -> None:
    deep: Any = "đáy"
    for _ in range(levels):
        deep = [deep]
    kept = raw.read({"update_id": 5, "message": MESSAGE, "deep": deep})
    assert kept.error is None
    assert ("đáy" in str(kept.payload)) == (levels < raw.DEEPEST)
    with sessions.begin() as session:
        assert inbox.keep(session, "telegram", [kept], NOW) == 1


def test_an_emulator_need_not_say_that_a_person_is_no_bot() -> None:
    sender = {"id": 7, "first_name": "Lan"}
    message = MESSAGE | {"from": sender, "reply_to_message": MESSAGE | {"from": sender}}
    assert raw.read({"update_id": 5, "message": message}).error is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(JSON)
def test_anything_at_all_can_be_kept(sessions: Sessions, value: Any) -> None:
    for update in (
        value,
        {"update_id": 5, "message": value},
        {"update_id": 5, "message": MESSAGE, "more": value},
    ):
        with sessions.begin() as session:
            inbox.keep(session, "telegram", [raw.read(update)], NOW)
            session.flush()
            session.rollback()


def test_the_same_update_without_a_number_is_kept_once(sessions: Sessions) -> None:
    with sessions.begin() as session:
        added = [inbox.keep(session, "telegram", [raw.read({"message": MESSAGE})], NOW) for _ in range(2)]
    assert added == [1, 0]


def test_what_no_database_keeps_is_replaced_and_the_words_around_it_stay(sessions: Sessions) -> None:
    broken = json.loads('{"update_id": 5, "message": {"text": "giao \\u0000 h\\ud800àng", "n": 1e999}}')
    with sessions.begin() as session:
        inbox.keep(session, "telegram", [raw.read(broken)], NOW)
    with sessions.begin() as session:
        kept = session.scalars(select(InboxUpdate)).one()
    assert kept.payload["message"] == {"text": "giao \ufffd h\ufffdàng", "n": None}
