"""What staff do in their group: a reply goes to the customer, a note to nobody else, a button takes, closes, gives away."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Conversation, StaffMember, StaffPost, Ticket
from support import arrivals, casework, notes, staff_choices, staff_commands
from support.desk import Desk
from support.events import StaffMessage, StaffTap
from support.speaking import toast
from support.staff_commands import Command

log = logging.getLogger(__name__)
NUMBER = re.compile(r"[0-9]{1,18}")
GROUP = "group"


def receive(session: Session, desk: Desk, event: StaffMessage) -> None:
    """Send a reply to a post about a customer to that customer, and obey a command; the rest is the staff's own talk.

    What begins with a slash never goes to a customer, but for the ready answers: it may have been meant for us alone.
    """
    post, command = _post(session, event), staff_commands.read(event.text)
    if (post is None and command is None) or not (event.text or event.attachments):
        return
    if not _may_act(desk, event):
        name = "staff_anonymous" if event.under else "staff_not_listed"
        words = desk.wording.say(name, name=event.name, user_id=event.user_id)
        staff_commands.say(session, desk, event, words)
        return
    if event.edited:
        _change(session, desk, event, post, command)
    elif notes.keep_more(session, event):
        return
    elif command is not None and command.name in TICKET_COMMANDS:
        TICKET_COMMANDS[command.name](session, desk, event, command, _ticket(session, post))
    elif post is not None and post.asks and command is None:
        staff_commands.note(session, desk, event, Command("ghichu", event.text), _ticket(session, post))
    else:
        _answer(session, desk, event, None if post is not None and post.asks else post, command)


def _answer(
    session: Session, desk: Desk, event: StaffMessage, post: StaffPost | None, command: Command | None
) -> None:
    text = _text_for(session, desk, post, command, event)
    if post is not None and text is not None:
        _reply(session, desk, event, post, text)
    elif command is not None:
        staff_commands.show(session, desk, event, command)
    else:
        staff_commands.say(session, desk, event, desk.wording.say("staff_unknown_command"))


def _change(
    session: Session, desk: Desk, event: StaffMessage, post: StaffPost | None, command: Command | None
) -> None:
    """Take a changed message: of a note its new words, of anything else nothing, because it went out long before."""
    if notes.change(session, desk, event) is not None:
        staff_commands.say(session, desk, event, desk.wording.say("note_changed"))
    elif post is not None and not post.asks and command is not None and command.name == "ghichu":
        staff_commands.say(session, desk, event, desk.wording.say("note_too_late"))


def _text_for(
    session: Session, desk: Desk, post: StaffPost | None, command: Command | None, event: StaffMessage
) -> str | None:
    """What a reply says to the customer: its words, or the ready answer that it names; None when it is only for us."""
    if post is None or command is None:
        return None if staff_commands.looks_like_one(event.text) else event.text
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


def _ticket(session: Session, post: StaffPost | None) -> Ticket | None:
    return session.get(Ticket, post.ticket_id) if post is not None and post.ticket_id else None


def tap(session: Session, desk: Desk, event: StaffTap) -> None:
    """Do what a card's button says, and answer the tap."""
    if not _may_act(desk, event):
        toast(session, desk, event, desk.wording.say("toast_not_listed", user_id=event.user_id))
        return
    name, number, *values = [*event.action.split(":"), ""]
    if not NUMBER.fullmatch(number) or (name in TAPS and values != [""]):
        toast(session, desk, event, desk.wording.say("toast_old"))
    elif name in TAPS:
        member = arrivals.staff_member_of(session, desk, event)
        toast(session, desk, event, TAPS[name](session, desk, member, int(number)))
    else:
        # Somebody may move the ticket on the page in the same moment.
        ticket = session.get(Ticket, int(number), with_for_update=True)
        toast(session, desk, event, _chosen(session, desk, event, ticket))


def _chosen(session: Session, desk: Desk, event: StaffTap, ticket: Ticket | None) -> str:
    """Do what a button says that may carry more than a ticket's number; return what the tap is answered with."""
    name, _, *values = event.action.split(":")
    if ticket is None or name not in staff_choices.TAPS:
        return desk.wording.say("toast_old")
    if ticket.state == "closed":
        return desk.wording.say("toast_is_closed", code=ticket.code)
    member = arrivals.staff_member_of(session, desk, event)
    return staff_choices.TAPS[name](staff_choices.Tapped(session, desk, member, event, ticket, values))


def _may_act(desk: Desk, event: StaffMessage | StaffTap) -> bool:
    """Whether somebody of the group is staff: listed in config.yml, or nobody is listed at all. A channel is nobody."""
    anybody = not desk.config.staff and not (isinstance(event, StaffMessage) and event.under == "channel")
    listed = anybody or desk.config.member(event.user_id) is not None
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


TICKET_COMMANDS: Mapping[str, Callable[[Session, Desk, StaffMessage, Command, Ticket | None], None]] = {
    "chuyen": staff_commands.assign,
    "ghichu": staff_commands.note,
}
TAPS: Mapping[str, Callable[[Session, Desk, StaffMember, int], str]] = {
    "take": _on_ticket(_take),
    "wait": _on_ticket(_wait),
    "solve": _on_ticket(_solve),
    "close": _on_ticket(_close),
    "giveback": _give_back,
}
