"""Working time: when a person answers, whether the shop is open, and how a moment is said."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice, takewhile
from zoneinfo import ZoneInfo

from settings.schema import WEEKDAYS, Shop
from settings.values import Span
from support import days_off
from support.wording import Wording

YEAR = 366
"""Days after which a shop that has not opened is said to be closed for good."""


def answer_by(shop: Shop, now: datetime, working_time: timedelta) -> datetime:
    """Return the moment (UTC) by which `working_time` of opening hours has passed since `now`.

    A shop without weekly hours has no working time to count, so there the clock on the wall counts.
    """
    if len(shop.hours.rest) == len(WEEKDAYS):
        return now + working_time
    left = working_time
    for start, end in _open_spans(shop, now, count()):
        begin = max(start, now)
        if begin + left <= end:
            return begin + left
        left -= end - begin
    raise AssertionError("A shop that opens every week works any length of time.")


def working_time(shop: Shop, start: datetime, end: datetime) -> timedelta:
    """Return how much opening time lies between two moments, zero when `end` lies before `start`.

    The other way round than `answer_by`; a shop without weekly hours counts the clock on the wall here too.
    """
    if end <= start:
        return timedelta(0)
    if len(shop.hours.rest) == len(WEEKDAYS):
        return end - start
    spans = takewhile(lambda span: span[0] < end, _open_spans(shop, start, count()))
    return sum((min(until, end) - max(since, start) for since, until in spans), timedelta(0))


def working_days_later(shop: Shop, now: datetime, days: int) -> datetime:
    """Return when (UTC) the shop closes on the last of so many working days after the day of `now`.

    For a shop without weekly hours every day is a working day, and a day is 24 hours.
    """
    if len(shop.hours.rest) == len(WEEKDAYS):
        return now + timedelta(days=days)
    today = now.astimezone(shop.timezone).date()
    working = (day for day in (today + timedelta(days=number) for number in count(1)) if spans_on(shop, day))
    last = next(islice(working, days - 1, None))
    return datetime.combine(last, spans_on(shop, last)[-1].end, shop.timezone).astimezone(UTC)


def is_open(shop: Shop, now: datetime) -> bool:
    """Return whether somebody is there at `now`; at the closing minute nobody is."""
    return any(start <= now < end for start, end in _open_spans(shop, now, range(1)))


def opens_at(shop: Shop, now: datetime) -> datetime | None:
    """Return when the shop is open next, `now` itself when it is open, None when it does not open for a year."""
    return next((max(start, now) for start, _ in _open_spans(shop, now, range(YEAR))), None)


def spans_on(shop: Shop, day: date) -> tuple[Span, ...]:
    """Return when people work on a day: as named for that very day, as on holidays, or as on its weekday."""
    if day in shop.days:
        return shop.days[day]
    if shop.holidays != "usual":
        if holiday_on(shop, day):
            return shop.holidays
        instead = days_off.worked_instead(day, shop.hours.rest)
        day = instead if instead and not shop.holidays else day
    return shop.hours.on(day.weekday())


def holiday_on(shop: Shop, day: date) -> str:
    """Return the name of the public holiday that changes the shop's hours on a day, "" when none does."""
    keeps_usual_hours = shop.holidays == "usual" or day in shop.days
    return "" if keeps_usual_hours else days_off.holiday(day, shop.hours.rest)


def in_words(moment: datetime, now: datetime, zone: ZoneInfo, wording: Wording) -> str:
    """Return a moment as people say it: "9:20 sáng mai", "14:05 chiều thứ hai 23/11"."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    part = wording.say(_part_of_day(local.hour))
    clock = f"{local.hour}:{local.minute:02}"
    days = (local.date() - today).days
    if days in {0, 1}:
        return wording.say("moment_today" if days == 0 else "moment_tomorrow", clock=clock, part=part)
    day = weekday_in_words(local.weekday(), wording)
    return wording.say("moment_later", clock=clock, part=part, weekday=day, date=date_in_words(moment, zone))


def date_in_words(moment: datetime, zone: ZoneInfo) -> str:
    """Return the local day as "23/11"."""
    local = moment.astimezone(zone)
    return f"{local.day}/{local.month}"


def weekday_in_words(weekday: int, wording: Wording) -> str:
    """Return the name of a weekday, 0 for Monday."""
    return wording.texts["weekdays"][weekday]


def _part_of_day(hour: int) -> str:
    for until, name in ((11, "morning"), (13, "noon"), (18, "afternoon")):
        if hour < until:
            return name
    return "evening"


def _open_spans(shop: Shop, now: datetime, days: Iterable[int]) -> Iterator[tuple[datetime, datetime]]:
    """Give the spans that end after `now`, as UTC moments, on so many days from today."""
    first = now.astimezone(shop.timezone).date()
    for day in (first + timedelta(days=number) for number in days):
        for span in spans_on(shop, day):
            start, end = (datetime.combine(day, clock, shop.timezone).astimezone(UTC) for clock in span)
            if end > now:
                yield start, end
