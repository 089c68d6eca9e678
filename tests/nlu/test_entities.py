"""What can be looked up or counted is found, with its value and its place."""

import unicodedata
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import find_entities


def found(text: str) -> list[tuple[str, str | int, str]]:
    return [(entity.name, entity.value, entity.text) for entity in find_entities(text)]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("500k", 500_000),
        ("5tr2", 5_200_000),
        ("1tr250", 1_250_000),
        ("1,5tr", 1_500_000),
        ("1.5 triệu", 1_500_000),
        ("2 triệu rưỡi", 2_500_000),
        ("200.000đ", 200_000),
        ("200,000 vnđ", 200_000),
        ("30 nghìn", 30_000),
        ("30 ngan", 30_000),
        ("hai trăm rưỡi", 250_000),
        ("hai tram ruoi", 250_000),
        ("ba trăm nghìn", 300_000),
        ("triệu rưỡi", 1_500_000),
        ("một triệu hai", 1_200_000),
        ("3 củ", 3_000_000),
    ],
)
def test_money_is_counted_in_dong(typed: str, value: int) -> None:
    assert found(f"hết {typed} lận") == [("money", value, typed)]


@pytest.mark.parametrize("typed", ["48kg", "1m58", "một trăm cái", "4 kệ", "dùng 3 tháng", "iphone 15"])
def test_other_numbers_are_no_money(typed: str) -> None:
    assert "money" not in [name for name, _, _ in found(typed)]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("cho 4* nè", 4),
        ("1 sao", 1),
        ("áo đẹp lắm, cho 5 sao", 5),
        ("năm sao luôn", 5),
        ("⭐⭐⭐", 3),
        ("đánh giá 4/5", 4),
        ("2sao", 2),
    ],
)
def test_stars(typed: str, value: int) -> None:
    assert [entity.value for entity in find_entities(typed) if entity.name == "stars"] == [value]


@pytest.mark.parametrize(
    "typed", ["đơn 2 sao chưa tới", "6 sao", "mai 4/5 giao", "mẫu 3 sao không có", "sao lâu vậy"]
)
def test_no_stars(typed: str) -> None:
    assert "stars" not in [name for name, _, _ in found(typed)]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0900 000 123", "+84900000123"),
        ("0912.345.678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("028 3822 1234", "+842838221234"),
    ],
)
def test_phone_numbers(typed: str, value: str) -> None:
    assert found(f"sđt {typed} nha") == [("phone", value, typed)]


@pytest.mark.parametrize("typed", ["09123", "091234567890", "1234567890123"])
def test_no_phone_numbers(typed: str) -> None:
    assert "phone" not in [name for name, _, _ in found(typed)]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("đơn #1023 đâu", "1023"),
        ("dh1023 tới chưa", "DH1023"),
        ("đơn 2045 của em", "2045"),
        ("don hang 2045", "2045"),
        ("mã đơn: ab2231", "AB2231"),
        ("mã vận đơn SPXVN0123456", "SPXVN0123456"),
    ],
)
def test_order_codes(typed: str, value: str) -> None:
    assert [entity.value for entity in find_entities(typed) if entity.name == "order_code"] == [value]


@pytest.mark.parametrize("typed", ["đơn 500k", "năm 2023", "đơn 5tr2", "đơn 2 cái"])
def test_no_order_codes(typed: str) -> None:
    assert "order_code" not in [name for name, _, _ in found(typed)]


def test_durations_in_minutes_and_quantities() -> None:
    assert found("đợi 2 tuần, cả tháng, nửa tháng, năm ngày, 30 phút; lấy ba cái, 2 đôi") == [
        ("duration", 20_160, "2 tuần"),
        ("duration", 43_200, "cả tháng"),
        ("duration", 21_600, "nửa tháng"),
        ("duration", 7_200, "năm ngày"),
        ("duration", 30, "30 phút"),
        ("quantity", 3, "ba cái"),
        ("quantity", 2, "2 đôi"),
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_places_are_those_of_the_text_as_it_was_sent(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "trả tôi hai trăm rưỡi, số 0900 000 123, đơn DH1023")
    entities = find_entities(text)
    assert [entity.name for entity in entities] == ["money", "phone", "order_code"]
    assert all(text[entity.start : entity.end] == entity.text for entity in entities)


@given(st.text(alphabet=st.sampled_from("0123456789 .,#*⭐kđtrdhsao/năm trăm\u0301\u0323")))
def test_finds_never_overlap(text: str) -> None:
    entities = find_entities(text)
    assert all(first.end <= second.start for first, second in pairwise(entities))
    assert all(text[entity.start : entity.end] == entity.text for entity in entities)
