"""What comes out when Vietnamese is typed by Telex or VNI and the program that should read the keys is off.

The keys are those that every Vietnamese keyboard program has. Tones and marks may be typed at once or behind the word, and
people do both; a Habit says which.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_ACCENTS = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_ACCENTS}])*")
_LETTER = re.compile(rf"([^\W\d_])([{_ACCENTS}]*)")
_TWO_HORNS = re.compile(f"([uU]){_HORN}(?=[oO]{_HORN})")


@dataclass(frozen=True, slots=True)
class Keys:
    """A typing method: the key of each tone, of each letter's own mark, and of đ; "" is the letter itself once more."""

    tones: Mapping[str, str]
    marks: Mapping[str, str]
    crossed: str


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody uses the keys: tones and marks behind the word or at once; "ươ" with one horn's key or two."""

    tones_last: bool = True
    marks_last: bool = False
    one_horn: bool = True


TELEX = Keys(
    {_ACUTE: "s", _GRAVE: "f", _HOOK: "r", _TILDE: "x", _DOT: "j"},
    {_CIRCUMFLEX: "", _BREVE: "w", _HORN: "w"},
    "",
)
VNI = Keys(
    {_ACUTE: "1", _GRAVE: "2", _HOOK: "3", _TILDE: "4", _DOT: "5"},
    {_CIRCUMFLEX: "6", _HORN: "7", _BREVE: "8"},
    "9",
)


def struck(text: str, keys: Keys, habit: Habit) -> str:
    """Return the keys struck to type `text`: "hàng chậm" is "hangf chaamj" in Telex and "hang2 cha6m5" in VNI."""
    decomposed = unicodedata.normalize("NFD", text)
    typed = _WORD.sub(lambda word: _word(word.group(), keys, habit), decomposed)
    return unicodedata.normalize("NFC", typed)


def _word(word: str, keys: Keys, habit: Habit) -> str:
    if habit.one_horn:
        word = _TWO_HORNS.sub(r"\1", word)
    typed, last_marks, last_tones = "", "", ""
    for letter, accents in _LETTER.findall(word):
        plain, marks, tones = _keys_of(letter, accents, keys)
        typed += plain
        typed, last_marks = (typed, last_marks + marks) if habit.marks_last else (typed + marks, last_marks)
        typed, last_tones = (typed, last_tones + tones) if habit.tones_last else (typed + tones, last_tones)
    whole = typed + last_marks + last_tones
    return whole.upper() if word.isupper() and len(typed) > 1 else whole


def _keys_of(letter: str, accents: str, keys: Keys) -> tuple[str, str, str]:
    """Return the letter without anything (đ whole), the keys of its marks, and the key of its tone."""
    if letter in "đĐ":
        plain = "d" if letter == "đ" else "D"
        return plain + (keys.crossed or plain), "", ""
    marks = "".join(keys.marks[accent] or letter for accent in accents if accent in keys.marks)
    tones = "".join(keys.tones[accent] for accent in accents if accent in keys.tones)
    return letter, marks, tones
