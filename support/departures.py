"""A staff member who left: what he held is everybody's again, and no customer waits for somebody who is gone."""

import logging
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlu.text import fold
from store.models import Conversation, Handover, Message, StaffMember, Ticket
from store.outbox import STAFF, Content, Outgoing, put
from support import cards, colleagues, ticket_lines, tickets
from support.desk import Desk
from support.events import StaffLeft
from support.speaking import tell_staff

Why = Literal["left", "unlisted", "demoted"]
log = logging.getLogger(__name__)


def left(session: Session, desk: Desk, event: StaffLeft) -> None:
    """Note that somebody left the staff group, or is there again, which lets him act and be given cases as before."""
    member = _known(session, desk, event)
    if member is None:
        return
    if event.returned:
        member.left_at = None
        return
    member.left_at = member.left_at or desk.clock()
    _let_go(session, desk, member, "left", _held(session, desk, member))


def look(session: Session, desk: Desk) -> None:
    """At start: let go what those hold who are not listed any more, or not at the level any more that it needs."""
    if not desk.config.staff:
        return
    known = select(StaffMember).where(StaffMember.channel == desk.staff_channel).order_by(StaffMember.id)
    for member in session.scalars(known).all():
        if desk.config.member(member.user_id) is None:
            _let_go(session, desk, member, "unlisted", _held(session, desk, member))
    for listed in desk.config.staff:
        member = colleagues.row_of(session, desk, colleagues.Colleague(listed.id, listed.name, listed.level))
        highest = _highest_now(desk, member, listed.level)
        held = _held(session, desk, member) if highest is not None else ()
        _let_go(session, desk, member, "demoted", [each for each in held if each.level > (highest or 0)])
        member.level = listed.level


def _known(session: Session, desk: Desk, event: StaffLeft) -> StaffMember | None:
    query = select(StaffMember).where(
        StaffMember.channel == event.channel, StaffMember.user_id == event.user_id
    )
    listed = desk.config.member(event.user_id)
    member = session.scalars(query).one_or_none()
    if member is None and listed is not None:
        return colleagues.row_of(session, desk, colleagues.Colleague(listed.id, listed.name, listed.level))
    return member


def _highest_now(desk: Desk, member: StaffMember, level: str) -> int | None:
    """Return the highest level of which somebody may hold cases now that he is lower, None when he is not lower."""
    levels = desk.config.tickets.escalation.levels
    if member.level not in levels or levels.index(level) >= levels.index(member.level):
        return None
    return levels.index(level)


def _held(session: Session, desk: Desk, member: StaffMember) -> Sequence[Ticket]:
    """Return the unclosed cases that somebody holds, on the page too unless another one there has the same name."""
    query = select(StaffMember).where(StaffMember.channel != desk.staff_channel)
    name, others = fold(member.name), [each for each in desk.config.staff if each.id != member.user_id]
    on_page = [each.id for each in session.scalars(query) if fold(each.name) == name]
    also = [] if any(fold(each.name) == name for each in others) else on_page
    held = select(Ticket).where(tickets.UNCLOSED, Ticket.staff_member_id.in_([member.id, *also]))
    return session.scalars(
        held.order_by(Ticket.severity, Ticket.answer_by, Ticket.id).with_for_update()
    ).all()


def _let_go(session: Session, desk: Desk, member: StaffMember, why: Why, held: Sequence[Ticket]) -> None:
    """Put cases back where everybody sees them, and tell the group of them in one message."""
    talks = [] if why == "demoted" else _talks(session, member, held)
    for ticket in held:
        tickets.release(session, desk, ticket, "group" if why == "left" else "bot", why)
    if held:
        log.info("Released %d tickets of staff member %s (%s).", len(held), member.id, why)
        _list(session, desk, member, why, held)
    for conversation in talks:
        _call_to(session, desk, member, conversation, held)


def _list(session: Session, desk: Desk, member: StaffMember, why: Why, held: Sequence[Ticket]) -> None:
    if desk.staff_chat_id is None:
        return
    title = desk.wording.say(f"departed_{why}", name=member.name, count=len(held))
    lines = "\n".join(ticket_lines.line(desk, ticket) for ticket in held)
    levels = sorted({ticket.level for ticket in held})
    called = tuple(who for level in levels for who in colleagues.of_level(session, desk, level))
    others = tuple(who for who in dict.fromkeys(called) if who.user_id != member.user_id)
    content = Content("message", lines, title, mentions=others)
    put(session, Outgoing(desk.staff_channel, desk.staff_chat_id, content, STAFF), desk.clock())


def _talks(session: Session, member: StaffMember, held: Sequence[Ticket]) -> Sequence[Conversation]:
    """Return the conversations in which he speaks with a customer and the bot is silent."""
    running = select(Conversation).join(Handover, Handover.conversation_id == Conversation.id)
    talks = session.scalars(running.where(Handover.ended_at.is_(None)).order_by(Conversation.id)).all()
    theirs = {ticket.conversation_id for ticket in held}
    return [talk for talk in talks if talk.id in theirs or _last_writer(session, talk) == member.id]


def _last_writer(session: Session, conversation: Conversation) -> int | None:
    query = select(Message.staff_member_id).where(
        Message.conversation_id == conversation.id, Message.author == "staff"
    )
    return session.scalars(query.order_by(Message.id.desc()).limit(1)).first()


def _call_to(
    session: Session, desk: Desk, member: StaffMember, conversation: Conversation, held: Sequence[Ticket]
) -> None:
    """Ask the group to go on where he spoke with a customer; a reply to that goes to the customer."""
    words = desk.wording.say("departed_talk", staff=member.name, name=conversation.customer.name)
    ticket = next((each for each in held if each.conversation_id == conversation.id), None)
    ticket = ticket or next(iter(tickets.unclosed(session, conversation)), None)
    if ticket is not None:
        cards.note(session, desk, ticket, words)
    else:
        tell_staff(session, desk, Content("message", words), conversation)
