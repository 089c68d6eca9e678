"""Say what a message means: a linear model over weighed n-grams of words, letters and concepts."""

from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from nlu.text import concept_forms, fold, with_concepts

FILE = "classifier.skops"
TRUSTED = ["scipy.sparse._csr.csr_matrix"]
"""Types in FILE that skops does not know by itself; it refuses to build any other from a file."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramClassifier(IntentClassifier, GraphComponent):
    """Weighs n-grams by how rare they are and learns one weight for each n-gram and intent (a linear support vector machine).

    Four views of a message are counted: words, letters, words without accents, and words with their concepts in their
    place. Rasa's own LogisticRegressionClassifier over CountVectorsFeaturizer knows neither weights nor concepts; nlu/README.md
    compares them.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what must come before: somebody has to split the message into words."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings and their defaults.

        `C` is how closely the examples are followed. `temperature` turns margins into confidences (softmax): less
        is surer; chosen so that of the messages answered with a confidence of 0.7, seven in ten are right.
        `ranking_length` is how many intents are reported.
        """
        return {
            "concepts": "data/lexicon/concepts.yml",
            "C": 0.2,
            "temperature": 0.13,
            "ranking_length": 10,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._learned: dict[str, Any] = {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NgramClassifier":
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
    ) -> "NgramClassifier":
        """Build a classifier that knows what it learned."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._learned = skops.io.load(folder / FILE, trusted=TRUSTED)
        return classifier

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Tell Rasa's training cache that the concepts count as configuration."""
        return Path(config["concepts"]).read_text(encoding="utf-8")

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples and keep what was learned in the model."""
        examples = training_data.intent_examples
        self._learned = {
            "concepts": read_concepts(Path(self._config["concepts"])),
            "vectorizers": new_vectorizers(),
        }
        views = [self._views(example) for example in examples]
        for name, vectorizer in self._learned["vectorizers"].items():
            vectorizer.fit(view[name] for view in views)
        machine = LinearSVC(C=self._config["C"], random_state=1)
        machine.fit(self._columns(views), [example.get(INTENT) for example in examples])
        self._learned["intents"] = [str(intent) for intent in machine.classes_]
        self._learned["weights"] = machine.coef_.T.astype(np.float32, order="C")
        self._learned["bias"] = machine.intercept_.astype(np.float32)
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump(self._learned, folder / FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are; no component after this one needs its opinion of them."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Write intent and ranking into each message."""
        for message in messages:
            ranking = self._ranking(message)
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        counted = self._columns([self._views(message)])
        # A product of the two matrices would first copy all the weights; a message needs a few hundred of their rows.
        margins = counted.data @ self._learned["weights"][counted.indices] + self._learned["bias"]
        chances = softmax(margins / self._config["temperature"])
        return [
            {"name": self._learned["intents"][place], "confidence": float(chances[place])}
            for place in chances.argsort()[::-1]
        ]

    def _columns(self, views: list[dict[str, str]]) -> csr_matrix:
        vectorizers = self._learned["vectorizers"].items()
        return csr_matrix(
            hstack([vectorizer.transform([view[name] for view in views]) for name, vectorizer in vectorizers])
        )

    def _views(self, message: Message) -> dict[str, str]:
        text = " ".join(token.text for token in message.get(TEXT_TOKENS) or [])
        return {
            "words": text,
            "letters": text,
            "plain": fold(text),
            "concepts": with_concepts(text, self._learned["concepts"]),
        }


def new_vectorizers() -> dict[str, TfidfVectorizer]:
    """Return one counter for each view, which has seen nothing yet."""
    words = {
        "token_pattern": r"\S+",
        "ngram_range": (1, 2),
        "lowercase": False,
        "sublinear_tf": True,
        "dtype": np.float32,
    }
    letters = {
        "analyzer": "char_wb",
        "ngram_range": (1, 4),
        "min_df": 2,
        "lowercase": False,
        "sublinear_tf": True,
    }
    return {
        "words": TfidfVectorizer(**words),
        "letters": TfidfVectorizer(**letters),
        "plain": TfidfVectorizer(**words),
        "concepts": TfidfVectorizer(**words),
    }


def read_concepts(path: Path) -> dict[str, list[list[str]]]:
    """Read the groups of words that mean the same to the model."""
    return concept_forms(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
