"""An order as it is told to its owner: where it is, who brings it, when it should come."""

from collections.abc import Sequence
from datetime import date
from textwrap import shorten
from urllib.parse import quote

from store.models import Order
from support import calendar
from support.desk import Desk
from support.order_cells import ENDED
from support.order_sheet import folded

LONGEST_ITEMS = 300  # characters


def told(desk: Desk, order: Order) -> str:
    """Return everything that is known of an order, one thing a line."""
    on_the_way = _on_the_way(desk, order) if is_under_way(order) else []
    return "\n".join([_first_line(desk, order), *on_the_way])


def is_under_way(order: Order) -> bool:
    """Return whether the customer still waits for it."""
    return order.delivered_at is None and order.status not in ENDED


def is_late(desk: Desk, order: Order) -> bool:
    """Return whether the day on which it should have come is over, and it has not come."""
    return is_under_way(order) and order.expected_on is not None and order.expected_on < _today(desk)


def tracking_link(desk: Desk, order: Order) -> str:
    """Return where its parcel is followed, "" when config.yml knows no address for its carrier."""
    links = {folded(name): link for name, link in desk.config.orders.tracking_links.items()}
    link = links.get(folded(order.carrier or ""), "")
    return link.replace("{code}", quote(order.tracking_code, safe="")) if order.tracking_code else ""


def day_in_words(desk: Desk, day: date) -> str:
    """Return a day as people say it, seen from today."""
    ahead = (day - _today(desk)).days
    if ahead in {0, 1}:
        return desk.wording.say("day_today" if ahead == 0 else "day_tomorrow")
    weekday = calendar.weekday_in_words(day.weekday(), desk.wording)
    return desk.wording.say("day_of_month", weekday=weekday, day=day.day, month=day.month)


def _first_line(desk: Desk, order: Order) -> str:
    say, zone = desk.wording.say, desk.config.shop.timezone
    parts = [say("order_line", order=order.code, status=order.status or say("order_no_status"))]
    if order.items:
        parts.append(say("order_items", items=shorten(order.items, LONGEST_ITEMS, placeholder=" …")))
    if order.delivered_at:
        parts.append(say("order_delivered", date=calendar.date_in_words(order.delivered_at, zone)))
    return ", ".join(parts)


def _on_the_way(desk: Desk, order: Order) -> Sequence[str]:
    say, lines = desk.wording.say, []
    if order.carrier:
        lines.append(say("order_carrier", carrier=order.carrier))
    if order.tracking_code:
        lines.append(say("order_tracking", tracking=order.tracking_code))
    if link := tracking_link(desk, order):
        lines.append(say("order_link", link=link))
    if order.expected_on:
        name = "order_late" if is_late(desk, order) else "order_expected"
        lines.append(say(name, day=day_in_words(desk, order.expected_on)))
    return lines


def _today(desk: Desk) -> date:
    return desk.clock().astimezone(desk.config.shop.timezone).date()
