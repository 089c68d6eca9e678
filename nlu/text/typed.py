"""What fingers do to words, undone: letters drawn out, keyboards whose Vietnamese is off, words written as they sound.

A word that can be read as it stands is left alone: a Vietnamese syllable with or without its accents, and what the
lexicon knows. Whatever else is tried, the outcome must be such a word.
"""

import re
import unicodedata
from collections.abc import Collection, Container, Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from nlu.text.keyboards import Decoded, decoded
from nlu.text.letters import fold
from nlu.text.syllables import MEMORY, spelling, syllable

_WORD = re.compile(r"(?<!\w)[^\W_]++(?!_)")
"""What stands between underscores is a word of ours."""
_STRETCHED, _DOUBLED = 3, 2
_LONGEST = 24
"""Letters up to which a word is worth reading anew; what is longer was not typed to be read."""

_LAUGHTER = re.compile(r"([^\W\d_]{2,3}?)\1{2,}[^\W\d_]?")
_HEARD_FIRST = {"dz": "vd", "f": ("ph",), "j": ("gi",), "z": "vd", "w": ("qu",), "k": "c"}
_HEARD_LAST = {"g": ("ng",), "h": ("nh",), "k": ("ch", "c"), "j": "i"}
"""Letters that some write for others at the beginning and at the end of a syllable: zậy, fải, wên; rảh, thík."""


def respelled(text: str, meanings: Mapping[str, str]) -> str:
    """Return `text`, in small letters, with each of its words spelled as it was meant.

    `meanings` holds what the lexicon knows: abbreviations, which mean something else, and foreign words, which mean themselves.
    """
    keyed = _keyed(set(_WORD.findall(text)), meanings)
    return _WORD.sub(lambda word: keyed.get(word.group()) or _respelled(word.group(), meanings), text)


def _respelled(word: str, known: Container[str]) -> str:
    if word in known or word.isdigit():
        return word
    return spelling(word) or _guessed(word, known)


def _guessed(word: str, known: Container[str]) -> str:
    for guess in _guesses(word):
        meant = guess if guess in known else spelling(guess)
        if meant is not None:
            return meant
    return _calm(word)


def _keyed(typed: Collection[str], meanings: Mapping[str, str]) -> dict[str, str]:
    """Return what the words of one message say in Telex or VNI.

    One key may be chance: "mix" and "a4" are what they seem in a message that is typed with accents, and, where they are
    known, in one without accents in which no other word was typed with keys.
    """
    struck = {word: read for word in typed if meanings.get(word, word) == word and (read := _struck(word))}
    unknown = [(word, read) for word, read in struck.items() if word not in meanings]
    if not any(read.keys > 1 or len(word) > 2 for word, read in unknown):  # noqa: PLR2004 - a letter and a key
        return {}
    accented = any(not word.isascii() and syllable(word) for word in typed)
    if accented and not any(read.keys > 1 for _, read in unknown):
        return {}
    return {word: read.text for word, read in struck.items()}


def _struck(word: str) -> Decoded | None:
    read = None if syllable(word) else decoded(word)
    return read if read and read.keys else None


@lru_cache(MEMORY)
def _guesses(word: str) -> tuple[str, ...]:
    """Return what `word`, which is none, may have been meant to be, the likeliest first."""
    if len(word) > _LONGEST:
        return ()
    calm = _calm(word)
    twice, short = _shortened(word, _STRETCHED, leave=2), _shortened(calm, _DOUBLED)
    read = decoded(calm) if calm != word else None
    crossed = calm.replace("dd", "đ").replace("d9", "đ")
    heard = () if word.isascii() else (*_heard(calm), *_heard(short))
    foreign = () if syllable(twice) else (twice,)
    found = (calm, *foreign, *([read.text] if read else []), crossed, short, *heard)
    return tuple(guess for guess in found if len(guess) > 1 or not word.isascii())


def _calm(word: str) -> str:
    """Draw stretched letters in, and laughter to two syllables; what is one letter only stays two: "kkkkk" laughs, "k" does not."""
    if word.isascii() and len(set(word)) == 1:
        return word[:2]
    short = _shortened(word, _STRETCHED)
    laughter = _LAUGHTER.fullmatch(short)
    return laughter[1] * 2 if laughter else short


def _shortened(word: str, stretched: int, leave: int = 1) -> str:
    """Leave one of `stretched` like letters in a row or more, the one with the most accents: quáaaa -> quá."""
    runs = ("".join(run) for _, run in groupby(word, fold))
    return "".join(max(run, key=_accents) * leave if len(run) >= stretched else run for run in runs)


def _accents(letter: str) -> int:
    return len(unicodedata.normalize("NFD", letter))


def _heard(word: str) -> Iterator[str]:
    """Yield the syllables that a word written by ear may be: wên -> quên, thík -> thích, rảh -> rảnh."""
    begun = [
        first + word[len(seen) :]
        for seen, firsts in _HEARD_FIRST.items()
        if word.startswith(seen)
        for first in firsts
    ]
    for start in (word, *begun):
        ended = [
            start.removesuffix(seen) + last
            for seen, lasts in _HEARD_LAST.items()
            if start.endswith(seen)
            for last in lasts
        ]
        yield from (meant for meant in (start, *ended) if (read := syllable(meant)) and read.is_whole)
