"""What a linear model sees of a message: n-grams of its words, letters and concepts, and its shape."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from nlu.text import Concepts, fold, is_syllable, nfc, with_concepts

Seen = Mapping[str, Sequence[str]]
"""The views of some messages: each view's texts, in the messages' order."""

BEGIN, END = "<s>", "</s>"

FEW_LETTERS = 3
"""A word of fewer different letters, "aaaa" or "hihi", says little."""

_LETTERS = (3, 4)
"""With ones and twos as well, a quarter more to count, the messages to choose by are read the same."""
_WORD = re.compile(r"\w+")
_LENGTHS = (1, 2, 4, 8, 16, 32)


class Fewest(NamedTuple):
    """How many lessons an n-gram must stand in to be counted, in the views of words, of letters, and in those without accents.

    Copies are lessons, too: an example and its copy without accents are the same in the view without accents, so what must be
    seen four times there stands in two examples. What is seen once teaches nothing and is most of what there is.
    """

    words: int = 3
    letters: int = 4
    bare: int = 4

    def of(self, view: str) -> int:
        """Return how many it takes in a view."""
        return {"letters": self.letters, "words": self.words, "shape": 1}.get(view, self.bare)


def views(text: str, typed: str, concepts: Concepts) -> dict[str, str]:
    """Return the views of one message: `text` as nlu.text.for_model returns it, `typed` as the customer wrote it."""
    return {
        "words": _with_ends(text),
        "letters": text,
        "plain": _with_gaps(_with_ends(fold(text))),
        "concepts": _with_ends(with_concepts(text, concepts)),
        "shape": shape(typed),
    }


def _with_ends(text: str) -> str:
    """Mark where the message begins and ends: "không" asks at the end of a sentence and denies within it."""
    return f"{BEGIN} {text} {END}"


def _with_gaps(text: str) -> str:
    """Add every pair of words with one word between them: "giao áo trễ" says "giao … trễ", whatever was brought late."""
    words = text.split()
    return " ".join([*words, *(f"{one}_{other}" for one, other in zip(words, words[2:], strict=False))])


def words_and_pairs(text: str) -> list[str]:
    """Return the words and every two neighbours."""
    words = text.split()
    return words + [f"{one} {other}" for one, other in pairwise(words)]


def letters(text: str) -> list[str]:
    """Return the letters of each word and its edges in threes and fours; each word is taken apart once."""
    return [ngram for word in text.split() for ngram in _letters_of(word)]


@lru_cache(100_000)
def _letters_of(word: str) -> tuple[str, ...]:
    edged = f" {word} "
    return tuple(
        edged[start : start + length] for length in _LETTERS for start in range(len(edged) - length + 1)
    )


VIEWS: Mapping[str, Callable[[str], list[str]]] = {
    "plain": words_and_pairs,
    "letters": letters,
    "words": words_and_pairs,
    "concepts": words_and_pairs,
    "shape": str.split,
}
"""How each view's texts are taken apart; those first that take longest to count."""


def shape(typed: str) -> str:
    """Describe how a message looks: scripts, length, share of Vietnamese syllables; what it says is left to the other views."""
    text = nfc(typed).lower()
    words = _WORD.findall(text)
    letters = set(text)
    return " ".join([*_scripts(letters), *_syllables(words), f"length_{_length(words)}", *_signs(letters)])


def _scripts(letters: Collection[str]) -> set[str]:
    return {f"script_{script}" for letter in letters if (script := _foreign_script(letter))}


@lru_cache(4_096)
def _foreign_script(letter: str) -> str:
    """Return the first word of its name in Unicode; nothing for what is Latin, and for what is no letter."""
    script = (
        "" if letter.isascii() or not letter.isalpha() else unicodedata.name(letter, "?").partition(" ")[0]
    )
    return "" if script == "LATIN" else script


@lru_cache(4_096)
def _is_emoji(sign: str) -> bool:
    return unicodedata.category(sign) == "So"


def _syllables(words: list[str]) -> list[str]:
    spoken = [word for word in words if word.isalpha()]
    if not spoken:
        return ["no_words"]
    share = sum(map(is_syllable, spoken)) / len(spoken)
    few_letters = all(len(set(word)) < FEW_LETTERS for word in spoken)
    return [f"syllables_{int(share * 4)}", *(["few_letters"] if few_letters else [])]


def _length(words: list[str]) -> int:
    return sum(len(words) >= at_least for at_least in _LENGTHS)


def _signs(letters: Collection[str]) -> list[str]:
    signs: dict[str, Any] = {
        "question_mark": "?" in letters,
        "digits": any(map(str.isdigit, letters)),
        "emoji": any(map(_is_emoji, letters)),
    }
    return [name for name, there in signs.items() if there]
