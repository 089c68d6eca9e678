"""What a message tells of what a ticket needs: which order, what the customer wants, and the facts of a request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from store.models import Message, Order, Ticket
from support import attachments, orders
from support.desk import Desk

PHOTO, ORDER, REMEDY, BOUGHT, PRODUCT, CHANGE, NEW_VALUE = (
    *("photo", "order_code", "remedy", "bought", "product"),
    *("change", "new_value"),
)
# What is answered in the customer's own words, so that whatever is typed next is the answer.
FREE = frozenset({PRODUCT, CHANGE, NEW_VALUE, "cancel_reason", "return_reason", BOUGHT, "fault"})
# The order in which staff read them; databases keep facts in none.
SHOWN = (ORDER, BOUGHT, PRODUCT, CHANGE, NEW_VALUE, "cancel_reason", "return_reason", "fault")
CHOSEN = (CHANGE, "cancel_reason", "return_reason")
PICTURES = frozenset({"photo", "video", "document"})
LONGEST = 300  # characters of a fact; the message itself is on the ticket too
MOST_ITEMS = 5
_ITEMS = re.compile(r"\s*[;\n]\s*|,\s+")


@dataclass(frozen=True)
class Told:
    """What was told: the customer's own order, the key of a remedy, other facts by name, and whether there is a picture."""

    order: Order | None = None
    remedy: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    photo: bool = False

    @property
    def names(self) -> list[str]:
        """The names of the questions that this answers."""
        found = {PHOTO: self.photo, ORDER: self.order is not None, REMEDY: self.remedy is not None}
        return [*(name for name, is_told in found.items() if is_told), *self.facts]


@dataclass(frozen=True)
class Reader:
    """What reads a message: for whom, and for a case of which intent and topic."""

    session: Session
    desk: Desk
    customer_id: int
    intent: str
    topic: str

    def read(self, message: Message, code: str) -> Told:
        """Return what a message tells by itself, whether it was asked for or not; `code` is the order it names, "" for none."""
        asks = self.desk.answers.asks(self.intent)
        order = orders.find(self.session, self.customer_id, code) if code else None
        facts = {
            name: label for name in CHOSEN if name in asks and (label := self._chosen(name, message.text))
        }
        if code and order is None:
            facts[ORDER] = code
        if CHANGE in facts and NEW_VALUE in asks and (value := self._new_value(message)):
            facts[NEW_VALUE] = value
        return Told(order, self.remedy(message.text, asked=False), facts, has_picture(message))

    def remedy(self, text: str, *, asked: bool) -> str | None:
        """Return the key of what the customer wants the shop to do."""
        wanted = self.intent.startswith(("complaint_", "check_in")) or REMEDY in self.desk.answers.asks(
            self.intent
        )
        return self.desk.choices.find(REMEDY, text, self.topic, asked=asked) if wanted else None

    def _new_value(self, message: Message) -> str | None:
        """Return what an order is to be changed to: a phone number, or what the message names behind its "into"."""
        phone = next((entity["text"] for entity in message.entities if entity["name"] == "phone"), None)
        key = self.desk.choices.find(CHANGE, message.text, self.topic, asked=False)
        if phone is not None or key is None:
            return phone
        value = self.desk.choices.value_after(message.text, self.desk.choices.of[CHANGE][key])
        return cut(value) if value else None

    def _chosen(self, name: str, text: str) -> str | None:
        key = self.desk.choices.find(name, text, self.topic, asked=False)
        return self.desk.choices.label(name, key) if key else None


def reader_of(session: Session, desk: Desk, ticket: Ticket) -> Reader:
    """Return what reads messages for a ticket."""
    return Reader(session, desk, ticket.customer_id, ticket.intent, ticket.topic)


def code_in(message: Message) -> str:
    """Return the order code that a message holds, "" for none."""
    codes = (str(entity["value"]) for entity in message.entities if entity["name"] == "order_code")
    return next(codes, "")


def names_order_of(session: Session, ticket: Ticket, code: str) -> bool | None:
    """Return whether an order code is that of a ticket (or another one: False); None when either is not known."""
    order = session.get(Order, ticket.order_id) if ticket.order_id else None
    known = order.code if order else orders.canonical_code(str(ticket.facts.get(ORDER, "")))
    named = orders.canonical_code(code)
    return named == known if named and known else None


def has_picture(message: Message) -> bool:
    """Return whether a message shows something: a picture, a video or a document."""
    return bool(attachments.kinds(message) & PICTURES)


def items_of(order: Order | None) -> list[str]:
    """Return the items of an order that are few enough to choose from."""
    items = [item for item in _ITEMS.split((order and order.items) or "") if item]
    return items if len(items) <= MOST_ITEMS else []


def cut(text: str) -> str:
    """Return a fact as it is kept."""
    bare = text.strip()
    return bare if len(bare) <= LONGEST else bare[: LONGEST - 1].rstrip() + "…"


def in_words(desk: Desk, ticket: Ticket) -> list[tuple[str, str]]:
    """Return what a ticket's customer told beside the order, as (name, value) in words."""
    remedy = [(REMEDY, desk.choices.label(REMEDY, ticket.remedy))] if ticket.remedy else []
    facts = [(name, str(ticket.facts[name])) for name in SHOWN if name in ticket.facts]
    return [(name_of(desk, name), value) for name, value in (*remedy, *facts)]


def name_of(desk: Desk, name: str) -> str:
    """Return the name of a fact in words."""
    return desk.wording.say(f"fact_{name}")


def known(ticket: Ticket) -> set[str]:
    """Return the names of what a ticket holds."""
    names = {*ticket.facts, *({REMEDY} if ticket.remedy else ())}
    return names | ({ORDER} if ticket.order_id else set())


def news(told: Told, ticket: Ticket) -> Told:
    """Return what a ticket does not hold yet of what was told; pictures are not facts of a ticket."""
    held = known(ticket)
    order = told.order if ticket.order_id is None else None
    facts = {name: value for name, value in told.facts.items() if name not in held}
    return Told(order, None if REMEDY in held else told.remedy, facts)
