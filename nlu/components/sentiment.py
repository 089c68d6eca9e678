"""Say how a message is meant: negative, neutral or positive. Learned from data/sentiment/ and from what intents say by themselves."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML
from scipy.special import softmax

from nlu.components.learner import Learner
from nlu.components.lessons import JOINT, Lesson
from nlu.components.linear import Linear
from nlu.components.typing_habits import bare
from nlu.examples import OPINIONS, read_examples

_MOST_FROM_INTENTS = 24_000
"""Examples of intents it learns from beside the opinions; twice as many read 0.3 points more rightly and take twice as long."""
_OPINIONS_COUNT = 2
"""How often each opinion counts: about everything people buy and use there are fewer of them than about shops."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentimentClassifier(Learner):
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
            "C": 0.1,
            "temperature": 0.3,
            "neutral_bias": {"question": 0.6, "other": 0.9, "review": 9.0, "complaint": 9.0},
            "seed": 1,
        }

    @classmethod
    def _files(cls, config: dict[str, Any]) -> Iterable[Path]:
        lists = (Path(config[name]) for name in ("abbreviations", "concepts", "intents"))
        return (*lists, *sorted(Path(config["examples"]).glob("*.yml")))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the folder and the intents' examples, and keep what was learned in the model."""
        moods = YAML(typ="safe", pure=True).load(Path(self._config["intents"]).read_text(encoding="utf-8"))[
            "intents"
        ]
        opinions, _ = read_examples(Path(self._config["examples"]), OPINIONS)
        lessons = [Lesson.of(opinion.text, opinion.intent) for opinion in opinions] * _OPINIONS_COUNT
        lessons += _moods(training_data, moods, self._config["seed"])
        how = self._config["C"], self._config["seed"]
        self._linear = Linear.of_lessons([*lessons, *bare(lessons)], self._sight, *how)
        return self._keep(self._linear.plain())

    def _recall(self, kept: Mapping[str, Any]) -> None:
        self._linear = Linear.of_plain(kept)

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


def _moods(training_data: TrainingData, moods: Mapping[str, str], seed: int) -> list[Lesson]:
    """Return some of the examples whose intent says how they are meant."""
    said = [
        (str(each.get(TEXT)), mood_of(str(each.get(INTENT)), moods)) for each in training_data.intent_examples
    ]
    found = [Lesson(text, (mood,)) for text, mood in said if mood]
    return Random(seed).sample(found, min(len(found), _MOST_FROM_INTENTS))  # noqa: S311 - chance, not a secret


def mood_of(intent: str, moods: Mapping[str, str]) -> str | None:
    """Return what an intent, or its kind, says by itself; None when that is nothing."""
    if JOINT in intent:
        return None  # What several things say together is nobody's word alone.
    return moods.get(intent) or moods.get(intent.partition("_")[0])
