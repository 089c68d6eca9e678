"""How people type: copies of the lessons without accents and with slips, made in memory, at training time only."""

from collections.abc import Sequence
from random import Random

from nlu.components.lessons import Lesson
from nlu.text import fold

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORTEST_TO_SLIP_IN = 3
_SLIPS_IN_A_WORD = 0.3
_BARE_AMONG_SLIPPED = 0.4
_SHORT = 8
"""Words; where there are so few, a slip takes away most of what there is to go by."""


def bare(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Return a copy without any accents of each that has some.

    Copies with accents on some words only were tried as well and changed nothing; docs/nlu.md has the figures.
    """
    copies = [each._replace(text=fold(each.text)) for each in lessons]
    return [copy for copy, each in zip(copies, lessons, strict=True) if copy != each]


def with_slips(lessons: Sequence[Lesson], seed: int) -> list[Lesson]:
    """Return a copy of each with slips of the finger in a third of its words, of a short one two; `seed` is what chance begins with."""
    random = Random(seed)  # noqa: S311 - chance, not a secret
    short = [each for each in lessons if len(each.text.split()) <= _SHORT]
    return [each._replace(text=slipped(each.text, random)) for each in (*lessons, *short)]


def slipped(text: str, random: Random) -> str:
    """Return `text` as hurried thumbs type it: letters swapped, left out, doubled, or the key beside."""
    typed = fold(text) if random.random() < _BARE_AMONG_SLIPPED else text
    return " ".join(_slip(word, random) if _may_slip(word, random) else word for word in typed.split(" "))


def _may_slip(word: str, random: Random) -> bool:
    return len(word) >= _SHORTEST_TO_SLIP_IN and word.isalpha() and random.random() < _SLIPS_IN_A_WORD


def _slip(word: str, random: Random) -> str:
    place = random.randrange(len(word) - 1)
    before, here, behind = word[:place], word[place], word[place + 1 :]
    slips = (
        before + behind[0] + here + behind[1:],
        before + behind,
        before + here + here + behind,
        before + _beside(here, random) + behind,
    )
    return random.choices(slips, weights=(35, 30, 20, 15))[0]


def _beside(letter: str, random: Random) -> str:
    for row in _ROWS:
        place = row.find(fold(letter))
        if place >= 0:
            return random.choice(row[max(0, place - 1) : place] + row[place + 1 : place + 2])
    return letter
