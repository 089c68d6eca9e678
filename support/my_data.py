"""Everything that is kept about a customer, as they read it: one section a table, what is said in codes said in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.models import (
    Consent,
    Conversation,
    Customer,
    DataRequest,
    Handover,
    Message,
    Order,
    Response,
    Review,
    ReviewFile,
    ReviewVersion,
    StaffMember,
    Ticket,
    TicketEvent,
)
from support import facts, order_guesses, told
from support.data_page import Section, html
from support.desk import Desk

Cell = str | int | datetime | None
Row = Sequence[Cell]


@dataclass(frozen=True)
class Reading:
    """Whose data is read, and with which words it is told."""

    session: Session
    desk: Desk
    customer: Customer

    def section(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> Section:
        """Return a table with its title and the names of its columns in words, every cell as text."""
        say = self.desk.wording.say
        return Section(
            say(f"data_section_{name}"),
            [say(f"data_column_{column}") for column in columns],
            [[self._cell(cell) for cell in row] for row in rows],
            say("data_nothing"),
        )

    def word(self, value: str | None) -> str:
        """Return what a code means in words, the code itself when there are none for it."""
        name = f"data_word_{value}"
        return self.desk.wording.say(name) if name in self.desk.wording.texts else value or ""

    def words(self, values: Iterable[str]) -> str:
        """Return several codes in words."""
        return ", ".join(self.word(value) for value in values)

    def topic(self, intent: str | None) -> str:
        """Return what something is about."""
        return self.desk.answers.label(intent) if intent else ""

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, datetime):
            return cell.astimezone(self.desk.config.shop.timezone).strftime("%H:%M:%S %d/%m/%Y")
        return "" if cell is None else str(cell)


def page(session: Session, desk: Desk, customer: Customer, code: str) -> str:
    """Return an HTML page with everything that is kept about a customer now; `code` is their request's."""
    reading, say = Reading(session, desk, customer), desk.wording.say
    moment = desk.clock().astimezone(desk.config.shop.timezone).strftime("%H:%M %d/%m/%Y")
    shop = desk.config.shop.name
    above = say("data_above", shop=shop, moment=moment, code=code)
    sections = [section(reading) for section in SECTIONS]
    return html(say("data_title", shop=shop), above, sections, say("data_below"))


def _person(reading: Reading) -> Section:
    who = reading.customer
    return reading.section(
        "person",
        ["name", "phone", "address", "known_since"],
        [[who.name, who.phone, who.address, who.created_at]],
    )


def _conversations(reading: Reading) -> Section:
    found = select(Conversation).where(Conversation.customer_id == reading.customer.id)
    rows: list[Row] = [
        [each.channel, each.chat_id, each.created_at, each.unreachable_since]
        for each in reading.session.scalars(found.order_by(Conversation.id))
    ]
    return reading.section("conversations", ["channel", "chat", "began", "unreachable_since"], rows)


def _messages(reading: Reading) -> Section:
    found = (
        select(Message, StaffMember.name)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(StaffMember, StaffMember.id == Message.staff_member_id)
        .where(Conversation.customer_id == reading.customer.id)
        .order_by(Message.id)
    )
    rows: list[Row] = [
        [
            message.at,
            _who(reading, message.author, staff),
            _said(reading, message),
            _understood(reading, message),
        ]
        for message, staff in reading.session.execute(found)
    ]
    return reading.section("messages", ["at", "who", "words", "understood"], rows)


def _who(reading: Reading, code: str, staff: str | None) -> str:
    """Who it was: a person of the shop by name, anybody else by what they are."""
    return f"{reading.word('staff')} {staff}" if staff else reading.word(code)


def _said(reading: Reading, message: Message) -> str:
    files = (
        ": ".join(filter(None, [reading.word(file["kind"]), file["name"]])) for file in message.attachments
    )
    quoted = reading.desk.wording.say("reply_quote", words=message.quote) if message.quote else ""
    edited = f"[{reading.word('edited')}]" if message.edited else ""
    return "\n".join(filter(None, [quoted, edited, message.text, *(f"[{file}]" for file in files)]))


def _understood(reading: Reading, message: Message) -> str:
    """What the model read in it: topics, mood, severity and why, and the facts it found."""
    intents = [message.intent, *(part["intent"] for part in message.also)]
    found = [
        *map(reading.topic, intents),
        reading.word(message.sentiment),
        message.severity,
        *message.reasons,
        *(entity["text"] for entity in message.entities),
    ]
    return "; ".join(filter(None, found))


def _orders(reading: Reading) -> Section:
    found = select(Order).where(Order.customer_id == reading.customer.id).order_by(Order.id)
    columns = ["order", "name", "phone", "items", "total", "status", "carrier", "tracking", "expected", "delivered",
               "updated"]  # fmt: skip
    rows: list[Row] = [
        [each.code, each.name, each.phone, each.items, _money(reading, each.total), each.status, each.carrier,
         each.tracking_code, _day(each.expected_on), each.delivered_at, each.updated_at]
        for each in reading.session.scalars(found)
    ]  # fmt: skip
    return reading.section("orders", columns, rows)


def _day(day: date | None) -> str | None:
    return day.strftime("%d/%m/%Y") if day else None


def _guesses(reading: Reading) -> Section:
    """Only when codes that are not theirs were named: which ones stand in the messages."""
    found = order_guesses.of_customer(reading.session, reading.desk, reading.customer)
    return reading.section("guesses", ["at"], [[each.at] for each in found])


def _money(reading: Reading, total: int | None) -> str | None:
    return None if total is None else facts.money(total, reading.desk.wording)


def _tickets(reading: Reading) -> Section:
    columns = [
        "ticket",
        "topic",
        "order",
        "severity",
        "reasons",
        "remedy",
        "facts",
        "state",
        "opened",
        "answer_by",
        "answered",
        "closed",
    ]
    found = (
        select(Ticket, Order.code)
        .outerjoin(Order, Order.id == Ticket.order_id)
        .where(Ticket.customer_id == reading.customer.id)
        .order_by(Ticket.id)
    )
    rows = [
        [each.code, reading.topic(each.intent), order, each.severity, "; ".join(each.reasons),
         _wanted(reading, each), _told(reading, each), reading.word(each.state), each.opened_at, each.answer_by, each.first_answered_at, each.closed_at]
        for each, order in reading.session.execute(found)
    ]  # fmt: skip
    return reading.section("tickets", columns, rows)


def _wanted(reading: Reading, ticket: Ticket) -> str:
    return reading.desk.choices.label(told.REMEDY, ticket.remedy) if ticket.remedy else ""


def _told(reading: Reading, ticket: Ticket) -> str:
    facts = (f"{told.name_of(reading.desk, name)}: {value}" for name, value in ticket.facts.items())
    return "; ".join(facts)


def _history(reading: Reading) -> Section:
    found = (
        select(TicketEvent, Ticket.code, StaffMember.name)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .outerjoin(StaffMember, StaffMember.id == TicketEvent.staff_member_id)
        .where(Ticket.customer_id == reading.customer.id)
        .order_by(TicketEvent.id)
    )
    rows = [
        [event.at, code, reading.word(event.what), _who(reading, event.source, staff)]
        for event, code, staff in reading.session.execute(found)
    ]
    return reading.section("history", ["at", "ticket", "step", "who"], rows)


def _reviews(reading: Reading) -> Section:
    found = (
        select(Review, Message.text, Order.code)
        .outerjoin(Message, Message.id == Review.message_id)
        .outerjoin(Order, Order.id == Review.order_id)
        .where(Review.customer_id == reading.customer.id)
        .order_by(Review.id)
    )
    rows: list[Row] = []
    for each, words, order in reading.session.execute(found):
        rows += [
            [before.at, before.stars, reading.word(before.sentiment), reading.word("earlier"), text, order]
            for before, text in _earlier_versions(reading, each)
        ]
        files = _files_of(reading, each)
        said = "\n".join(filter(None, [words, f"[{reading.word('files')}: {files}]" if files else ""]))
        judged = reading.words(each.topics)
        rows.append(
            [each.changed_at or each.at, each.stars, reading.word(each.sentiment), judged, said, order]
        )
    return reading.section("reviews", ["at", "stars", "mood", "judged", "words", "order"], rows)


def _earlier_versions(reading: Reading, review: Review) -> list[tuple[ReviewVersion, str | None]]:
    query = (
        select(ReviewVersion, Message.text)
        .outerjoin(Message, Message.id == ReviewVersion.message_id)
        .where(ReviewVersion.review_id == review.id)
        .order_by(ReviewVersion.id)
    )
    return [(version, text) for version, text in reading.session.execute(query)]


def _files_of(reading: Reading, review: Review) -> int:
    """How many files came before or after the words of a review; they stand among the messages."""
    joined = select(func.count()).where(ReviewFile.review_id == review.id)
    return reading.session.scalar(joined) or 0


def _consents(reading: Reading) -> Section:
    found = select(Consent).where(Consent.customer_id == reading.customer.id).order_by(Consent.id)
    rows: list[Row] = [
        [each.at, reading.word(each.purpose), reading.word("given" if each.given else "not_given"),
         each.wording_version, each.channel]
        for each in reading.session.scalars(found)
    ]  # fmt: skip
    return reading.section("consents", ["at", "purpose", "answer", "wording_version", "channel"], rows)


def _surveys(reading: Reading) -> Section:
    found = (
        select(Response, Order.code, Ticket.code)
        .outerjoin(Order, Order.id == Response.order_id)
        .outerjoin(Ticket, Ticket.id == Response.ticket_id)
        .where(Response.customer_id == reading.customer.id)
        .order_by(Response.id)
    )
    columns = ["survey", "about", "state", "asked", "answered", "answer", "score", "comment"]
    rows = [
        [reading.word(each.survey), order or ticket, reading.word(each.state), each.asked_at, each.answered_at,
         reading.word(each.answer), each.score, each.comment]
        for each, order, ticket in reading.session.execute(found)
    ]  # fmt: skip
    return reading.section("surveys", columns, rows)


def _handovers(reading: Reading) -> Section:
    found = (
        select(Handover)
        .join(Conversation, Conversation.id == Handover.conversation_id)
        .where(Conversation.customer_id == reading.customer.id)
        .order_by(Handover.id)
    )
    rows = [[each.began_at, each.ended_at, each.reason] for each in reading.session.scalars(found)]
    return reading.section("handovers", ["began", "ended", "reasons"], rows)


def _requests(reading: Reading) -> Section:
    found = select(DataRequest).where(DataRequest.customer_id == reading.customer.id).order_by(DataRequest.id)
    rows = [
        [each.code, reading.word(each.what), each.channel, each.asked_at, each.due_at, each.done_at,
         reading.word(each.state)]
        for each in reading.session.scalars(found)
    ]  # fmt: skip
    return reading.section("requests", ["code", "wish", "channel", "asked", "due", "done", "state"], rows)


SECTIONS = (
    *(_person, _conversations, _messages, _orders, _guesses, _tickets, _history, _reviews),
    *(_consents, _surveys, _handovers, _requests),
)
