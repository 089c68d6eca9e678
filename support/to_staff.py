"""What the bot cannot settle goes to a person: as a new ticket, or added to one that is open on the same matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from store.models import Message, Order, Ticket
from store.outbox import Button
from support import answered, calendar, gravity, handovers, orders, same_case, sla, tickets, told
from support.speaking import Rows
from support.visit import Turn, Visit

FILES_BEFORE = timedelta(minutes=30)  # a picture is often sent first and explained afterwards
UNREAD_SEVERITY = "S3"


@dataclass(frozen=True)
class Passed:
    """The ticket a message went to, whether it was opened for it, whether that is sure, and another that goes on."""

    ticket: Ticket
    new: bool
    sure: bool = True
    other: Ticket | None = None


def pass_on(turn: Turn, severity: str, why: str = "", *, alone: bool = False) -> Passed:
    """Give a message to the staff: to the open ticket that it belongs to (support/same_case.py), else as a new ticket.

    What must be dealt with `alone` joins only its own topic. `why` is a reason for the card beside those of the
    understanding.
    """
    unclosed = tickets.unclosed(turn.session, turn.conversation)
    replied_to = answered.open_ticket(turn)
    found = same_case.Found(replied_to)
    if replied_to is None:
        found = same_case.find(turn, unclosed, order_code(turn), alone=alone)
    if found.ticket is None:
        return Passed(_open(turn, severity, why), new=True, sure=found.sure, other=found.other)
    join(turn, found.ticket, severity, why)
    return Passed(found.ticket, new=False, sure=found.sure)


def join(turn: Turn, ticket: Ticket, severity: str, why: str = "") -> None:
    """Add a message to a ticket, with what it brings: reasons, an order, facts, more severity."""
    order = order_of(turn) if ticket.order_id is None and order_code(turn) else None
    read = told.reader_of(turn.session, turn.desk, ticket).read(turn.message, order_code(turn))
    known = gravity.of_order(turn.desk, order) if gravity.is_complaint(ticket.intent) else []
    said = turn.understanding.reasons if turn.understanding.severity else ()
    tickets.add(
        turn.session,
        turn.desk,
        ticket,
        turn.message,
        severity=gravity.at_least(severity, known),
        reasons=[*filter(None, [why]), *said, *known],
        order=order,
        told=told.news(read, ticket),
    )


def keep(visit: Visit, intent: str, why: str) -> Ticket:
    """Add a message to the newest open ticket whatever it is about, or open one, so that a person sees it."""
    ticket = newest_unclosed(visit)
    heard = visit.message.severity or tickets.MILDEST
    reasons = visit.message.reasons if visit.message.severity else []
    if ticket is not None:
        tickets.add(visit.session, visit.desk, ticket, visit.message, severity=heard, reasons=reasons)
        return ticket
    return tickets.open_ticket(
        visit.session,
        visit.desk,
        visit.conversation,
        intent=intent,
        topic=intent.partition("_")[2] or intent,
        severity=min(heard, UNREAD_SEVERITY),
        reasons=[visit.desk.wording.say(why), *reasons],
        message=visit.message,
    )


def hand_over(turn: Turn, severity: str, reason: str, *said: str) -> None:
    """Let a person take over: the bot says `said`, when somebody answers, and then nothing any more."""
    why = turn.desk.wording.say(reason)
    handovers.begin(turn.session, turn.desk, turn.conversation, why)
    ticket = newest_unclosed(turn)
    if ticket is None:
        _open(turn, severity, why)
    else:
        join(turn, ticket, severity, why)
    turn.say(*said, hand_over_words(turn), answer_by=turn.moment(sla.answer_by(turn.desk, severity)))


def hand_over_words(visit: Visit) -> str:
    """Return the name of the sentence that is honest about whether somebody is there now."""
    shop = visit.desk.config.shop
    now_open = calendar.is_open(shop, visit.desk.clock())
    return "hand_over_open" if now_open else "hand_over_closed"


def newest_unclosed(visit: Visit) -> Ticket | None:
    """Return the conversation's open ticket that the message replies to, or else the newest one."""
    return answered.newest_unclosed(visit)


def has_complaint(visit: Visit) -> bool:
    """Return whether a complaint of this conversation is not closed."""
    unclosed = tickets.unclosed(visit.session, visit.conversation)
    return any(gravity.is_complaint(ticket.intent) for ticket in unclosed)


def order_of(turn: Turn) -> Order | None:
    """Return the customer's own order that a message names, or their only one when it names none."""
    customer_id, code = turn.conversation.customer_id, order_code(turn)
    if code:
        return orders.find(turn.session, customer_id, code)
    mine = orders.of_customer(turn.session, customer_id)
    return mine[0] if len(mine) == 1 else None


def order_code(turn: Turn) -> str:
    """Return the first order code a message holds, "" for none."""
    return next(iter(order_codes(turn)), "")


def order_codes(turn: Turn) -> Sequence[str]:
    """Return the order codes a message holds, each once."""
    named = (str(entity.value) for entity in turn.understanding.entities if entity.name == "order_code")
    return list(dict.fromkeys(named))


def person_button(visit: Visit) -> Rows:
    """Return the button that calls a person."""
    return ((Button(visit.desk.wording.say("button_person"), "human"),),)


def files_before(turn: Turn) -> list[Message]:
    """Return the messages with files that came shortly before one and belong to no ticket."""
    since = turn.message.at - FILES_BEFORE
    query = select(Message).where(
        Message.conversation_id == turn.conversation.id,
        Message.author == "customer",
        Message.ticket_id.is_(None),
        Message.id < turn.message.id,
        Message.at >= since,
    )
    return [message for message in turn.session.scalars(query.order_by(Message.id)) if message.attachments]


def _open(turn: Turn, severity: str, why: str) -> Ticket:
    customer_id, topic = turn.conversation.customer_id, turn.understanding.topic
    reader = told.Reader(turn.session, turn.desk, customer_id, turn.intent, topic)
    ticket = tickets.open_ticket(
        turn.session,
        turn.desk,
        turn.conversation,
        intent=turn.intent,
        topic=turn.understanding.topic,
        severity=severity,
        reasons=(*filter(None, [why]), *turn.understanding.reasons),
        message=turn.message,
        order=order_of(turn),
        told=reader.read(turn.message, order_code(turn)),
    )
    for earlier in files_before(turn):
        tickets.add(turn.session, turn.desk, ticket, earlier)
    return ticket
