"""What can be looked up or counted is found, with its value and its place."""

import re
import time
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import find_entities
from nlu.entities.colours import Colours
from nlu.lexicon import FOLDER
from nlu.text import fold
from nlu.understanding import LONGEST_TEXT

TYPED = st.text(
    alphabet=st.sampled_from("0123456789 .,#*/-⭐kđtrdhsaơoxmlSMXLnăuàyqiếgc\u0301\u0323\u0309\u031b@:²٣🌟\n")
)

WORDS = re.split(
    r"\s+",
    "0 1 2 5 12 39 1.250.000 1,5 k tr triệu củ trăm chục rưỡi năm mươi mười lăm nghìn ngày tuần tháng trước sau thứ hôm qua "
    "mai / - size M XL cỡ màu đen xanh navy áo cái hộp đôi sao * đơn mã # dh 0900 000 123 tiếng phút nửa cả 29/2 31/4",
)


def found(text: str) -> list[tuple[str, str | int, str]]:
    return [(entity.name, entity.value, entity.text) for entity in find_entities(text)]


def values(name: str, text: str) -> list[str | int]:
    return [entity.value for entity in find_entities(text) if entity.name == name]


@pytest.mark.parametrize(
    ("typed", "stars"),
    [
        ("cho 4* nè", [4]),
        ("1 sao", [1]),
        ("áo đẹp lắm, cho 5 sao", [5]),
        ("năm sao luôn", [5]),
        ("một sao cho cách phục vụ", [1]),
        ("⭐⭐⭐", [3]),
        ("⭐ ⭐ ⭐ ⭐", [4]),
        ("3⭐ thôi", [3]),
        ("⭐️⭐️⭐️⭐️⭐️", [5]),
        ("đánh giá 4/5", [4]),
        ("2sao", [2]),
        ("4.5 sao", [4]),
        ("cho shop 5 sao chứ 4 sao thì ốt dột lắm", [5, 4]),
        ("5 stars", [5]),
    ],
)
def test_stars(typed: str, stars: list[int]) -> None:
    assert values("stars", typed) == stars


@pytest.mark.parametrize(
    "typed",
    [
        "đơn 2 sao chưa tới",
        "6 sao",
        "mai 4/5 giao",
        "mẫu 3 sao không có",
        "sao lâu vậy",
        "khách sạn 4 sao",
        "⭐ sale",
        "ship 2 sao lâu vậy",
    ],
)
def test_no_stars(typed: str) -> None:
    assert values("stars", typed) == []


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0900 000 123", "+84900000123"),
        ("0912.345.678", "+84912345678"),
        ("0912-345-678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("028 3822 1234", "+842838221234"),
    ],
)
def test_phone_numbers(typed: str, value: str) -> None:
    assert found(f"sđt {typed} nha") == [("phone", value, typed)]


@pytest.mark.parametrize("typed", ["09123", "091234567890", "1234567890123", "19001234"])
def test_no_phone_numbers(typed: str) -> None:
    assert values("phone", typed) == []


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("đơn #1023 đâu", ["1023"]),
        ("dh1023 tới chưa", ["DH1023"]),
        ("ĐH1023", ["DH1023"]),
        ("#DH1023", ["DH1023"]),
        ("đơn 2045 của em", ["2045"]),
        ("don hang 2045", ["2045"]),
        ("mã đơn: ab2231", ["AB2231"]),
        ("mã vận đơn SPXVN0123456", ["SPXVN0123456"]),
        ("số đơn ghi trên hộp là 8841 ạ", ["8841"]),
        ("chieu nay co giao khong, don 4120", ["4120"]),
        ("đơn 2045, 2046 và 2047 gộp lại nha", ["2045", "2046", "2047"]),
    ],
)
def test_order_codes(typed: str, codes: list[str]) -> None:
    assert values("order_code", typed) == codes


@pytest.mark.parametrize(
    "typed", ["đơn 500k", "năm 2023", "đơn 5tr2", "đơn 2 cái", "đơn 1000 cái ly", "mã THU20", "mà 2045"]
)
def test_no_order_codes(typed: str) -> None:
    assert values("order_code", typed) == []


@pytest.mark.parametrize(
    ("typed", "sizes"),
    [
        ("size L có mắc hơn size M không", ["L", "M"]),
        ("e lay mau be sz S nhe", ["S"]),
        ("con xanh reu size XL hok", ["XL"]),
        ("còn 2XL, xxl với XXXL không", ["2XL", "2XL", "3XL"]),
        ("áo size 4xl", ["4XL"]),
        ("giày cỡ 41 không", ["41"]),
        ("quần size 28", ["28"]),
        ("đổi đôi 38 lấy 39", ["38", "39"]),
        ("lộn rồi, 39 thành 36", ["39", "36"]),
        ("mang dép số 40, được không", ["40"]),
        ("size 39.5 á", ["39.5"]),
        ("m7 65kg mac L co chat k", ["L"]),
        ("bầu em mặc M", ["M"]),
        ("đặt M giao L", ["M", "L"]),
        ("mặc l được không", ["L"]),
        ("body size 9-12m", ["9-12m"]),
        ("bộ liền thân 6 - 9m còn không", ["6-9m"]),
        ("size 6-9 tháng còn không", ["6-9m"]),
        ("size M, L hay XL", ["M", "L", "XL"]),
        ("be mac bim m hay l", ["M", "L"]),
        ("chot vay xanh reu, toi tay la xl luon", ["XL"]),
    ],
)
def test_sizes(typed: str, sizes: list[str]) -> None:
    assert values("size", typed) == sizes


@pytest.mark.parametrize(
    "typed",
    [
        "1m58 48kg mặc cỡ nào",
        "cao 1m6 nặng 50 ký",
        "vòng đầu 58 phân",
        "xl bạn nha, mình nhầm",
        "m lấy cái này",
        "s lâu vậy",
        "cỡ 20 triệu",
        "nồi cơm",
        "co 27 cai",
        "freesize là tới bao nhiêu kg",
        "nhà số 40 đường 3/2",
        "mua 40 cái",
    ],
)
def test_no_sizes(typed: str) -> None:
    assert values("size", typed) == []


@pytest.mark.parametrize(
    ("typed", "colours"),
    [
        ("màu be còn không", ["be"]),
        ("doi qua mau be dc k", ["be"]),
        ("MÀU ĐEN", ["đen"]),
        ("gui mau den cho minh", ["đen"]),
        ("xanh navy", ["xanh navy"]),
        ("con xanh reu khong", ["xanh rêu"]),
        ("ốp đen nhám", ["đen nhám"]),
        ("hồng pastel còn hôn", ["hồng pastel"]),
        ("màu kem có ko hay chỉ có nâu", ["kem", "nâu"]),
        ("đơn e sửa màu đen thành ghi giúp b", ["đen", "ghi"]),
        ("áo thun trắng", ["trắng"]),
        ("em đặt xanh navy giao xanh lá", ["xanh navy", "xanh lá"]),
        ("chốt váy xanh rêu M, tới tay là vàng nghệ XL", ["xanh rêu", "vàng nghệ"]),
        ("đặt bút mực xanh mà bỏ nhầm mực đen", ["xanh", "đen"]),
        ("nón trắng tới nón kem", ["trắng", "kem"]),
        ("màu black size M", ["đen"]),
    ],
)
def test_colours(typed: str, colours: list[str]) -> None:
    assert values("colour", typed) == colours


@pytest.mark.parametrize(
    "typed",
    [
        "giao mau den nha minh voi",
        "sao mau đến vậy",
        "ao do dep lam",
        "cho hoi cai do bao nhieu",
        "kem chống nắng",
        "kem duong trang",
        "có bạc màu không",
        "áo ghi lê",
        "cam on shop",
        "hong thay den",
        "hạng vàng được gì",
        "áo có lót hông",
        "xuất hoá đơn đỏ",
        "nấu chè đậu đen",
        "hướng dẫn, huong dan tung buoc",
        "giá vàng sáng nay",
    ],
)
def test_no_colours(typed: str) -> None:
    assert values("colour", typed) == []


@pytest.mark.parametrize(
    ("typed", "quantities"),
    [
        ("2 cái áo", [2]),
        ("ba hộp", [3]),
        ("chục trứng", [10]),
        ("2 chục trứng", [20]),
        ("mười hai thùng", [12]),
        ("hai mươi lăm cái", [25]),
        ("hai lăm hộp", [25]),
        ("một trăm cái", [100]),
        ("đặt 50 áo đồng phục", [50]),
        ("cho anh 1 sạc nhanh 20w", [1]),
        ("hai chau lan y gui xe", [2]),
        ("hai cây chả bò với một hũ mắm", [2, 1]),
        ("nam hop sua", [5]),
        ("Đơn ghi 6 lon pa-tê, đếm lại có 5", [6, 5]),
        ("Đặt 10 thùng mì nhận 8 mà còn chối", [10, 8]),
        ("lay minh 3 goi", [3]),
        ("2 đôi vớ, 3 doi dep", [2, 3]),
    ],
)
def test_quantities(typed: str, quantities: list[int]) -> None:
    assert values("quantity", typed) == quantities


@pytest.mark.parametrize(
    "typed",
    [
        "áo gió nam cái này",
        "bao nhiêu, bảo hành bao lâu",
        "bao hanh o dau, trung tam bao hanh",
        "ba lô này bền",
        "Ba tui đem qua",
        "giật mạnh một cái",
        "35k một hộp",
        "nhiêu 1 cái",
        "1 đổi 1",
        "1 doi 1 trong bao lau",
        "chi nhánh Hai Chau",
        "mấy cái, vài hộp",
        "số 2 cái nào",
        "lần 2 cái áo",
        "đi 15 cây số",
        "loi chuc dam cuoi",
        "bàn 8 người",
    ],
)
def test_no_quantities(typed: str) -> None:
    assert values("quantity", typed) == []


def test_a_list_that_names_no_colour_is_refused(tmp_path: Path) -> None:
    written = (FOLDER / "entities.yml").read_text(encoding="utf-8")
    (tmp_path / "entities.yml").write_text(written.replace("[đỏ]", "[đỏo]"), encoding="utf-8")
    with pytest.raises(ValueError, match='never_without_accents has "đỏo"'):
        Colours.load(tmp_path)


def test_several_facts_in_one_message() -> None:
    assert found(
        "đơn DH3094 hôm qua đặt 2 cái áo đen size M giá 250k, gọi 0900 000 123, giao trễ 3 ngày cho 1 sao"
    ) == [
        ("order_code", "DH3094", "DH3094"),
        ("date", "-1d", "hôm qua"),
        ("quantity", 2, "2 cái"),
        ("colour", "đen", "đen"),
        ("size", "M", "M"),
        ("money", 250_000, "250k"),
        ("phone", "+84900000123", "0900 000 123"),
        ("duration", 4_320, "3 ngày"),
        ("stars", 1, "1 sao"),
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_places_are_those_of_the_text_as_it_was_sent(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "trả tôi hai trăm rưỡi, số 0900 000 123, đơn DH1023, màu đỏ, hôm kia")
    entities = find_entities(text)
    assert [entity.name for entity in entities] == ["money", "phone", "order_code", "colour", "date"]
    assert all(text[entity.start : entity.end] == entity.text for entity in entities)
    assert unicodedata.normalize("NFC", entities[-1].text) == "hôm kia"


@pytest.mark.parametrize(
    "typed",
    [
        "HAI TRĂM RƯỠI",
        "hai  trăm\nrưỡi",
        "hai trăm rưỡiiii",
        "hai tram ruoi",
        "hai trăm ruoi",
        "hai trâm rươi",
        "Hai Trăm Rưỡi",
    ],
)
def test_however_it_is_typed(typed: str) -> None:
    expected = [] if "trâm" in typed else [250_000]
    assert values("money", typed) == expected


@pytest.mark.parametrize(
    "typed", ["http://shop.vn/500k", "www.ao-den.vn/3-ngay", "nam5sao@example.com", "", " ", "a"]
)
def test_nothing_is_found_in_links(typed: str) -> None:
    assert found(typed) == []


@given(TYPED)
def test_finds_never_overlap(text: str) -> None:
    entities = find_entities(text)
    assert all(first.end <= second.start for first, second in pairwise(entities))
    assert all(text[entity.start : entity.end] == entity.text for entity in entities)
    assert all(entity.text for entity in entities)


@given(st.text())
def test_anything_can_be_typed(text: str) -> None:
    assert all(entity.text for entity in find_entities(text))


@given(st.lists(st.sampled_from(WORDS)))
def test_words_in_any_order(words: list[str]) -> None:
    for text in (" ".join(words), "".join(words), fold(" ".join(words))):
        assert all(text[entity.start : entity.end] == entity.text for entity in find_entities(text))


@pytest.mark.parametrize(
    "unit",
    [
        "5k ",
        "xl,",
        "mai ",
        "đỏ ",
        "màu đỏ, ",
        "hai ",
        "hai trăm ",
        "0",
        "⭐",
        "#1",
        "a@",
        "b.",
        "-",
        "\u0301",
        "áo ",
        "1 cái ",
        "size a,",
        "🙂",
    ],
)
def test_the_longest_message_takes_little_time(unit: str) -> None:
    text = (unit * LONGEST_TEXT)[:LONGEST_TEXT]
    find_entities("màu đen")
    began = time.process_time()
    find_entities(text)
    assert time.process_time() - began < 0.15, (
        "four times what it takes on one quiet core, and no regular expression that explodes"
    )
