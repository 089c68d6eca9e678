"""Two people who answer one customer at the same time: both are told, once for each stretch in which they write."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.models import Conversation, Message, StaffMember, Ticket, TicketEvent
from support import cards, colleagues, tickets
from support.desk import Desk
from support.tickets import By

AT_ONCE = timedelta(minutes=10)
"""Who wrote so lately is still at it; after so long without a word of the staff a new stretch begins."""


def who_else(session: Session, desk: Desk, ticket: Ticket, staff_member: StaffMember) -> StaffMember | None:
    """Return who else is at a case that somebody is about to answer: its holder, or who answered just now."""
    holder = ticket.staff_member if ticket.state != "closed" else None
    if holder is not None and not colleagues.same_person(holder, staff_member):
        return holder
    lately, given_at = desk.clock() - AT_ONCE, _given_at(session, ticket)
    since = max(lately, given_at) if given_at else lately
    said = _of_staff(session, ticket.conversation, since)
    writers = [session.get_one(StaffMember, each.staff_member_id) for each in said if each.staff_member_id]
    return next((one for one in reversed(writers) if not colleagues.same_person(one, staff_member)), None)


def warn(session: Session, desk: Desk, ticket: Ticket, other: StaffMember, by: By) -> None:
    """Tell both in the group, under the card, that they answer the same case, unless they were told in this stretch."""
    if by.staff_member is None or _told(session, desk, ticket):
        return
    detail: dict[str, object] = {"with": other.name}
    tickets.record(session, desk, ticket, "together", by.source, detail=detail, staff_member=by.staff_member)
    name = "together_held" if ticket.staff_member_id == other.id else "together_answered"
    words = desk.wording.say(name, code=ticket.code, who=by.staff_member.name, other=other.name)
    cards.note(session, desk, ticket, words, colleagues.call(desk, other, by.staff_member))


def _given_at(session: Session, ticket: Ticket) -> datetime | None:
    """Return when a case was last given on: who wrote before that knows that it is another's now."""
    query = select(func.max(TicketEvent.at)).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.what.in_(("assigned", "released"))
    )
    return session.scalar(query)


def _told(session: Session, desk: Desk, ticket: Ticket) -> bool:
    """Return whether both were told since when staff never were silent for long."""
    query = select(TicketEvent.at).where(TicketEvent.ticket_id == ticket.id, TicketEvent.what == "together")
    told = session.scalars(query.order_by(TicketEvent.id.desc()).limit(1)).first()
    if told is None:
        return False
    since = [told, *(each.at for each in _of_staff(session, ticket.conversation, told)), desk.clock()]
    return all(later - earlier <= AT_ONCE for earlier, later in pairwise(since))


def _of_staff(session: Session, conversation: Conversation, since: datetime) -> Sequence[Message]:
    query = select(Message).where(
        Message.conversation_id == conversation.id, Message.author == "staff", Message.at > since
    )
    return session.scalars(query.order_by(Message.id)).all()
