"""From the outbox to Telegram: what arrives, how often, in which order, and what is said when it does not."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.engine import Sessions, reading
from store.models import Conversation, Customer, Message, OutboxMessage
from store.outbox import ANSWER, BACKGROUND, Button, Content, Outgoing, claim, move_chat, put
from support import staff
from support.desk import Desk
from support.events import StaffMessage, StaffTap
from tests.bot.conftest import Serving
from tests.sandbox.server import STAFF_CHAT, Person, Sandbox, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("echo")]


@pytest.fixture
def customer(sandbox: Sandbox) -> Person:
    """A customer whose chat with the bot is open, and about whom no update waits."""
    return opened(sandbox, sandbox.customer())


def opened(sandbox: Sandbox, person: Person) -> Person:
    person.starts()
    last = sandbox.result("getUpdates")[-1]["update_id"]
    sandbox.result("getUpdates", offset=last + 1)
    return person


def queue(sessions: Sessions, chat_id: int, *contents: Content | str, **how: Any) -> list[int]:
    """Write rows; a bare text is a message."""
    made = [each if isinstance(each, Content) else Content("message", each) for each in contents]
    with sessions.begin() as session:
        outgoing = [Outgoing("telegram", str(chat_id), content, **how) for content in made]
        rows = [put(session, each, datetime.now(UTC)) for each in outgoing]
        session.flush()
        return [row.id for row in rows]


def row(sessions: Sessions, outbox_id: int) -> OutboxMessage:
    with reading(sessions) as session:
        return session.get_one(OutboxMessage, outbox_id)


def settled(sessions: Sessions, *outbox_ids: int, patience: float = 15) -> list[str]:
    def look() -> list[str] | None:
        states = [row(sessions, each).state for each in outbox_ids]
        return None if {"waiting", "sending"} & set(states) else states

    return wait_until(look, "rows are still to be sent", patience)


def shown(person: Person) -> list[str]:
    return [message["text"] for message in person.bot_messages()]


def known(sessions: Sessions, person: Person, words: str = "", author: str = "staff") -> int:
    """Keep a conversation with the customer, and a message that the outbox is to send; return that one's id."""
    now = datetime.now(UTC)
    with sessions.begin() as session:
        customer = Customer(name="Lan", created_at=now)
        session.add(customer)
        session.flush()
        kept = Conversation(
            channel="telegram", chat_id=str(person.id), customer_id=customer.id, created_at=now
        )
        session.add(kept)
        session.flush()
        message = Message(conversation_id=kept.id, author=author, text=words, at=now)
        session.add(message)
        session.flush()
        return message.id


def test_429_silences_the_whole_sender_for_as_long_as_telegram_wants(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, customer: Person
) -> None:
    other = opened(sandbox, sandbox.customer(1))
    sandbox.fault("sendMessage", "429", retry_after=3, chat_id=customer.id)
    with serving():
        (first,) = queue(sqlite_sessions, customer.id, "một")
        wait_until(lambda: row(sqlite_sessions, first).error, "nothing was refused")
        (second,) = queue(sqlite_sessions, other.id, "hai")
        assert settled(sqlite_sessions, first, second) == ["sent", "sent"]
    refused, *later = sandbox.calls("sendMessage")
    assert min(call["time"] for call in later) - refused["time"] >= 3
    assert (shown(customer), shown(other)) == (["một"], ["hai"])


@pytest.mark.parametrize(
    ("kind", "times"), [("500", 1), ("502", 1), ("torn", 1), ("torn_after", 2), ("429", 1)]
)
def test_an_answer_is_sent_until_it_arrived_and_what_follows_waits_for_it(
    kind: str, times: int, request: pytest.FixtureRequest, customer: Person
) -> None:
    sandbox, serving = request.getfixturevalue("sandbox"), request.getfixturevalue("serving")
    sessions = request.getfixturevalue("sqlite_sessions")
    sandbox.fault("sendMessage", kind)
    rows = queue(sessions, customer.id, "một", "hai")
    with serving():
        assert settled(sessions, *rows) == ["sent", "sent"]
    assert shown(customer) == ["một"] * times + ["hai"]


@pytest.mark.parametrize(
    ("kind", "state", "times"),
    [("500", "unsure", 0), ("502", "unsure", 0), ("torn", "unsure", 0), ("torn_after", "unsure", 1), ("429", "sent", 1)],
)  # fmt: skip
def test_what_must_come_at_most_once_is_left_alone_when_in_doubt(
    kind: str, state: str, times: int, request: pytest.FixtureRequest, customer: Person
) -> None:
    sandbox, serving = request.getfixturevalue("sandbox"), request.getfixturevalue("serving")
    sessions = request.getfixturevalue("sqlite_sessions")
    sandbox.fault("sendMessage", kind)
    rows = queue(sessions, customer.id, "hỏi thăm", at_most_once=True)
    with serving():
        assert settled(sessions, *rows) == [state]
    with serving():
        assert settled(sessions, *queue(sessions, customer.id, "xong")) == ["sent"]
    assert shown(customer) == ["hỏi thăm"] * times + ["xong"]


def test_a_crash_between_claim_and_record_leaves_unsure_what_must_come_at_most_once(
    serving: Serving, sqlite_sessions: Sessions, customer: Person
) -> None:
    (claimed,) = queue(sqlite_sessions, customer.id, "hỏi thăm", at_most_once=True)
    with sqlite_sessions.begin() as session:
        claim(session, claimed)
    with serving():
        assert settled(sqlite_sessions, claimed, *queue(sqlite_sessions, customer.id, "xong")) == [
            "unsure",
            "sent",
        ]
    assert shown(customer) == ["xong"]


def test_a_customer_who_blocks_the_bot_is_unreachable_and_staff_hear_that_their_words_did_not_arrive(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, desk: Desk, customer: Person
) -> None:
    message_id = known(sqlite_sessions, customer, "Dạ shop đây ạ")
    customer.blocks()
    with serving():
        (sent,) = queue(sqlite_sessions, customer.id, "Dạ shop đây ạ", message_id=message_id)
        assert settled(sqlite_sessions, sent) == ["failed"]
        sandbox.staff().wait_for_bot_message(desk.wording.say("send_blocked", reference=sent))
    with reading(sqlite_sessions) as session:
        assert session.scalars(select(Conversation)).one().unreachable_since is not None


def test_what_telegram_refuses_is_told_to_staff_once_and_never_about_their_own_group(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, desk: Desk, customer: Person
) -> None:
    known(sqlite_sessions, customer)
    too_long = ((Button("Nút", "x" * 65),),)
    with serving():
        (refused,) = queue(sqlite_sessions, customer.id, Content("message", "một", buttons=too_long))
        (also,) = queue(sqlite_sessions, STAFF_CHAT, Content("message", "hai", buttons=too_long))
        assert settled(sqlite_sessions, refused, also) == ["failed", "failed"]
        sandbox.staff().wait_for_bot_message(desk.wording.say("send_failed", reference=refused))
        assert settled(sqlite_sessions, *queue(sqlite_sessions, STAFF_CHAT, "xong")) == ["sent"]
    assert len(shown(sandbox.staff())) == 2


def test_a_change_that_changes_nothing_is_done_and_one_that_comes_too_late_is_dropped_quietly(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, customer: Person
) -> None:
    known(sqlite_sessions, customer)
    with serving():
        (first,) = queue(sqlite_sessions, customer.id, "một")
        assert settled(sqlite_sessions, first) == ["sent"]
        target = row(sqlite_sessions, first).channel_message_id or ""
        same, gone, old = queue(
            sqlite_sessions,
            customer.id,
            Content("edit", "một", target=target),
            Content("edit", "một", target="4242"),
            Content("toast", "dạ", target="4242"),
        )
        assert settled(sqlite_sessions, same, gone, old) == ["sent", "failed", "failed"]
    assert row(sqlite_sessions, same).channel_message_id == target
    assert shown(sandbox.staff()) == []


def test_answers_go_before_everything_else(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, customer: Person
) -> None:
    others = [sandbox.new_customer() for _ in range(40)]
    for person in others:
        person.starts()
    opened(sandbox, customer)
    for person in others:
        queue(sqlite_sessions, person.id, "hỏi thăm", lane=BACKGROUND)
    answer = queue(sqlite_sessions, customer.id, "trả lời", lane=ANSWER)
    with serving():
        assert settled(sqlite_sessions, *answer) == ["sent"]
    calls = [call["params"]["text"] for call in sandbox.calls("sendMessage")]
    assert "trả lời" in calls[:2]


def test_a_group_gets_20_a_minute_and_taps_there_are_answered_all_the_same(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tap(session: Session, desk: Desk, event: StaffTap) -> None:
        answer = Content("toast", "Đã nhận", target=event.tap_id)
        put(session, Outgoing("telegram", event.chat_id, answer), desk.clock())

    monkeypatch.setattr(staff, "tap", tap)
    person = sandbox.staff()
    with serving():
        card = Content("message", "phiếu", buttons=((Button("Nhận", "take:1"),),))
        queue(sqlite_sessions, STAFF_CHAT, card, *(["phiếu"] * 24), lane=BACKGROUND)
        wait_until(lambda: len(shown(person)) == 20, "the group did not get its 20")
        assert person.presses(person.bot_messages()[0], "Nhận")["text"] == "Đã nhận"
        time.sleep(1.5)  # nothing more may come now, so there is nothing to wait for
    assert len(shown(person)) == 20
    assert all(call["ok"] for call in sandbox.calls("sendMessage"))


def test_a_text_that_is_too_long_comes_in_parts_and_a_failure_repeats_only_its_part(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, customer: Person
) -> None:
    text = "\n".join(f"dòng {number}: " + "đ" * 80 for number in range(150))
    (sent,) = queue(sqlite_sessions, customer.id, Content("message", text))
    sandbox.fault("sendMessage", "slow", seconds=0)
    sandbox.fault("sendMessage", "500")
    with serving():
        assert settled(sqlite_sessions, sent) == ["sent"]
    parts = customer.bot_messages()
    assert "\n".join(part["text"] for part in parts) == text
    assert row(sqlite_sessions, sent).channel_message_id == str(parts[-1]["id"])


def test_a_group_that_moved_keeps_everything_even_over_a_restart(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def receive(_session: Session, _desk: Desk, event: StaffMessage) -> None:
        heard.append(event.text)

    monkeypatch.setattr(staff, "receive", receive)
    person = sandbox.staff()
    with serving():
        person.says("trước")
        wait_until(lambda: heard == ["trước"], "staff were not heard")
        new = sandbox.post("migrate", {"chat_id": STAFF_CHAT})["chat"]["id"]
        moved = Person(sandbox, person.id, new)
        rows = queue(sqlite_sessions, STAFF_CHAT, "phiếu một", "phiếu hai")
        assert settled(sqlite_sessions, *rows) == ["sent", "sent"]
        moved.says("sau")
        wait_until(lambda: heard == ["trước", "sau"], "staff were not heard where they are now")
    moved.says("lúc bot nghỉ")
    rows = queue(sqlite_sessions, STAFF_CHAT, "phiếu ba")
    with serving():
        assert settled(sqlite_sessions, *rows) == ["sent"]
        wait_until(lambda: heard[2:] == ["lúc bot nghỉ"], "staff were not heard after the restart")
    assert shown(moved) == ["phiếu một", "phiếu hai", "phiếu ba"]


def test_what_is_being_sent_while_its_chat_moves_is_sent_once(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, customer: Person
) -> None:
    new = opened(sandbox, sandbox.customer(1))
    sandbox.fault("sendMessage", "slow", seconds=2, chat_id=customer.id)
    with serving():
        (one,) = queue(sqlite_sessions, customer.id, "phiếu một")
        wait_until(lambda: sandbox.get("faults")["faults"] == [], "nothing was sent")
        with sqlite_sessions.begin() as session:
            move_chat(session, "telegram", str(customer.id), str(new.id))
        (two,) = queue(sqlite_sessions, new.id, "phiếu hai")
        assert settled(sqlite_sessions, one, two) == ["sent", "sent"]
    assert (shown(customer), shown(new)) == (["phiếu một"], ["phiếu hai"])


def test_copies_carry_files_from_chat_to_chat(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, customer: Person
) -> None:
    said = sandbox.staff().says("Dạ shop gửi ảnh ạ")
    with serving():
        content = Content("copy", target=str(said["id"]), from_chat=str(STAFF_CHAT))
        assert settled(sqlite_sessions, *queue(sqlite_sessions, customer.id, content)) == ["sent"]
    assert shown(customer) == ["Dạ shop gửi ảnh ạ"]


def test_a_document_arrives_as_a_file_and_is_forgotten_then(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, customer: Person
) -> None:
    content = Content("document", "Của mình đây ạ", file_name="du-lieu.html", body="<p>Chị Hoa</p>")
    (sent,) = queue(sqlite_sessions, customer.id, content, ephemeral=True)
    sandbox.fault("sendDocument", "500")
    with serving():
        assert settled(sqlite_sessions, sent) == ["sent"]
    (message,) = customer.bot_messages()
    assert (message["text"], message["document"]["name"]) == ("Của mình đây ạ", "du-lieu.html")
    assert sandbox.http.get(message["document"]["url"]).content.decode() == "<p>Chị Hoa</p>"
    assert (row(sqlite_sessions, sent).chat_id, row(sqlite_sessions, sent).content) == (
        "",
        {"what": "forgotten"},
    )


def test_a_message_is_taken_away_and_one_that_is_gone_is_no_trouble(
    serving: Serving, sqlite_sessions: Sessions, customer: Person
) -> None:
    with serving():
        (first,) = queue(sqlite_sessions, customer.id, "một")
        assert settled(sqlite_sessions, first) == ["sent"]
        target = row(sqlite_sessions, first).channel_message_id or ""
        twice = queue(sqlite_sessions, customer.id, *[Content("delete", target=target)] * 2)
        assert settled(sqlite_sessions, *twice) == ["sent", "failed"]
    assert shown(customer) == []


def test_rows_written_by_another_process_go_without_being_called(
    serving: Serving, sqlite_sessions: Sessions, customer: Person
) -> None:
    with serving():
        started = time.monotonic()
        assert settled(sqlite_sessions, *queue(sqlite_sessions, customer.id, "từ trang web")) == ["sent"]
        assert time.monotonic() - started < 2


def test_an_answer_to_a_tap_that_cannot_be_given_does_not_hold_up_the_chat(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions, customer: Person
) -> None:
    sandbox.fault("answerCallbackQuery", "502", times=9)
    rows = queue(sqlite_sessions, customer.id, Content("toast", "dạ", target="1"), "trả lời")
    with serving():
        assert settled(sqlite_sessions, *rows, patience=5) == ["unsure", "sent"]
