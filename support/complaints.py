"""Something went wrong: a ticket with a code, what was understood, and by when somebody answers."""

from store.models import Message, Ticket
from store.outbox import Button
from support import handovers, intake, situations, sla, to_staff
from support.speaking import Rows
from support.to_staff import Passed
from support.visit import Turn, Visit

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
        say_opened(turn, passed, sorry=_sorry(turn))
    else:
        _say_added(turn, passed)


def say_opened(visit: Visit, passed: Passed, *, sorry: tuple[str, ...] = ()) -> Message:
    """Tell of a new ticket, and of the one that goes on beside it, with the first question."""
    question = intake.begin(visit, passed.ticket)
    words, buttons = _opened(visit, passed), question.buttons
    if passed.other is not None and not passed.sure:
        buttons = (*buttons, *_button(visit, "same_case", passed.ticket.id, passed.other))
    return visit.say_text(sorry, words, question.words, buttons=buttons)


def _opened(visit: Visit, passed: Passed) -> tuple[str, ...]:
    facts, variants = _facts(visit, passed.ticket), visit.desk.wording.variants
    if passed.other is None:
        return variants("complaint_opened", **facts)
    return variants("complaint_opened_apart", other=passed.other.code, **facts)


def _say_added(turn: Turn, passed: Passed) -> None:
    if passed.sure:
        turn.say("complaint_added", code=passed.ticket.code)
        return
    buttons = _button(turn, "other_case", turn.message.id, passed.ticket)
    turn.say("complaint_added_unsure", code=passed.ticket.code, buttons=buttons)


def _button(visit: Visit, name: str, number: int, other: Ticket) -> Rows:
    """The button that puts it right: `number` is of what is moved, a message out of its case or a case into `other`."""
    text = visit.desk.wording.say(f"button_{name}", code=other.code)
    return ((Button(text, f"{name}:{number}:{other.id}"),),)


def _say_person_comes(turn: Turn, ticket: Ticket, severity: str) -> None:
    facts = _facts(turn, ticket) | {"answer_by": turn.moment(sla.answer_by(turn.desk, severity))}
    turn.say_text(_sorry(turn), turn.desk.wording.variants("complaint_person_comes", **facts))


def _facts(visit: Visit, ticket: Ticket) -> dict[str, object]:
    return {
        "code": ticket.code,
        "topic": visit.desk.answers.label(ticket.intent),
        "answer_by": visit.moment(ticket.answer_by),
    }


def _sorry(turn: Turn) -> tuple[str, ...]:
    words = situations.answers(turn)
    return words or turn.desk.wording.variants("sorry")
