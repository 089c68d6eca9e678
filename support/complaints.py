"""Something went wrong: a ticket with a code, what was understood, and by when somebody answers."""

from sqlalchemy import select

from store.models import Message, Ticket
from support import handovers, situations, sla, to_staff
from support.visit import Turn

USUAL_SEVERITY = "S3"


def complain(turn: Turn) -> None:
    """Open a ticket, or add to the one that is open on this matter; the angry and the harmed get a person at once."""
    severity = turn.understanding.severity or USUAL_SEVERITY
    urgent = turn.understanding.angry or severity == "S1"
    why = turn.desk.wording.say("reason_harm" if severity == "S1" else "reason_angry") if urgent else ""
    if urgent:
        handovers.begin(turn.session, turn.desk, turn.conversation, why)
    passed = to_staff.pass_on(turn, severity, why)
    if urgent:
        _say_person_comes(turn, passed.ticket, severity)
    elif passed.new:
        _say_opened(turn, passed.ticket)
    else:
        turn.say("complaint_added", code=passed.ticket.code)


def _say_opened(turn: Turn, ticket: Ticket) -> Message:
    opened = turn.desk.wording.variants("complaint_opened", **_facts(turn, ticket))
    return turn.say_text(_sorry(turn), opened, _ask(turn, ticket))


def _say_person_comes(turn: Turn, ticket: Ticket, severity: str) -> None:
    facts = _facts(turn, ticket) | {"answer_by": turn.moment(sla.answer_by(turn.desk, severity))}
    turn.say_text(_sorry(turn), turn.desk.wording.variants("complaint_person_comes", **facts))


def _facts(turn: Turn, ticket: Ticket) -> dict[str, object]:
    return {
        "code": ticket.code,
        "topic": turn.desk.answers.label(ticket.intent),
        "answer_by": turn.moment(ticket.answer_by),
    }


def _sorry(turn: Turn) -> tuple[str, ...]:
    words = situations.answers(turn)
    return words or turn.desk.wording.variants("sorry")


def _ask(turn: Turn, ticket: Ticket) -> tuple[str, ...]:
    """What is missing is asked for once, with the ticket's code; what comes later is added to it."""
    needs = turn.desk.answers.asks(turn.intent)
    photo = "photo" in needs and not _has_files(turn, ticket)
    order = "order_code" in needs and ticket.order_id is None and not to_staff.order_code(turn)
    name = {(True, True): "ask_photo_and_order", (True, False): "ask_photo", (False, True): "ask_order"}
    asked = name.get((photo, order))
    return turn.desk.wording.variants(asked) if asked else ()


def _has_files(turn: Turn, ticket: Ticket) -> bool:
    query = select(Message.attachments).where(Message.ticket_id == ticket.id)
    return any(turn.session.scalars(query))
