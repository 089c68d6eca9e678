from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from store import outbox
from store.engine import Sessions, reading
from store.models import Conversation, Customer, Ticket
from store.outbox import BACKGROUND
from support import casework, check_ins, consents, due, handovers, surveys
from support.desk import Desk
from tests.support.order_scenes import NOON, Hands, add_customer, add_order, bare_desk, speaking_desk
from tests.support.survey_scenes import (
    actions,
    add_delivery,
    add_ticket,
    ask,
    deliver,
    responses,
    sent,
    tap,
    texts,
)

TWO_DAYS = timedelta(days=2)
SHOP = bare_desk().config


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def desk(clock: Hands) -> Desk:
    return speaking_desk(clock)


@pytest.fixture
def button(sessions: Sessions, desk: Desk, clock: Hands) -> str:
    """The customer was asked; this is how the buttons' actions begin."""
    with sessions.begin() as session:
        add_delivery(session, desk)
    clock.now = NOON + TWO_DAYS
    ask(sessions, desk)
    deliver(sessions, desk)
    return f"checkin:{responses(sessions)[0].id}:"


def test_two_days_after_the_delivery_the_customer_is_asked_once(
    sessions: Sessions, desk: Desk, clock: Hands
) -> None:
    with sessions.begin() as session:
        add_delivery(session, desk)
    clock.now = NOON + TWO_DAYS - timedelta(seconds=1)
    assert ask(sessions, desk) == 0
    clock.now = NOON + TWO_DAYS
    assert [ask(sessions, desk), ask(sessions, desk)] == [1, 0]
    (row,) = sent(sessions)
    assert (row.lane, row.at_most_once, row.state) == (BACKGROUND, True, "waiting")
    assert "đơn DH1 (Áo thun đen M)" in row.content["text"]
    assert "22/11" in row.content["text"]
    (response,) = responses(sessions)
    assert (response.state, row.response_id) == ("queued", response.id)
    assert actions(row) == [f"checkin:{response.id}:{answer}" for answer in ("ok", "wrong", "later")]
    deliver(sessions, desk)
    clock.forward(days=5)
    assert ask(sessions, desk) == 0
    assert responses(sessions)[0].state == "asked"


@pytest.mark.parametrize(
    ("local", "asked"),
    [((7, 59, 59), 0), ((8, 0, 0), 1), ((20, 59, 59), 1), ((21, 0, 0), 0), ((0, 0, 0), 0)],
)
def test_nobody_is_asked_at_night(
    sessions: Sessions, desk: Desk, clock: Hands, local: tuple[int, int, int], asked: int
) -> None:
    with sessions.begin() as session:
        add_delivery(session, desk)
    hour, minute, second = local
    midnight = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # 0:00 of the 25th in Vietnam
    clock.now = midnight + timedelta(hours=hour, minutes=minute, seconds=second)
    with reading(sessions) as session:
        assert surveys.anything_due(session, desk) is bool(asked)
    assert ask(sessions, desk) == asked


def test_a_delivery_of_long_ago_is_not_asked_about(sessions: Sessions, desk: Desk, clock: Hands) -> None:
    with sessions.begin() as session:
        add_delivery(session, desk)
    clock.now = NOON + timedelta(days=14)
    assert ask(sessions, desk) == 0
    clock.now -= timedelta(seconds=1)
    assert ask(sessions, desk) == 1


def test_only_who_agreed_and_did_not_withdraw_is_asked(sessions: Sessions, desk: Desk, clock: Hands) -> None:
    with sessions.begin() as session:
        silent = add_customer(session, "silent")
        withdrawn, _ = add_delivery(session, desk, "withdrawn", "DH2")
        consents.withdraw(session, desk, withdrawn.customer, consents.CHECK_IN, "telegram")
        again, _ = add_delivery(session, desk, "again", "DH3")
        consents.withdraw(session, desk, again.customer, consents.CHECK_IN, "telegram")
        consents.give(session, desk, again.customer, consents.CHECK_IN, "telegram")
        add_order(session, "DH1", silent.customer_id, delivered_at=NOON)
        add_order(session, "DH4", delivered_at=NOON)  # nobody's yet
    clock.now = NOON + TWO_DAYS
    assert ask(sessions, desk) == 1
    assert len(sent(sessions, "again")) == 1


def test_who_has_a_ticket_is_asked_when_it_is_closed(sessions: Sessions, desk: Desk, clock: Hands) -> None:
    with sessions.begin() as session:
        conversation, _ = add_delivery(session, desk)
        ticket_id = add_ticket(session, desk, conversation).id
    clock.now = NOON + TWO_DAYS
    assert ask(sessions, desk) == 0
    with sessions.begin() as session:
        casework.close(session, desk, session.get_one(Ticket, ticket_id), None, "web")
    assert ask(sessions, desk) == 1
    assert [response.survey for response in responses(sessions)] == ["csat", "check_in"]


def test_who_speaks_with_a_person_is_asked_afterwards(sessions: Sessions, desk: Desk, clock: Hands) -> None:
    with sessions.begin() as session:
        conversation, _ = add_delivery(session, desk)
        handovers.begin(session, desk, conversation, "khách muốn gặp nhân viên")
    clock.now = NOON + TWO_DAYS
    assert ask(sessions, desk) == 0
    with sessions.begin() as session:
        handovers.end(session, desk, session.get_one(Conversation, conversation.id), None)
    assert ask(sessions, desk) == 1


def test_who_blocks_the_bot_is_asked_in_another_chat_or_not_at_all(
    sessions: Sessions, desk: Desk, clock: Hands
) -> None:
    with sessions.begin() as session:
        conversation, _ = add_delivery(session, desk, "blocked")
        outbox.mark_unreachable(session, "telegram", "blocked", NOON)
    clock.now = NOON + TWO_DAYS
    assert ask(sessions, desk) == 0
    with sessions.begin() as session:
        session.add(
            Conversation(channel="zalo", chat_id="z1", customer_id=conversation.customer_id, created_at=NOON)
        )
    assert ask(sessions, desk) == 1
    assert [row.channel for row in sent(sessions, "z1")] == ["zalo"]


def test_two_looks_in_the_same_moment_ask_each_order_once(
    sessions: Sessions, desk: Desk, clock: Hands
) -> None:
    with sessions.begin() as session:
        for number in range(20):
            add_delivery(session, desk, f"c{number}", f"DH{number}")
    clock.now = NOON + TWO_DAYS
    start = Barrier(2)

    def look() -> int:
        start.wait()
        return ask(sessions, desk)

    with ThreadPoolExecutor(2) as pool:
        looks = [pool.submit(look) for _ in range(2)]
    assert sum(look.result() for look in looks) == 20
    assert [len(sent(sessions, f"c{number}")) for number in range(20)] == [1] * 20


def test_who_saw_an_order_unasked_and_comes_second_asks_nothing(
    sessions: Sessions, desk: Desk, clock: Hands
) -> None:
    with sessions.begin() as session:
        add_delivery(session, desk)
        clock.now = NOON + TWO_DAYS
        seen = due.new_check_ins(session, desk)
        assert surveys.ask_due(session, desk) == 1
        assert [check_ins.ask_about(session, desk, order, chat) for order, chat in seen] == [False]
    assert len(sent(sessions)) == 1


def test_many_are_asked_in_portions(sqlite_sessions: Sessions, desk: Desk, clock: Hands) -> None:
    with sqlite_sessions.begin() as session:
        conversation, _ = add_delivery(session, desk)
        for number in range(due.MOST_AT_ONCE):
            add_order(session, f"X{number}", conversation.customer_id, delivered_at=NOON)
    clock.now = NOON + TWO_DAYS
    assert [ask(sqlite_sessions, desk) for _ in range(3)] == [due.MOST_AT_ONCE, 1, 0]


def test_satisfied_is_thanked_for_and_the_buttons_go(sessions: Sessions, desk: Desk, button: str) -> None:
    toast = tap(sessions, desk, "1001", f"{button}ok")
    assert toast == desk.wording.say("checkin_ok_toast")
    assert texts(sessions)[-1] in desk.wording.variants("checkin_thanks")
    assert [row.content for row in sent(sessions, what="buttons")] == [{"what": "buttons", "target": "m1"}]
    (response,) = responses(sessions)
    assert (response.state, response.answer, response.answered_at) == ("answered", "ok", NOON + TWO_DAYS)


def test_something_wrong_opens_a_ticket_of_the_order_and_asks_what(
    sessions: Sessions, desk: Desk, button: str
) -> None:
    toast = tap(sessions, desk, "1001", f"{button}wrong")
    with sessions() as session:
        ticket = session.scalars(select(Ticket)).one()
    assert (ticket.severity, ticket.topic, ticket.state) == ("S3", "check_in", "new")
    assert ticket.order_id == responses(sessions)[0].order_id
    assert ticket.reasons == ["Khách bấm “Có vấn đề” khi được hỏi thăm đơn DH1 (Áo thun đen M)"]
    assert str(ticket.code) in toast
    assert str(ticket.code) in texts(sessions)[-1]
    (card,) = sent(sessions, "-100")
    assert "DH1" in card.content["text"]


def test_a_second_tap_changes_nothing_and_is_told_so(sessions: Sessions, desk: Desk, button: str) -> None:
    tap(sessions, desk, "1001", f"{button}wrong")
    before = texts(sessions)
    for answer in ("wrong", "ok", "later"):
        assert tap(sessions, desk, "1001", button + answer) == desk.wording.say("toast_done")
    assert texts(sessions) == before
    assert len(sent(sessions, "-100")) == 1
    assert responses(sessions)[0].answer == "wrong"


def test_later_is_asked_once_more_a_day_later_without_that_button(
    sessions: Sessions, desk: Desk, clock: Hands, button: str
) -> None:
    assert "12:00" in tap(sessions, desk, "1001", f"{button}later")
    assert tap(sessions, desk, "1001", f"{button}later") == desk.wording.say("toast_done")
    clock.forward(hours=23, minutes=59)
    assert ask(sessions, desk) == 0
    clock.forward(minutes=1)
    assert [ask(sessions, desk), ask(sessions, desk)] == [1, 0]
    assert actions(sent(sessions)[-1]) == [f"{button}ok", f"{button}wrong"]
    deliver(sessions, desk)
    assert tap(sessions, desk, "1001", f"{button}later") == desk.wording.say("toast_done")
    tap(sessions, desk, "1001", f"{button}ok")
    assert [(each.state, each.answer) for each in responses(sessions)] == [("answered", "ok")]


def test_later_at_night_means_the_next_morning(
    sessions: Sessions, desk: Desk, clock: Hands, button: str
) -> None:
    clock.now = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # 22:30 in Vietnam, under a question of the day
    tap(sessions, desk, "1001", f"{button}later")
    assert responses(sessions)[0].due_at == datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def test_who_put_it_off_may_still_answer_at_once(
    sessions: Sessions, desk: Desk, clock: Hands, button: str
) -> None:
    tap(sessions, desk, "1001", f"{button}later")
    tap(sessions, desk, "1001", f"{button}ok")
    clock.forward(days=1)
    assert ask(sessions, desk) == 0


def test_who_put_it_off_and_withdrew_is_not_asked_again(
    sessions: Sessions, desk: Desk, clock: Hands, button: str
) -> None:
    tap(sessions, desk, "1001", f"{button}later")
    with sessions.begin() as session:
        customer = session.scalars(select(Customer)).one()
        consents.withdraw(session, desk, customer, consents.CHECK_IN, "telegram")
    clock.forward(days=1)
    assert ask(sessions, desk) == 0


def test_a_tap_of_a_stranger_is_refused(sessions: Sessions, desk: Desk, button: str) -> None:
    with sessions.begin() as session:
        add_customer(session, "stranger")
    for answer in ("ok", "wrong", "later"):
        assert tap(sessions, desk, "stranger", button + answer) == desk.wording.say("toast_old")
    assert responses(sessions)[0].state == "asked"
    assert texts(sessions, "stranger") == []


@given(st.one_of(st.text(max_size=64), st.from_regex(r"(checkin|csat):[0-9]{1,40}:(ok|wrong|later|[0-9])")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_whatever_a_button_says_nothing_breaks(sqlite_sessions: Sessions, desk: Desk, action: str) -> None:
    with sqlite_sessions.begin() as session:
        conversation = session.scalars(select(Conversation)).first() or add_customer(session)
        toast = surveys.tap(session, desk, conversation, action, "m1")
    assert toast == desk.wording.say("toast_old")


def test_with_a_person_in_the_chat_the_bot_only_shows_the_toast(
    sessions: Sessions, desk: Desk, button: str
) -> None:
    with sessions.begin() as session:
        handovers.begin(
            session, desk, session.scalars(select(Conversation)).one(), "khách muốn gặp nhân viên"
        )
    before = texts(sessions)
    tap(sessions, desk, "1001", f"{button}wrong")
    assert texts(sessions) == before
    assert len(sent(sessions, "-100")) == 1


def test_a_tap_that_is_faster_than_the_sender_is_not_forgotten(
    sessions: Sessions, desk: Desk, clock: Hands
) -> None:
    with sessions.begin() as session:
        add_delivery(session, desk)
    clock.now = NOON + TWO_DAYS
    ask(sessions, desk)
    tap(sessions, desk, "1001", f"checkin:{responses(sessions)[0].id}:ok")
    deliver(sessions, desk)
    assert responses(sessions)[0].state == "answered"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the zone is given
def test_the_next_time_to_ask_is_the_first_one_that_is_allowed(now: datetime) -> None:
    hours, zone = SHOP.check_in, SHOP.shop.timezone
    then = due.next_time_to_ask(hours, zone, now)
    assert due.may_ask(hours, zone, then)
    assert now <= then <= now + timedelta(hours=11)
    assert (then == now) == due.may_ask(hours, zone, now)
    if then > now:
        assert not due.may_ask(hours, zone, then - timedelta(microseconds=1))
        assert not due.may_ask(hours, zone, now + (then - now) / 2)
