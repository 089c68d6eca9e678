"""Words and phrases replaced by the concepts they stand for (data/lexicon/concepts.yml)."""

from collections.abc import Iterable, Mapping

from nlu.text.letters import fold, nfc, without_tones
from nlu.text.syllables import is_syllable
from nlu.text.words import one_tone_placement

Concepts = Mapping[str, list[list[str]]]
"""Phrases by their folded form, each with its concept: "noi com" -> [["nồi cơm", "_product_"]]."""

_LONGEST_PHRASE = 4


def concept_forms(groups: Mapping[str, Iterable[str]]) -> dict[str, list[list[str]]]:
    """Return the phrases of data/lexicon/concepts.yml, to be found by their folded form."""
    forms: dict[str, list[list[str]]] = {}
    for name, phrases in groups.items():
        for phrase in phrases:
            plain = one_tone_placement(nfc(str(phrase).lower()))
            forms.setdefault(fold(plain), []).append([plain, f"_{name}_"])
    return forms


def with_concepts(text: str, forms: Concepts) -> str:
    """Replace the words of `text`, as `for_model` returns it, by the concepts they stand for, the longest phrase first."""
    words = text.split()
    bare = [fold(word) for word in words]
    said, place = [], 0
    while place < len(words):
        length, concept = _concept_at(place, words, bare, forms)
        said.append(concept)
        place += length
    return " ".join(said)


def _concept_at(place: int, words: list[str], bare: list[str], forms: Concepts) -> tuple[int, str]:
    for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
        candidates = forms.get(" ".join(bare[place : place + length]))
        if candidates:
            typed = " ".join(words[place : place + length])
            for meant, concept in sorted(candidates, key=lambda candidate: candidate[0] != typed):
                if may_be(typed, meant):
                    return length, concept
    return 1, _word_class(words[place])


def may_be(typed: str, meant: str) -> bool:
    """Say whether `typed` can be `meant`, each word with all its accents, without its tone, or without any."""
    if typed == meant:
        return True
    pairs = zip(typed.split(), meant.split(), strict=True)
    return all(word in {whole, without_tones(whole), fold(whole)} for word, whole in pairs)


def _word_class(word: str) -> str:
    if word.isdigit():
        return "_number_"
    return word if is_syllable(word) or not word.isalpha() else "_foreign_"
