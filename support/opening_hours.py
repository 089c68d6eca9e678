"""The shop's opening hours in words: the week, the days that differ, and whether somebody is there now."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import NamedTuple

from settings.schema import WEEKDAYS, Shop
from settings.values import Span
from support import calendar
from support.wording import Wording

LOOK_AHEAD = 21  # days


def week_in_words(shop: Shop, wording: Wording, now: datetime) -> str:
    """Return the opening hours, days with the same hours taken together, one line a group.

    Below them stand the days of the next three weeks that differ: holidays, and days named in config.yml.
    """
    today = now.astimezone(shop.timezone).date()
    special = (day for day in map(partial(_special, shop, today), range(LOOK_AHEAD)) if day is not None)
    lines = [*_weekdays_in_words(shop, wording), *(_special_in_words(run, wording) for run in _runs(special))]
    return "\n".join(lines)


def open_now(shop: Shop, wording: Wording, now: datetime) -> str:
    """Return a sentence that says whether somebody is there now, and if not, why and until when."""
    opens = calendar.opens_at(shop, now)
    if opens is None:
        return wording.say("never_open")
    if opens == now:
        return wording.say("open_now")
    holiday = calendar.holiday_on(shop, now.astimezone(shop.timezone).date())
    name = "closed_holiday" if holiday else "closed_now"
    moment = calendar.in_words(opens, now, shop.timezone, wording)
    return wording.say(name, opens=moment, holiday=holiday)


class _Special(NamedTuple):
    """A day whose hours are not those of its weekday, and the holiday that makes it so ("" for none)."""

    day: date
    spans: tuple[Span, ...]
    holiday: str


def _weekdays_in_words(shop: Shop, wording: Wording) -> Iterator[str]:
    for spans, group in groupby(range(len(WEEKDAYS)), shop.hours.on):
        yield _line([calendar.weekday_in_words(day, wording) for day in group], spans, wording)


def _special(shop: Shop, today: date, days_ahead: int) -> _Special | None:
    day = today + timedelta(days=days_ahead)
    spans = calendar.spans_on(shop, day)
    if spans == shop.hours.on(day.weekday()):
        return None
    return _Special(day, spans, calendar.holiday_on(shop, day))


def _runs(days: Iterable[_Special]) -> Iterator[list[_Special]]:
    """Take days together that follow each other and are alike."""

    def key(numbered: tuple[int, _Special]) -> tuple[int, tuple[Span, ...], str]:
        number, special = numbered
        return special.day.toordinal() - number, special.spans, special.holiday

    for _, run in groupby(enumerate(days), key):
        yield [special for _, special in run]


def _special_in_words(run: Sequence[_Special], wording: Wording) -> str:
    days = [_day_in_words(special.day, wording) for special in run]
    if run[0].holiday:
        days[-1] += wording.say("hours_reason", holiday=run[0].holiday)
    return _line(days, run[0].spans, wording)


def _line(days: Sequence[str], spans: tuple[Span, ...], wording: Wording) -> str:
    name = "hours_one_day" if len(days) == 1 else "hours_days"
    return wording.say(name, first=days[0], last=days[-1], spans=_spans_in_words(spans, wording))


def _day_in_words(day: date, wording: Wording) -> str:
    weekday = calendar.weekday_in_words(day.weekday(), wording)
    return wording.say("day_of_month", weekday=weekday, day=day.day, month=day.month)


def _spans_in_words(spans: tuple[Span, ...], wording: Wording) -> str:
    return ", ".join(_clocks(spans)) or wording.say("closed_day")


def _clocks(spans: tuple[Span, ...]) -> Iterator[str]:
    for start, end in spans:
        yield f"{start.hour}:{start.minute:02}-{end.hour}:{end.minute:02}"
