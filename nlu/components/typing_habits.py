"""Teach the model how people type: copies of the examples without accents, in memory, at training time only."""

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
    """Adds to every example a copy without any accents.

    Copies with accents on some words only were tried as well and changed nothing: the word lists and the view without
    accents carry those already.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TypingHabits":
        """Build the component; it has no settings and keeps nothing in the model."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the copies to the training data."""
        copies = [without_accents(example) for example in training_data.intent_examples]
        return TrainingData(training_examples=[*training_data.training_examples, *copies])

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave a customer's message as it is."""
        return messages


def without_accents(example: Message) -> Message:
    """Return a copy of `example` as it is typed on a keyboard without Vietnamese."""
    return Message(data={**example.data, TEXT: fold(example.get(TEXT))})
