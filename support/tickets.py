"""Cases that somebody of the shop must solve: opened, added to, made graver, found, and their history.

What staff do to them is in `support/casework.py`.

`source` says from where a step came: customer, bot, group, web, clock.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal, NamedTuple

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from store.models import Conversation, Message, Order, StaffMember, Ticket, TicketEvent
from support import cards, gravity, sla
from support.desk import Desk
from support.told import ORDER, Told

SAME_MATTER_WITHIN = timedelta(hours=24)
MILDEST = "S4"
# The word stands in the statement itself: with a parameter SQLite would not use the index of unclosed tickets.
UNCLOSED = Ticket.state != literal_column("'closed'")
AT_STAFF = frozenset({"new", "open"})
# Said behind a solved case, these are content with it.
CONTENT = frozenset({"other_thanks", "other_bye", "other_yes"})
NOTHING = Told()
# What may stand in a history; web/templates/words.html and data/wording.yml (data_word_*) say each in words.
What = Literal[
    "opened", "added", "raised", "lowered", "taken", "assigned", "released", "replied", "together", "noted", "note_edited",
    "waiting", "answered", "solved", "warned", "reminded", "overdue", "risen", "closed", "reopened",
    "told", "skipped", "moved_out", "moved_in",
]  # fmt: skip
FOR_STAFF = "relay_title"  # what only a person can answer; other notes say that the bot did, or that it is a correction


class By(NamedTuple):
    """From where a step comes, and which staff member takes it (None for none)."""

    source: str
    staff_member: StaffMember | None = None


def open_ticket(
    session: Session,
    desk: Desk,
    conversation: Conversation,
    *,
    intent: str,
    topic: str,
    severity: str,
    reasons: Sequence[str],
    message: Message | None = None,
    order: Order | None = None,
    told: Told = NOTHING,
) -> Ticket:
    """Open a case with what was `told` and post its card in the staff group; the caller tells the customer.

    A complaint is made as severe as its order and the customer's earlier complaints call for (`support/gravity.py`).
    """
    ticket = Ticket(
        conversation_id=conversation.id,
        conversation=conversation,
        customer_id=conversation.customer_id,
        customer=conversation.customer,
        order_id=order.id if order else None,
        intent=intent,
        topic=topic,
        severity=severity,
        reasons=list(reasons),
        remedy=told.remedy,
        facts=dict(told.facts),
        state="new",
        opened_at=desk.clock(),
    )
    sla.start(desk, ticket)
    session.add(ticket)
    session.flush()
    ticket.code = f"{desk.config.tickets.code_prefix}-{ticket.id:04}"
    if gravity.is_complaint(intent):
        _weigh_what_is_known(session, desk, ticket, order)
    record(session, desk, ticket, "opened", "customer" if message else "bot")
    if message is not None:
        message.ticket_id = ticket.id
    session.flush()
    cards.post(session, desk, ticket)
    return ticket


def add(
    session: Session,
    desk: Desk,
    ticket: Ticket,
    message: Message,
    note: str = FOR_STAFF,
    *,
    severity: str = MILDEST,
    reasons: Sequence[str] = (),
    order: Order | None = None,
    told: Told = NOTHING,
) -> None:
    """Add a customer's message to a case and show it to the staff under the card.

    The case gets what the message brings: the order, what else was `told`, reasons, more severity; and more when nobody
    has answered for long.
    """
    message.ticket_id = ticket.id
    ticket.order_id = order.id if order else ticket.order_id
    news = _keep_told(session, desk, ticket, told)
    woken = _calls_for_more(ticket, message) and wake(session, desk, ticket, "customer")
    record(session, desk, ticket, "added", "customer", detail={} if note == FOR_STAFF else {"note": note})
    cards.relay(session, desk, message, ticket, note)
    session.flush()
    again = gravity.of_times(session, desk, ticket)
    kept = [reason for reason in ticket.reasons if reason not in again.outdated]
    ticket.reasons, before = list(dict.fromkeys([*kept, *reasons, *again.reasons])), ticket.reasons
    raised = raise_to(session, desk, ticket, gravity.at_least(severity, again.reasons))
    if (order or news or woken or ticket.reasons != before) and not raised:
        cards.refresh(session, desk, ticket)


def note_told(session: Session, desk: Desk, ticket: Ticket, told: Told) -> None:
    """Put what a customer told onto a case: an order, what they want, facts; the card is brought up to date."""
    if not _keep_told(session, desk, ticket, told):
        return
    known = gravity.of_order(desk, told.order) if gravity.is_complaint(ticket.intent) else []
    ticket.reasons = list(dict.fromkeys([*ticket.reasons, *known]))
    if not raise_to(session, desk, ticket, gravity.at_least(ticket.severity, known)):
        cards.refresh(session, desk, ticket)


def raise_to(session: Session, desk: Desk, ticket: Ticket, severity: str, by: By | None = None) -> bool:
    """Make a case more severe, never less, so that somebody answers sooner; False when it is that severe already."""
    if severity >= ticket.severity:  # S1 is the worst
        return False
    change: dict[str, object] = {"from": ticket.severity, "to": severity}
    by = by or By("bot")
    record(session, desk, ticket, "raised", by.source, detail=change, staff_member=by.staff_member)
    ticket.severity = severity
    sla.hurry(desk, ticket)
    cards.refresh(session, desk, ticket)
    return True


def lower_to(session: Session, desk: Desk, ticket: Ticket, severity: str, by: By) -> bool:
    """Make a case milder, as only a person may, so that there is more time; False when it is that mild already."""
    if severity <= ticket.severity:
        return False
    before, ticket.severity = ticket.severity, severity
    steps = session.scalars(
        select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.id)
    )
    sla.relax(desk, ticket, before, [(step.what, step.at) for step in steps])
    change: dict[str, object] = {"from": before, "to": severity}
    record(session, desk, ticket, "lowered", by.source, detail=change, staff_member=by.staff_member)
    cards.refresh(session, desk, ticket)
    return True


def release(session: Session, desk: Desk, ticket: Ticket, source: str, why: str) -> None:
    """Take a case from whoever holds it, back to where everybody sees it; its level and what the customer owes stay."""
    holder = ticket.staff_member
    ticket.staff_member_id = ticket.staff_member = None
    ticket.state = "new" if ticket.state == "open" else ticket.state
    sla.passed_on(desk, ticket)
    change: dict[str, object] = {"from": holder.name if holder else "", "why": why}
    record(session, desk, ticket, "released", source, detail=change)
    cards.refresh(session, desk, ticket)


def wake(
    session: Session, desk: Desk, ticket: Ticket, source: str, staff_member: StaffMember | None = None
) -> bool:
    """Make staff's again what waited for the customer, was solved or was closed; False when it is staff's already."""
    if ticket.state in AT_STAFF:
        return False
    record(
        session,
        desk,
        ticket,
        "answered" if ticket.state == "waiting" else "reopened",
        source,
        staff_member=staff_member,
    )
    ticket.state = "new" if ticket.staff_member_id is None else "open"
    ticket.quiet_since = ticket.warned_at = ticket.closed_at = None
    sla.go_on(desk, ticket)
    return True


def unclosed(session: Session, conversation: Conversation) -> Sequence[Ticket]:
    """Return a conversation's tickets that are not closed, the newest first."""
    query = select(Ticket).where(Ticket.conversation_id == conversation.id, Ticket.state != "closed")
    return session.scalars(query.order_by(Ticket.id.desc())).all()


def is_fresh(desk: Desk, ticket: Ticket) -> bool:
    """Return whether a case is so young that what comes now most likely belongs to it."""
    return desk.clock() - ticket.opened_at < SAME_MATTER_WITHIN


def record(
    session: Session,
    desk: Desk,
    ticket: Ticket,
    what: What,
    source: str,
    *,
    detail: dict[str, object] | None = None,
    staff_member: StaffMember | None = None,
) -> None:
    """Write a line of a case's history."""
    session.add(
        TicketEvent(
            ticket_id=ticket.id,
            staff_member_id=staff_member.id if staff_member else None,
            what=what,
            source=source,
            detail=detail or {},
            at=desk.clock(),
        )
    )


def _keep_told(session: Session, desk: Desk, ticket: Ticket, told: Told) -> bool:
    """Keep what was told and name it in the history, where the words themselves would outlive an erasure.

    Returns whether the card shows more now; a picture stands under it.
    """
    if not told.names:
        return False
    ticket.order_id = told.order.id if told.order else ticket.order_id
    ticket.remedy = told.remedy or ticket.remedy
    kept = {name: value for name, value in ticket.facts.items() if name != ORDER or told.order is None}
    ticket.facts = {**kept, **told.facts}
    record(session, desk, ticket, "told", "customer", detail={"facts": told.names})
    return bool(told.order or told.remedy or told.facts)


def _calls_for_more(ticket: Ticket, message: Message) -> bool:
    return ticket.state != "solved" or message.intent not in CONTENT or bool(message.attachments)


def _weigh_what_is_known(session: Session, desk: Desk, ticket: Ticket, order: Order | None) -> None:
    known = [*gravity.of_order(desk, order), *gravity.of_earlier(session, desk, ticket)]
    ticket.reasons = [*ticket.reasons, *known]
    ticket.severity = gravity.at_least(ticket.severity, known)
    sla.start(desk, ticket)
