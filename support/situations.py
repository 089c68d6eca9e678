"""Which of a topic's answers fits: the first whose conditions hold, else the plain ones (data/answers.yml)."""

from collections.abc import Callable, Mapping

from store.models import Order
from support import calendar, order_words, orders, to_staff
from support.answers import When
from support.visit import Turn

Facts = dict[str, str]
OF_AN_ORDER: Mapping[str, Callable[[Order], bool]] = {
    "order_known": lambda _order: True,
    "order_under_way": order_words.is_under_way,
    "order_delivered": lambda order: order.delivered_at is not None,
}


def answers(turn: Turn) -> tuple[str, ...]:
    """Return the answers to what a message is about, the facts put in; none when the shop has none."""
    topic, call = turn.desk.answers.topics.get(turn.intent), turn.desk.answers.call
    if topic is None:
        return ()
    for when, texts in topic.conditional:
        facts = facts_where(turn, when)
        if facts is not None:
            return tuple(call(text).format_map(turn.facts() | facts) for text in texts)
    return tuple(call(text).format_map(turn.facts()) for text in topic.plain)


def facts_where(turn: Turn, when: When) -> Facts | None:
    """Return the facts that the conditions guarantee, None when one of them does not hold."""
    wanted = when.wanted
    if any(holds(turn) != wanted[name] for name, holds in OF_A_MESSAGE.items() if name in wanted):
        return None
    asked = {name: value for name, value in wanted.items() if name in OF_AN_ORDER}
    facts = _of_orders(turn, asked) if asked else {}
    return None if facts is None else {"details": details_of(turn)} | facts


def details_of(turn: Turn) -> str:
    """Return the colours and sizes that a message names, "" for none; products have no names that the model knows."""
    say = turn.desk.wording.say
    named = [
        say(f"detail_{entity.name}", value=entity.value)
        for entity in turn.understanding.entities
        if entity.name in {"colour", "size"}
    ]
    return ", ".join(dict.fromkeys(named))


def _in_hours(turn: Turn) -> bool:
    return calendar.is_open(turn.desk.config.shop, turn.desk.clock())


def _photo_sent(turn: Turn) -> bool:
    files = [turn.message, *to_staff.files_before(turn)]
    return any(each["kind"] == "photo" for message in files for each in message.attachments)


OF_A_MESSAGE: Mapping[str, Callable[[Turn], bool]] = {
    "in_hours": _in_hours,
    "photo_sent": _photo_sent,
    "details_named": lambda turn: bool(details_of(turn)),
}


def _of_orders(turn: Turn, asked: Mapping[str, bool]) -> Facts | None:
    """The facts of the newest order that the true conditions hold for; no order may do what a false one names."""
    theirs = orders.meant(turn.session, turn.conversation.customer_id, to_staff.order_codes(turn))
    if any(OF_AN_ORDER[name](order) for name, value in asked.items() if not value for order in theirs):
        return None
    true = [OF_AN_ORDER[name] for name, value in asked.items() if value]
    if not true:
        return {}
    fits = (order for order in theirs if all(holds(order) for holds in true))
    return next((_facts(turn, order) for order in fits), None)


def _facts(turn: Turn, order: Order) -> Facts:
    zone = turn.desk.config.shop.timezone
    delivered = calendar.date_in_words(order.delivered_at, zone) if order.delivered_at else ""
    return {"order": order.code, "order_told": order_words.told(turn.desk, order), "delivered": delivered}
