"""What staff ask for with a slash in their group: what waits, what they hold, a ready answer."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from store.models import Conversation, StaffMember, Ticket
from store.outbox import STAFF, Content, Outgoing, put
from support import arrivals, sla, tickets
from support.desk import Desk
from support.events import StaffMessage
from support.visit import in_words

COMMANDS = ("cho", "toi", "mau")
WAITING = ("cho_title", "cho_none")
MINE = ("toi_title", "toi_none")
MOST = 15  # lines
_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


class Command(NamedTuple):
    """A command without its slash and what follows it."""

    name: str
    argument: str


def read(text: str) -> Command | None:
    """Return the command that a text is, None when it is none of ours."""
    found = _COMMAND.fullmatch(text.strip())
    if found is None or found[1].lower() not in COMMANDS:
        return None
    return Command(found[1].lower(), (found[2] or "").strip())


def show(session: Session, desk: Desk, event: StaffMessage, command: Command) -> None:
    """Answer a command in the group."""
    if command.name == "mau":
        title, lines = _canned(desk, command.argument)
    else:
        member = arrivals.staff_member_of(session, desk, event)
        which, *words = (_held_by(member), *MINE) if command.name == "toi" else (_waiting(), *WAITING)
        title, lines = _tickets(session, desk, which, *words)
    say(session, desk, event, "\n".join(lines), title)


def canned_reply(
    desk: Desk, command: Command, conversation: Conversation, ticket: Ticket | None
) -> str | None:
    """Return the ready answer that /mau names, filled in for a customer; None for any other command or name."""
    if command.name != "mau":
        return None
    code = (ticket.code if ticket else None) or ""
    shop = desk.config.shop.name
    canned = desk.speaking_to(conversation.customer).canned
    return canned.fill(command.argument.lower(), name=conversation.customer.name, code=code, shop=shop)


def say(session: Session, desk: Desk, event: StaffMessage, text: str, title: str = "") -> None:
    """Answer a message of the staff group there."""
    content = Content("message", text, title, reply_to=event.message_id)
    put(session, Outgoing(event.channel, event.chat_id, content, STAFF), desk.clock())


def _waiting() -> ColumnElement[bool]:
    return Ticket.state == "new"


def _held_by(member: StaffMember) -> ColumnElement[bool]:
    return Ticket.staff_member_id == member.id


def _tickets(
    session: Session, desk: Desk, which: ColumnElement[bool], title: str, none: str
) -> tuple[str, Sequence[str]]:
    count = session.scalar(select(func.count()).select_from(Ticket).where(tickets.UNCLOSED, which)) or 0
    if count == 0:
        return "", [desk.wording.say(none)]
    order = (Ticket.state.in_(("waiting", "solved")), Ticket.severity, Ticket.answer_by, Ticket.id)
    found = session.scalars(select(Ticket).where(tickets.UNCLOSED, which).order_by(*order).limit(MOST))
    lines = [_line(desk, ticket) for ticket in found]
    if count > MOST:
        lines.append(desk.wording.say("tickets_more", count=count - MOST))
    return desk.wording.say(title, count=count), lines


def _line(desk: Desk, ticket: Ticket) -> str:
    due = sla.deadline(ticket)
    if due is None:
        state = desk.wording.say(f"line_{ticket.state}")
    else:
        state = desk.wording.say("line_late" if due < desk.clock() else "line_due", due=in_words(desk, due))
    topic = desk.answers.label(ticket.intent)
    facts = {"code": ticket.code, "severity": ticket.severity, "topic": topic}
    return desk.wording.say("ticket_line", state=state, **facts)


def _canned(desk: Desk, asked: str) -> tuple[str, Sequence[str]]:
    title = desk.wording.say("mau_unknown", asked=asked) if asked else desk.wording.say("mau_title")
    return title, [
        desk.wording.say("mau_line", reply=reply, text=text) for reply, text in desk.canned.texts.items()
    ]
