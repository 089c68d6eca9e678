"""Cases that somebody of the shop must solve: opened, added to, held, answered, closed.

`source` says from where a step came: customer, bot, group, web, clock.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.models import Conversation, Message, Order, StaffMember, Ticket, TicketEvent
from store.outbox import ANSWER, Content, Outgoing, put
from support import calendar, cards, gravity, handovers, surveys
from support.desk import Desk
from support.speaking import say, tell_staff

SAME_MATTER_WITHIN = timedelta(hours=24)
MILDEST = "S4"
FOR_STAFF = "relay_title"  # what only a person can answer; other notes say that the bot did, or that it is a correction


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
) -> Ticket:
    """Open a case and post its card in the staff group; the caller tells the customer.

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
        state="new",
        opened_at=desk.clock(),
        answer_by=answer_by(desk, severity),
    )
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
) -> None:
    """Add a customer's message to a case and show it to the staff under the card.

    The case gets what the message brings: the order, reasons, more severity; and more when nobody has answered for long.
    """
    message.ticket_id = ticket.id
    ticket.order_id = order.id if order else ticket.order_id
    record(session, desk, ticket, "added", "customer", detail={} if note == FOR_STAFF else {"note": note})
    cards.relay(session, desk, message, ticket, note)
    session.flush()
    again = gravity.of_times(session, desk, ticket)
    kept = [reason for reason in ticket.reasons if reason not in again.outdated]
    ticket.reasons, before = list(dict.fromkeys([*kept, *reasons, *again.reasons])), ticket.reasons
    raised = raise_to(session, desk, ticket, gravity.at_least(severity, again.reasons))
    if (order or ticket.reasons != before) and not raised:
        cards.refresh(session, desk, ticket)


def raise_to(session: Session, desk: Desk, ticket: Ticket, severity: str) -> bool:
    """Make a case more severe, never less, so that somebody answers sooner; False when it is that severe already."""
    if severity >= ticket.severity:  # S1 is the worst
        return False
    record(session, desk, ticket, "raised", "bot", detail={"from": ticket.severity, "to": severity})
    ticket.severity, ticket.answer_by = severity, min(ticket.answer_by, answer_by(desk, severity))
    cards.refresh(session, desk, ticket)
    return True


def unclosed(session: Session, conversation: Conversation) -> Sequence[Ticket]:
    """Return a conversation's tickets that are not closed, the newest first."""
    query = select(Ticket).where(Ticket.conversation_id == conversation.id, Ticket.state != "closed")
    return session.scalars(query.order_by(Ticket.id.desc())).all()


def is_fresh(desk: Desk, ticket: Ticket) -> bool:
    """Return whether a case is so young that what comes now most likely belongs to it."""
    return desk.clock() - ticket.opened_at < SAME_MATTER_WITHIN


def answer_by(desk: Desk, severity: str) -> datetime:
    """Return by when a person answers a case of this severity, in working time from now."""
    within = desk.config.tickets.first_answer.within(severity)
    return calendar.answer_by(desk.config.shop, desk.clock(), within)


def take(session: Session, desk: Desk, ticket: Ticket, staff_member: StaffMember, source: str) -> bool:
    """Let a staff member hold a case; False when it is closed or somebody holds it already."""
    free = update(Ticket).where(
        Ticket.id == ticket.id, Ticket.staff_member_id.is_(None), Ticket.state != "closed"
    )
    taken = session.execute(
        free.values(staff_member_id=staff_member.id, state="open").returning(Ticket.id)
    ).first()
    session.refresh(ticket)
    if taken is None:
        return False
    record(session, desk, ticket, "taken", source, staff_member=staff_member)
    cards.refresh(session, desk, ticket)
    return True


def reply(
    session: Session,
    desk: Desk,
    conversation: Conversation,
    staff_member: StaffMember,
    text: str,
    *,
    source: str,
    ticket: Ticket | None = None,
    copy_from: tuple[str, str] | None = None,
    attachments: Sequence[dict[str, str]] = (),
) -> bool:
    """Say something to a customer as a person of the shop; from now on the bot is silent there.

    The first reply takes a case that nobody holds. `copy_from` is (chat, message) of a message with files, `attachments` what they are. False when
    the customer blocks the bot: then nothing is sent, and the staff group is told.
    """
    ticket = _case(session, conversation, ticket)
    if conversation.unreachable_since is not None:
        _tell_unreachable(session, desk, conversation, ticket)
        return False
    _send(
        session, desk, conversation, staff_member, text, ticket=ticket, copy_from=copy_from, files=attachments
    )
    bot_spoke = handovers.running(session, conversation) is None
    handovers.begin(session, desk, conversation, desk.wording.say("reason_person_answered"))
    if ticket is not None:
        reopened, first = (
            _reopen(session, desk, ticket, staff_member, source),
            ticket.first_answered_at is None,
        )
        ticket.first_answered_at = ticket.first_answered_at or desk.clock()
        record(session, desk, ticket, "replied", source, staff_member=staff_member)
        taken = take(session, desk, ticket, staff_member, source)
        if not taken and (bot_spoke or reopened or first):
            cards.refresh(session, desk, ticket)
    return True


def close(
    session: Session, desk: Desk, ticket: Ticket, staff_member: StaffMember | None, source: str
) -> bool:
    """Close a case, tell the customer and ask how the help was; False when it was closed before.

    With the last open case the bot speaks again.
    """
    closing = update(Ticket).where(Ticket.id == ticket.id, Ticket.state != "closed")
    closed = session.execute(
        closing.values(state="closed", closed_at=desk.clock()).returning(Ticket.id)
    ).first()
    session.refresh(ticket)
    if closed is None:
        return False
    record(session, desk, ticket, "closed", source, staff_member=staff_member)
    last = not unclosed(session, ticket.conversation)
    bot_is_back = last and handovers.stop(session, desk, ticket.conversation)
    cards.refresh(session, desk, ticket)
    if ticket.conversation.unreachable_since is None:
        name = "ticket_closed_bot_is_back" if bot_is_back else "ticket_closed"
        say(session, desk, ticket.conversation, desk.wording.variants(name, code=ticket.code))
    surveys.ask_csat(session, desk, ticket)
    return True


def give_back(
    session: Session, desk: Desk, conversation: Conversation, staff_member: StaffMember | None
) -> bool:
    """Give a conversation back to the bot, tell the customer, and bring its cards up to date."""
    ended = handovers.end(session, desk, conversation, staff_member)
    for ticket in unclosed(session, conversation):
        cards.refresh(session, desk, ticket)
    return ended


def record(
    session: Session,
    desk: Desk,
    ticket: Ticket,
    what: str,
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


def _weigh_what_is_known(session: Session, desk: Desk, ticket: Ticket, order: Order | None) -> None:
    known = [*gravity.of_order(desk, order), *gravity.of_earlier(session, desk, ticket)]
    ticket.reasons = [*ticket.reasons, *known]
    ticket.severity = gravity.at_least(ticket.severity, known)
    ticket.answer_by = answer_by(desk, ticket.severity)


def _case(session: Session, conversation: Conversation, ticket: Ticket | None) -> Ticket | None:
    """The case a reply belongs to: the one that was replied to, unless it is closed and another is not."""
    if ticket is not None and ticket.state != "closed":
        return ticket
    return next(iter(unclosed(session, conversation)), ticket)


def _send(
    session: Session,
    desk: Desk,
    conversation: Conversation,
    staff_member: StaffMember,
    text: str,
    *,
    ticket: Ticket | None,
    copy_from: tuple[str, str] | None,
    files: Sequence[dict[str, str]],
) -> None:
    message = Message(
        conversation_id=conversation.id,
        author="staff",
        staff_member_id=staff_member.id,
        ticket_id=ticket.id if ticket else None,
        text=text,
        attachments=list(files),
        at=desk.clock(),
    )
    session.add(message)
    session.flush()
    content = Content("message", text)
    if copy_from is not None:
        content = Content("copy", from_chat=copy_from[0], target=copy_from[1])
    outgoing = Outgoing(conversation.channel, conversation.chat_id, content, ANSWER, message_id=message.id)
    put(session, outgoing, desk.clock())


def _reopen(session: Session, desk: Desk, ticket: Ticket, staff_member: StaffMember, source: str) -> bool:
    """Open a closed case again, because what people talk about again is not done."""
    if ticket.state != "closed":
        return False
    ticket.state, ticket.closed_at = "open", None
    record(session, desk, ticket, "reopened", source, staff_member=staff_member)
    return True


def _tell_unreachable(
    session: Session, desk: Desk, conversation: Conversation, ticket: Ticket | None
) -> None:
    text = desk.wording.say("staff_customer_unreachable", name=conversation.customer.name)
    if ticket is not None:
        cards.note(session, desk, ticket, text)
    else:
        tell_staff(session, desk, Content("message", text), conversation)
