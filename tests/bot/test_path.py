"""A customer's message all the way: kept, worked once and in order, answered, whatever else happens."""

import random
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ingest import Polling
from nlu.client import ModelUnavailable
from store import inbox
from store.engine import Sessions, reading
from store.models import InboxUpdate, OutboxMessage
from support import conversation
from support.desk import Desk
from support.events import CustomerMessage
from tests.bot.conftest import Parrot, Serving
from tests.sandbox.server import Person, Sandbox, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("echo")]


def rows(sessions: Sessions, state: str = "") -> list[InboxUpdate]:
    with reading(sessions) as session:
        query = select(InboxUpdate).order_by(InboxUpdate.id)
        return list(session.scalars(query.where(InboxUpdate.state == state) if state else query))


def heard(person: Person) -> list[str]:
    return [message["text"] for message in person.bot_messages()]


def talk(person: Person, number: int) -> str:
    text = f"tin {number}"
    person.says(text)
    return f"Dạ: {text}"


def test_200_messages_of_20_chats_are_answered_in_order_within_telegrams_limits(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions
) -> None:
    slow = random.Random(7)  # noqa: S311 - nothing is guarded by it
    people = [sandbox.new_customer(f"Khách {number}") for number in range(20)]
    expected: dict[int, list[str]] = {person.id: [] for person in people}
    with serving(Parrot(lambda _text: slow.uniform(0, 0.2))):
        for number in range(10):
            for person in people:
                expected[person.id].append(talk(person, number))
        wait_until(
            lambda: all(len(person.bot_messages()) == 10 for person in people), "not all are answered", 40
        )
    assert {person.id: heard(person) for person in people} == expected
    assert all(call["ok"] for call in sandbox.calls("sendMessage"))
    assert {row.state for row in rows(sqlite_sessions)} == {"done"}


def test_a_chat_whose_message_is_slow_does_not_hold_the_others_up(sandbox: Sandbox, serving: Serving) -> None:
    slow, quick = sandbox.customer(0), sandbox.customer(1)
    with serving(Parrot(lambda text: 2.0 if text == "chậm" else 0.0)):
        slow.says("chậm")
        slow.says("sau")
        quick.says("nhanh")
        quick.wait_for_bot_message("Dạ: nhanh", patience=1.5)
        assert heard(slow) == []
        slow.wait_for_bot_message("Dạ: sau")
    assert heard(slow) == ["Dạ: chậm", "Dạ: sau"]


def test_what_cannot_be_read_is_kept_and_its_neighbours_are_answered(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, log: pytest.LogCaptureFixture
) -> None:
    customer = sandbox.customer()
    customer.says("trước")
    sandbox.inject({"message": {"text": "bí mật của khách", "chat": {"id": customer.id}}})
    sandbox.inject({"message": "bí mật của khách"})
    customer.says("sau")
    with serving():
        customer.wait_for_bot_message("Dạ: sau")
    assert heard(customer) == ["Dạ: trước", "Dạ: sau"]
    poisoned = rows(sqlite_sessions, "poisoned")
    assert [row.payload["message"] for row in poisoned][1] == "bí mật của khách"
    assert [row.state for row in rows(sqlite_sessions)] == ["done", "poisoned", "poisoned", "done"]
    assert "bí mật" not in "".join(row.error or "" for row in poisoned) + log.text


def test_an_update_that_comes_twice_is_answered_once(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions
) -> None:
    customer = sandbox.customer()
    with serving():
        customer.says("một lần thôi")
        customer.wait_for_bot_message("Dạ: một lần thôi")
    with sqlite_sessions.begin() as session:
        (row,) = session.scalars(select(InboxUpdate))
        again = row.payload
    sandbox.inject(again)
    with serving():
        customer.says("xong")
        customer.wait_for_bot_message("Dạ: xong")
    assert heard(customer) == ["Dạ: một lần thôi", "Dạ: xong"]


def test_a_row_worked_again_after_its_end_has_no_effect(
    sandbox: Sandbox, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a restart between reading the row and its commit: two workers hold the same row."""
    customer = sandbox.customer()
    real, twice = inbox.oldest_of_each_chat, list[int]()

    def forgetful(session: Session, *_rest: Any) -> Any:
        found = session.scalars(select(InboxUpdate)).all()
        twice.extend(row.id for row in found)
        return found if len(twice) < 4 else real(session, *_rest)

    monkeypatch.setattr(inbox, "oldest_of_each_chat", forgetful)
    with serving():
        customer.says("một lần thôi")
        customer.wait_for_bot_message("Dạ: một lần thôi")
        wait_until(lambda: len(twice) >= 4, "the row was not worked again")
        customer.says("xong")
        customer.wait_for_bot_message("Dạ: xong")
    assert heard(customer) == ["Dạ: một lần thôi", "Dạ: xong"]


class Broken:
    """A model that is down, wrong or asleep."""

    def __init__(self, how: str) -> None:
        self.how = how

    async def understand(self, _text: str) -> Any:
        if self.how == "asleep":
            return await Parrot(lambda _: 60.0).understand("")
        raise ModelUnavailable("down") if self.how == "down" else KeyError("bí mật của khách")


@pytest.mark.parametrize("how", ["down", "asleep", "wrong"])
def test_without_the_model_the_customer_gets_an_honest_sentence_and_nothing_is_lost(
    how: str,
    sandbox: Sandbox,
    serving: Serving,
    log: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def receive_unread(session: Session, desk: Desk, event: CustomerMessage) -> None:
        conversation.receive(session, desk, event, None)

    monkeypatch.setattr(conversation, "receive_unread", receive_unread)
    customer = sandbox.customer()
    with serving(Broken(how)):
        started = time.monotonic()
        customer.says("bí mật của khách")
        customer.wait_for_bot_message("Dạ: bí mật của khách")
        assert time.monotonic() - started < 4
    assert "bí mật" not in log.text


def fail_on(word: str, monkeypatch: pytest.MonkeyPatch, times: int = 99) -> None:
    real, left = conversation.receive, [times]

    def receive(session: Session, desk: Desk, event: CustomerMessage, understanding: Any) -> None:
        real(session, desk, event, understanding)
        if word in event.text and left[0]:
            left[0] -= 1
            raise ValueError(event.text)

    monkeypatch.setattr(conversation, "receive", receive)


def test_a_failure_leaves_nothing_behind_and_is_tried_again_in_order(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_on("hỏng", monkeypatch, times=1)
    customer, other = sandbox.customer(0), sandbox.customer(1)
    with serving():
        customer.says("hỏng")
        wait_until(lambda: [row.attempts for row in rows(sqlite_sessions)] == [1], "nothing failed")
        customer.says("sau")
        other.says("khác")
        other.wait_for_bot_message("Dạ: khác", patience=1.5)
        assert heard(customer) == []
        customer.wait_for_bot_message("Dạ: sau")
    assert heard(customer) == ["Dạ: hỏng", "Dạ: sau"]
    assert next(row.attempts for row in rows(sqlite_sessions)) == 1


def test_messages_that_fail_together_are_worked_one_by_one(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_on("hỏng", monkeypatch, times=2)
    customer = sandbox.customer()
    for text in ("trước", "hỏng", "sau"):  # they pile up, so they are one turn
        customer.says(text)
    with serving():
        customer.wait_for_bot_message("Dạ: sau")
    assert heard(customer) == ["Dạ: trước", "Dạ: hỏng", "Dạ: sau"]
    assert [row.attempts for row in rows(sqlite_sessions)] == [0, 1, 0]


def test_what_fails_for_ever_is_set_aside_and_people_are_told(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, desk: Desk, request: pytest.FixtureRequest
) -> None:
    log, monkeypatch = request.getfixturevalue("log"), request.getfixturevalue("monkeypatch")
    fail_on("hỏng", monkeypatch)
    monkeypatch.setattr(inbox, "MOST_ATTEMPTS", 2)
    customer, staff = sandbox.customer(), sandbox.staff()
    with serving():
        customer.says("hỏng bí mật")
        customer.says("sau")
        customer.wait_for_bot_message("Dạ: sau")
        (row,) = rows(sqlite_sessions, "poisoned")
        assert heard(customer) == [desk.wording.say("trouble"), "Dạ: sau"]
        staff.wait_for_bot_message(desk.wording.say("update_failed_unknown", reference=row.id))
    assert row.error
    assert row.error.startswith("ValueError in receive")
    assert "bí mật" not in row.error + log.text


def test_stopping_in_the_middle_loses_nothing(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions
) -> None:
    people = [sandbox.new_customer(f"Khách {number}") for number in range(10)]
    with serving(Parrot(lambda _text: 0.3), polling=Polling(seconds=20)) as bot:
        for number in range(4):
            for person in people:
                talk(person, number)
        people[0].wait_for_bot_message("Dạ: tin 0")
        started = time.monotonic()
        bot.stop()
        assert time.monotonic() - started < 8
    assert {row.state for row in rows(sqlite_sessions)} <= {"new", "done"}
    with serving():
        wait_until(
            lambda: all(len(person.bot_messages()) >= 4 for person in people), "some are not answered", 40
        )
    assert {tuple(heard(person)) for person in people} == {tuple(f"Dạ: tin {number}" for number in range(4))}


def test_a_bot_with_nothing_to_do_stops_at_once(serving: Serving) -> None:
    with serving(polling=Polling(seconds=20)) as bot:
        started = time.monotonic()
        bot.stop()
        assert time.monotonic() - started < 2


def test_other_groups_are_told_once_and_then_left_alone(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, desk: Desk
) -> None:
    customer = sandbox.customer()
    group = {"id": -4242, "type": "group", "title": "Hội mua chung"}
    person = {"id": customer.id, "first_name": "Lan", "is_bot": False}
    bot = {"id": 1_234_567_890, "first_name": "Shop", "is_bot": True}
    base = {"chat": group, "from": person, "date": int(datetime.now(UTC).timestamp())}
    change = {
        "old_chat_member": {"user": bot, "status": "left"},
        "new_chat_member": {"user": bot, "status": "member"},
    }
    sandbox.inject({"my_chat_member": base | change})
    sandbox.inject({"message": base | {"message_id": 1, "text": "shop ơi"}})
    sandbox.inject({"message": base | {"message_id": 2, "new_chat_title": "Hội"}})
    with serving():
        customer.says("xong")
        customer.wait_for_bot_message("Dạ: xong")
        # The group's chat is worked beside the customer's, perhaps a little later.
        wait_until(lambda: [row.state for row in rows(sqlite_sessions)] == ["done"] * 4, "rows are not done")
    with reading(sqlite_sessions) as session:
        said = session.scalars(select(OutboxMessage).where(OutboxMessage.chat_id == "-4242")).all()
    assert [row.content["text"] for row in said] == [
        desk.wording.say("not_staff_group", chat_id="-4242", link="https://t.me/langnghe_bot")
    ]


def test_commands_are_words_only_when_nobody_knows_them(
    sandbox: Sandbox, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str, str, bool]] = []
    real = conversation.receive

    def receive(session: Session, desk: Desk, event: CustomerMessage, understanding: Any) -> None:
        seen.append((event.command, event.argument, event.text, understanding is not None))
        real(session, desk, event, understanding)

    monkeypatch.setattr(conversation, "receive", receive)
    customer = sandbox.customer()
    with serving():
        customer.starts("abc_-1")
        for text in ("/huy", "/HỦY@langnghe_bot", "/dulieu", "/help", "/starter", "xong"):
            customer.says(text)
        customer.wait_for_bot_message("Dạ: xong")
    assert seen == [
        ("start", "abc_-1", "", False),
        ("huy", "", "", False),
        ("huy", "", "", False),
        ("dulieu", "", "", False),
        ("", "", "/help", True),
        ("", "", "/starter", True),
        ("", "", "xong", True),
    ]
