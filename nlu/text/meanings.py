"""What is meant by what is typed: the list data/lexicon/abbreviations.yml, made ready to be looked up."""

from collections.abc import Iterator, Mapping
from typing import Any

from nlu.text.letters import plain_letters
from nlu.text.slips import slips
from nlu.text.words import FACE, calm_signs, one_tone_placement, words

MEANING_GROUPS = ("short", "faces", "themselves", "frequent")


def read_meanings(written: Mapping[str, Any]) -> dict[str, str]:
    """Return what is meant by what is typed, from what abbreviations.yml holds; of two meanings the first."""
    meanings: dict[str, str] = {}
    for typed, meaning in _listed(written):
        meanings.setdefault(typed, meaning)
    return meanings | slips(map(_as_looked_up, written["frequent"]), meanings)


def typed_twice(written: Mapping[str, Any]) -> Iterator[str]:
    """Return a sentence for everything typed that the list says to have two meanings."""
    meanings = read_meanings(written)
    for typed, meaning in _listed(written):
        if meanings[typed] != meaning:
            yield f"{typed!r} means {meanings[typed]!r} and {meaning!r}; one meaning was expected."


def _listed(written: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("short", "faces"):
        for meaning, typed in written[name].items():
            yield from ((_as_looked_up(each), str(meaning)) for each in typed)
    yield from ((_as_looked_up(word), str(word)) for word in written["themselves"])


def _as_looked_up(typed: object) -> str:
    """Return an entry as a message has it: a face in one piece, a phrase as its words."""
    plain = one_tone_placement(calm_signs(plain_letters(str(typed))))
    return plain if FACE.fullmatch(plain) else " ".join(words(plain))
