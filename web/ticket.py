"""A ticket: its conversation as the customer saw it, what was understood, and what staff may do about it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from store import inbox
from store.models import (
    Handover,
    InboxUpdate,
    Message,
    Order,
    OutboxMessage,
    Response,
    Review,
    StaffMember,
    Ticket,
    TicketEvent,
    TicketNote,
)
from support import assigning, casework, handovers, notes, orders, staff_choices, told
from support.colleagues import Colleague
from support.desk import Desk
from support.tickets import By
from web.access import CHANNEL, Visitor, is_visitor, staff_member

MOST = 300
# Telegram takes 4,096; a little room is left for what an adapter may put around the words.
LONGEST_REPLY = 4000
LONGEST_TOKEN = 64
NUMBER = re.compile(r"[0-9]{1,18}")
NEWER = "newer"  # somebody else answered since the page was opened: nothing was sent, the visitor is asked


class Line(NamedTuple):
    """A message of the conversation, the staff member who wrote it, and how it went out (None for a customer's)."""

    message: Message
    staff_name: str | None
    sent: OutboxMessage | None


class Step(NamedTuple):
    """A line of the ticket's history and who did it."""

    event: TicketEvent
    staff_name: str | None


@dataclass(frozen=True)
class Page:
    """Everything that the page of one ticket shows."""

    ticket: Ticket
    lines: Sequence[Line]
    orders: Sequence[Order]
    told: Sequence[tuple[str, str]]
    review: Review | None
    csat: Response | None
    steps: Sequence[Step]
    notes: Mapping[int, TicketNote]
    handover: Handover | None
    colleagues: Sequence[Colleague]
    above: int | None
    mark: str
    seen: int
    newer: Line | None


def read(session: Session, desk: Desk, visitor: Visitor, code: str, seen: int | None = None) -> Page | None:
    """Return the page of the ticket with this code, None when there is none.

    `seen` is the newest message that stood there when the visitor opened the page, None when he opens it now.
    """
    people = (joinedload(Ticket.customer), joinedload(Ticket.staff_member), joinedload(Ticket.conversation))
    ticket = session.scalars(select(Ticket).where(Ticket.code == code).options(*people)).one_or_none()
    if ticket is None:
        return None
    lines = _lines(session, ticket.conversation_id)
    seen = (lines[-1].message.id if lines else 0) if seen is None else seen
    return Page(
        ticket=ticket,
        lines=lines,
        orders=_orders(session, ticket),
        told=told.in_words(desk, ticket),
        review=session.scalars(select(Review).where(Review.ticket_id == ticket.id)).first(),
        csat=session.scalars(select(Response).where(Response.ticket_id == ticket.id)).first(),
        steps=_steps(session, ticket),
        notes={note.id: note for note in notes.of(session, ticket)},
        handover=handovers.running(session, ticket.conversation),
        colleagues=assigning.choices(session, desk, ticket),
        above=assigning.level_above(desk, ticket),
        mark=assigning.mark(ticket),
        seen=seen,
        newer=_newer(session, ticket, visitor, seen),
    )


def number(text: str) -> int | None:
    """Return a message's number as a form or an address carries it, None when it is none."""
    return int(text) if NUMBER.fullmatch(text) else None


def _newer(session: Session, ticket: Ticket, visitor: Visitor, seen: int) -> Line | None:
    """Return the newest word of somebody else of the staff to the customer after a message, None when there is none."""
    query = (
        select(Message, StaffMember)
        .join(StaffMember, StaffMember.id == Message.staff_member_id)
        .where(
            Message.conversation_id == ticket.conversation_id, Message.author == "staff", Message.id > seen
        )
        .order_by(Message.id.desc())
    )
    others = (found for found in session.execute(query) if not is_visitor(found[1], visitor))
    return next((Line(message, member.name, None) for message, member in others), None)


def _lines(session: Session, conversation_id: int) -> list[Line]:
    query = (
        select(Message, StaffMember.name)
        .outerjoin(StaffMember, StaffMember.id == Message.staff_member_id)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.id.desc())
        .limit(MOST)
    )
    newest = session.execute(query).all()
    sent = _sent(session, [message.id for message, _ in newest if message.author != "customer"])
    return [Line(message, name, sent.get(message.id)) for message, name in reversed(newest)]


def _sent(session: Session, message_ids: Sequence[int]) -> dict[int, OutboxMessage]:
    query = (
        select(OutboxMessage)
        .where(OutboxMessage.message_id.in_(message_ids))
        .order_by(OutboxMessage.id.desc())
    )
    # The first row of a message is the one that sent it; later ones may have changed its buttons.
    return {row.message_id: row for row in session.scalars(query) if row.message_id}


def _orders(session: Session, ticket: Ticket) -> Sequence[Order]:
    if ticket.order_id:
        return [session.get_one(Order, ticket.order_id)]
    return orders.of_customer(session, ticket.customer_id)


def _steps(session: Session, ticket: Ticket) -> list[Step]:
    query = (
        select(TicketEvent, StaffMember.name)
        .outerjoin(StaffMember, StaffMember.id == TicketEvent.staff_member_id)
        .where(TicketEvent.ticket_id == ticket.id)
        .order_by(TicketEvent.id)
    )
    return [Step(*found) for found in session.execute(query)]


class Deed(NamedTuple):
    """What a visitor does to a ticket: everything that an action needs."""

    session: Session
    desk: Desk
    ticket: Ticket
    who: StaffMember
    form: Mapping[str, str]

    @property
    def text(self) -> str:
        """What was typed."""
        return _typed(self.form)

    @property
    def by(self) -> By:
        """Who does it, from the page."""
        return By(CHANNEL, self.who)


def act(
    session: Session, desk: Desk, visitor: Visitor, *, code: str, action: str, form: Mapping[str, str]
) -> str | None:
    """Do an action of the form once; return the name of what to tell the visitor, None when there is no such ticket.

    Raises:
        KeyError: there is no such action.
    """
    do = ACTIONS[action]
    # Two staff members who act on one ticket come one after the other.
    ticket = session.scalars(select(Ticket).where(Ticket.code == code).with_for_update()).one_or_none()
    if ticket is None:
        return None
    if action in {"reply", "note"} and (fault := _fault(_typed(form))):
        return fault
    if action == "reply" and _talks_over(session, ticket, visitor, form):
        return NEWER
    if not _first_time(session, desk, form.get("once", ""), action, code):
        return action
    return do(Deed(session, desk, ticket, staff_member(session, visitor), form))


def _typed(form: Mapping[str, str]) -> str:
    return form.get("text", "").replace("\r\n", "\n").strip()


def _talks_over(session: Session, ticket: Ticket, visitor: Visitor, form: Mapping[str, str]) -> bool:
    """Return whether somebody else answered since the page was opened; a form that was sent before did its deed."""
    sent_before = select(InboxUpdate.id).where(
        InboxUpdate.channel == CHANNEL, InboxUpdate.update_id == form.get("once", "")
    )
    seen = number(form.get("seen", ""))
    if seen is None or session.scalar(sent_before) is not None:
        return False
    return _newer(session, ticket, visitor, seen) is not None


def _fault(text: str) -> str | None:
    if not text:
        return "empty"
    # Telegram counts in UTF-16 units, as browsers do for `maxlength`.
    return "too_long" if len(text.encode("utf-16-le")) // 2 > LONGEST_REPLY else None


def _first_time(session: Session, desk: Desk, once: str, action: str, code: str) -> bool:
    """Keep the form's token as an update of this channel, so that the schema lets each form count one time."""
    if not once or len(once) > LONGEST_TOKEN:
        return False
    update = inbox.RawUpdate(once, "", {"action": action, "ticket": code})
    if not inbox.keep(session, CHANNEL, [update], desk.clock()):
        return False
    kept = select(InboxUpdate.id).where(InboxUpdate.channel == CHANNEL, InboxUpdate.update_id == once)
    return inbox.finish(session, session.scalars(kept).one(), desk.clock())


def _reply(deed: Deed) -> str:
    conversation = deed.ticket.conversation
    sent = casework.reply(
        deed.session, deed.desk, conversation, deed.who, deed.text, source=CHANNEL, ticket=deed.ticket
    )
    return "reply" if sent else "unreachable"


def _note(deed: Deed) -> str:
    if deed.ticket.customer.erased_at is not None:
        return "note_erased"
    notes.write(deed.session, deed.desk, deed.ticket, deed.text, notes.Noter(CHANNEL, deed.who))
    return "note"


def _weigh(deed: Deed) -> str:
    severity = deed.form.get("severity", "")
    if severity not in staff_choices.SEVERITIES:
        return "no_choice"
    return OUTCOMES[staff_choices.weigh(deed.session, deed.desk, deed.ticket, severity, deed.by)]


def _assign(deed: Deed) -> str:
    """Give the case to whom the form names: "me", a colleague as "p:" and his user id, or a level as "l:" and its number."""
    if deed.form.get("mark") != assigning.mark(deed.ticket):
        return "moved_before"
    kind, _, who = deed.form.get("to", "").partition(":")
    outcome = "no_choice"
    if kind == "me":
        outcome = assigning.to_holder(deed.session, deed.desk, deed.ticket, deed.who, deed.by)
    elif kind == "l" and (level := number(who)) is not None:
        outcome = assigning.to_level(deed.session, deed.desk, deed.ticket, level, deed.by)
    elif kind == "p":
        found = [
            each for each in assigning.choices(deed.session, deed.desk, deed.ticket) if each.user_id == who
        ]
        for each in found:
            outcome = assigning.to_colleague(deed.session, deed.desk, deed.ticket, each, deed.by)
    return OUTCOMES.get(outcome, outcome)


def _take(deed: Deed) -> str:
    taken = casework.take(deed.session, deed.desk, deed.ticket, deed.who, CHANNEL)
    return "take" if taken else "held_already"


def _wait(deed: Deed) -> str:
    waits = casework.wait(deed.session, deed.desk, deed.ticket, deed.who, CHANNEL)
    return "wait" if waits else "not_at_staff"


def _solve(deed: Deed) -> str:
    solved = casework.solve(deed.session, deed.desk, deed.ticket, deed.who, CHANNEL)
    return "solve" if solved else "solved_already"


def _close(deed: Deed) -> str:
    closed = casework.close(deed.session, deed.desk, deed.ticket, deed.who, CHANNEL)
    return "close" if closed else "closed_already"


def _give_back(deed: Deed) -> str:
    given = casework.give_back(deed.session, deed.desk, deed.ticket.conversation, deed.who)
    return "give_back" if given else "bot_already"


OUTCOMES = {
    "toast_assigned": "assign",
    "toast_held": "held_already",
    "toast_is_closed": "closed_already",
    "toast_no_level_above": "no_choice",
    "toast_weighed": "weigh",
    "toast_weighs_so": "weighs_so",
}
ACTIONS: Mapping[str, Callable[[Deed], str]] = {
    "reply": _reply,
    "note": _note,
    "assign": _assign,
    "weigh": _weigh,
    "take": _take,
    "wait": _wait,
    "solve": _solve,
    "close": _close,
    "give_back": _give_back,
}
