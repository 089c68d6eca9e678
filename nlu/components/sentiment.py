"""Say how a message is meant: negative, neutral or positive. Learned from data/sentiment/ and from what intents say by themselves."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML
from scipy.special import softmax

from nlu.components.classifier import FILE, TRUSTED
from nlu.components.linear import Linear
from nlu.components.sight import Sight
from nlu.components.typing_habits import HABIT, SLIPPED
from nlu.text import fold


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentimentClassifier(IntentClassifier, GraphComponent):
    """A linear support vector machine over the same views as the intents', with labels of its own.

    Its examples (`examples`, a folder) are opinions about everything people buy and use, because words of praise and blame
    are the same everywhere. Intents that say a mood by themselves (`intents`, a word list) lend their examples, too.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings and their defaults; they mean what NgramClassifier's mean.

        `neutral_bias` is taken from the margin of neutral, by the kind of the message's intent: with more, a mood is heard in more
        messages. A review always has one; a question or a wish has one only when it is plain to hear.
        """
        return {
            "abbreviations": "data/lexicon/abbreviations.yml",
            "concepts": "data/lexicon/concepts.yml",
            "examples": "data/sentiment",
            "intents": "data/lexicon/sentiment.yml",
            "C": 0.2,
            "temperature": 0.3,
            "neutral_bias": {"question": 0.3, "other": 0.6, "review": 9.0, "complaint": 9.0},
            "seed": 1,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._sight = Sight.load(Path(config["abbreviations"]), Path(config["concepts"]))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentimentClassifier":
        """Build a classifier that has learned nothing."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "SentimentClassifier":
        """Build a classifier that knows what it learned."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._linear = Linear.of_plain(skops.io.load(folder / FILE, trusted=TRUSTED))
        return classifier

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Tell Rasa's training cache that the examples and word lists count as configuration."""
        lists = [Path(config[name]) for name in ("abbreviations", "concepts", "intents")]
        files = [*lists, *sorted(Path(config["examples"]).glob("*.yml"))]
        return "".join(file.read_text(encoding="utf-8") for file in files)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the folder and the intents' examples, and keep what was learned in the model."""
        moods = _read(Path(self._config["intents"]))["intents"]
        said = [
            (str(each.get(TEXT)), mood_of(str(each.get(INTENT)), moods))
            for each in training_data.intent_examples
            if each.get(HABIT) != SLIPPED
        ]
        told = read_examples(Path(self._config["examples"]))
        told += [(fold(text), mood) for text, mood in told]
        labelled = [*told, *((text, mood) for text, mood in said if mood)]
        self._linear = Linear.learn(
            [self._sight.of(text) for text, _ in labelled],
            [mood for _, mood in labelled],
            self._config["C"],
            self._config["seed"],
        )
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump(self._linear.plain(), folder / FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are; no component after this one needs its opinion of them."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Write the sentiment into each message."""
        for message in messages:
            margins = self._linear.margins([self._sight.of(str(message.get(TEXT)))])[0]
            margins[self._linear.labels.index("neutral")] -= self._bias(message)
            chances = softmax(margins / self._config["temperature"])
            best = int(np.argmax(chances))
            mood = {"name": self._linear.labels[best], "confidence": float(chances[best])}
            message.set("sentiment", mood, add_to_output=True)
        return messages

    def _bias(self, message: Message) -> float:
        intent = str((message.get(INTENT) or {}).get("name"))
        return float(self._config["neutral_bias"].get(intent.partition("_")[0], 0.0))


def read_examples(folder: Path) -> list[tuple[str, str]]:
    """Return the examples of data/sentiment/ as (text, mood); nlu/examples.py has refused what is badly formed."""
    return [
        (row.removeprefix("- ").strip(), str(block["label"]))
        for file in sorted(folder.glob("*.yml"))
        for block in _read(file)["sentiment"]
        for row in block["examples"].splitlines()
    ]


def mood_of(intent: str, moods: Mapping[str, str]) -> str | None:
    """Return what an intent, or its kind, says by itself; None when that is nothing."""
    return moods.get(intent) or moods.get(intent.partition("_")[0])


def _read(path: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
