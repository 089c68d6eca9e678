"""The shop's facts in words, as answers put them in: hours, delivery fees, and what config.yml says besides."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from settings.schema import WEEKDAYS, Hours, Shop, Span
from support import calendar
from support.wording import Wording

OWN = frozenset(
    {"shop", "address", "phone", "website", "hours", "open_now", "delivery", "free_delivery_from"}
)


def names(shop: Shop) -> frozenset[str]:
    """Return the names of all facts that an answer may use."""
    return OWN | frozenset(shop.facts)


def of_shop(shop: Shop, wording: Wording, now: datetime) -> dict[str, str]:
    """Return every fact in words as of `now`."""
    return {
        **shop.facts,
        "shop": shop.name,
        "address": shop.address,
        "phone": shop.phone,
        "website": shop.website,
        "hours": hours_in_words(shop.hours, wording),
        "open_now": open_now(shop, wording, now),
        "delivery": delivery_in_words(shop, wording),
        "free_delivery_from": money(shop.free_delivery_from, wording),
    }


def hours_in_words(hours: Hours, wording: Wording) -> str:
    """Return the opening hours, days with the same hours taken together, one line a group."""
    lines = []
    for spans, group in groupby(range(len(WEEKDAYS)), hours.on):
        days = list(group)
        first, last = (calendar.weekday_in_words(day, wording) for day in (days[0], days[-1]))
        name = "hours_one_day" if len(days) == 1 else "hours_days"
        lines.append(wording.say(name, first=first, last=last, spans=_spans_in_words(spans, wording)))
    return "\n".join(lines)


def open_now(shop: Shop, wording: Wording, now: datetime) -> str:
    """Return a sentence that says whether somebody is there now, and if not, when."""
    opens = calendar.opens_at(shop.hours, shop.timezone, now)
    if opens is None:
        return wording.say("never_open")
    if opens == now:
        return wording.say("open_now")
    return wording.say("closed_now", opens=calendar.in_words(opens, now, shop.timezone, wording))


def delivery_in_words(shop: Shop, wording: Wording) -> str:
    """Return every delivery area with its fee and time, one line an area."""
    lines = (
        wording.say("delivery_area", area=area.name, fee=money(area.fee, wording), time=area.time)
        for area in shop.delivery
    )
    return "\n".join(lines)


def money(dong: int, wording: Wording) -> str:
    """Return an amount of đồng as it is written in Vietnam: 35.000đ."""
    return wording.say("money", amount=f"{dong:,}".replace(",", "."))


def _spans_in_words(spans: tuple[Span, ...], wording: Wording) -> str:
    return ", ".join(_clocks(spans)) or wording.say("closed_day")


def _clocks(spans: tuple[Span, ...]) -> Iterator[str]:
    for start, end in spans:
        yield f"{start.hour}:{start.minute:02}-{end.hour}:{end.minute:02}"
