"""Ways of typing the same message, for the robustness table. Each is decided by the text alone, so it comes out the same every time."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random

from ruamel.yaml import YAML

from nlu.evaluation.keyboards import TELEX, VNI, Habit, Keys, struck
from nlu.text import nfc

Typing = Callable[[str], str]

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
"""A word of letters alone: an order code stays what it is."""

_SPACE_AFTER = re.compile(r"(?<=[,.!?;:]) +")
_SIGN = re.compile(r"(?<!\d)[^\w\s]|[^\w\s](?!\d)")
"""Signs that are not said; "1.200.000" is said as one number."""

_TONE = "[\u0300\u0301\u0303\u0309\u0323]"
_TONE_OF_TWO = re.compile(rf"(?<![qQ])([oOuU])(?:({_TONE})([aeyAEY])|([aeyAEY])({_TONE}))(?!\w)")
_TWO_PLACES = ("oa", "oe", "uy")
_TEENCODE = Path(__file__).with_name("teencode.yml")
_LONG_ENOUGH = 3
"""Letters of a word in which somebody slips."""

_LONG_MESSAGE = 6
"""Words from which a message has two slips."""

_HABIT = 0.85
"""How much of what can be typed short is typed short."""


def _dice(style: str, text: str) -> Random:
    return Random(f"{style} {text}")  # noqa: S311 - a choice that must come out the same every time


def clean(text: str) -> str:
    """Leave the message as it was written."""
    return text


def no_diacritics(text: str) -> str:
    """Type without any accents, as on a keyboard without Vietnamese; capitals stay."""
    decomposed = unicodedata.normalize("NFD", text).translate({ord("đ"): "d", ord("Đ"): "D"})
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def half_diacritics(text: str) -> str:
    """Type about every second word without its accents."""
    dice = _dice("half", text)
    return _WORD.sub(lambda word: no_diacritics(word.group()) if dice.random() < 0.5 else word.group(), text)  # noqa: PLR2004 - half


def teencode(text: str) -> str:
    """Type short what young people type short, in small letters."""
    dice = _dice("teencode", text)

    def short(found: re.Match[str]) -> str:
        return dice.choice(_short()[found.group()]) if dice.random() < _HABIT else found.group()

    return _long_forms().sub(short, nfc(text).lower())


@cache
def _short() -> Mapping[str, list[str]]:
    written = YAML(typ="safe", pure=True).load(_TEENCODE.read_text(encoding="utf-8"))
    return {str(long): [str(short) for short in shorts] for long, shorts in written.items()}


@cache
def _long_forms() -> re.Pattern[str]:
    longest_first = sorted(_short(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def typos(text: str) -> str:
    """Slip once, in messages of six words or more twice: two letters swapped, one dropped, or one doubled."""
    dice = _dice("typos", text)
    places = [match.span() for match in _WORD.finditer(text) if len(match.group()) >= _LONG_ENOUGH]
    slips = min(len(places), 1 if len(text.split()) < _LONG_MESSAGE else 2)
    for start, end in sorted(dice.sample(places, slips), reverse=True):
        text = text[:start] + _slip(text[start:end], dice) + text[end:]
    return text


def _slip(word: str, dice: Random) -> str:
    at = dice.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    slips = [swapped, word[:at] + word[at + 1 :], word[: at + 1] + word[at:]]
    return dice.choice([slip for slip in slips if slip != word])


def telex(text: str) -> str:
    """Type in Telex with the keyboard program off: "giao hangf chaamj"."""
    return _off("telex", text, TELEX)


def vni(text: str) -> str:
    """Type in VNI with the keyboard program off: "giao hang2 cha6m5"."""
    return _off("vni", text, VNI)


def _off(style: str, text: str, keys: Keys) -> str:
    """Most people type the tone behind the word and the letter's own mark at once."""
    dice = _dice(style, text)
    habit = Habit(
        tones_last=dice.random() < 0.75,  # noqa: PLR2004 - most
        marks_last=dice.random() < 0.25,  # noqa: PLR2004 - some
        one_horn=dice.random() < 0.75,  # noqa: PLR2004 - most
    )
    return struck(text, keys, habit)


def decomposed(text: str) -> str:
    """Send letters and accents apart (Unicode NFD), as some telephones do."""
    return unicodedata.normalize("NFD", text)


def other_tone_placement(text: str) -> str:
    """Write hoà for hòa and hòa for hoà."""
    return nfc(_TONE_OF_TWO.sub(_tone_moved, unicodedata.normalize("NFD", text)))


def _tone_moved(found: re.Match[str]) -> str:
    first, early, behind, before, late = found.groups()
    if (first + (behind or before)).lower() not in _TWO_PLACES:
        return found.group()
    return first + behind + early if early else first + late + before


def capitals(text: str) -> str:
    """Shout."""
    return text.upper()


def stretched(text: str) -> str:
    """Draw out the ends of up to three words: "đẹpppp", "ơiiii"."""
    dice = _dice("stretched", text)
    ends = [match.end() for match in _WORD.finditer(text) if len(match.group()) > 1]
    for end in sorted(dice.sample(ends, min(len(ends), 3)), reverse=True):
        text = text[:end] + no_diacritics(text[end - 1]) * dice.randint(3, 6) + text[end:]
    return text


def no_spaces(text: str) -> str:
    """Type no space after a comma or full stop."""
    return _SPACE_AFTER.sub("", text)


def voice(text: str) -> str:
    """Say it to the telephone: small letters, no signs, no emoji. What is nothing but signs cannot be said, and stays."""
    said = " ".join(_SIGN.sub(" ", text).split()).lower()
    return said or text


STYLES: Mapping[str, Typing] = {
    "clean": clean,
    "no diacritics": no_diacritics,
    "half of them": half_diacritics,
    "teencode": teencode,
    "typos": typos,
    "Telex left on": telex,
    "VNI left on": vni,
    "NFD": decomposed,
    "other tone placement": other_tone_placement,
    "CAPITALS": capitals,
    "stretched": stretched,
    "no spaces after signs": no_spaces,
    "no signs (voice)": voice,
}
