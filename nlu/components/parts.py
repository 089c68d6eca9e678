"""Does a message say one thing or several, and which? Weighs every way to cut it against leaving it whole."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlu.components.cuts import Cuts, spans, ways_to_cut

WHOLE = 0.2
"""How much a part's intent must also be heard in the whole message. Between 0 and 1, chosen on the messages to choose by."""
MORE_PARTS = 0.2
"""What a third part costs."""
COURTESIES = frozenset(
    f"other_{topic}"
    for topic in ("greeting", "thanks", "bye", "wait", "nonsense", "foreign", "out_of_scope", "spam")
)
"""Said around a matter these are no matter of their own."""
Chances = NDArray[np.float64]
"""Logarithms of the chances of the intents: (intents,)."""


class Cutting(NamedTuple):
    """The best way to cut a message into parts of different intents, and what speaks for it."""

    parts: list[tuple[int, int]]
    intents: list[int]
    confidences: list[float]
    evidence: list[float]


def best_cutting(
    text: str, cuts: Cuts, chances: Mapping[tuple[int, int], Chances], labels: Sequence[str]
) -> Cutting | None:
    """Return the way to cut in which the parts are clearest, None when all parts say the same.

    `chances` are those of every span of `cuts`, in the order of `labels`, the intents. Praise and blame are one review.
    """
    matters = np.array([label not in COURTESIES for label in labels])
    of_one = ["review" if label.startswith("review_") else label for label in labels]
    whole = chances[cuts[0], cuts[-1]]
    best: tuple[float, Cutting] | None = None
    for parts in ways_to_cut(cuts):
        heard = [np.where(matters, chances[part] + WHOLE * whole, -np.inf) for part in parts]
        intents = [int(each.argmax()) for each in heard]
        if len({of_one[intent] for intent in intents}) < 2:  # noqa: PLR2004
            continue
        score = float(np.mean([each.max() for each in heard])) - MORE_PARTS * (len(parts) - 2)
        if best is None or score > best[0]:
            best = score, Cutting(parts, intents, [], [])
    if best is None:
        return None
    cutting = best[1]
    return cutting._replace(
        confidences=[float(np.exp(chances[part][intent])) for part, intent in _each(cutting)],
        evidence=_evidence(text, cutting, chances, whole),
    )


def _each(cutting: Cutting) -> list[tuple[tuple[int, int], int]]:
    return list(zip(cutting.parts, cutting.intents, strict=True))


def _evidence(
    text: str, cutting: Cutting, chances: Mapping[tuple[int, int], Chances], whole: Chances
) -> list[float]:
    """Return the numbers the gate weighs: how clear each part is, how clear the whole is, how they are joined."""
    alone = [float(chances[part][intent]) for part, intent in _each(cutting)]
    together = [float(whole[intent]) for intent in set(cutting.intents)]
    first, second, third = np.sort(whole)[::-1][:3]
    across = max(
        float(chances[part][intent])
        for place, part in enumerate(cutting.parts)
        for other, intent in enumerate(cutting.intents)
        if place != other and intent != cutting.intents[place]
    )
    places = [start for start, _ in cutting.parts[1:]]
    words = [len(text[start:end].split()) for start, end in cutting.parts]
    return [
        *(min(alone), float(np.mean(alone)), min(together), float(np.logaddexp.reduce(together)), across),
        *(
            float(first),
            float(first - second),
            float(second - third),
            float(int(whole.argmax()) in cutting.intents),
        ),
        *(float(len(set(cutting.intents))), float(min(words)), float(np.log(sum(words)))),
        float(any(re.search(r"[.!?…\n]\s*$", text[:place]) for place in places)),
        float(any(re.search(r"[,;]\s*$", text[:place]) for place in places)),
    ]


def all_spans(cuts: Sequence[Cuts]) -> list[tuple[int, int, int]]:
    """Return every span of every message as (message, start, end), to be read at once."""
    return [(number, start, end) for number, places in enumerate(cuts) for start, end in spans(places)]
