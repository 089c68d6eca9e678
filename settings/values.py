"""What shops write in config.yml, as types: times of day, opening times, days, lengths of time, zones."""

import re
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field


class Span(NamedTuple):
    """A stretch of one day, from `start` up to but not including `end`, in the shop's local time."""

    start: time
    end: time


def _time(value: object) -> time:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", value.strip()) if isinstance(value, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:  # noqa: PLR2004 - hours and minutes of a day
        raise ValueError('a time of day such as "8:00"')
    return time(int(match[1]), int(match[2]))


def _spans(value: object) -> tuple[Span, ...]:
    if not isinstance(value, list):
        raise ValueError('a list of opening times such as ["8:00-12:00", "13:00-21:00"], or [] for closed')  # noqa: TRY004
    spans = tuple(_span(item) for item in value)
    if any(later.start < earlier.end for earlier, later in pairwise(spans)):
        raise ValueError("opening times that follow each other without overlapping")
    return spans


def _span(value: object) -> Span:
    start, dash, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not dash:
        raise ValueError('opening times such as "8:00-12:00"')
    span = Span(_time(start), _time(end))
    if span.start >= span.end:
        raise ValueError("an opening time that lies before the closing time")
    return span


def _holidays(value: object) -> object:
    if value == "usual":
        return value
    if value == "closed":
        return ()
    if not isinstance(value, list):
        raise ValueError('"closed", "usual", or a list of opening times such as ["9:00-17:00"]')  # noqa: TRY004
    return _spans(value)


def _days(value: object) -> object:
    if not isinstance(value, dict) or not all(type(day) is date for day in value):
        raise ValueError("days written like 2027-02-05, each with its opening times")
    return value


def _duration(value: object) -> timedelta:
    match = re.fullmatch(r"(\d+)\s*([smhd])", value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError('a length of time such as "30m", "4h" or "2d"')
    return timedelta(seconds=int(match[1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]])


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError('a time zone such as "Asia/Ho_Chi_Minh"') from error


def _code_prefix(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{1,5}", value):
        raise ValueError('one to five capital letters such as "KN"')
    return value


def _tracking_link(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s{}]+\{code\}[^\s{}]*", value):
        raise ValueError('an address that holds {code} once, such as "https://carrier.example/?code={code}"')
    return value


TrackingLink = Annotated[str, BeforeValidator(_tracking_link)]
CodePrefix = Annotated[str, BeforeValidator(_code_prefix)]
TimeOfDay = Annotated[time, BeforeValidator(_time)]
Spans = Annotated[tuple[Span, ...], BeforeValidator(_spans)]
Holidays = Annotated[Literal["usual"] | tuple[Span, ...], BeforeValidator(_holidays)]
Days = Annotated[dict[date, Spans], BeforeValidator(_days)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Text = Annotated[str, Field(min_length=1)]
Port = Annotated[int, Field(ge=1, le=65535)]
Share = Annotated[float, Field(ge=0, le=1)]
