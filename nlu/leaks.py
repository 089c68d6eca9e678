"""Which held-out messages stand, as good as word for word, among the examples or in the other held-out set.

Messages are compared by their bare words: no accents, capitals, signs, emoji or stretched letters.

- The same bare words are a leak, however short the message: a figure must not rest on an "alo" that was learned by heart.
- From three words on, abbreviations are written out first: "giặt máy đc k" is "giặt máy được không". Shorter
  messages are alike by nature; "ok" and "oki", "k nha" and "không nha" are two people.
- From five words on, NEAR_FROM says how alike two may be: the share, in percent, of letters that stand in both in the same order (the
  normalised Indel similarity, rapidfuzz.fuzz.ratio). Two people do say "có xuất hoá đơn không"; hardly two say the same ten words.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from nlu.examples import Fault
from nlu.lexicon import Abbreviations
from nlu.text import calm, fold, nfc

NEAR_FROM = ((5, 90.0), (10, 85.0))
"""From so many words on, so alike is too alike."""

WRITTEN_OUT_FROM = 3

_NO_WORD = re.compile(r"[\W_]+")


class Said(NamedTuple):
    """A message and where it stands."""

    text: str
    file: Path
    line: int


class Known(NamedTuple):
    """Messages somebody has seen, and how they are found again."""

    said: Sequence[Said]
    bare: dict[str, Said]
    written_out: list[str]


def bare(text: str) -> str:
    """Return the bare words of `text`; what has none is compared by its signs."""
    words = _NO_WORD.sub(" ", fold(calm(nfc(text).lower()))).strip()
    return words or "".join(calm(text).split())


def known(said: Sequence[Said], abbreviations: Abbreviations) -> Known:
    """Prepare messages for being looked up."""
    first: dict[str, Said] = {}
    for message in said:
        first.setdefault(bare(message.text), message)
    return Known(said, first, [_written_out(message.text, abbreviations) for message in said])


def leaks(messages: Sequence[Said], seen: Known, abbreviations: Abbreviations) -> Iterator[Fault]:
    """Say which of `messages` somebody who saw `seen` has as good as seen."""
    for message in messages:
        if twin := seen.bare.get(bare(message.text)):
            yield _fault(message, twin, "are the same words")
        elif found := _nearest(message.text, seen, abbreviations):
            alike, twin = found
            yield _fault(message, twin, f"are alike by {alike:.0f} %")


def _nearest(text: str, seen: Known, abbreviations: Abbreviations) -> tuple[float, Said] | None:
    least = _too_alike(len(bare(text).split()))
    if least is None:
        return None
    wanted = _written_out(text, abbreviations)
    found = process.extractOne(wanted, seen.written_out, scorer=fuzz.ratio, score_cutoff=least)
    return (found[1], seen.said[found[2]]) if found else None


def _too_alike(words: int) -> float | None:
    """Return from which percentage on two messages are too alike, None when they may be so."""
    least = 100.0 if words >= WRITTEN_OUT_FROM else None
    for count, percent in NEAR_FROM:
        least = percent if words >= count else least
    return least


def _written_out(text: str, abbreviations: Abbreviations) -> str:
    return bare(abbreviations.spell_out(text))


def _fault(message: Said, twin: Said, how: str) -> Fault:
    where = f"{twin.file.name}:{twin.line}"
    sentence = f"{message.text!r} and {twin.text!r} at {where} {how}; a message that stands nowhere else was expected."
    return Fault(message.file, message.line, sentence)
