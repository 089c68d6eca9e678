"""What staff note about a case among themselves. Nothing of it is ever put into the outbox for a customer."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from nlu.text import folded
from store.models import StaffMember, Ticket, TicketNote
from support import arrivals, cards, colleagues, tickets
from support.desk import Desk
from support.events import StaffMessage
from support.visit import in_words

# However it is typed: what was meant for the shop alone must not be taken for an answer because of a slip.
_COMMAND = re.compile(r"\s*[/／\\]\s*(?:ghi[\s_-]*ch?u|note)(?:@\w+)?[\s:]*")
LISTED = 10  # the newest; the page shows all
LONGEST_LISTED = 300  # characters of each


class Noter(NamedTuple):
    """Who notes something, and from where: group or web."""

    source: str
    staff_member: StaffMember


def read(text: str) -> str | None:
    """Return what stands behind /ghichu, "" for nothing; None when a text is no note."""
    plain = folded(text)
    found = _COMMAND.match(plain.text)
    return None if found is None else text[plain.places[found.end()] :].strip()


def write(session: Session, desk: Desk, ticket: Ticket, text: str, by: Noter) -> TicketNote:
    """Keep a note about a case, with a line in its history."""
    note = TicketNote(
        ticket_id=ticket.id,
        staff_member_id=by.staff_member.id,
        text=text,
        attachments=[],
        channel=by.source,
        at=desk.clock(),
    )
    session.add(note)
    session.flush()
    _record(session, desk, note, "noted", by)
    return note


def keep(session: Session, desk: Desk, ticket: Ticket, event: StaffMessage, text: str) -> None:
    """Keep a message of the staff group as a note about a case, its files with it."""
    by = Noter("group", arrivals.staff_member_of(session, desk, event))
    note = write(session, desk, ticket, text, by)
    note.attachments = [asdict(attachment) for attachment in event.attachments]
    note.channel, note.chat_id, note.channel_message_id = event.channel, event.chat_id, event.message_id
    note.group_id = event.group_id or None


def keep_more(session: Session, event: StaffMessage) -> bool:
    """Add a further file of an album to the note that the album is; False when it is none."""
    note = session.scalars(_of_album(event).limit(1)).first() if event.group_id else None
    if note is None:
        return False
    note.attachments = [*note.attachments, *(asdict(attachment) for attachment in event.attachments)]
    return True


def change(session: Session, desk: Desk, event: StaffMessage) -> TicketNote | None:
    """Take a changed message of the group as the new words of the note that it was; None when it was none."""
    note = session.scalars(
        select(TicketNote).where(
            TicketNote.channel == event.channel,
            TicketNote.chat_id == event.chat_id,
            TicketNote.channel_message_id == event.message_id,
        )
    ).one_or_none()
    if note is None:
        return None
    said = read(event.text)
    words = event.text if said is None else said
    if words != note.text:
        note.text = words
        _record(
            session, desk, note, "note_edited", Noter("group", arrivals.staff_member_of(session, desk, event))
        )
    return note


def ask(session: Session, desk: Desk, ticket: Ticket, staff_member: StaffMember) -> None:
    """Show the newest notes of a case in the group and ask for another; an answer to that is a note."""
    say, kept = desk.wording.say, of(session, ticket)
    lines = [_line(session, desk, note) for note in kept[-LISTED:]]
    title = (
        say("notes_of", code=ticket.code, count=len(kept)) if kept else say("notes_none", code=ticket.code)
    )
    text = "\n".join([title, *lines, say("note_ask", code=ticket.code)])
    cards.note(session, desk, ticket, text, colleagues.call(desk, staff_member), asks="note")


def of(session: Session, ticket: Ticket) -> Sequence[TicketNote]:
    """Return the notes of a case, the oldest first."""
    query = select(TicketNote).where(TicketNote.ticket_id == ticket.id)
    return session.scalars(query.order_by(TicketNote.id)).all()


def _record(session: Session, desk: Desk, note: TicketNote, what: tickets.What, by: Noter) -> None:
    """Write that there is a note; its words stay with it, so that they go when the customer is erased."""
    ticket, detail = session.get_one(Ticket, note.ticket_id), {"note": note.id}
    tickets.record(session, desk, ticket, what, by.source, detail=dict(detail), staff_member=by.staff_member)


def _line(session: Session, desk: Desk, note: TicketNote) -> str:
    who = session.get_one(StaffMember, note.staff_member_id).name
    text = note.text if len(note.text) <= LONGEST_LISTED else f"{note.text[: LONGEST_LISTED - 1].rstrip()}…"
    files = desk.wording.say("note_files", count=len(note.attachments)) if note.attachments else ""
    words = " ".join(filter(None, [text, files]))
    return desk.wording.say("note_line", when=in_words(desk, note.at), who=who, words=words)


def _of_album(event: StaffMessage) -> Select[TicketNote]:
    return select(TicketNote).where(
        TicketNote.channel == event.channel,
        TicketNote.chat_id == event.chat_id,
        TicketNote.group_id == event.group_id,
    )
