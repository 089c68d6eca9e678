"""Days and spans of time, as they are written and said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import calendar_day, find_entities
from nlu.text import fold

SUNDAY = date(2026, 11, 22)


def values(name: str, text: str) -> list[str | int]:
    return [entity.value for entity in find_entities(text) if entity.name == name]


@pytest.mark.parametrize("spelling", [str, fold, str.upper])
@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("đặt hôm qua", ["-1d"]),
        ("bữa qua", ["-1d"]),
        ("chiều qua", ["-1d"]),
        ("báo giao từ hôm kia", ["-2d"]),
        ("hôm nay", ["0d"]),
        ("bữa nay", ["0d"]),
        ("giao trong ngày mai", ["+1d"]),
        ("sáng mai giao", ["+1d"]),
        ("mai giao nha", ["+1d"]),
        ("ngày mốt", ["+2d"]),
        ("tuần trước", ["-7d"]),
        ("tuần rồi", ["-7d"]),
        ("tuần sau", ["+7d"]),
        ("tháng trước", ["-30d"]),
        ("phải qua thứ 2 mới tới", ["mon"]),
        ("giao thứ bảy nha", ["sat"]),
        ("sáng chủ nhật", ["sun"]),
        ("thứ 5 tuần trước", ["thu-7d"]),
        ("thứ sáu tuần rồi", ["fri-7d"]),
        ("thứ 2 tuần sau", ["mon+7d"]),
        ("thứ ba, rồi thứ sáu, rồi chủ nhật", ["tue", "fri", "sun"]),
        ("t7 giao được không", ["sat"]),
        ("12/5 giao", ["05-12"]),
        ("từ ngày 3/6, đến 14/6", ["06-03", "06-14"]),
        ("sau 20/10", ["10-20"]),
        ("ngày 12 tháng 5", ["05-12"]),
        ("mua ngày 12/5/2026", ["2026-05-12"]),
        ("2026-05-12", ["2026-05-12"]),
        ("lễ 2/9", ["09-02"]),
        ("ngày 5/5", ["05-05"]),
    ],
)
def test_days(typed: str, days: list[str], spelling: type[str]) -> None:
    assert values("date", spelling(typed)) == days


def test_three_days_ago_is_said_with_its_accent() -> None:
    assert values("date", "hôm kìa") == ["-3d"]


@pytest.mark.parametrize(
    "typed",
    [
        "mai mốt mua tiếp",
        "mai mot mua tiep",
        "cây mai vàng",
        "khuyến mai, khuyen mai",
        "goi mai khong ai nghe",
        "tên Mai",
        "phô mai",
        "mấy hôm nay",
        "lần thứ ba",
        "cái thứ 2",
        "lần này là lần thứ 3",
        "đem qua bên kia đổi",
        "tôi qua lấy được không",
        "24/7",
        "hút hầm cầu 24/24",
        "nghe nhạc thì 8/10, call thì 3/10",
        "đánh giá 4/5",
        "kiệt 12/5 Ông Ích Khiêm",
        "45 đường 3/2",
        "1/2 hộp",
        "31/4 giao",
        "3/5 của 40",
        "còn cn hg",
        "cả tuần rồi",
        "2 tuần trước cả rồi",
        "ngày 3",
        "cuối tuần",
    ],
)
def test_no_days(typed: str) -> None:
    assert values("date", typed) == []


@pytest.mark.parametrize("spelling", [str, fold, str.upper])
@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("đợi 2 tuần", 20_160),
        ("3 ngày nay", 4_320),
        ("2 bữa nay rồi", 2_880),
        ("hai hôm", 2_880),
        ("cả tháng", 43_200),
        ("cả tuần", 10_080),
        ("nửa tháng", 21_600),
        ("nguyên nửa tháng", 21_600),
        ("nửa tiếng", 30),
        ("15 phút", 15),
        ("20p nữa", 20),
        ("hai tiếng", 120),
        ("2 tiếng rưỡi", 150),
        ("tiếng rưỡi", 90),
        ("2 giờ đồng hồ", 120),
        ("trong 24h", 1_440),
        ("trong 2h", 120),
        ("mười hai ngày", 17_280),
        ("chục bữa", 14_400),
        ("hơn 3 tuần", 30_240),
        ("hơn tháng nay", 43_200),
        ("bảo hành 12 tháng", 518_400),
    ],
)
def test_durations_in_minutes(typed: str, minutes: int, spelling: type[str]) -> None:
    assert values("duration", spelling(typed)) == [minutes]


@pytest.mark.parametrize(
    "typed",
    [
        "áo gió nam bữa trước có về lại không",
        "9h tối",
        "6h sáng đã mở cửa chưa",
        "rảnh từ 6h",
        "từ bây giờ",
        "ngày 3 tháng 5",
        "thứ 5 tuần trước",
        "mấy ngày",
        "vài tuần",
        "bé 3 tháng mặc vừa không",
        "6 tháng tuổi",
        "1 ngày uống mấy viên",
        "suốt ngày ngồi quán",
        "giá 3 bắp",
        "hat bap nep",
        "xang 95 hom nay",
        "ngày mai",
    ],
)
def test_no_durations(typed: str) -> None:
    assert values("duration", typed) == []


@pytest.mark.parametrize(
    ("value", "past", "day"),
    [
        ("-1d", False, date(2026, 11, 21)),
        ("0d", False, SUNDAY),
        ("+1d", False, date(2026, 11, 23)),
        ("-30d", False, date(2026, 10, 23)),
        ("sun", False, SUNDAY),
        ("tue", False, date(2026, 11, 24)),
        ("tue", True, date(2026, 11, 17)),
        ("thu-7d", False, date(2026, 11, 12)),
        ("mon+7d", False, date(2026, 11, 23)),
        ("10-12", False, date(2026, 10, 12)),
        ("01-03", False, date(2027, 1, 3)),
        ("02-29", False, date(2028, 2, 29)),
        ("2026-05-12", False, date(2026, 5, 12)),
    ],
)
def test_a_day_of_the_calendar(value: str, past: bool, day: date) -> None:
    assert calendar_day(value, SUNDAY, past=past) == day


@pytest.mark.parametrize("value", ["", "soon", "02-30", "13-01", "2026-02-30"])
def test_what_is_no_day_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        calendar_day(value, SUNDAY)


@given(st.integers(1, 31), st.integers(1, 12), st.sampled_from(["", "/2024", "/25"]))
def test_every_date_found_is_a_day_of_the_calendar(day: int, month: int, year: str) -> None:
    for value in values("date", f"giao ngày {day}/{month}{year}"):
        assert (calendar_day(str(value), SUNDAY).month, calendar_day(str(value), SUNDAY).day) == (month, day)
