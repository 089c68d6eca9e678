"""Say what a message means, and whether it says more than one thing: a linear model over n-grams, and a gate for parts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.special import log_softmax

from nlu.components.cuts import cuts_of, read_connectives
from nlu.components.learner import Learner
from nlu.components.linear import Linear
from nlu.components.parts import COURTESIES, Cutting, Gate, all_spans, best_cutting, joined_pairs
from nlu.components.typing_habits import HABIT, SLIPPED
from nlu.text import fold

_TENTHS_TO_LEARN_FROM = 7
"""The gate learns from how the model reads messages it has not seen: from the other tenths of the examples."""
_MOST_TRIED = 3_000
"""Single messages the gate learns from, beside half as many pairs; more of them change nothing but the time."""
_AT_ONCE = 200
_BARE = 0.3
"""Share of the joined messages that are typed without accents."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramClassifier(Learner):
    """Weighs n-grams by how rare they are and learns one weight for each n-gram and intent (a linear support vector machine).

    docs/nlu.md compares it with Rasa's own classifiers. A message that says several things is cut where each part is
    clear by itself; a gate, learned from examples joined in pairs, says whether to believe the cut.
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
            "C": 0.5,
            "temperature": 0.16,
            "several_from": 0.4,
            "seed": 1,
            "ranking_length": 10,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._connectives = read_connectives(Path(config["connectives"]))

    @classmethod
    def _files(cls, config: dict[str, Any]) -> Iterable[Path]:
        return (Path(config[name]) for name in ("abbreviations", "concepts", "connectives"))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples and keep what was learned in the model."""
        examples = training_data.intent_examples
        gate = self._gate([_said(each) for each in examples if each.get(HABIT) != SLIPPED])
        model = self._model([_said(each) for each in examples])
        self._knows(model, gate)
        return self._keep({"model": model.plain(), "gate": gate.plain()})

    def _recall(self, kept: Mapping[str, Any]) -> None:
        self._knows(Linear.of_plain(kept["model"]), Gate(**kept["gate"]))

    def _knows(self, model: Linear, gate: Gate) -> None:
        self._linear, self._told_apart = model, gate
        self._matters = np.array([intent not in COURTESIES for intent in model.labels])

    def _model(self, examples: Sequence[tuple[str, str]]) -> Linear:
        seen = [self._sight.of(text) for text, _ in examples]
        return Linear.learn(seen, [intent for _, intent in examples], self._config["C"], self._config["seed"])

    def _gate(self, examples: Sequence[tuple[str, str]]) -> Gate:
        """Let a model that learned from seven tenths read the rest, single and joined in pairs."""
        known = [_tenth(text, self._config["seed"]) < _TENTHS_TO_LEARN_FROM for text, _ in examples]
        model = self._model([example for example, learn in zip(examples, known, strict=True) if learn])
        self._knows(model, Gate.closed())
        random = Random(self._config["seed"])  # noqa: S311 - chance, not a secret
        rest = [example for example, learn in zip(examples, known, strict=True) if not learn]
        rest = random.sample(rest, min(len(rest), _MOST_TRIED))
        pairs = joined_pairs([each for each in rest if not _is_bare(each[0])], len(rest) // 2, random)
        pairs = [fold(pair) if random.random() < _BARE else pair for pair in pairs]
        tried = [(text, False) for text, _ in rest] + [(pair, True) for pair in pairs]
        cuttings = [
            cutting for batch in _batches(tried) for _, cutting in self._read([text for text, _ in batch])
        ]
        found = [
            (cutting.evidence, joined)
            for cutting, (_, joined) in zip(cuttings, tried, strict=True)
            if cutting
        ]
        return Gate.learn([evidence for evidence, _ in found], [joined for _, joined in found])

    def process(self, messages: list[Message]) -> list[Message]:
        """Write intent, ranking and parts into each message."""
        for message in messages:
            whole, cutting = self._read([str(message.get(TEXT))])[0]
            ranking = self._ranking(whole)
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[: self._config["ranking_length"]], add_to_output=True)
            several = self._told_apart.chance(cutting.evidence) if cutting else 0.0
            believed = cutting if several >= self._config["several_from"] else None
            message.set("several", several, add_to_output=True)
            message.set("parts", self._parts(believed) if believed else [], add_to_output=True)
        return messages

    def _read(self, texts: Sequence[str]) -> list[tuple[NDArray[np.float64], Cutting | None]]:
        """Return for each text the chances of its whole and the best way to cut it."""
        cuts = [cuts_of(text, self._connectives) for text in texts]
        places = all_spans(cuts)
        margins = self._linear.margins(
            [self._sight.of(texts[number][start:end]) for number, start, end in places]
        )
        chances = log_softmax(margins.astype(np.float64) / self._config["temperature"], axis=1)
        of_text: list[dict[tuple[int, int], NDArray[np.float64]]] = [{} for _ in texts]
        for (number, start, end), chance in zip(places, chances, strict=True):
            of_text[number][start, end] = chance
        return [
            (mine[0, len(text)], best_cutting(text, where, mine, self._matters))
            for text, where, mine in zip(texts, cuts, of_text, strict=True)
        ]

    def _ranking(self, whole: NDArray[np.float64]) -> list[dict[str, Any]]:
        return [
            {"name": self._linear.labels[place], "confidence": float(np.exp(whole[place]))}
            for place in whole.argsort()[::-1]
        ]

    def _parts(self, cutting: Cutting) -> list[dict[str, Any]]:
        return [
            {"intent": self._linear.labels[intent], "confidence": confidence, "start": start, "end": end}
            for (start, end), intent, confidence in zip(
                cutting.parts, cutting.intents, cutting.confidences, strict=True
            )
        ]


def _said(example: Message) -> tuple[str, str]:
    return str(example.get(TEXT)), str(example.get(INTENT))


def _batches(tried: Sequence[tuple[str, bool]]) -> Iterator[Sequence[tuple[str, bool]]]:
    """Return the messages a few at a time: reading them together is fast, reading all together takes a gigabyte."""
    return (tried[start : start + _AT_ONCE] for start in range(0, len(tried), _AT_ONCE))


def _tenth(text: str, seed: int) -> int:
    """Return one of ten for a text, the same for all ways of typing it, so that a copy is not learned while its original is tried."""
    return crc32(f"{seed} {fold(text)}".encode()) % 10


def _is_bare(text: str) -> bool:
    return text == fold(text)
