"""What staff do to a case: take it, answer the customer, close it, give the conversation back to the bot.

`source` says from where a step came: bot, group, web, clock.
"""

from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from store.models import Conversation, Message, StaffMember, Ticket
from store.outbox import ANSWER, Content, Outgoing, put
from support import cards, handovers, surveys, tickets
from support.desk import Desk
from support.speaking import say, tell_staff


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
    tickets.record(session, desk, ticket, "taken", source, staff_member=staff_member)
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
        tickets.record(session, desk, ticket, "replied", source, staff_member=staff_member)
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
    tickets.record(session, desk, ticket, "closed", source, staff_member=staff_member)
    last = not tickets.unclosed(session, ticket.conversation)
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
    for ticket in tickets.unclosed(session, conversation):
        cards.refresh(session, desk, ticket)
    return ended


def _case(session: Session, conversation: Conversation, ticket: Ticket | None) -> Ticket | None:
    """The case a reply belongs to: the one that was replied to, unless it is closed and another is not."""
    if ticket is not None and ticket.state != "closed":
        return ticket
    return next(iter(tickets.unclosed(session, conversation)), ticket)


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
    tickets.record(session, desk, ticket, "reopened", source, staff_member=staff_member)
    return True


def _tell_unreachable(
    session: Session, desk: Desk, conversation: Conversation, ticket: Ticket | None
) -> None:
    text = desk.wording.say("staff_customer_unreachable", name=conversation.customer.name)
    if ticket is not None:
        cards.note(session, desk, ticket, text)
    else:
        tell_staff(session, desk, Content("message", text), conversation)
