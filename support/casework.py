"""What staff do to a case: take it, answer the customer, wait for him, solve and close it, give the bot its word back.

`source` says from where a step came: customer, bot, group, web, clock.
"""

from collections.abc import Sequence

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from store.models import Conversation, Message, StaffMember, Ticket
from store.outbox import ANSWER, Button, Content, Outgoing, put
from support import cards, handovers, pending, persons, sla, staff_topics, surveys, tickets, together
from support.desk import Desk
from support.speaking import Rows, say, tell_staff
from support.visit import in_words

# What waits for the customer goes on waiting, whoever holds it.
_WORKED_ON = case((Ticket.state == "new", "open"), else_=Ticket.state)


def take(session: Session, desk: Desk, ticket: Ticket, staff_member: StaffMember, source: str) -> bool:
    """Let a staff member hold a case; False when it is closed or somebody holds it already."""
    taken = _hold(session, desk, ticket, staff_member, source)
    if taken:
        cards.refresh(session, desk, ticket)
        persons.introduce(session, desk, ticket.conversation, staff_member)
    return taken


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
    other = together.who_else(session, desk, ticket, staff_member) if ticket is not None else None
    bot_spoke = handovers.running(session, conversation) is None
    handovers.begin(session, desk, conversation, desk.wording.say("reason_person_answered"))
    _send(
        session, desk, conversation, staff_member, text, ticket=ticket, copy_from=copy_from, files=attachments
    )
    if ticket is not None:
        first = ticket.first_answered_at is None
        # What people talk about again is not done.
        reopened = ticket.state == "closed" and tickets.wake(session, desk, ticket, source, staff_member)
        if first:
            sla.answered(desk, ticket)
        tickets.record(session, desk, ticket, "replied", source, staff_member=staff_member)
        taken = _hold(session, desk, ticket, staff_member, source)
        # A question puts the answer into the customer's hands; any other word only begins the silence anew.
        waits = "?" in text and _wait(session, desk, ticket, staff_member, source)
        if ticket.quiet_since is not None:
            ticket.quiet_since = desk.clock()
            ticket.warned_at = ticket.quiet_since if ticket.state == "solved" else None
        if taken or bot_spoke or reopened or first or waits:
            cards.refresh(session, desk, ticket)
        if other is not None:
            together.warn(session, desk, ticket, other, tickets.By(source, staff_member))
    return True


def wait(session: Session, desk: Desk, ticket: Ticket, staff_member: StaffMember, source: str) -> bool:
    """Let a case wait for its customer, its clock standing; False when it is not at the staff."""
    _hold(session, desk, ticket, staff_member, source)
    waits = _wait(session, desk, ticket, staff_member, source)
    if waits:
        cards.refresh(session, desk, ticket)
    return waits


def solve(session: Session, desk: Desk, ticket: Ticket, staff_member: StaffMember, source: str) -> bool:
    """Say that a case is solved and ask the customer whether it is; False when it was solved or closed before.

    Without a word from him it is closed later, as he is told. With the last case at the staff the bot speaks again.
    """
    if ticket.state in {"solved", "closed"}:
        return False
    _hold(session, desk, ticket, staff_member, source)
    ticket.state, ticket.quiet_since = "solved", desk.clock()
    ticket.warned_at = ticket.quiet_since  # the question says that it will be closed
    sla.stop(desk, ticket)
    tickets.record(session, desk, ticket, "solved", source, staff_member=staff_member)
    _let_bot_speak(session, desk, ticket.conversation)
    cards.refresh(session, desk, ticket)
    _ask_whether_solved(session, desk, ticket)
    return True


def solved_buttons(desk: Desk, ticket_id: int) -> Rows:
    """Return the two buttons that say whether a case is solved."""
    return (
        tuple(
            Button(desk.wording.say(f"button_solved_{answer}"), f"solved:{ticket_id}:{answer}")
            for answer in ("yes", "no")
        ),
    )


def settle(session: Session, desk: Desk, ticket: Ticket, *, solved: bool) -> str:
    """Take the customer's word on whether a solved case is; return the name of the toast for a tap."""
    pending.clear(ticket.conversation)
    if ticket.state != "solved":
        return "toast_done"
    if solved:
        close(session, desk, ticket, None, "customer")
        return "toast_thanks"
    _open_again(session, desk, ticket)
    return "toast_noted"


def close(
    session: Session,
    desk: Desk,
    ticket: Ticket,
    staff_member: StaffMember | None,
    source: str,
    *,
    words: str = "",
    ask_how: bool = True,
) -> bool:
    """Close a case, tell the customer (in the sentence named `words`) and ask how the help was; False when it was closed before.

    Without `ask_how` nothing is asked: there was no help that the customer could judge. With the last case at the staff the bot speaks again.
    """
    closing = update(Ticket).where(Ticket.id == ticket.id, Ticket.state != "closed")
    closed = session.execute(
        closing.values(state="closed", closed_at=desk.clock()).returning(Ticket.id)
    ).first()
    session.refresh(ticket)
    if closed is None:
        return False
    tickets.record(session, desk, ticket, "closed", source, staff_member=staff_member)
    sla.end(ticket)
    bot_is_back = _let_bot_speak(session, desk, ticket.conversation)
    cards.refresh(session, desk, ticket)
    staff_topics.close_when_done(session, desk, ticket.conversation)
    if ticket.conversation.unreachable_since is None:
        name = words or ("ticket_closed_bot_is_back" if bot_is_back else "ticket_closed")
        wording = desk.speaking_to(ticket.customer).wording
        say(session, desk, ticket.conversation, wording.variants(name, code=ticket.code))
    if ask_how:
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


def _hold(session: Session, desk: Desk, ticket: Ticket, staff_member: StaffMember, source: str) -> bool:
    free = update(Ticket).where(
        Ticket.id == ticket.id, Ticket.staff_member_id.is_(None), Ticket.state != "closed"
    )
    taken = session.execute(
        free.values(staff_member_id=staff_member.id, state=_WORKED_ON).returning(Ticket.id)
    ).first()
    session.refresh(ticket)
    if taken is not None:
        tickets.record(session, desk, ticket, "taken", source, staff_member=staff_member)
    return taken is not None


def _open_again(session: Session, desk: Desk, ticket: Ticket) -> None:
    words, code = desk.speaking_to(ticket.customer).wording, ticket.code
    tickets.wake(session, desk, ticket, "customer")
    cards.refresh(session, desk, ticket)
    cards.note(session, desk, ticket, words.say("staff_not_solved", name=ticket.customer.name, code=code))
    moment = in_words(desk, sla.answer_by(desk, ticket.severity))
    say(session, desk, ticket.conversation, words.variants("ticket_not_solved", code=code, answer_by=moment))


def _ask_whether_solved(session: Session, desk: Desk, ticket: Ticket) -> None:
    conversation = ticket.conversation
    if conversation.unreachable_since is not None:
        return
    words = desk.speaking_to(ticket.customer).wording.variants(
        "ticket_solved",
        code=ticket.code,
        closes=in_words(desk, desk.clock() + desk.config.tickets.silence.close_after),
    )
    pending.wait_for(
        conversation, "solved", desk.clock(), desk.config.tickets.silence.close_after, ticket_id=ticket.id
    )
    say(session, desk, conversation, words, buttons=solved_buttons(desk, ticket.id))


def _wait(session: Session, desk: Desk, ticket: Ticket, staff_member: StaffMember, source: str) -> bool:
    if ticket.state not in tickets.AT_STAFF:
        return False
    ticket.state, ticket.quiet_since, ticket.warned_at = "waiting", desk.clock(), None
    sla.stop(desk, ticket)
    tickets.record(session, desk, ticket, "waiting", source, staff_member=staff_member)
    return True


def _let_bot_speak(session: Session, desk: Desk, conversation: Conversation) -> bool:
    """End the handover when no case of the conversation needs a person any more; False when it goes on or none ran."""
    needed = any(ticket.state != "solved" for ticket in tickets.unclosed(session, conversation))
    return not needed and handovers.stop(session, desk, conversation)


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
    if copy_from is not None:  # a copied file has no line above it
        persons.introduce(session, desk, conversation, staff_member)
    title = persons.title_for(session, desk, conversation, staff_member)
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
    content = Content("message", text, title)
    if copy_from is not None:
        content = Content("copy", from_chat=copy_from[0], target=copy_from[1])
    outgoing = Outgoing(conversation.channel, conversation.chat_id, content, ANSWER, message_id=message.id)
    put(session, outgoing, desk.clock())


def _tell_unreachable(
    session: Session, desk: Desk, conversation: Conversation, ticket: Ticket | None
) -> None:
    text = desk.wording.say("staff_customer_unreachable", name=conversation.customer.name)
    if ticket is not None:
        cards.note(session, desk, ticket, text)
    else:
        tell_staff(session, desk, Content("message", text), conversation)
