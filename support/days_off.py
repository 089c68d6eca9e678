"""The public holidays of Vietnam as a shop keeps them, Tết with them: which days are off, and which are worked instead.

A holiday that falls on the shop's weekly day of rest is taken on its next working day (Labour Code 2019, article 111,
paragraph 3). A swap by the government (a Monday off, the Saturday before worked instead) concerns those who rest on that
Saturday; for other shops both days are as always. The dates come from the `holidays` library.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import count
from types import MappingProxyType
from typing import Any

from holidays import country_holidays
from holidays.countries.vietnam import VietnamStaticHolidays

Rest = frozenset[int]
"""The weekdays on which a shop never works, 0 for Monday."""


def holiday(day: date, rest: Rest) -> str:
    """Return the Vietnamese name of the public holiday for which the day is off, "" when it is none."""
    if day.weekday() in rest:
        return ""
    return _taken(day.year, rest).get(day, "")


def worked_instead(day: date, rest: Rest) -> date | None:
    """Return the day off for which a day of rest is worked, None when it is not."""
    return _swaps(day.year, rest).get(day)


@cache
def _taken(year: int, rest: Rest) -> Mapping[date, str]:
    """The days off of a year: holidays on working days, holidays made up for, and what the government swapped."""
    taken = dict(_proper(year))
    swapped = set(_swaps(year, rest).values())
    for day, name in _proper(year).items():
        if day.weekday() in rest:
            taken[_next_free(day, rest, taken.keys() | swapped)] = name
    nearest = {day: _proper_name_near(day, year) for day in swapped}
    return MappingProxyType(taken | nearest)


def _next_free(day: date, rest: Rest, taken: set[date]) -> date:
    later = (day + timedelta(days=number) for number in count(1))
    return next(each for each in later if each.weekday() not in rest and each not in taken)


def _proper_name_near(day: date, year: int) -> str:
    """The holiday that a swapped day off makes longer."""
    named = _proper(year)
    return named[min(named, key=lambda each: abs(each - day))]


@cache
def _proper(year: int) -> Mapping[date, str]:
    """The holidays themselves, without days made up for and without swaps."""
    known = country_holidays("VN", years=year, observed=False, language="vi")
    swaps = {off for off, _ in _all_swaps(year)}
    named = {day: name for day, name in sorted(known.items()) if day not in swaps}
    return MappingProxyType({day: _of_the_feast(name, named.values()) for day, name in named.items()})


def _of_the_feast(name: str, names: Collection[str]) -> str:
    """The name of the whole feast for that of one of its days: the shortest with which it ends."""
    return min((each for each in names if name.endswith(each)), key=len)


@cache
def _swaps(year: int, rest: Rest) -> Mapping[date, date]:
    """From a day of rest that is worked to the day off that it stands for, where the shop rests on the former."""
    concerned = ((off, worked) for off, worked in _all_swaps(year) if worked.weekday() in rest)
    return MappingProxyType({worked: off for off, worked in concerned if off.weekday() not in rest})


def _all_swaps(year: int) -> Iterator[tuple[date, date]]:
    """Give (day off, day worked for it) of a year as the library lists them: month, day, month, day[, year]."""
    listed: Any = VietnamStaticHolidays.special_public_holidays.get(year, ())
    for swap in (listed,) if listed and isinstance(listed[0], int) else listed:
        month, day, worked_month, worked_day = swap[:4]
        yield date(year, month, day), date(swap[4] if swap[4:] else year, worked_month, worked_day)
