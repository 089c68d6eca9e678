"""Teach the model how people type: copies of the examples without accents, in memory, at training time only."""

import random
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.text import fold


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class TypingHabits(GraphComponent):
    """Adds to every example a copy without any accents and one with accents on some words only.

    Half of the words of the second lose theirs (`random_seed` says which), as one finger on a telephone does.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings and their defaults."""
        return {"random_seed": 1, "without_accents": True, "half_accents": True}

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "TypingHabits":
        """Build the component; it keeps nothing in the model."""
        return cls(config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the copies to the training data."""
        chance = random.Random(self._config["random_seed"])
        copies = [copy for example in training_data.intent_examples for copy in self._copies(example, chance)]
        return TrainingData(training_examples=[*training_data.training_examples, *copies])

    def _copies(self, example: Message, chance: random.Random) -> list[Message]:
        text = example.get(TEXT)
        typed = set()
        if self._config["without_accents"]:
            typed.add(fold(text))
        if self._config["half_accents"]:
            typed.add(half_accents(text, chance))
        return [Message(data={**example.data, TEXT: copy}) for copy in sorted(typed - {text})]

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave a customer's message as it is."""
        return messages


def half_accents(text: str, chance: random.Random) -> str:
    """Return `text` with every second word, by chance, without accents."""
    return " ".join(fold(word) if chance.random() < 0.5 else word for word in text.split())
