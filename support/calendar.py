"""Working time: when a person answers, whether the shop is open, and how a moment is said."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from settings.schema import Hours
from support.wording import Wording

WEEK = 7


def answer_by(hours: Hours, zone: ZoneInfo, now: datetime, working_time: timedelta) -> datetime:
    """Return the moment (UTC) by which `working_time` of opening hours has passed since `now`.

    A shop that never opens has no working time to count, so there the clock on the wall counts.
    """
    if opens_at(hours, zone, now) is None:
        return now + working_time
    left = working_time
    for start, end in _open_spans(hours, zone, now, count()):
        begin = max(start, now)
        if begin + left <= end:
            return begin + left
        left -= end - begin
    raise AssertionError("A shop that opens every week works any length of time.")


def is_open(hours: Hours, zone: ZoneInfo, now: datetime) -> bool:
    """Return whether somebody is there at `now`; at the closing minute nobody is."""
    return any(start <= now < end for start, end in _open_spans(hours, zone, now, range(1)))


def opens_at(hours: Hours, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when the shop is open next, `now` itself when it is open, None when it never opens."""
    return next((max(start, now) for start, _ in _open_spans(hours, zone, now, range(WEEK + 1))), None)


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


def _open_spans(
    hours: Hours, zone: ZoneInfo, now: datetime, days: Iterable[int]
) -> Iterator[tuple[datetime, datetime]]:
    """Give the spans that end after `now`, as UTC moments, on so many days from today."""
    first = now.astimezone(zone).date()
    for day in (first + timedelta(days=number) for number in days):
        for span in hours.on(day.weekday()):
            start, end = (datetime.combine(day, clock, zone).astimezone(UTC) for clock in span)
            if end > now:
                yield start, end
