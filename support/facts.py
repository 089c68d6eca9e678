"""The shop's facts in words, as answers put them in: hours, delivery fees, and what config.yml says besides."""

from datetime import datetime

from settings.schema import Shop
from support import opening_hours
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
        "hours": opening_hours.week_in_words(shop, wording, now),
        "open_now": opening_hours.open_now(shop, wording, now),
        "delivery": delivery_in_words(shop, wording),
        "free_delivery_from": money(shop.free_delivery_from, wording),
    }


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
