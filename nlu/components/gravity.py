"""Does a message sound grave? Learned from the examples whose severity somebody said."""

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from nlu.components.lessons import Lesson
from nlu.components.linear import Counted, Linear

GRAVE = ("S1", "S2")
_LABEL = "grave"
_FAR = -9.0
"""Milder than anything: what is known where no example has a severity."""


def learn_gravity(
    lessons: Sequence[Lesson], counted: Counted, by_itself: Collection[str], closely: float, seed: int
) -> Linear:
    """Learn what grave messages have in common: a model with one label.

    `counted` are the lessons counted; `closely` and `seed` are as for nlu.components.linear.Linear.of. An example whose severity
    nobody said is taken for mild, but where its intent is grave `by_itself`: then nothing is known of what it tells.
    """
    known = [
        place for place, each in enumerate(lessons) if each.severity or by_itself.isdisjoint(each.intents)
    ]
    grave = [lessons[place].severity in GRAVE for place in known]
    if any(grave):
        return Linear.of(counted.about(_LABEL, known, grave), closely, seed)
    nothing = np.zeros((len(counted.order), 1), np.float32)
    return Linear(counted.vocabulary, (_LABEL,), nothing, np.array([_FAR], np.float32))


def read_grave_subjects(path: Path) -> frozenset[str]:
    """Return the intents that are grave by themselves (data/lexicon/severity.yml, subjects)."""
    subjects = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["subjects"]
    return frozenset(intent for intent, says in subjects.items() if says["severity"] in GRAVE)
