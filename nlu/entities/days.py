"""From the way a day was said to a day of the calendar."""

import re
from datetime import date, timedelta

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AWAY = re.compile(r"[+-]?\d+d")
_WEEKDAY = re.compile(rf"({'|'.join(_WEEKDAYS)})([+-]7d)?")
_OF_ANY_YEAR = re.compile(r"(\d\d)-(\d\d)")
_LEAP_CYCLE = 8
"""Years between two 29ths of February, at most."""


def calendar_day(value: str, today: date, *, past: bool = False) -> date:
    """Return the day that the value of a date entity means, said on `today`, the shop's own date.

    A weekday alone is the next one, today included; with `past`, as in "hỏng từ thứ tư", the last one.
    A day without its year is the nearest one. A week begins on Monday, a month has 30 days.
    Raises ValueError for what is no value of a date entity.
    """
    if _AWAY.fullmatch(value):
        return today + timedelta(days=int(value[:-1]))
    if weekday := _WEEKDAY.fullmatch(value):
        return _weekday(_WEEKDAYS.index(weekday[1]), weekday[2], today, past=past)
    if day := _OF_ANY_YEAR.fullmatch(value):
        return _nearest(int(day[1]), int(day[2]), today)
    return date.fromisoformat(value)


def _weekday(index: int, week: str | None, today: date, *, past: bool) -> date:
    if week:
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=index + int(week[:-1]))
    if past:
        return today - timedelta(days=(today.weekday() - index) % 7)
    return today + timedelta(days=(index - today.weekday()) % 7)


def _nearest(month: int, day: int, today: date) -> date:
    possible = []
    for year in range(max(1, today.year - _LEAP_CYCLE), today.year + _LEAP_CYCLE + 1):
        try:
            possible.append(date(year, month, day))
        except ValueError:
            continue  # no 29 February in this year
    if not possible:
        raise ValueError(f"there is no day {day} in month {month}")
    return min(possible, key=lambda each: abs(each - today))
