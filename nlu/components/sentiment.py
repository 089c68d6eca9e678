"""Say how a message is meant: negative, neutral or positive. Learned from data/sentiment/ and from what intents say by themselves."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML
from scipy.special import softmax

from nlu.components.learner import Learner
from nlu.components.lessons import JOINT, Lesson
from nlu.components.linear import Counted, Linear
from nlu.components.typing_habits import bare
from nlu.components.views import Fewest
from nlu.examples import OPINIONS, read_examples

_OPINIONS_COUNT = 2
"""How often each opinion counts: about everything people buy and use there are fewer of them than about shops."""
_FEWEST = Fewest(words=2, letters=4, bare=2)
"""Words of praise and blame are many, and most are rare."""
_LONGEST_SENTENCE = 25
"""Words; what has no full stop is cut in pieces no longer than this."""
_MOST_SENTENCES = 40
"""In a message with more full stops, an address after the other, they say nothing; it is cut by length alone."""
_NEVER = 9.0
"""Larger than any margin."""
_SENTENCE_END = re.compile(r"[.!?…\n]+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentimentClassifier(Learner):
    """A linear support vector machine over the same views as the intents', with labels of its own.

    Its examples (`examples`, a folder) are opinions about everything people buy and use, because words of praise and blame
    are the same everywhere. Intents that say a mood by themselves (`intents`, a word list) lend their examples, too.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings and their defaults; they mean what NgramClassifier's mean.

        A message may be neutral when its kind is understood with a confidence of `neutral_from` or more and its intent, or its
        kind, is in `neutral_bias`, which is taken from the margin of neutral: with more, a mood is heard in more messages.
        Any other message is a judgement of something.
        """
        return {
            "abbreviations": "data/lexicon/abbreviations.yml",
            "concepts": "data/lexicon/concepts.yml",
            "examples": "data/sentiment",
            "intents": "data/lexicon/sentiment.yml",
            "C": 0.2,
            "temperature": 0.3,
            "neutral_from": 0.99,
            "neutral_bias": {"question": 0.3, "other": 0.7, "other_out_of_scope": 1.5, "review_mixed": 0.5},
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
        told = _opinions(Path(self._config["examples"]))
        opinions = [*told, *bare(told)]
        lessons = [*opinions, *_moods(training_data, moods)]
        rows = [*range(len(lessons)), *[*range(len(opinions))] * (_OPINIONS_COUNT - 1)]
        counted = Counted.of(lessons, self._sight, _FEWEST).only(rows)
        self._linear = Linear.of(counted, self._config["C"], self._config["seed"])
        return self._keep(self._linear.plain())

    def _recall(self, kept: Mapping[str, Any]) -> None:
        self._linear = Linear.of_plain(kept)

    def process(self, messages: list[Message]) -> list[Message]:
        """Write the sentiment into each message."""
        for message in messages:
            margins = self._margins(str(message.get(TEXT)))
            margins[self._linear.labels.index("neutral")] -= self._bias(message)
            chances = softmax(margins / self._config["temperature"])
            best = int(np.argmax(chances))
            mood = {"name": self._linear.labels[best], "confidence": float(chances[best])}
            message.set("sentiment", mood, add_to_output=True)
        return messages

    def _margins(self, text: str) -> NDArray[np.float32]:
        """Return the margins of the message and, as much again, the largest among its sentences: a long story may have one bad word in it."""
        whole, *parts = self._linear.margins(self._sight.of([text, *sentences(text)]))
        return (whole + np.max(parts, axis=0)) / 2

    def _bias(self, message: Message) -> float:
        intent = str((message.get(INTENT) or {}).get("name"))
        kind, bias = intent.partition("_")[0], self._config["neutral_bias"]
        if _confidence_of(kind, message) < self._config["neutral_from"]:
            return _NEVER
        return float(bias.get(intent, bias.get(kind, _NEVER)))


def _confidence_of(kind: str, message: Message) -> float:
    """Return how sure the kind is: that a message asks may be plain where what it asks about is not."""
    ranking = message.get(INTENT_RANKING_KEY) or []
    return float(sum(each["confidence"] for each in ranking if each["name"].partition("_")[0] == kind))


def sentences(text: str) -> list[str]:
    """Return the sentences of a message, at least one; long ones in pieces of equal length, in words."""
    found = [words for sentence in _SENTENCE_END.split(text) if (words := sentence.split())]
    if len(found) > _MOST_SENTENCES:
        found = [text.split()]
    return [" ".join(piece) for words in found for piece in _pieces(words)] or [text]


def _pieces(words: Sequence[str]) -> Iterator[Sequence[str]]:
    length = math.ceil(len(words) / math.ceil(len(words) / _LONGEST_SENTENCE))
    return (words[start : start + length] for start in range(0, len(words), length))


def _opinions(folder: Path) -> list[Lesson]:
    return [Lesson.of(each.text, each.intent) for each in read_examples(folder, OPINIONS)[0]]


def _moods(training_data: TrainingData, moods: Mapping[str, str]) -> Iterator[Lesson]:
    """Return the examples whose intent says how they are meant."""
    for each in training_data.intent_examples:
        if mood := mood_of(str(each.get(INTENT)), moods):
            yield Lesson(str(each.get(TEXT)), (mood,))


def mood_of(intent: str, moods: Mapping[str, str]) -> str | None:
    """Return what an intent, or its kind, says by itself; None when that is nothing."""
    if JOINT in intent:
        return None  # What several things say together is nobody's word alone.
    return moods.get(intent) or moods.get(intent.partition("_")[0])
