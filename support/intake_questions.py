"""The questions of a ticket: which are still to be asked, their words and their buttons."""

from textwrap import shorten

from sqlalchemy import select

from store.models import Message, Order, Ticket
from store.outbox import Button
from support import orders, told
from support.speaking import Rows
from support.told import ORDER, PHOTO, PRODUCT
from support.visit import Visit

MOST_ORDERS = 5
LONGEST_LABEL = 40  # characters on a button
SKIP = "skip"


def missing(visit: Visit, ticket: Ticket) -> list[str]:
    """Return the names of what a ticket needs and does not have, without what the customer left out."""
    left_out = (ticket.intake or {}).get("skipped", ())
    asks = visit.desk.answers.asks(ticket.intent)
    return [name for name in asks if name not in left_out and not _has(visit, ticket, name)]


def words(visit: Visit, ticket: Ticket, name: str) -> tuple[str, ...]:
    """Return a question in variants."""
    change = ticket.facts.get(told.CHANGE)
    chosen = visit.desk.choices.of.get(told.CHANGE, {}).values()
    if name == told.NEW_VALUE:
        then = next((choice.then for choice in chosen if choice.label == change and choice.then), None)
        if then is not None:
            return (visit.desk.wording.call(then),)
    if name == ORDER and choices(visit, ticket, name):
        return visit.desk.wording.variants("intake_which_order")
    return visit.desk.wording.variants(f"intake_{name}")


def buttons(visit: Visit, ticket: Ticket, name: str) -> Rows:
    """Return the buttons of a question: one choice a row, so that a phone shows it whole, short ones two a row; leaving out comes last."""
    made = [Button(text, f"intake:{ticket.id}:{name}:{key}") for key, text in choices(visit, ticket, name)]
    width = 1 if name in {ORDER, told.BOUGHT, PRODUCT} else 2
    rows = [tuple(made[start : start + width]) for start in range(0, len(made), width)]
    skip = Button(visit.desk.wording.say("button_skip"), f"intake:{ticket.id}:{name}:{SKIP}")
    return (*rows, (skip,))


def choices(visit: Visit, ticket: Ticket, name: str) -> list[tuple[str, str]]:
    """Return what a question offers: (value, words on the button)."""
    if name in {ORDER, told.BOUGHT}:
        mine = orders.of_customer(visit.session, ticket.customer_id)[:MOST_ORDERS]
        return [(str(order.id), _order_label(order)) for order in mine]
    if name == PRODUCT:
        items = told.items_of(order_of(visit, ticket))
        return [(str(number), _short(item)) for number, item in enumerate(items)]
    offered = visit.desk.choices.offered(name, ticket.topic)
    return [(key, choice.label) for key, choice in offered.items()]


def order_of(visit: Visit, ticket: Ticket) -> Order | None:
    """Return the order of a ticket."""
    return visit.session.get(Order, ticket.order_id) if ticket.order_id else None


def _order_label(order: Order) -> str:
    return _short(" · ".join(filter(None, [order.code, order.items])))


def _short(text: str) -> str:
    return shorten(text, LONGEST_LABEL, placeholder="…")


def _has(visit: Visit, ticket: Ticket, name: str) -> bool:
    known = told.known(ticket)
    if name == PHOTO:
        return _has_pictures(visit, ticket)
    if name == told.BOUGHT:
        return bool({ORDER, told.BOUGHT} & known)
    if name == PRODUCT and len(told.items_of(order_of(visit, ticket))) == 1:
        return True
    return name in known


def _has_pictures(visit: Visit, ticket: Ticket) -> bool:
    query = select(Message).where(Message.ticket_id == ticket.id, Message.author == "customer")
    return any(map(told.has_picture, visit.session.scalars(query)))
