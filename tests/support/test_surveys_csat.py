from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from store import outbox
from store.engine import Sessions
from store.models import Conversation, Ticket
from store.outbox import BACKGROUND
from support import casework, consents, csat, handovers, surveys
from support.desk import Desk
from tests.support.order_scenes import NOON, Hands, add_customer, speaking_desk
from tests.support.survey_scenes import actions, add_ticket, ask, deliver, responses, sent, tap, texts

NIGHT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # 22:00 in Vietnam
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 8:00


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def desk(clock: Hands) -> Desk:
    return speaking_desk(clock)


@pytest.fixture
def ticket(sessions: Sessions, desk: Desk) -> Ticket:
    with sessions.begin() as session:
        return add_ticket(session, desk, add_customer(session))


def close(sessions: Sessions, desk: Desk, ticket: Ticket) -> None:
    with sessions.begin() as session:
        casework.close(session, desk, session.get_one(Ticket, ticket.id), None, "web")


def conversation_of(sessions: Sessions) -> Conversation:
    with sessions() as session:
        return session.scalars(select(Conversation)).one()


def say(sessions: Sessions, desk: Desk, text: str) -> bool:
    with sessions.begin() as session:
        return surveys.take_comment(session, desk, session.scalars(select(Conversation)).one(), text)


def scored(sessions: Sessions, desk: Desk, ticket: Ticket, score: int) -> str:
    close(sessions, desk, ticket)
    deliver(sessions, desk)
    return tap(sessions, desk, "1001", f"csat:{responses(sessions)[0].id}:{score}")


def test_a_closed_ticket_is_followed_by_one_question(sessions: Sessions, desk: Desk, ticket: Ticket) -> None:
    close(sessions, desk, ticket)
    question = sent(sessions)[-1]
    (response,) = responses(sessions)
    assert (question.lane, question.at_most_once, question.response_id) == (BACKGROUND, True, response.id)
    assert str(ticket.code) in question.content["text"]
    assert actions(question) == [f"csat:{response.id}:{score}" for score in range(1, 6)]
    assert (response.survey, response.ticket_id, response.state) == ("csat", ticket.id, "queued")


def test_a_ticket_that_is_closed_again_is_not_asked_about_again(
    sessions: Sessions, desk: Desk, ticket: Ticket
) -> None:
    for _ in range(2):
        with sessions.begin() as session:
            csat.ask_csat(session, desk, session.get_one(Ticket, ticket.id))
    assert len(sent(sessions)) == len(responses(sessions)) == 1


def test_a_ticket_closed_at_night_is_asked_about_in_the_morning(
    sessions: Sessions, desk: Desk, clock: Hands, ticket: Ticket
) -> None:
    clock.now = NIGHT
    close(sessions, desk, ticket)
    before = len(sent(sessions))
    assert (responses(sessions)[0].state, responses(sessions)[0].due_at) == ("postponed", MORNING)
    clock.now = MORNING - timedelta(seconds=1)
    assert ask(sessions, desk) == 0
    clock.now = MORNING
    assert [ask(sessions, desk), ask(sessions, desk)] == [1, 0]
    assert len(sent(sessions)) == before + 1


def test_a_ticket_that_was_opened_again_by_the_morning_is_not_asked_about_until_it_is_closed(
    sessions: Sessions, desk: Desk, clock: Hands, ticket: Ticket
) -> None:
    clock.now = NIGHT
    close(sessions, desk, ticket)
    with sessions.begin() as session:
        again = session.get_one(Ticket, ticket.id)
        again.state, again.closed_at = "open", None
    clock.now = MORNING
    assert ask(sessions, desk) == 0
    clock.forward(days=5)
    close(sessions, desk, ticket)
    assert [each.state for each in responses(sessions)] == ["queued"]


def test_who_withdrew_is_never_asked_and_who_was_silent_is(
    sessions: Sessions, desk: Desk, ticket: Ticket
) -> None:
    with sessions.begin() as session:
        conversation = session.scalars(select(Conversation)).one()
        consents.withdraw(session, desk, conversation.customer, consents.CHECK_IN, "telegram")
    close(sessions, desk, ticket)
    assert responses(sessions) == []


def test_who_withdraws_in_the_night_is_not_asked_in_the_morning(
    sessions: Sessions, desk: Desk, clock: Hands, ticket: Ticket
) -> None:
    clock.now = NIGHT
    close(sessions, desk, ticket)
    with sessions.begin() as session:
        conversation = session.scalars(select(Conversation)).one()
        consents.withdraw(session, desk, conversation.customer, consents.CHECK_IN, "telegram")
    clock.now = MORNING
    assert ask(sessions, desk) == 0


def test_while_a_person_speaks_the_question_waits(
    sessions: Sessions, desk: Desk, clock: Hands, ticket: Ticket
) -> None:
    with sessions.begin() as session:
        conversation = session.scalars(select(Conversation)).one()
        handovers.begin(session, desk, conversation, "khách muốn gặp nhân viên")
        csat_ticket = session.get_one(Ticket, ticket.id)
        csat_ticket.state, csat_ticket.closed_at = "closed", clock.now
        csat.ask_csat(session, desk, csat_ticket)
    assert ask(sessions, desk) == 0
    with sessions.begin() as session:
        handovers.end(session, desk, session.scalars(select(Conversation)).one(), None)
    assert ask(sessions, desk) == 1


def test_who_blocks_the_bot_is_asked_on_coming_back_within_three_days(
    sessions: Sessions, desk: Desk, clock: Hands, ticket: Ticket
) -> None:
    with sessions.begin() as session:
        outbox.mark_unreachable(session, "telegram", "1001", NOON)
    with sessions.begin() as session:
        closed = session.get_one(Ticket, ticket.id)
        closed.state = "closed"
        csat.ask_csat(session, desk, closed)
    assert ask(sessions, desk) == 0
    with sessions.begin() as session:
        session.scalars(select(Conversation)).one().unreachable_since = None
    clock.now = NOON + timedelta(days=3)
    assert ask(sessions, desk) == 0
    clock.now -= timedelta(seconds=1)
    assert ask(sessions, desk) == 1


def test_a_score_is_kept_and_followed_by_the_question_why(
    sessions: Sessions, desk: Desk, ticket: Ticket
) -> None:
    assert scored(sessions, desk, ticket, 4) == desk.wording.say("csat_toast", score=4)
    (response,) = responses(sessions)
    assert (response.state, response.score) == ("answered", 4)
    assert texts(sessions)[-1] in desk.wording.variants("csat_comment")
    assert say(sessions, desk, "Bạn Mai tư vấn nhiệt tình <b>lắm</b>")
    assert responses(sessions)[0].comment == "Bạn Mai tư vấn nhiệt tình <b>lắm</b>"
    assert texts(sessions)[-1] in desk.wording.variants("csat_thanks")
    assert not say(sessions, desk, "shop ơi")


def test_a_score_counts_once(sessions: Sessions, desk: Desk, ticket: Ticket) -> None:
    scored(sessions, desk, ticket, 5)
    before = texts(sessions)
    again = tap(sessions, desk, "1001", f"csat:{responses(sessions)[0].id}:1")
    assert again == desk.wording.say("toast_done")
    assert responses(sessions)[0].score == 5
    assert texts(sessions) == before


@pytest.mark.parametrize(("score", "cards"), [(1, 2), (2, 2), (3, 0)])
def test_staff_hear_of_a_low_score_and_of_its_comment(
    sessions: Sessions, desk: Desk, ticket: Ticket, score: int, cards: int
) -> None:
    scored(sessions, desk, ticket, score)
    say(sessions, desk, "đợi lâu quá")
    told = [text for text in texts(sessions, "-100") if f"{score}/5" in text]
    assert len(told) == cards
    assert all(str(ticket.code) in text for text in told)
    assert "đợi lâu quá" in texts(sessions, "-100")[-1] or not cards


def test_an_endless_comment_is_kept_whole_and_shown_short(
    sessions: Sessions, desk: Desk, ticket: Ticket
) -> None:
    scored(sessions, desk, ticket, 1)
    comment = "rất tệ " * 580
    say(sessions, desk, comment)
    assert responses(sessions)[0].comment == comment
    assert len(texts(sessions, "-100")[-1]) < 4096


def test_what_is_written_the_next_day_is_no_comment(
    sessions: Sessions, desk: Desk, clock: Hands, ticket: Ticket
) -> None:
    scored(sessions, desk, ticket, 5)
    clock.forward(hours=12)
    assert not say(sessions, desk, "shop còn áo size L không")
    assert responses(sessions)[0].comment is None


def test_a_score_of_a_stranger_or_for_another_survey_is_refused(
    sessions: Sessions, desk: Desk, ticket: Ticket
) -> None:
    close(sessions, desk, ticket)
    response_id = responses(sessions)[0].id
    with sessions.begin() as session:
        add_customer(session, "stranger")
    refusal = desk.wording.say("toast_old")
    assert tap(sessions, desk, "stranger", f"csat:{response_id}:5") == refusal
    assert tap(sessions, desk, "1001", f"checkin:{response_id}:ok") == refusal
    assert tap(sessions, desk, "1001", f"csat:{response_id}:6") == refusal
    assert responses(sessions)[0].score is None
