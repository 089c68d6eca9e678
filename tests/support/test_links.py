import re
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.links import LONGEST_CODE, make_token, order_code_of

SECRET = "a secret key of the tests"
CODES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
    lambda code: len(code.encode()) <= LONGEST_CODE
)


@given(CODES)
def test_a_token_fits_telegram_and_carries_the_code(code: str) -> None:
    token = make_token(SECRET, code)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", token)
    assert order_code_of(SECRET, token) == code


def test_the_longest_code_fills_the_token_and_one_more_is_refused() -> None:
    assert len(make_token(SECRET, "D" * LONGEST_CODE)) == 64
    with pytest.raises(ValueError, match=r"of 32 bytes, expected 1 to 31"):
        make_token(SECRET, "D" * (LONGEST_CODE + 1))


def test_an_empty_code_is_refused() -> None:
    with pytest.raises(ValueError, match=r"of 0 bytes"):
        make_token(SECRET, "")


@given(st.text(max_size=80))
def test_what_nobody_signed_is_no_token(text: str) -> None:
    assert order_code_of(SECRET, text) is None


@given(st.data())
def test_a_token_changed_in_one_character_is_no_token(data: st.DataObject) -> None:
    token = make_token(SECRET, "DH-2026-0042")
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABCXYZabcxyz0189_-").filter(lambda letter: letter != token[at]))
    assert order_code_of(SECRET, token[:at] + other + token[at + 1 :]) is None


def test_a_token_of_another_secret_is_no_token() -> None:
    assert order_code_of(SECRET, make_token("another secret of the tests", "DH1")) is None


def test_a_signature_is_not_moved_to_another_order() -> None:
    signature = make_token(SECRET, "DH1")[-22:]
    assert order_code_of(SECRET, urlsafe_b64encode(b"DH2").decode().rstrip("=") + signature) is None


def test_a_token_stays_what_shops_have_printed() -> None:
    """Links live in e-mails and on receipts for years: the way they are made must not change."""
    assert make_token(SECRET, "DH0042") == "REgwMDQycLTzS582cjJ5jmFp0xOt9g"
