"""Say what a message means, and whether it says more than one thing: a linear model over n-grams, and a gate for parts."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.cuts import read_connectives
from nlu.components.gate import Gate, learn_gate
from nlu.components.gravity import learn_gravity, read_grave_subjects
from nlu.components.hearing import Hearing
from nlu.components.intents import leaning, learn_intents
from nlu.components.learner import Learner
from nlu.components.lessons import SEVERITY, Lesson
from nlu.components.linear import Counted, Linear
from nlu.components.parts import Cutting
from nlu.components.typing_habits import bare, with_slips


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramClassifier(Learner):
    """Weighs n-grams by how rare they are and learns one weight for each n-gram and intent (a linear support vector machine).

    docs/nlu.md compares it with Rasa's own classifiers. A message that says several things is cut where each part is
    clear by itself; a gate, learned from such messages, says whether to believe the cut. How grave a message sounds is
    learned from the examples that have a severity; the rules of `severity` decide beside it (nlu/severity.py).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings and their defaults.

        `C` is how closely the examples are followed. `temperature` turns margins into confidences (softmax): less
        is surer. `several_from` is the chance from which a message is taken to say several things.
        `seed` is what chance begins with. `ranking_length` is how many intents are reported.
        """
        return {
            "abbreviations": "data/lexicon/abbreviations.yml",
            "concepts": "data/lexicon/concepts.yml",
            "connectives": "data/lexicon/connectives.yml",
            "severity": "data/lexicon/severity.yml",
            "C": 0.5,
            "temperature": 0.16,
            "several_from": 0.65,
            "seed": 1,
            "ranking_length": 10,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        connectives = read_connectives(Path(config["connectives"]))
        self._hearing = Hearing(self._sight, connectives, config["temperature"])

    @classmethod
    def _files(cls, config: dict[str, Any]) -> Iterable[Path]:
        return (Path(config[name]) for name in ("abbreviations", "concepts", "connectives"))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples and keep what was learned in the model."""
        said = [_lesson(each) for each in training_data.intent_examples]
        lessons = [*said, *bare(said), *with_slips(said, self._config["seed"])]
        how = self._config["C"], self._config["seed"]
        counted = Counted.of(lessons, self._sight)
        gate = learn_gate(said, counted, self._hearing, *how)
        gravity = learn_gravity(lessons, counted, read_grave_subjects(Path(self._config["severity"])), *how)
        intents, kinds = learn_intents(counted, *how)
        # Kinds apart, because what one intent was never told of is zero in its weights, and packs to nothing.
        parts = {"kinds": kinds.plain_weights(), "gravity": gravity.plain_weights(), "gate": gate.plain()}
        return self._keep({"model": intents.plain(), **parts})

    def _recall(self, kept: Mapping[str, Any]) -> None:
        intents = Linear.of_plain(kept["model"])
        kinds, gravity = (Linear.of_plain(kept[name], intents.vocabulary) for name in ("kinds", "gravity"))
        self._hearing = self._hearing.with_models(leaning(intents, kinds), gravity)
        self._gate = Gate(**kept["gate"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Write intent, ranking, parts and how grave it sounds into each message."""
        for message in messages:
            whole, cutting, gravity = self._hearing.of([str(message.get(TEXT))])[0]
            ranking = self._ranking(whole)
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[: self._config["ranking_length"]], add_to_output=True)
            several = self._gate.chance(cutting.evidence) if cutting else 0.0
            believed = cutting if several >= self._config["several_from"] else None
            message.set("several", several, add_to_output=True)
            message.set("gravity", gravity, add_to_output=True)
            message.set("parts", self._parts(believed) if believed else [], add_to_output=True)
        return messages

    def _ranking(self, whole: NDArray[np.float64]) -> list[dict[str, Any]]:
        return [
            {"name": self._hearing.labels[place], "confidence": float(np.exp(whole[place]))}
            for place in whole.argsort()[::-1]
        ]

    def _parts(self, cutting: Cutting) -> list[dict[str, Any]]:
        return [
            {"intent": self._hearing.labels[intent], "confidence": confidence, "start": start, "end": end}
            for (start, end), intent, confidence in zip(
                cutting.parts, cutting.intents, cutting.confidences, strict=True
            )
        ]


def _lesson(example: Message) -> Lesson:
    return Lesson.of(str(example.get(TEXT)), str(example.get(INTENT)), example.get(SEVERITY))
