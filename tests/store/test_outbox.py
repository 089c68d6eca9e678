"""The outbox gives out answers first, keeps a chat's order and records what became of each row."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from store import outbox
from store.engine import Sessions
from store.models import Conversation, Customer, Message, Order, OutboxMessage, Response, StaffPost
from store.outbox import ANSWER, BACKGROUND, Button, Content, Outgoing

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def put(sessions: Sessions, chat: str = "a", text: str = "chào", **more: object) -> int:
    with sessions.begin() as session:
        row = outbox.put(session, Outgoing("telegram", chat, Content("message", text), **more), NOW)  # type: ignore[arg-type]
        session.flush()
        return row.id


def next_ids(sessions: Sessions, busy: tuple[str, ...] = (), now: datetime = NOW) -> list[int]:
    with sessions() as session:
        return [row.id for row in outbox.next_of_each_chat(session, busy, now, 10)]


def row(sessions: Sessions, outbox_id: int) -> OutboxMessage:
    with sessions() as session:
        return session.get_one(OutboxMessage, outbox_id)


def conversation(sessions: Sessions) -> tuple[int, int]:
    with sessions.begin() as session:
        customer = Customer(name="Khách A", created_at=NOW)
        session.add(customer)
        session.flush()
        made = Conversation(channel="telegram", chat_id="a", customer_id=customer.id, created_at=NOW)
        session.add(made)
        session.flush()
        return customer.id, made.id


def test_answers_go_before_everything_else(sessions: Sessions) -> None:
    survey = put(sessions, "a", lane=BACKGROUND)
    answer = put(sessions, "b", lane=ANSWER)
    assert next_ids(sessions) == [answer, survey]


def test_a_chat_gives_one_row_at_a_time_in_order(sessions: Sessions) -> None:
    first, second = put(sessions), put(sessions)
    assert next_ids(sessions) == [first]
    with sessions.begin() as session:
        outbox.record_sent(session, first, "100", NOW)
    assert next_ids(sessions) == [second]
    assert next_ids(sessions, busy=("a",)) == []


def test_a_row_that_waits_for_its_retry_holds_its_chat_back(sessions: Sessions) -> None:
    first, second = put(sessions), put(sessions)
    other = put(sessions, "b")
    with sessions.begin() as session:
        outbox.record_retry(session, first, "TimedOut", NOW + timedelta(seconds=5))
    assert next_ids(sessions) == [other]
    assert second not in next_ids(sessions, now=NOW + timedelta(seconds=5))
    assert next_ids(sessions, now=NOW + timedelta(seconds=5)) == [first, other]


def test_a_claimed_row_is_claimed_once_and_unsure_after_a_crash(sessions: Sessions) -> None:
    survey = put(sessions, at_most_once=True)
    with sessions.begin() as session:
        assert outbox.claim(session, survey)
    with sessions.begin() as session:
        assert not outbox.claim(session, survey)
    assert next_ids(sessions) == []
    with sessions.begin() as session:
        assert outbox.settle_interrupted(session) == 1
    assert row(sessions, survey).state == "unsure"
    assert next_ids(sessions) == []


def test_a_sent_row_tells_its_message_its_response_and_where_staff_may_reply(sessions: Sessions) -> None:
    customer_id, conversation_id = conversation(sessions)
    with sessions.begin() as session:
        message = Message(conversation_id=conversation_id, author="bot", text="chào", at=NOW)
        order = Order(code="DH1", updated_at=NOW)
        session.add_all([message, order])
        session.flush()
        response = Response(
            survey="check_in",
            customer_id=customer_id,
            conversation_id=conversation_id,
            order_id=order.id,
            state="queued",
        )
        session.add(response)
        session.flush()
        ids = (message.id, response.id)
    sent = put(sessions, message_id=ids[0], response_id=ids[1], about_conversation_id=conversation_id)
    with sessions.begin() as session:
        outbox.record_sent(session, sent, "77", NOW)
    with sessions() as session:
        assert session.get_one(Message, ids[0]).channel_message_id == "77"
        assert (session.get_one(Response, ids[1]).state, session.get_one(Response, ids[1]).asked_at) == (
            "asked",
            NOW,
        )
        post = session.scalars(select(StaffPost)).one()
        assert (post.chat_id, post.channel_message_id, post.conversation_id) == ("a", "77", conversation_id)


def test_a_refused_row_is_kept_with_its_reason(sessions: Sessions) -> None:
    refused = put(sessions)
    with sessions.begin() as session:
        outbox.record_failed(session, refused, "chat not found")
    assert (row(sessions, refused).state, row(sessions, refused).error) == ("failed", "chat not found")
    assert next_ids(sessions) == []


def test_a_blocked_chat_is_marked_once(sessions: Sessions) -> None:
    _, conversation_id = conversation(sessions)
    for hours in (0, 1):
        with sessions.begin() as session:
            outbox.mark_unreachable(session, "telegram", "a", NOW + timedelta(hours=hours))
    with sessions() as session:
        assert session.get_one(Conversation, conversation_id).unreachable_since == NOW


def test_a_moved_group_takes_along_what_waits_for_it(sessions: Sessions) -> None:
    gone, waiting = put(sessions, "-1"), put(sessions, "-1")
    with sessions.begin() as session:
        outbox.record_sent(session, gone, "1", NOW)
        outbox.move_chat(session, "telegram", "-1", "-100")
    assert row(sessions, gone).chat_id == "-1"
    assert row(sessions, waiting).chat_id == "-100"


@pytest.mark.parametrize("end", ["sent", "failed", "unsure", "withdrawn"])
def test_an_ephemeral_row_forgets_chat_and_content_at_its_end_and_not_before(
    sessions: Sessions, end: str
) -> None:
    file = put(sessions, text="mọi điều về chị Hoa", ephemeral=True)
    ends = {
        "sent": lambda session: outbox.record_sent(session, file, "7", NOW),
        "failed": lambda session: outbox.record_failed(session, file, "Forbidden"),
        "unsure": lambda session: outbox.record_unsure(session, file, "TimedOut"),
        "withdrawn": lambda session: outbox.withdraw(session, file),
    }
    with sessions.begin() as session:
        outbox.record_retry(session, file, "TimedOut", NOW)
    assert row(sessions, file).content["text"] == "mọi điều về chị Hoa"
    with sessions.begin() as session:
        ends[end](session)
    kept = row(sessions, file)
    assert (kept.state, kept.chat_id, kept.content) == (end, "", {"what": "forgotten"})


def test_a_forgotten_chat_is_empty_and_gets_nothing_any_more(sessions: Sessions) -> None:
    sent, waiting, other = put(sessions), put(sessions), put(sessions, "b")
    with sessions.begin() as session:
        outbox.record_sent(session, sent, "1", NOW)
    with sessions.begin() as session:
        outbox.forget_chat(session, "telegram", "a")
    assert next_ids(sessions) == [other]
    kept = [row(sessions, each) for each in (sent, waiting)]
    assert [each.state for each in kept] == ["sent", "withdrawn"]
    assert all((each.chat_id, each.content) == ("", {"what": "forgotten"}) for each in kept)


def test_a_row_that_is_forgotten_while_it_is_sent_can_still_be_recorded(sessions: Sessions) -> None:
    _, conversation_id = conversation(sessions)
    card = put(sessions, "-1", about_conversation_id=conversation_id)
    with sessions.begin() as session:
        outbox.forget_about(session, conversation_id)
    with sessions.begin() as session:
        outbox.record_sent(session, card, "7", NOW)
    assert (row(sessions, card).state, row(sessions, card).chat_id) == ("sent", "-1")
    with sessions() as session:
        assert session.scalars(select(StaffPost)).all() == []


LABELS = st.text(min_size=1, max_size=20)
BUTTONS = st.builds(Button, label=LABELS, action=LABELS)
CONTENTS = st.builds(
    Content,
    what=st.sampled_from(["message", "edit", "buttons", "toast", "copy", "document", "delete"]),
    text=st.text(),
    title=st.text(),
    buttons=st.lists(st.lists(BUTTONS, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple),
    target=LABELS,
    remove_keyboard=st.booleans(),
)


@given(CONTENTS)
def test_a_content_comes_back_as_it_was_kept(content: Content) -> None:
    assert Content.from_json(content.as_json()) == content


def test_a_content_of_a_newer_version_can_still_be_read() -> None:
    assert Content.from_json({"what": "message", "text": "chào", "sparkle": True}) == Content(
        "message", "chào"
    )


@pytest.mark.parametrize("state", ["sent", "failed", "unsure", "withdrawn"])
def test_only_waiting_rows_are_given_out(sessions: Sessions, state: str) -> None:
    done = put(sessions)
    with sessions.begin() as session:
        session.get_one(OutboxMessage, done).state = state
    assert next_ids(sessions) == []
