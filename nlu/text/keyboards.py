"""Words typed while the keyboard's Vietnamese is off: "giao hangf chamaj" (Telex), "giao hang2 cha6m5" (VNI).

In both methods an accent is a key behind its letter or anywhere later in the word. So a word is read by taking the keys of
đ and of the tone out of it, and looking the rest up among all the ways in which a rime can be typed.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from nlu.text.syllables import LONGEST, MEMORY, RIMES, Syllable, onsets

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_MOST_KEYS = 4
"""Keys beside the letters: one for the tone, one for đ, two for ươ."""


class Method(NamedTuple):
    """A way of typing: the key of each tone, of each letter's own mark ("" is the letter once more), and of đ."""

    tones: Mapping[str, str]
    marks: Mapping[str, str]
    crossed: str


_METHODS = {
    "Telex": Method(
        {"s": _ACUTE, "f": _GRAVE, "r": _HOOK, "x": _TILDE, "j": _DOT},
        {_CIRCUMFLEX: "", _BREVE: "w", _HORN: "w"},
        "d",
    ),
    "VNI": Method(
        {"1": _ACUTE, "2": _GRAVE, "3": _HOOK, "4": _TILDE, "5": _DOT},
        {_CIRCUMFLEX: "6", _BREVE: "8", _HORN: "7"},
        "9",
    ),
}


class Decoded(NamedTuple):
    """The syllable a word was meant to be, and how many of its accents were typed as keys: tone, marks, đ."""

    text: str
    keys: int


@lru_cache(MEMORY)
def decoded(word: str) -> Decoded | None:
    """Return what `word`, in small letters, says in Telex or VNI; None when that is no Vietnamese syllable."""
    if len(word) > LONGEST + _MOST_KEYS:
        return None
    name = "VNI" if any(map(str.isdigit, word)) else "Telex"
    method, rimes = _METHODS[name], _typed_rimes(name)
    crossed = word[0] == "d" and method.crossed in word[1:]
    letters = f"đ{word[1:].replace(method.crossed, '', 1)}" if crossed else word
    for onset in onsets(letters):
        struck = letters[len(onset) :]
        tones = [method.tones[key] for key in struck if key in method.tones]
        typed = "".join(key for key in struck if key not in method.tones)
        meant = Syllable(onset, rimes.get(typed, ""), "".join(tones))
        if typed[:1] == struck[:1] and len(tones) <= 1 and meant.is_whole:
            return Decoded(str(meant), crossed + len(tones) + (typed != meant.rime))
    return None


@cache
def _typed_rimes(name: str) -> Mapping[str, str]:
    """Return every rime by all the ways to type it, the tone left out."""
    ways = {rime: rime for rime in RIMES}
    return ways | {typed: rime for rime in RIMES for typed in _typed(rime, _METHODS[name])}


def _typed(rime: str, method: Method) -> Iterator[str]:
    """Yield a rime typed with its keys at once and with its keys at the end; "ươ" needs the key of one horn only."""
    letters = [unicodedata.normalize("NFD", letter) for letter in rime]
    keys = [(method.marks[letter[1]] or letter[0]) if letter[1:] else "" for letter in letters]
    bare = [letter[0] for letter in letters]
    for struck in [keys] if "ươ" not in rime else [keys, ["", *keys[1:]], [keys[0], "", *keys[2:]]]:
        yield "".join(letter + key for letter, key in zip(bare, struck, strict=True))
        yield "".join(bare) + "".join(struck)
    if rime.startswith("ư") and method.marks[_HORN] == "w":
        yield "".join(letter + key for letter, key in zip(bare, keys, strict=True)).removeprefix("u")
