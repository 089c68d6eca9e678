"""Words and phrases replaced by the concepts they stand for (data/lexicon/concepts.yml)."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from nlu.text.letters import fold, nfc, without_tones
from nlu.text.syllables import MEMORY, is_syllable
from nlu.text.words import one_tone_placement

Concepts = Mapping[str, Mapping[str, list[list[str]]]]
"""Phrases by their first word and by all of them, folded, each with its concept: "noi" -> "noi com" -> [["nồi cơm", "_product_"]]."""

_LONGEST_PHRASE = 4


def concept_forms(groups: Mapping[str, Iterable[str]]) -> Concepts:
    """Return the phrases of data/lexicon/concepts.yml, to be found by their folded form."""
    forms: dict[str, dict[str, list[list[str]]]] = {}
    for name, phrases in groups.items():
        for phrase in phrases:
            plain = one_tone_placement(nfc(str(phrase).lower()))
            bare = fold(plain)
            begun = forms.setdefault(bare.partition(" ")[0], {})
            begun.setdefault(bare, []).append([plain, f"_{name}_"])
    return forms


def with_concepts(text: str, forms: Concepts) -> str:
    """Replace the words of `text`, as `for_model` returns it, by the concepts they stand for, the longest phrase first."""
    words = text.split()
    bare = fold(text).split(" ")
    said, place = [], 0
    while place < len(words):
        length, concept = _concept_at(place, words, bare, forms)
        said.append(concept)
        place += length
    return " ".join(said)


def _concept_at(place: int, words: list[str], bare: list[str], forms: Concepts) -> tuple[int, str]:
    begun = forms.get(bare[place], {})
    for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1) if begun else ():
        candidates = begun.get(" ".join(bare[place : place + length]))
        if candidates:
            typed = " ".join(words[place : place + length])
            for meant, concept in _exact_first(candidates, typed):
                if may_be(typed, meant):
                    return length, concept
    return 1, _word_class(words[place])


def _exact_first(candidates: list[list[str]], typed: str) -> list[list[str]]:
    return (
        candidates
        if len(candidates) == 1
        else sorted(candidates, key=lambda candidate: candidate[0] != typed)
    )


@lru_cache(MEMORY)
def may_be(typed: str, meant: str) -> bool:
    """Say whether `typed` can be `meant`, each word with all its accents, without its tone, or without any."""
    if typed == meant:
        return True
    pairs = zip(typed.split(), meant.split(), strict=True)
    return all(word in {whole, without_tones(whole), fold(whole)} for word, whole in pairs)


@lru_cache(MEMORY)
def _word_class(word: str) -> str:
    if word.isdigit():
        return "_number_"
    return word if is_syllable(word) or not word.isalpha() else "_foreign_"
