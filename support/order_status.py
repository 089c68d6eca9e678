"""Where an order is: told to the customer whose chat proved to own it, and to nobody else."""

from collections.abc import Sequence
from datetime import timedelta
from textwrap import shorten

from store.models import Order
from support import calendar, orders, pending, to_staff
from support.visit import Turn, Visit

MOST_ORDERS = 3  # the newest are what people ask about
LONGEST_ITEMS = 300  # characters
SEVERITY = "S3"


def answer(turn: Turn) -> None:
    """Tell the status of the customer's own orders, or ask for the phone number that proves which they are."""
    code = to_staff.order_code(turn)
    if code:
        _answer_for(turn, code)
        return
    mine = orders.of_customer(turn.session, turn.conversation.customer_id)
    if mine:
        tell(turn, mine)
    elif turn.conversation.customer.phone:
        _pass_on(turn, "order_not_found")
    else:
        ask_for_phone(turn, "order_ask_phone")


def tell(visit: Visit, mine: Sequence[Order]) -> None:
    """Say what is known of a customer's newest orders."""
    wording = visit.desk.wording
    lines = "\n".join(_line(visit, order) for order in mine[:MOST_ORDERS])
    visit.say_text(wording.variants("orders_are" if len(mine) > 1 else "order_is", orders=lines))


def ask_for_phone(visit: Visit, name: str) -> None:
    """Ask for the phone number of the order with the button that proves it is the customer's own."""
    pending.wait_for(visit.conversation, "order_status", visit.desk.clock(), timedelta(hours=1))
    visit.say(name, ask_contact=visit.desk.wording.say("button_share_phone"))


def _pass_on(turn: Turn, name: str, code: str = "") -> None:
    """Say honestly that the order cannot be told here and give the question to a person."""
    passed = to_staff.pass_on(turn, SEVERITY)
    wording, moment = turn.desk.wording, turn.moment(passed.ticket.answer_by)
    told = "question_passed_on" if passed.new else "question_added"
    share = "" if turn.conversation.customer.phone else wording.say("button_share_phone")
    turn.say_text(
        wording.variants(name, order=code),
        wording.variants(told, code=passed.ticket.code, answer_by=moment),
        ask_contact=share,
    )


def _answer_for(turn: Turn, code: str) -> None:
    order = orders.find(turn.session, turn.conversation.customer_id, code)
    if order is not None:
        tell(turn, [order])
    else:
        # Whether the code exists at all is not said: the order may be somebody else's.
        _pass_on(turn, "order_not_yours", code)


def _line(visit: Visit, order: Order) -> str:
    say, zone = visit.desk.wording.say, visit.desk.config.shop.timezone
    parts = [say("order_line", order=order.code, status=order.status or say("order_no_status"))]
    if order.items:
        parts.append(say("order_items", items=shorten(order.items, LONGEST_ITEMS, placeholder=" …")))
    if order.delivered_at:
        parts.append(say("order_delivered", date=calendar.date_in_words(order.delivered_at, zone)))
    return ", ".join(parts)
