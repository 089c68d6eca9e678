"""Does a message say one thing or several, and which? Weighs every way to cut it against leaving it whole."""

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

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
_REVIEWS = frozenset({"review_positive", "review_negative", "review_mixed"})
JOINTS = (
    *(
        ", ",
        ", ",
        ", ",
        ". ",
        ". ",
        " ",
        " ",
        "! ",
        "? ",
        "\n",
        " 😊 ",
        " mà ",
        " mà ",
        " nhưng ",
        " nhưng mà ",
    ),
    *(" với lại ", " vs lại ", " với ", " à cho hỏi ", " cho hỏi luôn ", " sẵn tiện ", " nhân tiện "),
    *(" rồi ", " còn ", " nữa, ", " thêm nữa "),
)
"""How people join two matters in one message."""

Chances = NDArray[np.float64]
"""Logarithms of the chances of the intents: (intents,)."""


_WORDS_OF_A_MATTER = range(2, 23)


class Cutting(NamedTuple):
    """The best way to cut a message into parts of different intents, and what speaks for it."""

    parts: list[tuple[int, int]]
    intents: list[int]
    confidences: list[float]
    evidence: list[float]


def best_cutting(
    text: str, cuts: Cuts, chances: Mapping[tuple[int, int], Chances], matters: NDArray[np.bool_]
) -> Cutting | None:
    """Return the way to cut in which the parts are clearest, None when all parts say the same.

    `chances` are those of every span of `cuts`; `matters` tells intents from courtesies.
    """
    whole = chances[cuts[0], cuts[-1]]
    best: tuple[float, Cutting] | None = None
    for parts in ways_to_cut(cuts):
        heard = [np.where(matters, chances[part] + WHOLE * whole, -np.inf) for part in parts]
        intents = [int(each.argmax()) for each in heard]
        if len(set(intents)) < 2:  # noqa: PLR2004
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


class Gate(NamedTuple):
    """Says how likely a cutting is right: a logistic regression over its evidence."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float

    @classmethod
    def closed(cls) -> Self:
        """Return a gate that lets nothing through."""
        return cls(np.zeros(1), np.ones(1), np.zeros(1), -np.inf)

    @classmethod
    def learn(cls, evidence: Sequence[Sequence[float]], joined: Sequence[bool]) -> Self:
        """Learn from the cuttings of messages that were joined of two and of messages that say one thing."""
        scaler = StandardScaler().fit(evidence)
        model = LogisticRegression(max_iter=500).fit(scaler.transform(evidence), joined)
        return cls(scaler.mean_, scaler.scale_, model.coef_[0], float(model.intercept_[0]))

    def chance(self, evidence: Sequence[float]) -> float:
        """Return the chance, 0 to 1, that the message says what its cutting says."""
        return float(
            1 / (1 + np.exp(-((np.array(evidence) - self.mean) / self.scale @ self.weights + self.bias)))
        )

    def plain(self) -> dict[str, Any]:
        """Return it as what skops keeps in a file."""
        return self._asdict()


def joined_pairs(examples: Sequence[tuple[str, str]], count: int, random: Random) -> list[str]:
    """Return `count` messages made of two examples (text, intent) that say different things. They live in memory, to learn from."""
    pool = [
        (text, intent)
        for text, intent in examples
        if intent not in COURTESIES and len(text.split()) in _WORDS_OF_A_MATTER
    ]
    pairs: list[str] = []
    while len(pairs) < count:
        (first, one), (second, other) = random.choice(pool), random.choice(pool)
        alike = one.partition("_")[0] == other.partition("_")[0]
        if one == other or {one, other} <= _REVIEWS or (alike and random.random() < 0.5):  # noqa: PLR2004
            continue
        pairs.append(_join(first, second, random))
    return pairs


def _join(first: str, second: str, random: Random) -> str:
    if random.random() < 0.7:  # noqa: PLR2004 - most people put one sign between two sentences, not two
        first = first.rstrip(" .!?,…")
    if random.random() < 0.6:  # noqa: PLR2004
        second = second[:1].lower() + second[1:]
    return first + random.choice(JOINTS) + second


def all_spans(cuts: Sequence[Cuts]) -> list[tuple[int, int, int]]:
    """Return every span of every message as (message, start, end), to be read at once."""
    return [(number, start, end) for number, places in enumerate(cuts) for start, end in spans(places)]
