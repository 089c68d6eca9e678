"""What staff do in their group: a reply goes to the customer, a button takes, closes or gives back."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Conversation, StaffMember, StaffPost, Ticket
from support import arrivals, casework, staff_commands
from support.desk import Desk
from support.events import StaffMessage, StaffTap
from support.speaking import toast
from support.staff_commands import Command

log = logging.getLogger(__name__)
NUMBER = re.compile(r"[0-9]{1,18}")
GROUP = "group"


def receive(session: Session, desk: Desk, event: StaffMessage) -> None:
    """Send a reply to a post about a customer to that customer, and obey a command; the rest is the staff's own talk."""
    post, command = _post(session, event), staff_commands.read(event.text)
    if (post is None and command is None) or not (event.text or event.attachments):
        return
    if not _may_act(desk, event):
        words = desk.wording.say("staff_not_listed", name=event.name, user_id=event.user_id)
        staff_commands.say(session, desk, event, words)
        return
    text = _text_for(session, desk, post, command, event)
    if post is not None and text is not None:
        _reply(session, desk, event, post, text)
    elif command is not None:
        staff_commands.show(session, desk, event, command)


def _text_for(
    session: Session, desk: Desk, post: StaffPost | None, command: Command | None, event: StaffMessage
) -> str | None:
    """What a reply says to the customer: its words, or the ready answer that it names; None when it is only for us."""
    if post is None or command is None:
        return event.text
    conversation = session.get_one(Conversation, post.conversation_id)
    return staff_commands.canned_reply(desk, command, conversation, _ticket(session, post))


def _reply(session: Session, desk: Desk, event: StaffMessage, post: StaffPost, text: str) -> None:
    casework.reply(
        session,
        desk,
        session.get_one(Conversation, post.conversation_id),
        arrivals.staff_member_of(session, desk, event),
        text,
        source=GROUP,
        ticket=_ticket(session, post),
        copy_from=(event.chat_id, event.message_id) if event.attachments else None,
        attachments=[asdict(attachment) for attachment in event.attachments],
    )


def _ticket(session: Session, post: StaffPost) -> Ticket | None:
    return session.get(Ticket, post.ticket_id) if post.ticket_id else None


def tap(session: Session, desk: Desk, event: StaffTap) -> None:
    """Do what a card's button says, and answer the tap."""
    if not _may_act(desk, event):
        toast(session, desk, event, desk.wording.say("toast_not_listed", user_id=event.user_id))
        return
    name, _, number = event.action.partition(":")
    tapped = TAPS.get(name)
    if tapped is None or not NUMBER.fullmatch(number):
        toast(session, desk, event, desk.wording.say("toast_old"))
        return
    member = arrivals.staff_member_of(session, desk, event)
    toast(session, desk, event, tapped(session, desk, member, int(number)))


def _may_act(desk: Desk, event: StaffMessage | StaffTap) -> bool:
    """Whether somebody of the group is staff: listed in config.yml, or nobody is listed at all."""
    listed = not desk.config.staff or desk.config.member(event.user_id) is not None
    if not listed:
        log.warning(
            "Refused user %s of the staff group, who is not listed as staff in config.yml.", event.user_id
        )
    return listed


def _on_ticket(
    deed: Callable[[Session, Desk, StaffMember, Ticket], str],
) -> Callable[[Session, Desk, StaffMember, int], str]:
    """Let a deed on a ticket be done by the number on its button."""

    def by_number(session: Session, desk: Desk, member: StaffMember, ticket_id: int) -> str:
        ticket = session.get(Ticket, ticket_id)
        return desk.wording.say("toast_old") if ticket is None else deed(session, desk, member, ticket)

    return by_number


def _take(session: Session, desk: Desk, member: StaffMember, ticket: Ticket) -> str:
    if casework.take(session, desk, ticket, member, GROUP):
        return desk.wording.say("toast_taken", code=ticket.code)
    if ticket.state == "closed" or ticket.staff_member is None:
        return desk.wording.say("toast_closed_before", code=ticket.code)
    return desk.wording.say("toast_held", code=ticket.code, staff=ticket.staff_member.name)


def _close(session: Session, desk: Desk, member: StaffMember, ticket: Ticket) -> str:
    closed = casework.close(session, desk, ticket, member, GROUP)
    return desk.wording.say("toast_closed" if closed else "toast_closed_before", code=ticket.code)


def _wait(session: Session, desk: Desk, member: StaffMember, ticket: Ticket) -> str:
    waits = casework.wait(session, desk, ticket, member, GROUP)
    return desk.wording.say("toast_waiting" if waits else f"toast_is_{ticket.state}", code=ticket.code)


def _solve(session: Session, desk: Desk, member: StaffMember, ticket: Ticket) -> str:
    solved = casework.solve(session, desk, ticket, member, GROUP)
    return desk.wording.say("toast_solved" if solved else f"toast_is_{ticket.state}", code=ticket.code)


def _give_back(session: Session, desk: Desk, member: StaffMember, conversation_id: int) -> str:
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        return desk.wording.say("toast_old")
    ended = casework.give_back(session, desk, conversation, member)
    return desk.wording.say("toast_given_back" if ended else "toast_bot_speaks")


def _post(session: Session, event: StaffMessage) -> StaffPost | None:
    query = select(StaffPost).where(
        StaffPost.channel == event.channel,
        StaffPost.chat_id == event.chat_id,
        StaffPost.channel_message_id == event.reply_to,
    )
    return session.scalars(query).one_or_none() if event.reply_to else None


TAPS: Mapping[str, Callable[[Session, Desk, StaffMember, int], str]] = {
    "take": _on_ticket(_take),
    "wait": _on_ticket(_wait),
    "solve": _on_ticket(_solve),
    "close": _on_ticket(_close),
    "giveback": _give_back,
}
