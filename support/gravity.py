"""What makes a ticket grave beside the customer's words: the order's value, earlier complaints, messages nobody answered.

The thresholds stand in config.yml (`tickets.graver`); what the words say is weighed by nlu/severity.py.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Order, Ticket, TicketEvent
from support.desk import Desk

GRAVE = "S2"
"""What a ticket weighs at least for any of these reasons."""

_NOT_COMPLAINTS = ("question_", "other_", "request_", "unread", "media")


class Times(NamedTuple):
    """Reasons to add to a ticket, and those they take the place of."""

    reasons: tuple[str, ...]
    outdated: tuple[str, ...]


def is_complaint(intent: str) -> bool:
    """Return whether a ticket of this intent blames the shop: a complaint, or a review with few stars."""
    return not intent.startswith(_NOT_COMPLAINTS)


def at_least(severity: str, reasons: Sequence[str]) -> str:
    """Return the severity of a ticket that has such `reasons`: never a milder one."""
    return min(severity, GRAVE) if reasons else severity


def of_order(desk: Desk, order: Order | None) -> list[str]:
    """Return why a complaint about this order is grave, nothing for an ordinary one."""
    least = desk.config.tickets.graver.order_from
    if order is None or not least or (order.total or 0) < least:
        return []
    return [desk.wording.say("reason_order", amount=f"{order.total:,}".replace(",", "."))]


def of_earlier(session: Session, desk: Desk, ticket: Ticket) -> list[str]:
    """Return why a complaint is grave after the customer's earlier ones: about the same thing, or one too many."""
    earlier, say = _earlier(session, desk, ticket), desk.wording.say
    again = next((other.code for other in earlier if other.topic == ticket.topic), None)
    reasons = [say("reason_complaint_again", code=again)] if again else []
    graver = desk.config.tickets.graver
    if len(earlier) + 1 >= graver.complaints:
        reasons.append(say("reason_complaints", count=len(earlier) + 1, days=graver.within.days))
    return reasons


def of_times(session: Session, desk: Desk, ticket: Ticket) -> Times:
    """Return why a ticket is grave after the customer wrote again and again and nobody answered."""
    times, say = _times(session, desk, ticket), desk.wording.say
    if ticket.first_answered_at is not None or times < desk.config.tickets.graver.times:
        return Times((), ())
    return Times((say("reason_times", count=times),), (say("reason_times", count=times - 1),))


def _earlier(session: Session, desk: Desk, ticket: Ticket) -> list[Ticket]:
    """The customer's earlier complaints that are not too long ago, the newest first."""
    since = ticket.opened_at - desk.config.tickets.graver.within
    query = select(Ticket).where(
        Ticket.customer_id == ticket.customer_id, Ticket.id < ticket.id, Ticket.opened_at >= since
    )
    return [
        other for other in session.scalars(query.order_by(Ticket.id.desc())) if is_complaint(other.intent)
    ]


def _times(session: Session, desk: Desk, ticket: Ticket) -> int:
    """How many times the customer wrote: what follows soon after a message belongs to it."""
    query = select(TicketEvent.at, TicketEvent.detail).where(
        TicketEvent.ticket_id == ticket.id,
        TicketEvent.what.in_(("opened", "added")),
        TicketEvent.source == "customer",
    )
    moments = [at for at, detail in session.execute(query.order_by(TicketEvent.id)) if not detail]
    apart = desk.config.tickets.graver.apart
    return len(moments[:1]) + sum(1 for earlier, later in pairwise(moments) if later - earlier >= apart)
