"""What a phrase of the word lists finds."""

import pytest

from nlu.lexicon import Phrases

LISTS = {"chỗ": ["tay", "khắp người"], "số": ["hai", "ba"]}


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("nổi mẩn", "mặt nổi mẩn", True),
        ("nổi mẩn", "mat noi man", True),
        ("nổi mẩn", "nôi mân rồi", True),
        ("nổi mẩn", "nồi mận", False),
        ("nhắn ... lần", "nhắn cho shop mấy lần", True),
        ("nhắn ... lần", "nhắn lần", True),
        ("nhắn ... lần", "nhắn cho shop biết bao nhiêu lần", False),
        ("nhắn ... lần", "em đã nhắn . lần sau", False),
        ("nhắn/gọi hoài", "gọi hoài", True),
        ("nhắn/gọi hoài", "hỏi hoài", False),
        ("sưng <chỗ>", "sưng khắp người", True),
        ("sưng <chỗ>", "sung khap nguoi", True),
        ("sưng <chỗ>", "sưng", False),
        ("<số> lần", "ba lần", True),
        ("<số> lần", "12 lần", True),
        ("<số> lần", "1 lần", False),
        ("<số> lần", "100 lần", False),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str, found: bool) -> None:
    assert bool(Phrases.of([phrase], lists=LISTS).affirmed(text)) is found


@pytest.mark.parametrize(("text", "found"), [("ra máu", True), ("ra mau", False), ("ra màu", False)])
def test_a_homograph_counts_with_its_accents_alone(text: str, found: bool) -> None:
    assert bool(Phrases.of(["ra máu"], homographs=["ra máu"]).affirmed(text)) is found


@pytest.mark.parametrize(
    ("text", "affirmed", "denied"),
    [
        ("bị ngứa", 1, 0),
        ("không bị ngứa", 0, 1),
        ("khong bi ngua", 0, 1),
        ("không giặt trước khi mặc bị ngứa", 1, 0),
        ("không giặt , ngứa", 1, 0),
        ("không biết sao ngứa", 1, 0),
        ("không ngứa nhưng mà lại ngứa", 1, 1),
    ],
)
def test_a_denial_just_before_a_phrase_denies_it(text: str, affirmed: int, denied: int) -> None:
    phrases = Phrases.of(["ngứa"], not_after=["không"], but_after=["không biết"])
    assert (phrases.affirmed(text), phrases.denied(text)) == (affirmed, denied)


@pytest.mark.parametrize(
    ("text", "found"), [("nổ", 1), ("nổ tung", 1), ("xe nổ máy", 0), ("xe no may , no tung", 1)]
)
def test_a_phrase_just_before_another_word_is_something_else(text: str, found: int) -> None:
    assert Phrases.of(["nổ"], not_before=["máy"]).affirmed(text) == found
