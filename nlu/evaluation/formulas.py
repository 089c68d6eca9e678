"""The formulas of the figures, on plain labels. Each says where it comes from."""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import PlainSerializer

BINS = 10

Label = TypeVar("Label")

Share = Annotated[float, PlainSerializer(lambda value: round(value, 4))]
"""A number that is kept with four places: more would only make the committed file restless."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well one thing is found. Shares of one; `meant` is how often it was there, `seen` how often it was said."""

    precision: Share
    recall: Share
    f1: Share
    meant: int
    seen: int


@dataclass(frozen=True, slots=True)
class Bin:
    """The messages understood with a confidence between `low` and `high`."""

    low: float
    high: float
    messages: int
    confidence: Share
    right: Share


def share(right: Iterable[bool]) -> float | None:
    """Return the share of what is true, None of nothing."""
    taken = list(right)
    return sum(taken) / len(taken) if taken else None


def score(hits: int, meant: int, seen: int) -> Score:
    """Return precision (hits of what was said), recall (hits of what was meant) and their harmonic mean F1.

    Van Rijsbergen, Information Retrieval, 1979. What was neither meant nor said counts as 0, as in scikit-learn.
    """
    precision = hits / seen if seen else 0.0
    recall = hits / meant if meant else 0.0
    f1 = 2 * hits / (meant + seen) if meant + seen else 0.0
    return Score(precision, recall, f1, meant, seen)


def by_label(pairs: Sequence[tuple[str, str]]) -> dict[str, Score]:
    """Return the score of every label that was meant, given pairs of (meant, seen)."""
    hits = Counter(meant for meant, seen in pairs if meant == seen)
    meant, seen = Counter(meant for meant, _ in pairs), Counter(seen for _, seen in pairs)
    return {label: score(hits[label], meant[label], seen[label]) for label in sorted(meant)}


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return the mean of the labels' F1, each label counting the same; labels that were never meant do not count.

    Sokolova and Lapalme, A systematic analysis of performance measures for classification tasks, 2009.
    """
    scores = by_label(pairs)
    return sum(each.f1 for each in scores.values()) / len(scores) if scores else None


def micro(pairs: Iterable[tuple[AbstractSet[Label], AbstractSet[Label]]]) -> Score:
    """Return the score over all sets of labels together, each label counting the same; pairs of (meant, seen)."""
    hits = meant = seen = 0
    for wanted, given in pairs:
        hits, meant, seen = hits + len(wanted & given), meant + len(wanted), seen + len(given)
    return score(hits, meant, seen)


def weighted_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Return Cohen's kappa with quadratic weights: 1 is full agreement, 0 is chance; None when all are of one grade.

    Cohen, Weighted kappa, Psychological Bulletin 70, 1968: one minus the disagreement observed over the disagreement of the
    same grades paired at random, a disagreement weighing the square of its distance.
    """
    if not pairs:
        return None
    meant, seen = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    observed = sum((first - second) ** 2 for first, second in pairs) / len(pairs)
    by_chance = (
        sum(
            (first - second) ** 2 * count * other
            for first, count in meant.items()
            for second, other in seen.items()
        )
        / len(pairs) ** 2
    )
    return 1 - observed / by_chance if by_chance else None


def reliability(answers: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Return bins of equal width over (confidence, right), the empty ones left out."""
    binned: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in answers:
        binned.setdefault(min(BINS - 1, int(confidence * BINS)), []).append((confidence, right))
    return [_bin(number, binned[number]) for number in sorted(binned)]


def _bin(number: int, answers: list[tuple[float, bool]]) -> Bin:
    count = len(answers)
    confidence = sum(confidence for confidence, _ in answers) / count
    return Bin(
        number / BINS, (number + 1) / BINS, count, confidence, sum(right for _, right in answers) / count
    )


def calibration_error(answers: Sequence[tuple[float, bool]]) -> float | None:
    """Return the expected calibration error: the bins' distance between confidence and share of right, by their size.

    Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI 2015.
    """
    if not answers:
        return None
    return sum(each.messages * abs(each.confidence - each.right) for each in reliability(answers)) / len(
        answers
    )
