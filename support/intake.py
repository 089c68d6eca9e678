"""What a new ticket still needs is asked for, one question at a time; each may be left out, and answers come in any order.

Which questions a ticket asks is `asks` in data/answers.yml. What runs is kept in `Ticket.intake`: {"asked": the question that waits,
"times": {name: how often it was asked}, "skipped": [names], "away": how many messages were about something else}. It is over with
the last answer, a day later, or once a person speaks.
"""

from typing import Any, NamedTuple

from sqlalchemy import select

from store.models import Handover, Ticket
from support import handovers, intake_answers, intake_questions, order_stage, pending, sla, tickets, told
from support.intake_answers import Answer
from support.intake_questions import SKIP, buttons, choices, missing
from support.speaking import Rows
from support.told import ORDER, PHOTO, REMEDY, Told
from support.visit import Turn, Visit

MOST_TIMES = 2
"""How often a question is asked: once, and once more later."""
AWAY = 2
"""After so many messages about something else the question is asked once more."""
NOTE = "relay_intake_title"


class Question(NamedTuple):
    """What is asked next: its words in variants and its buttons; none when nothing is missing."""

    words: tuple[str, ...] = ()
    buttons: Rows = ()


def begin(visit: Visit, ticket: Ticket) -> Question:
    """Return the first question of a new ticket, to be said with its first answer; questions of older tickets end."""
    for older in tickets.unclosed(visit.session, visit.conversation):
        older.intake = None
    return _ask(visit, ticket, {"asked": "", "times": {}, "skipped": [], "away": 0})


def running(visit: Visit) -> Ticket | None:
    """Return the ticket whose questions wait for this customer, None when nothing is asked or a person has spoken."""
    unclosed = tickets.unclosed(visit.session, visit.conversation)
    asking = next((ticket for ticket in unclosed if ticket.intake), None)
    if asking is None or asking.state not in tickets.AT_STAFF or not tickets.is_fresh(visit.desk, asking):
        return None
    return None if asking.first_answered_at is not None or _handed_over(visit, asking) else asking


def take(turn: Turn) -> bool:
    """Take what a message answers onto the ticket and go on; False when it says something else (as well)."""
    ticket = running(turn)
    if ticket is None:
        return False
    answer = intake_answers.read(turn, ticket)
    if not answer:
        return False
    if intake_answers.says_more(turn, ticket, answer):
        _note(turn, ticket, answer)
        return False
    tickets.add(
        turn.session,
        turn.desk,
        ticket,
        turn.message,
        NOTE,
        severity=turn.understanding.severity or tickets.MILDEST,
        reasons=turn.understanding.reasons if turn.understanding.severity else (),
    )
    _note(turn, ticket, answer)
    go_on(turn, ticket, answer)
    return True


def take_file(visit: Visit) -> bool:
    """Take a picture that came without words for the one that is asked for; False when none is."""
    ticket = running(visit)
    if ticket is None or not told.has_picture(visit.message) or PHOTO not in missing(visit, ticket):
        return False
    tickets.add(visit.session, visit.desk, ticket, visit.message, NOTE)
    answer = Answer(Told(photo=True))
    _note(visit, ticket, answer)
    go_on(visit, ticket, answer)
    return True


def choose(visit: Visit, ticket: Ticket, name: str, value: str) -> bool:
    """Take what a button says, "skip" or a choice, and go on unless a person speaks; False when it is out of date."""
    if name not in missing(visit, ticket) or ticket.state == "closed":
        return False
    answer = intake_answers.tapped(visit, ticket, name, value)
    if not answer:
        return False
    visit.message.ticket_id = ticket.id
    asking = running(visit)
    _note(visit, ticket, answer)
    if asking is ticket and handovers.running(visit.session, visit.conversation) is None:
        go_on(visit, ticket, answer)
    return True


def label(visit: Visit, ticket: Ticket, name: str, value: str) -> str:
    """Return what a button says, "" for one that was never made."""
    if value == SKIP:
        return visit.desk.wording.say("button_skip")
    return next((text for key, text in choices(visit, ticket, name) if key == value), "")


def go_on(visit: Visit, ticket: Ticket, answer: Answer) -> None:
    """Thank for an answer and ask what is missing next, or say what happens now."""
    question = _ask(visit, ticket, {**(ticket.intake or {})})
    news = order_stage.words(visit, ticket) if answer.told.order else ()
    words = question.words or _what_happens_now(visit, ticket)
    visit.say_text(_thanks(visit, ticket, answer), news, words, buttons=question.buttons)


def after_something_else(visit: Visit, ticket: Ticket) -> None:
    """Go on after a message that was about something else: with the next question at once, with the same one seldom.

    Where another question was just asked, ours waits.
    """
    if pending.what(visit.conversation, visit.desk.clock()) not in {"", "intake"}:
        return
    state = {**(ticket.intake or {})}
    state["away"] += 1
    ticket.intake, asked = state, state["asked"]
    again = asked in missing(visit, ticket)
    if again and (state["away"] != AWAY or state["times"][asked] >= MOST_TIMES):
        return
    question = _ask(visit, ticket, state, asked if again else "")
    visit.say_text(question.words or _what_happens_now(visit, ticket), buttons=question.buttons)


def _ask(visit: Visit, ticket: Ticket, state: dict[str, Any], again: str = "") -> Question:
    """Choose the next question, what was not asked yet first unless one is asked `again`, and remember that it was asked."""
    ticket.intake = state
    times = state["times"]
    open_ = [name for name in missing(visit, ticket) if times.get(name, 0) < MOST_TIMES]
    if not open_:
        ticket.intake = None
        if pending.what(visit.conversation, visit.desk.clock()) == "intake":
            pending.clear(visit.conversation)
        return Question()
    name = again or min(open_, key=lambda each: times.get(each, 0))
    ticket.intake = {**state, "asked": name, "times": {**times, name: times.get(name, 0) + 1}}
    pending.wait_for(visit.conversation, "intake", visit.desk.clock(), ticket_id=ticket.id)
    return Question(intake_questions.words(visit, ticket, name), buttons(visit, ticket, name))


def _handed_over(visit: Visit, ticket: Ticket) -> bool:
    query = select(Handover.id).where(
        Handover.conversation_id == ticket.conversation_id, Handover.began_at >= ticket.opened_at
    )
    return visit.session.scalars(query.limit(1)).first() is not None


def _note(visit: Visit, ticket: Ticket, answer: Answer) -> None:
    tickets.note_told(visit.session, visit.desk, ticket, answer.told)
    if answer.skipped and ticket.intake is not None:
        ticket.intake = {**ticket.intake, "skipped": [*ticket.intake["skipped"], *answer.skipped]}
    if answer.skipped:
        detail: dict[str, object] = {"facts": list(answer.skipped)}
        tickets.record(visit.session, visit.desk, ticket, "skipped", "customer", detail=detail)


def _thanks(visit: Visit, ticket: Ticket, answer: Answer) -> tuple[str, ...]:
    """A few words for what was given, so that the customer sees that it was understood."""
    variants, names = visit.desk.wording.variants, answer.told.names
    if not names:
        return variants("intake_left_out")
    if names == [PHOTO]:
        return variants("intake_thanks_photo", code=ticket.code)
    if names == [ORDER] and answer.told.order is not None:
        return variants("intake_thanks_order", order=answer.told.order.code)
    if names == [REMEDY]:
        wish = visit.desk.choices.label(REMEDY, answer.told.remedy or "")
        return variants("intake_thanks_remedy", remedy=wish[:1].lower() + wish[1:])
    return variants("intake_thanks")


def _what_happens_now(visit: Visit, ticket: Ticket) -> tuple[str, ...]:
    if sla.is_late(visit.desk, ticket):
        return visit.desk.wording.variants("intake_done_late", code=ticket.code)
    moment = visit.moment(ticket.answer_by)
    return visit.desk.wording.variants("intake_done", code=ticket.code, answer_by=moment)
