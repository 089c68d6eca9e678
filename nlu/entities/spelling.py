"""Patterns written in Vietnamese that find what was typed with all of the accents, some, or none; and the text they search."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Self

from nlu.text import without_tones

_CALMED = re.compile(r"([^\W\d_x])\1{2,}|\s{2,}")
"""Stretched letters and runs of white space. An x is never stretched, but XXXL is a size."""

_WORD = re.compile(r"[^\W\d_]+")
_ACCENTED_WORD = re.compile(r"~\w+|(?<!\\)[a-z]*[à-ỹ][a-zà-ỹ]*")
_HOMOGRAPHS = frozenset({
    "năm", "sáu", "bảy", "bẩy", "mười", "tư", "củ", "mốt", "đỏ", "đen", "tím", "hồng", "nâu", "mã", "tối", "đêm", "sáng", "bạc",
})  # fmt: skip
"""Words that are another everyday word with fewer accents: năm and nam, đen and đến, hồng and hông."""

_FEW = 5
"""One accented word in five is still typing without accents: "can gấp, giao mai dc k"."""

_CONTEXT = 32
"""Characters before a place in which `before` looks."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A message in small letters, NFC, calm, with single spaces, that knows where each character came from.

    `places[i]` is the place in `original`, and one more for its end. `bare` says that it was typed without accents.
    """

    original: str
    text: str
    places: tuple[int, ...]
    bare: bool
    shouted: bool

    @classmethod
    def of(cls, original: str) -> Self:
        """Read `original`, whether its accents are composed or not."""
        small, places = _small_letters(original)
        kept = [(match.start() + 1, match.end()) for match in _CALMED.finditer(small)]
        for start, end in reversed(kept):
            small = small[:start] + small[end:]
            del places[start:end]
        words = _WORD.findall(small)
        accented = sum(not word.isascii() for word in words)
        return cls(
            original, small, (*places, len(original)), accented * _FEW <= len(words), original.isupper()
        )

    def is_capital(self, start: int, end: int) -> bool:
        """Say whether the letters from `start` to `end` were typed as capitals."""
        return self.original[self.places[start] : self.places[end]].isupper()


def _small_letters(original: str) -> tuple[str, list[int]]:
    letters: list[str] = []
    places: list[int] = []
    for place, cluster in _clusters(original):
        small = unicodedata.normalize("NFC", cluster).lower()
        letters.append(" " if small.isspace() else small)
        places.extend([place] * len(letters[-1]))
    return "".join(letters), places


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Return each letter with the marks that were typed behind it, and its place."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield start, text[start:place]
            start = place


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression whose Vietnamese words also stand for their half-accented and accent-less spellings.

    "tuần" finds tuần, tuân, tuan, but not tuấn: what was typed with other accents is another word. In a message
    typed with accents a homograph needs all of its own: "áo nam" is no number.
    """

    bare: re.Pattern[str]
    accented: re.Pattern[str]

    def finditer(self, typed: Typed) -> Iterator[re.Match[str]]:
        """Find it in the whole message."""
        return self._of(typed).finditer(typed.text)

    def before(self, typed: Typed, place: int) -> bool:
        """Say whether it stands right before `place`, but for a space."""
        nearby = typed.text[max(0, place - _CONTEXT) : place].rstrip()
        return any(match.end() == len(nearby) for match in self._of(typed).finditer(nearby))

    def at(self, typed: Typed, place: int) -> re.Match[str] | None:
        """Find it right behind `place`, but for a space."""
        return self._of(typed).match(typed.text, place + typed.text.startswith(" ", place))

    def after(self, typed: Typed, place: int) -> bool:
        """Say whether it stands right behind `place`, but for a space."""
        return bool(self.at(typed, place))

    def anywhere(self, typed: Typed) -> bool:
        """Say whether the message holds it."""
        return bool(self._of(typed).search(typed.text))

    def _of(self, typed: Typed) -> re.Pattern[str]:
        return self.bare if typed.bare else self.accented


def pattern(source: str, *, exact: bool = False) -> Pattern:
    """Compile `source`, a regular expression in small letters; a word behind ~ always needs all its accents.

    With `exact`, every word needs them, but for its tone, in a message typed with accents.
    """
    return Pattern(
        re.compile(_ACCENTED_WORD.sub(_any_spelling, source)),
        re.compile(_ACCENTED_WORD.sub(_but_for_tone if exact else _own_accents, source)),
    )


def loosely(source: str) -> Pattern:
    """Compile `source` so that homographs need no accents in any message: behind "màu", den is đen."""
    compiled = re.compile(_ACCENTED_WORD.sub(_any_spelling, source))
    return Pattern(compiled, compiled)


def word(source: str) -> Pattern:
    """Compile `source` as whole words."""
    return pattern(rf"(?<!\w)(?:{source})(?!\w)")


def context(source: str) -> Pattern:
    """Compile `source` as whole words that stand around a find and say what it is: "quả" is not "qua" there."""
    return pattern(rf"(?<!\w)(?:{source})(?!\w)", exact=True)


def _exactly(match: re.Match[str]) -> str:
    return match.group().removeprefix("~")


def _but_for_tone(match: re.Match[str]) -> str:
    """Lần is also typed lân, but quả typed qua is another word."""
    meant = _exactly(match)
    toneless = without_tones(meant)
    other_word = meant in _HOMOGRAPHS or toneless == without_accents(meant)
    return meant if other_word or match.group().startswith("~") else f"(?:{meant}|{toneless})"


def _any_spelling(match: re.Match[str]) -> str:
    if match.group().startswith("~"):
        return _exactly(match)
    return "".join(_letter(letter) for letter in match.group())


def _own_accents(match: re.Match[str]) -> str:
    return match.group() if match.group() in _HOMOGRAPHS else _any_spelling(match)


def _letter(letter: str) -> str:
    """Return the letter with each part of its accents: ờ -> [oòơờ]."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    chosen = (marks_typed for count in range(len(marks) + 1) for marks_typed in combinations(marks, count))
    forms = [unicodedata.normalize("NFC", base + "".join(marks_typed)) for marks_typed in chosen]
    forms += ["d"] if letter == "đ" else []
    return f"[{''.join(forms)}]" if len(forms) > 1 else letter


def without_accents(text: str) -> str:
    """Return small letters without their accents: đỏ -> do."""
    decomposed = unicodedata.normalize("NFD", text).replace("đ", "d")
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
