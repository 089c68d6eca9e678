"""Text as it is typed is brought to one form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text import (
    concept_forms,
    fold,
    folded,
    for_model,
    may_be,
    nfc,
    one_tone_placement,
    with_concepts,
    without_tones,
)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Đẹp", "dep"),
        ("KHÔNG", "khong"),
        ("Nguyễn Ái Quốc", "nguyen ai quoc"),
        ("đường", "duong"),
        ("ừ", "u"),
        ("123 😍", "123 😍"),
    ],
)
def test_folding_leaves_what_a_keyboard_without_vietnamese_types(typed: str, plain: str) -> None:
    assert fold(typed) == plain
    assert fold(unicodedata.normalize("NFD", typed)) == plain


def test_tones_are_dropped_and_letters_kept() -> None:
    assert without_tones("được không ạ, đẹp lắm") == "đươc không a, đep lăm"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("quý", "quý"),
        ("toàn", "toàn"),
        ("hoá đơn", "hóa đơn"),
        ("xoá", "xóa"),
        ("loại", "loại"),
    ],
)
def test_both_tone_placements_become_one(typed: str, written: str) -> None:
    assert one_tone_placement(typed) == written


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("đẹpppp QUÁÁÁ!!!", "đẹp quá !"),
        ("ko bn v", "không bn v"),
        ("gọi 0900 000 123 nha", "gọi _phone_ nha"),
        ("đơn #1023, DH1024", "đơn _order_ , _order_"),
        ("giá 5tr2 hay 200.000đ", "giá _money_ hay _money_"),
        ("cho 5 sao", "cho _stars_high_"),
        ("1 sao", "_stars_low_"),
        ("⭐⭐⭐⭐⭐ ưng", "_stars_high_ ưng"),
        ("xem https://a.vn/x?y=1 với shop.com/z", "xem _url_ với _url_"),
        ("đơn 2 sao chưa tới", "đơn 2 sao chưa tới"),
        ("đẹp😍😍vl", "đẹp 😍 vl"),
        ("", ""),
    ],
)
def test_the_model_sees_one_form(typed: str, seen: str) -> None:
    assert for_model(typed, {"ko": "không"}) == seen


def test_composed_and_decomposed_letters_are_the_same_to_the_model() -> None:
    typed = "Hàng bị vỡ rồi, đổi giúp mình"
    assert for_model(unicodedata.normalize("NFD", typed), {}) == for_model(nfc(typed), {})


@given(st.text())
def test_every_place_of_a_folded_text_points_into_the_original(text: str) -> None:
    plain = folded(text)
    assert len(plain.places) == len(plain.text) + 1
    assert all(0 <= place <= len(text) for place in plain.places)
    assert list(plain.places) == sorted(plain.places)


@given(st.text())
def test_no_text_breaks_what_the_model_is_given(text: str) -> None:
    assert "  " not in for_model(text, {"k": "không"})


FORMS = concept_forms({"product": ["nồi cơm", "áo"], "hot": ["cháy"], "like": ["ưng"]})


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("nồi cơm cháy", "_product_ _hot_"),
        ("noi com chay", "_product_ _hot_"),
        ("nồi com chay", "_product_ _hot_"),
        ("áo chạy", "_product_ chạy"),
        ("mua 3 áo", "mua _number_ _product_"),
        ("hello áo", "_foreign_ _product_"),
    ],
)
def test_words_become_their_concepts_however_they_are_typed(text: str, seen: str) -> None:
    assert with_concepts(text, FORMS) == seen


def test_other_accents_are_another_word() -> None:
    assert may_be("chay", "cháy")
    assert not may_be("chạy", "cháy")
