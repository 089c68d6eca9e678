"""Whether to believe a cut: learned from how messages that say one thing, and messages that say several, are read."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, NamedTuple, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from nlu.components.hearing import Hearing
from nlu.components.intents import leaning, learn_intents
from nlu.components.lessons import Lesson
from nlu.components.linear import Counted
from nlu.text import fold

_MOST_OF_ONE_THING = 3_000
"""Messages that say one thing the gate learns from; more of them change nothing but the time."""
_AT_ONCE = 200


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
    def learn(cls, evidence: Sequence[Sequence[float]], of_several: Sequence[bool]) -> Self:
        """Learn from the cuttings of messages that say several things and of messages that say one."""
        if not any(of_several):
            return cls.closed()
        scaler = StandardScaler().fit(evidence)
        model = LogisticRegression(max_iter=500).fit(scaler.transform(evidence), of_several)
        return cls(scaler.mean_, scaler.scale_, model.coef_[0], float(model.intercept_[0]))

    def chance(self, evidence: Sequence[float]) -> float:
        """Return the chance, 0 to 1, that the message says what its cutting says."""
        return float(
            1 / (1 + np.exp(-((np.array(evidence) - self.mean) / self.scale @ self.weights + self.bias)))
        )

    def plain(self) -> dict[str, Any]:
        """Return it as what skops keeps in a file."""
        return self._asdict()


def learn_gate(
    lessons: Sequence[Lesson], counted: Counted, hearing: Hearing, closely: float, seed: int
) -> Gate:
    """Let a model that learned from half of the lessons read the rest, those of one thing and those of several.

    `counted` begins with the lessons; `hearing` knows nothing yet; `closely` and `seed` are as for nlu.components.linear.Linear.of.
    A gate that never saw a message of several things lets nothing through.
    """
    known = [place for place, each in enumerate(lessons) if _is_known(each, seed)]
    hearing = hearing.with_models(leaning(*learn_intents(counted.only(known), closely, seed)))
    rest = [each for each in lessons if not _is_known(each, seed)]
    several = [each for each in rest if len(each.intents) > 1]
    single = [each for each in rest if len(each.intents) == 1]
    chosen = Random(seed).sample(single, min(len(single), _MOST_OF_ONE_THING))  # noqa: S311 - chance, not a secret
    found = [
        (heard.cutting.evidence, len(lesson.intents) > 1)
        for some in _batches([*several, *chosen])
        for lesson, heard in zip(some, hearing.of([each.text for each in some]), strict=True)
        if heard.cutting
    ]
    return Gate.learn([evidence for evidence, _ in found], [of_several for _, of_several in found])


def _batches(lessons: Sequence[Lesson]) -> Iterator[Sequence[Lesson]]:
    """Return the messages a few at a time: reading them together is fast, reading all together takes a gigabyte."""
    return (lessons[start : start + _AT_ONCE] for start in range(0, len(lessons), _AT_ONCE))


def _is_known(lesson: Lesson, seed: int) -> bool:
    """Say whether the gate's model learns from it: the same for all ways of typing it, so that no copy of it is tried."""
    return crc32(f"{seed} {fold(lesson.text)}".encode()) % 2 == 0
