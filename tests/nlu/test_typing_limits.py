"""Nothing that can be typed breaks what the model is shown, or takes long."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nlu.lexicon import Abbreviations
from nlu.text import for_model, one_tone_placement
from nlu.text.letters import plain_letters
from nlu.understanding import LONGEST_TEXT

MEANINGS = Abbreviations.load().meanings


def seen(text: str) -> str:
    return for_model(text, MEANINGS)


def messages() -> list[str]:
    folder = Path(__file__).parents[2] / "data" / "nlu"
    texts = (file.read_text(encoding="utf-8") for file in sorted(folder.glob("reviews*.yml")))
    return [line for text in texts for line in re.findall(r"^ +- (.*)$", text, re.MULTILINE)]


def test_what_the_model_sees_is_seen_the_same_again() -> None:
    texts = messages()
    assert len(texts) > 100
    for text in texts:
        assert seen(seen(text)) == seen(text)


ODD = st.text(
    st.sampled_from(
        list("aáàạăđêươuxsfrjwz1234569 .,:)(-_@#⭐😍\u0301\u0323\u031b\u200b\ufe0fнаА𝗴ﷺİßÿ\x00\u202e\"'/\\")
    )
    | st.characters()
)


@settings(deadline=None)  # these are long
@given(ODD)
@example("\u0301\u0323" * (LONGEST_TEXT // 2))
@example("ﷺ" * LONGEST_TEXT)
@example("a@" * (LONGEST_TEXT // 2))
@example("\ud800" * LONGEST_TEXT)
@example("\u202eشكرا " * 500)
def test_nothing_that_can_be_typed_breaks_what_the_model_is_given(text: str) -> None:
    once = seen(text)
    assert once == once.strip()
    assert "  " not in once
    assert len(once) <= 40 * max(1, len(text))


@given(ODD)
def test_plain_letters_and_tone_placement_are_so_at_once(text: str) -> None:
    assert plain_letters(plain_letters(text)) == plain_letters(text)
    assert one_tone_placement(one_tone_placement(text)) == one_tone_placement(text)


class Counting(dict[str, str]):
    """A lexicon that counts how often it is asked."""

    asked = 0

    def get(self, *arguments: str) -> str | None:  # type: ignore[override]
        self.asked += 1
        return super().get(*arguments)

    def __contains__(self, word: object) -> bool:
        self.asked += 1
        return super().__contains__(word)


@pytest.mark.parametrize(
    "unit", ["a", "a ", "a@", "a.", "1.", "aa ee ", "đẹppp ", "gia1 ", "!?", "😍", "-", "w1 "]
)
def test_the_work_grows_no_faster_than_the_message(unit: str) -> None:
    lexicon = Counting(MEANINGS)
    for_model((unit * LONGEST_TEXT)[:LONGEST_TEXT], lexicon)
    assert lexicon.asked <= 12 * LONGEST_TEXT
