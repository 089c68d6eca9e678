"""Amounts of money, as they are written and said."""

import pytest

from nlu.entities import find_entities
from nlu.text import fold


def money(text: str) -> list[tuple[str | int, str]]:
    return [(entity.value, entity.text) for entity in find_entities(text) if entity.name == "money"]


@pytest.mark.parametrize("spelling", [str, fold, str.upper])
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("500k", 500_000),
        ("5tr2", 5_200_000),
        ("10tr8", 10_800_000),
        ("1tr250", 1_250_000),
        ("1tr250k", 1_250_000),
        ("1k5", 1_500),
        ("1,5tr", 1_500_000),
        ("1.5 triệu", 1_500_000),
        ("2 triệu rưỡi", 2_500_000),
        ("1 triệu rưỡi", 1_500_000),
        ("1 triệu 250 nghìn", 1_250_000),
        ("1 triệu 2", 1_200_000),
        ("200.000đ", 200_000),
        ("1.250.000đ", 1_250_000),
        ("200,000 vnđ", 200_000),
        ("645.000", 645_000),
        ("50000đ", 50_000),
        ("30 nghìn", 30_000),
        ("30 ngan", 30_000),
        ("250 nghìn", 250_000),
        ("hai trăm rưỡi", 250_000),
        ("hai trăm năm mươi", 250_000),
        ("hai trăm năm mươi nghìn", 250_000),
        ("ba trăm nghìn", 300_000),
        ("3 trăm", 300_000),
        ("trăm rưỡi", 150_000),
        ("triệu rưỡi", 1_500_000),
        ("một triệu hai", 1_200_000),
        ("hai triệu tư", 2_400_000),
        ("một triệu hai trăm", 1_200_000),
        ("mười hai triệu", 12_000_000),
        ("ba chục ngàn", 30_000),
        ("chín chín nghìn", 99_000),
        ("3 củ", 3_000_000),
        ("2 tỷ", 2_000_000_000),
        ("2 xị", 200_000),
    ],
)
def test_money_is_counted_in_dong(typed: str, value: int, spelling: type[str]) -> None:
    text = spelling(f"mua hết {typed} đó")
    assert money(text) == [(value, spelling(typed))]


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("ship 20k hay 30k z", [20_000, 30_000]),
        ("shipper doi 368k", [368_000]),
        ("công lắp báo 300 ngàn lúc thu 450, tính lại", [300_000, 450_000]),
        ("hai củ rưỡi", [2_500_000]),
        ("thuê KOC từ 300k/clip", [300_000]),
        ("85k hộp bé xíu", [85_000]),
        ("vi chua nhan lai 645.000, kiem giup", [645_000]),
        ("giá hai chục thôi", [20_000]),
    ],
)
def test_money_among_other_words(typed: str, values: list[int]) -> None:
    assert [value for value, _ in money(typed)] == values


@pytest.mark.parametrize(
    "typed",
    [
        "48kg",
        "1m58",
        "một trăm cái",
        "3 trăm gram",
        "4 kệ",
        "dùng 3 tháng",
        "iphone 15",
        "số 40 k chật chứ",
        "đôi 39 k vừa",
        "10k follow",
        "pin 5.000 mah",
        "vàng 18k",
        "3 củ khoai",
        "2 củ sạc",
        "tỉ lệ 2 tỉ lệ 1",
        "trăm phần trăm",
        "16 triệu màu",
        "ba cu mua",
        "cu tu tu",
        "500 điểm",
        "lấy hai chục trứng",
        "5đ",
        "mấy k",
        "bao nhiêu tiền",
    ],
)
def test_other_numbers_are_no_money(typed: str) -> None:
    assert money(typed) == []
