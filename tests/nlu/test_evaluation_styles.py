"""Messages typed anew, as customers type: the same every time, and by the rules of Telex and VNI."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.evaluation.held_out import read_set
from nlu.evaluation.keyboards import TELEX, VNI, Habit, struck
from nlu.evaluation.typing_styles import STYLES

AT_ONCE = Habit(tones_last=False, marks_last=False, one_horn=False)
USUAL = Habit()
ALL_LAST = Habit(tones_last=True, marks_last=True, one_horn=True)


@pytest.mark.parametrize(
    ("text", "habit", "telex", "vni"),
    [
        ("giao hàng chậm", ALL_LAST, "giao hangf chamaj", "giao hang2 cham65"),
        ("giao hàng chậm", USUAL, "giao hangf chaamj", "giao hang2 cha6m5"),
        ("giao hàng chậm", AT_ONCE, "giao hafng chaajm", "giao ha2ng cha65m"),
        ("được", USUAL, "dduowcj", "d9uo7c5"),
        ("được", AT_ONCE, "dduwowjc", "d9u7o75c"),
        ("ăn ở đó", USUAL, "awn owr ddos", "a8n o73 d9o1"),
        ("nhưng", USUAL, "nhuwng", "nhu7ng"),
        ("ĐÃ HUỶ", USUAL, "DDAX HUYR", "D9A4 HUY3"),
        ("Ơi ok 500k", USUAL, "Owi ok 500k", "O7i ok 500k"),
        ("Đà Nẵng", USUAL, "DDaf Nawngx", "D9a2 Na8ng4"),
    ],
)
def test_keys_struck_are_those_of_telex_and_vni(text: str, habit: Habit, telex: str, vni: str) -> None:
    assert struck(text, TELEX, habit) == telex
    assert struck(unicodedata.normalize("NFD", text), TELEX, habit) == telex
    assert struck(text, VNI, habit) == vni


@pytest.mark.parametrize(
    ("style", "text", "typed"),
    [
        ("clean", "Áo đẹp, mà hoà", "Áo đẹp, mà hoà"),
        ("no diacritics", "Đẹp quá, ĐỘ BỀN", "Dep qua, DO BEN"),
        ("other tone placement", "hoà khỏe thuý quý loại Hòa", "hòa khoẻ thúy quý loại Hoà"),
        ("CAPITALS", "đẹp", "ĐẸP"),
        ("no spaces after signs", "đẹp, rẻ. Mua!", "đẹp,rẻ.Mua!"),
        ("no signs (voice)", "Đẹp, giá 1.200.000 hả?! 😍", "đẹp giá 1.200.000 hả"),
        ("no signs (voice)", "😡😡", "😡😡"),
        ("NFD", "đẹp", "đe\u0323p"),
    ],
)
def test_styles_type_as_they_say(style: str, text: str, typed: str) -> None:
    assert STYLES[style](text) == typed


def test_teencode_shortens_what_is_said_short() -> None:
    assert STYLES["teencode"]("không biết bao nhiêu tiền vậy shop, mình muốn mua").count("không") == 0


def test_a_typo_is_one_slip_in_short_messages_and_two_in_longer_ones() -> None:
    for text in ("shop còn hàng", "mình muốn hỏi cái áo màu đen này"):
        words = zip(text.split(), STYLES["typos"](text).split(), strict=True)
        assert sum(before != after for before, after in words) == (1 if len(text.split()) < 6 else 2)


def test_order_codes_and_prices_stay_what_they_are() -> None:
    text = "đơn DH1023 giá 500k đâu rồi"
    for style in STYLES:
        assert "dh1023" in STYLES[style](text).lower(), style
        assert "500k" in STYLES[style](text).lower(), style


@given(st.text(max_size=200))
def test_whatever_is_typed_comes_out_the_same_twice(text: str) -> None:
    for style, typing in STYLES.items():
        assert typing(text) == typing(text), style


def test_every_style_changes_messages_and_empties_none() -> None:
    rows = read_set("choosing").rows
    for style, typing in STYLES.items():
        changed = [row for row in rows if typing(row.text) != row.text]
        assert bool(changed) == (style != "clean"), style
        assert all(typing(row.text).strip() for row in rows), style
