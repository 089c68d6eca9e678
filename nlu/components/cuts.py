"""Where a message may be cut in two matters: after signs, emoji and line ends, and before the words of data/lexicon/connectives.yml."""

import re
from collections.abc import Iterable
from itertools import combinations, pairwise
from pathlib import Path

from ruamel.yaml import YAML

from nlu.text import fold, folded

MOST_CUTS = 4
"""More places are thinned out evenly: what is tried grows with their square."""
MOST_PARTS = 3
LONGEST_TO_CUT = 600
"""Characters; in a longer message every place would be a story of its own, and reading all stretches takes seconds."""
_AFTER = re.compile(r"[.!?…;,\n]+[)\s]*|\s*[\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F]+\s*|\s+-\s+")

Cuts = tuple[int, ...]


def read_connectives(path: Path) -> re.Pattern[str]:
    """Return a pattern that finds the words before which a message may be cut, in folded text."""
    words: Iterable[str] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["before"]
    longest_first = sorted({fold(str(word)) for word in words}, key=len, reverse=True)
    return re.compile(rf"(?<=\s)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def cuts_of(text: str, connectives: re.Pattern[str]) -> Cuts:
    """Return the places where `text` may be cut, its two ends among them."""
    if len(text) > LONGEST_TO_CUT:
        return 0, len(text)
    bare = folded(text)
    found = {match.end() for match in _AFTER.finditer(text)}
    found |= {bare.places[match.start()] for match in connectives.finditer(bare.text)}
    inside = sorted(place for place in found if text[:place].split() and len(text[place:].split()) > 1)
    step = max(1.0, len(inside) / MOST_CUTS)
    kept = [inside[int(number * step)] for number in range(min(len(inside), MOST_CUTS))]
    return (0, *kept, len(text))


def spans(cuts: Cuts) -> list[tuple[int, int]]:
    """Return every stretch from one cut to another, the whole message among them."""
    return list(combinations(cuts, 2))


def ways_to_cut(cuts: Cuts) -> list[list[tuple[int, int]]]:
    """Return every way to cut the message into two or three parts."""
    inside = cuts[1:-1]
    ways = []
    for count in range(1, MOST_PARTS):
        for chosen in combinations(inside, count):
            ends = (cuts[0], *chosen, cuts[-1])
            ways.append(list(pairwise(ends)))
    return ways
