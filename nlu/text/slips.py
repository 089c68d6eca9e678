"""Slips of the finger: two letters swapped ("gaio" for "giao"), or one left out ("tiề" for "tiền")."""

from collections.abc import Container, Iterable, Iterator

from nlu.text.keyboards import decoded
from nlu.text.letters import fold
from nlu.text.syllables import syllable

_SHORTEST, _SHORTEST_BARE = 3, 4
"""Letters of the shortest word in which a slip is looked for, and of what was typed without accents: "cm", "abc" and "atm" are no slips."""


def slips(frequent: Iterable[str], known: Container[str]) -> dict[str, str]:
    """Return what may be typed by mistake for the words of `frequent`, the most frequent first, with accents or without.

    What can be read as it stands is no slip: a syllable, a word typed in Telex, one of `known`.
    """
    meant: dict[str, str] = {}
    for word in dict.fromkeys(form for each in frequent for form in (each, fold(each))):
        for typed in _slipped(word):
            if not (typed in known or typed in meant or syllable(typed) or decoded(typed)):
                meant[typed] = word
    return meant


def _slipped(word: str) -> Iterator[str]:
    if len(word) < _SHORTEST:
        return
    swapped = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    shorter = (word[:at] + word[at + 1 :] for at in range(1, len(word)))
    yield from (
        typed for typed in (*swapped, *shorter) if len(typed) >= _SHORTEST_BARE or not typed.isascii()
    )
