"""A customer's own cases: what became of them, and adding to, closing or opening one again (/phieu)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from store.models import Conversation, Ticket
from store.outbox import Button
from support import calendar, cards, casework, pending, sla, tickets
from support.desk import Desk
from support.speaking import Rows
from support.visit import Visit

MOST = 5
CLOSED_WITHIN = timedelta(days=30)  # an older case is begun anew rather than opened again
ADD_WITHIN = timedelta(hours=1)


def show(visit: Visit) -> None:
    """List the customer's cases with their state, each with what may be done to it; the newest first."""
    mine = _of(visit)
    if not mine:
        visit.say("phieu_none")
        return
    lines = "\n".join(_line(visit, ticket) for ticket in mine)
    visit.say("phieu_are", tickets=lines, buttons=_buttons(visit, mine))


def find(session: Session, conversation: Conversation, ticket_id: int) -> Ticket | None:
    """Return a case of this very conversation, locked; None for anybody else's."""
    ticket = session.get(Ticket, ticket_id, with_for_update=True)
    return ticket if ticket is not None and ticket.conversation_id == conversation.id else None


def act(visit: Visit, ticket: Ticket, deed: str) -> None:
    """Do what a button under the list says: "add", "close" or "reopen"."""
    DEEDS[deed](visit, ticket)


def take_addition(visit: Visit) -> bool:
    """Add a message to the case that the customer chose to add to; False when none was chosen."""
    waited = pending.waiting_for(visit.conversation, visit.desk.clock())
    if waited.get("what") != "addition":
        return False
    pending.clear(visit.conversation)
    ticket = visit.session.get_one(Ticket, waited["ticket_id"])
    if ticket.state == "closed":
        reopen(visit, ticket)
    tickets.add(visit.session, visit.desk, ticket, visit.message)
    visit.say("added_to_ticket", code=ticket.code)
    return True


def _of(visit: Visit) -> Sequence[Ticket]:
    lately = Ticket.closed_at >= visit.desk.clock() - CLOSED_WITHIN
    query = select(Ticket).where(
        Ticket.conversation_id == visit.conversation.id, or_(Ticket.state != "closed", lately)
    )
    unclosed_first = (Ticket.state == "closed", Ticket.id.desc())
    return visit.session.scalars(query.order_by(*unclosed_first).limit(MOST)).all()


def _line(visit: Visit, ticket: Ticket) -> str:
    say = visit.desk.wording.say
    return say(
        "phieu_line",
        code=ticket.code,
        topic=visit.desk.answers.label(ticket.intent),
        state=_state(visit, ticket),
    )


def _state(visit: Visit, ticket: Ticket) -> str:
    say, due = visit.desk.wording.say, sla.deadline(ticket)
    if due is None or sla.is_late(visit.desk, ticket):
        closed = ticket.closed_at or visit.desk.clock()
        date = calendar.date_in_words(closed, visit.desk.config.shop.timezone)
        return say(f"phieu_{ticket.state}", date=date)
    return say(
        "phieu_due_answer" if ticket.first_answered_at is None else "phieu_due_solution",
        due=visit.moment(due),
    )


def _buttons(visit: Visit, mine: Sequence[Ticket]) -> Rows:
    say = visit.desk.wording.say
    return tuple(
        tuple(
            Button(say(f"button_phieu_{deed}", code=ticket.code), f"mine:{ticket.id}:{deed}")
            for deed in (("reopen",) if ticket.state == "closed" else ("add", "close"))
        )
        for ticket in mine
    )


def _add(visit: Visit, ticket: Ticket) -> None:
    pending.wait_for(visit.conversation, "addition", visit.desk.clock(), ADD_WITHIN, ticket_id=ticket.id)
    visit.say("phieu_add", code=ticket.code)


def _close(visit: Visit, ticket: Ticket) -> None:
    helped = ticket.first_answered_at is not None
    closed = casework.close(
        visit.session, visit.desk, ticket, None, "customer", words="phieu_you_closed", ask_how=helped
    )
    if not closed:
        visit.say("phieu_closed_before", code=ticket.code)


def may_be_reopened(desk: Desk, ticket: Ticket) -> bool:
    """Return whether a closed case is so young that it is opened again rather than begun anew."""
    return ticket.closed_at is not None and ticket.closed_at >= desk.clock() - CLOSED_WITHIN


def reopen(visit: Visit, ticket: Ticket) -> None:
    """Open a closed case again and tell both sides."""
    if tickets.wake(visit.session, visit.desk, ticket, "customer"):
        cards.refresh(visit.session, visit.desk, ticket)
        words = visit.desk.wording.say("staff_reopened", name=ticket.customer.name, code=ticket.code)
        cards.note(visit.session, visit.desk, ticket, words)
    moment = visit.moment(sla.answer_by(visit.desk, ticket.severity))
    visit.say("phieu_reopened", code=ticket.code, answer_by=moment)


DEEDS: Mapping[str, Callable[[Visit, Ticket], None]] = {"add": _add, "close": _close, "reopen": reopen}
