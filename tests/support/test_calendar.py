from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.schema import Hours
from support import calendar, wording

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WORDS = wording.load(Path(__file__).parents[2] / "data/wording.yml")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def hours(workday: list[str], sat: list[str], sun: list[str]) -> Hours:
    return Hours.model_validate(dict.fromkeys(DAYS[:5], workday) | {"sat": sat, "sun": sun})


SHOP = hours(["8:00-12:00", "13:00-21:00"], ["8:00-21:00"], [])
NEVER = hours([], [], [])


def at(day: int, clock: str) -> datetime:
    """November 2026 in Vietnam; the 23rd is a Monday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("now", "working_hours", "expected"),
    [
        (at(23, "10:00"), 2, at(23, "12:00")),  # ends with the morning
        (at(23, "11:00"), 2, at(23, "14:00")),  # lunch is no working time
        (at(23, "12:30"), 1, at(23, "14:00")),  # begins at lunch
        (at(23, "20:30"), 1, at(24, "8:30")),  # over the night
        (at(23, "21:00"), 1, at(24, "9:00")),  # at closing time nobody is there
        (at(28, "20:00"), 2, at(30, "9:00")),  # over a closed Sunday
        (at(23, "3:00"), 1, at(23, "9:00")),
        (at(23, "10:00"), 0, at(23, "10:00")),
        (at(29, "10:00"), 0, at(30, "8:00")),  # no time at all is still given when the shop is open
        (at(23, "8:00"), 12 * 5 + 13, at(28, "21:00")),  # a whole week
    ],
)
def test_an_answer_is_due_after_working_time(now: datetime, working_hours: int, expected: datetime) -> None:
    due = calendar.answer_by(SHOP, VIETNAM, now.astimezone(UTC), timedelta(hours=working_hours))
    assert due == expected
    assert due.tzinfo is UTC


def test_a_shop_that_never_opens_counts_the_clock_on_the_wall() -> None:
    assert calendar.answer_by(NEVER, VIETNAM, at(23, "10:00"), timedelta(hours=2)) == at(23, "12:00")
    assert calendar.opens_at(NEVER, VIETNAM, at(23, "10:00")) is None


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [(at(23, "8:00"), True), (at(23, "7:59"), False), (at(23, "12:00"), False), (at(29, "10:00"), False)],
)
def test_whether_somebody_is_there(moment: datetime, is_open: bool) -> None:
    assert calendar.is_open(SHOP, VIETNAM, moment) is is_open


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(23, "10:30"), "10:30 sáng nay"),
        (at(23, "12:05"), "12:05 trưa nay"),
        (at(23, "14:00"), "14:00 chiều nay"),
        (at(23, "20:15"), "20:15 tối nay"),
        (at(24, "9:20"), "9:20 sáng mai"),
        (at(25, "8:00"), "8:00 sáng thứ tư 25/11"),
    ],
)
def test_a_moment_in_words(moment: datetime, words: str) -> None:
    assert calendar.in_words(moment.astimezone(UTC), at(23, "9:00"), VIETNAM, WORDS) == words


def test_tomorrow_begins_at_midnight_in_vietnam() -> None:
    late = datetime(2026, 11, 23, 16, 59, tzinfo=UTC)  # 23:59 there
    assert calendar.in_words(late + timedelta(minutes=1), late, VIETNAM, WORDS) == "0:00 sáng mai"


moments = st.integers(1_767_225_600, 1_830_297_600).map(lambda second: datetime.fromtimestamp(second, UTC))
working = st.timedeltas(timedelta(0), timedelta(days=3))
spans = st.sampled_from([[], ["8:00-12:00", "13:00-21:00"], ["0:00-23:59"], ["9:30-9:31"], ["22:00-23:00"]])
weeks = st.builds(hours, spans, spans, spans)


@given(weeks, moments, working)
def test_an_answer_is_due_in_opening_hours(week: Hours, now: datetime, working_time: timedelta) -> None:
    due = calendar.answer_by(week, VIETNAM, now, working_time)
    just_before = due - timedelta(microseconds=1)
    assert due >= now + working_time
    never = calendar.opens_at(week, VIETNAM, now) is None
    assert never or any(calendar.is_open(week, VIETNAM, moment) for moment in (due, just_before))


@given(weeks, moments, st.timedeltas(timedelta(0), timedelta(days=9)), working)
def test_who_asks_later_is_never_answered_earlier(
    week: Hours, now: datetime, later: timedelta, working_time: timedelta
) -> None:
    first = calendar.answer_by(week, VIETNAM, now, working_time)
    assert first <= calendar.answer_by(week, VIETNAM, now + later, working_time)


@given(weeks, moments, working, working)
def test_more_work_is_never_done_earlier(
    week: Hours, now: datetime, one: timedelta, other: timedelta
) -> None:
    shorter, longer = sorted([one, other])
    due = calendar.answer_by(week, VIETNAM, now, shorter)
    assert due <= calendar.answer_by(week, VIETNAM, now, longer)
