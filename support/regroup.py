"""A customer says that a complaint was put into the wrong case: it is taken out of it, or two cases become one."""

from sqlalchemy import select

from store.models import Message, Order, Ticket
from support import cards, complaints, handovers, sla, tickets, told
from support.to_staff import Passed
from support.visit import Visit


def split(visit: Visit, message: Message, ticket: Ticket) -> bool:
    """Open a case of its own for a message that was added to `ticket`; False when it is not in there any more."""
    if (
        message.ticket_id != ticket.id
        or not message.intent
        or message is cards.first_message(visit.session, ticket)
    ):
        return False
    session, desk = visit.session, visit.desk
    topic = message.topic or message.intent
    reader = told.Reader(session, desk, ticket.customer_id, message.intent, topic)
    read = reader.read(message, told.code_in(message))
    new = tickets.open_ticket(
        session,
        desk,
        visit.conversation,
        intent=message.intent,
        topic=topic,
        severity=message.severity or complaints.USUAL_SEVERITY,
        reasons=message.reasons,
        message=message,
        order=read.order,
        told=read,
    )
    _tell_staff(visit, ticket, new)
    if handovers.running(session, visit.conversation) is None:
        complaints.say_opened(visit, Passed(new, new=True, other=ticket))
    return True


def merge(visit: Visit, ticket: Ticket, into: Ticket) -> bool:
    """Put a case that nobody has answered into another one of the customer's; False when that is not possible any more."""
    if ticket is into or "closed" in {ticket.state, into.state} or ticket.first_answered_at is not None:
        return False
    session, desk = visit.session, visit.desk
    tickets.wake(session, desk, into, "customer")
    for message in session.scalars(select(Message).where(Message.ticket_id == ticket.id)).all():
        message.ticket_id = into.id
    order = session.get(Order, ticket.order_id) if ticket.order_id else None
    tickets.note_told(session, desk, into, told.news(told.Told(order, ticket.remedy, ticket.facts), into))
    into.reasons = list(dict.fromkeys([*into.reasons, *ticket.reasons]))
    into.intake, ticket.intake = into.intake or ticket.intake, None
    tickets.raise_to(session, desk, into, ticket.severity)
    ticket.state, ticket.closed_at = "closed", desk.clock()
    sla.end(ticket)
    _tell_staff(visit, ticket, into)
    cards.refresh(session, desk, ticket)
    if handovers.running(session, visit.conversation) is None:
        visit.say("same_case_noted", code=into.code, other=ticket.code)
    return True


def _tell_staff(visit: Visit, old: Ticket, new: Ticket) -> None:
    session, desk = visit.session, visit.desk
    tickets.record(session, desk, old, "moved_out", "customer", detail={"ticket": new.code})
    tickets.record(session, desk, new, "moved_in", "customer", detail={"ticket": old.code})
    words = desk.wording.say("staff_moved", name=old.customer.name, code=old.code, other=new.code)
    cards.note(session, desk, old, words)
    cards.refresh(session, desk, new)
