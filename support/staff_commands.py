"""What staff ask for with a slash in their group: what waits, what they hold, a ready answer; a note, somebody else."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from nlu.text import fold, nfc
from store.models import Conversation, StaffMember, Ticket
from store.outbox import STAFF, Content, Outgoing, put
from support import arrivals, assigning, colleagues, notes, staff_choices, ticket_lines, tickets
from support.desk import Desk
from support.events import StaffMessage
from support.tickets import By

COMMANDS = ("cho", "toi", "mau", "chuyen", "ghichu")
WAITING = ("cho_title", "cho_none")
MINE = ("toi_title", "toi_none")
MOST = 15  # lines
_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_SLASH = re.compile(r"\s*[/／]\s*[^\W\d_]")


class Command(NamedTuple):
    """A command without its slash and what follows it."""

    name: str
    argument: str


def read(text: str) -> Command | None:
    """Return the command that a text is, None when it is none of ours."""
    words = notes.read(text)
    if words is not None:
        return Command("ghichu", words)
    found = _COMMAND.fullmatch(nfc(text).strip())
    if found is None or fold(found[1]) not in COMMANDS:
        return None
    return Command(fold(found[1]), (found[2] or "").strip())


def looks_like_one(text: str) -> bool:
    """Return whether a text begins as a command does, so that a slip is not taken for words to a customer."""
    return _SLASH.match(text) is not None


def assign(
    session: Session, desk: Desk, event: StaffMessage, command: Command, ticket: Ticket | None
) -> None:
    """Give a case to a colleague or a level that the command names; without a name show who there is."""
    ticket, name = _meant(session, desk, command.argument, ticket)
    if ticket is None:
        say(session, desk, event, desk.wording.say("chuyen_how"))
        return
    if not name:
        _offer(session, desk, event, ticket)
        return
    by = By("group", arrivals.staff_member_of(session, desk, event))
    level, found = assigning.level_named(desk, name), colleagues.named(session, desk, name)
    if level is not None:
        outcome = assigning.to_level(session, desk, ticket, level, by)
    elif len(found) == 1:
        outcome = assigning.to_colleague(session, desk, ticket, found[0], by)
    else:
        say(session, desk, event, _who_there_is(session, desk, name, found))
        return
    if outcome != "toast_assigned":  # what was done is told under the card
        words = desk.wording.say(outcome, code=ticket.code, staff=assigning.whose(desk, ticket))
        say(session, desk, event, words)


def note(session: Session, desk: Desk, event: StaffMessage, command: Command, ticket: Ticket | None) -> None:
    """Keep what follows /ghichu as a note about a case; when nothing does show the notes and ask for one."""
    words = command.argument
    if ticket is None:
        ticket, words = _meant(session, desk, words, None)
    if ticket is None:
        say(session, desk, event, desk.wording.say("note_how"))
        return
    if ticket.customer.erased_at is not None:
        say(session, desk, event, desk.wording.say("note_erased", code=ticket.code))
        return
    if not (words or event.attachments):
        notes.ask(session, desk, ticket, arrivals.staff_member_of(session, desk, event))
        return
    notes.keep(session, desk, ticket, event, words)
    say(session, desk, event, desk.wording.say("note_kept", code=ticket.code))


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


def _meant(session: Session, desk: Desk, argument: str, ticket: Ticket | None) -> tuple[Ticket | None, str]:
    """Return the case that a command's words begin with by its code, or else `ticket`, and the words behind it."""
    prefix = desk.config.tickets.code_prefix
    found = re.match(rf"(?:{prefix}[\s-]*)?0*(\d{{1,18}})\b\s*", argument, re.IGNORECASE)
    if found is None:
        return ticket, argument
    code = f"{prefix}-{int(found[1]):04}"
    return session.scalars(select(Ticket).where(Ticket.code == code)).one_or_none(), argument[found.end() :]


def _offer(session: Session, desk: Desk, event: StaffMessage, ticket: Ticket) -> None:
    rows = staff_choices.colleague_rows(session, desk, ticket)
    if ticket.state == "closed" or not rows:
        name = "toast_is_closed" if ticket.state == "closed" else "toast_nobody_else"
        say(session, desk, event, desk.wording.say(name, code=ticket.code))
        return
    content = Content(
        "message", desk.wording.say("chuyen_whom", code=ticket.code), buttons=rows, reply_to=event.message_id
    )
    put(session, Outgoing(event.channel, event.chat_id, content, STAFF), desk.clock())


def _who_there_is(session: Session, desk: Desk, name: str, found: Sequence[colleagues.Colleague]) -> str:
    names = ", ".join(each.name for each in found or colleagues.present(session, desk))
    words = "chuyen_several" if found else "chuyen_nobody" if names else "chuyen_nobody_known"
    return desk.wording.say(words, asked=name, names=names)


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
    lines = [ticket_lines.line(desk, ticket) for ticket in found]
    if count > MOST:
        lines.append(desk.wording.say("tickets_more", count=count - MOST))
    return desk.wording.say(title, count=count), lines


def _canned(desk: Desk, asked: str) -> tuple[str, Sequence[str]]:
    title = desk.wording.say("mau_unknown", asked=asked) if asked else desk.wording.say("mau_title")
    return title, [
        desk.wording.say("mau_line", reply=reply, text=text) for reply, text in desk.canned.texts.items()
    ]
