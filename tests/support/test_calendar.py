from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings import load
from settings.schema import Hours, Shop
from support import calendar, facts, wording

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ROOT = Path(__file__).parents[2]
OURS = load(ROOT, {}).config.shop.model_dump()
WORDS = wording.load(ROOT / "data/wording.yml")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def hours(workday: list[str], sat: list[str], sun: list[str]) -> Hours:
    return Hours.model_validate(dict.fromkeys(DAYS[:5], workday) | {"sat": sat, "sun": sun})


def shop(week: Hours, holidays: str | list[str] = "usual", days: dict[date, list[str]] | None = None) -> Shop:
    return Shop.model_validate(OURS | {"hours": plain(week), "holidays": holidays, "days": days or {}})


def plain(week: Hours) -> dict[str, list[str]]:
    return {
        day: [f"{start:%H:%M}-{end:%H:%M}" for start, end in week.on(number)]
        for number, day in enumerate(DAYS)
    }


WEEK = hours(["8:00-12:00", "13:00-21:00"], ["8:00-21:00"], [])
OFFICE = hours(["8:00-17:00"], [], [])
SHOP = shop(WEEK)
NEVER = shop(hours([], [], []))


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
    due = calendar.answer_by(SHOP, now.astimezone(UTC), timedelta(hours=working_hours))
    assert due == expected
    assert due.tzinfo is UTC


def test_a_shop_that_never_opens_counts_the_clock_on_the_wall() -> None:
    assert calendar.answer_by(NEVER, at(23, "10:00"), timedelta(hours=2)) == at(23, "12:00")
    assert calendar.opens_at(NEVER, at(23, "10:00")) is None


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [(at(23, "8:00"), True), (at(23, "7:59"), False), (at(23, "12:00"), False), (at(29, "10:00"), False)],
)
def test_whether_somebody_is_there(moment: datetime, is_open: bool) -> None:
    assert calendar.is_open(SHOP, moment) is is_open


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
weeks = st.builds(
    shop,
    st.builds(hours, spans, spans, spans),
    st.sampled_from(["usual", "closed", ["9:00-12:00"]]),
    st.dictionaries(st.dates(date(2026, 1, 1), date(2027, 12, 31)), spans, max_size=5),
)


@given(weeks, moments, working)
def test_an_answer_is_due_in_opening_hours(week: Shop, now: datetime, working_time: timedelta) -> None:
    due = calendar.answer_by(week, now, working_time)
    just_before = due - timedelta(microseconds=1)
    assert due >= now + working_time
    never = len(week.hours.rest) == len(DAYS)
    assert never or any(calendar.is_open(week, moment) for moment in (due, just_before))


@given(weeks, moments, st.timedeltas(timedelta(0), timedelta(days=9)), working)
def test_who_asks_later_is_never_answered_earlier(
    week: Shop, now: datetime, later: timedelta, working_time: timedelta
) -> None:
    first = calendar.answer_by(week, now, working_time)
    assert first <= calendar.answer_by(week, now + later, working_time)


@given(weeks, moments, working, working)
def test_more_work_is_never_done_earlier(week: Shop, now: datetime, one: timedelta, other: timedelta) -> None:
    shorter, longer = sorted([one, other])
    due = calendar.answer_by(week, now, shorter)
    assert due <= calendar.answer_by(week, now, longer)


@given(weeks, moments, working)
def test_the_time_until_an_answer_is_due_is_the_working_time_given(
    week: Shop, now: datetime, given_time: timedelta
) -> None:
    due = calendar.answer_by(week, now, given_time)
    assert calendar.working_time(week, now, due) == given_time
    assert calendar.working_time(week, due, now) == timedelta(0) or due == now


@given(weeks, moments, working, working)
def test_a_clock_that_stands_in_between_takes_nothing_away(
    week: Shop, now: datetime, given_time: timedelta, until_stop: timedelta
) -> None:
    """What is left when the clock stops, and what ran until then, are together what was given."""
    due = calendar.answer_by(week, now, given_time)
    stop = min(now + until_stop, due)
    ran, left = calendar.working_time(week, now, stop), calendar.working_time(week, stop, due)
    assert ran + left == given_time


@given(weeks, moments, working)
def test_the_shop_is_closed_until_it_opens(week: Shop, now: datetime, wait: timedelta) -> None:
    opens = calendar.opens_at(week, now)
    if opens is None or now + wait < opens:
        assert not calendar.is_open(week, now + wait)
    else:
        assert calendar.is_open(week, opens)


@pytest.mark.parametrize(
    ("week", "day", "holiday", "works"),
    [
        (WEEK, date(2026, 2, 17), "Tết Nguyên Đán", False),  # the first day of the lunar year
        (WEEK, date(2026, 2, 16), "Tết Nguyên Đán", False),  # its eve
        (WEEK, date(2026, 2, 21), "", True),
        (WEEK, date(2027, 2, 9), "Tết Nguyên Đán", False),
        (WEEK, date(2027, 2, 10), "Tết Nguyên Đán", False),  # made up for: the second day was a Sunday
        (OFFICE, date(2027, 2, 11), "Tết Nguyên Đán", False),  # two days fell on the weekend
        (OFFICE, date(2027, 2, 12), "", True),
        (WEEK, date(2026, 4, 27), "Ngày Giỗ Tổ Hùng Vương", False),  # the 26th is a Sunday
        (hours(["8:00-12:00"], ["8:00-12:00"], ["8:00-12:00"]), date(2026, 4, 27), "", True),
        (WEEK, date(2026, 9, 2), "Quốc khánh", False),
        (WEEK, date(2026, 8, 31), "", True),  # swapped with a Saturday on which this shop works anyway
        (OFFICE, date(2026, 8, 31), "Quốc khánh", False),
        (OFFICE, date(2026, 8, 22), "", True),  # a Saturday worked for that Monday
        (OFFICE, date(2026, 8, 15), "", False),
    ],
)
def test_public_holidays_are_kept(week: Hours, day: date, holiday: str, works: bool) -> None:
    closed = shop(week, "closed")
    assert calendar.holiday_on(closed, day) == holiday
    assert bool(calendar.spans_on(closed, day)) is works


def test_a_shop_may_open_on_holidays() -> None:
    tet = date(2026, 2, 17)
    assert calendar.spans_on(shop(WEEK, "usual"), tet) == WEEK.on(1)
    [span] = calendar.spans_on(shop(WEEK, ["9:00-12:00"]), tet)
    assert (span.start.hour, span.end.hour) == (9, 12)


def test_a_day_named_in_the_settings_wins() -> None:
    days = {date(2026, 2, 17): ["10:00-11:00"], date(2026, 11, 25): []}
    named = shop(WEEK, "closed", days)
    assert calendar.spans_on(named, date(2026, 2, 17))
    assert calendar.answer_by(named, at(23, "20:30"), timedelta(hours=1)) == at(26, "8:30")


def test_a_shop_that_opens_on_one_named_day_only() -> None:
    once = shop(hours([], [], []), "closed", {date(2026, 11, 25): ["8:00-9:00"]})
    assert calendar.opens_at(once, at(23, "10:00")) == at(25, "8:00")
    assert calendar.answer_by(once, at(23, "10:00"), timedelta(hours=2)) == at(23, "12:00")


def test_working_days_end_when_the_shop_closes_and_leave_out_rest_and_holidays() -> None:
    friday = at(27, "20:59")
    assert calendar.working_days_later(SHOP, friday, 2) == at(30, "21:00")  # Saturday, Monday
    assert calendar.working_days_later(shop(OFFICE), friday, 1) == at(30, "17:00")
    tet = calendar.working_days_later(shop(WEEK, "closed"), tet_moment(13), 2)
    assert tet == datetime(2026, 2, 21, 14, 0, tzinfo=UTC)  # the 14th, and the 21st behind Tết


def test_without_weekly_hours_every_day_is_a_working_day() -> None:
    assert calendar.working_days_later(NEVER, at(23, "10:00"), 2) == at(25, "10:00")


def test_what_is_said_before_and_on_a_holiday() -> None:
    told = facts.of_shop(shop(WEEK, "closed", {date(2026, 2, 14): ["8:00-12:00"]}), WORDS, tet_moment(12))
    assert told["hours"].splitlines()[-2:] == [
        "• thứ bảy 14/2: 8:00-12:00",
        "• thứ hai 16/2 đến thứ sáu 20/2 (Tết Nguyên Đán): nghỉ",
    ]
    told = facts.of_shop(shop(WEEK, "closed"), WORDS, tet_moment(18))
    assert told["open_now"] == "Hôm nay shop nghỉ lễ (Tết Nguyên Đán), mở lại lúc 8:00 sáng thứ bảy 21/2 ạ."


def tet_moment(day: int) -> datetime:
    return datetime(2026, 2, day, 3, 0, tzinfo=UTC)
