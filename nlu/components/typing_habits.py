"""Teach the model how people type: copies of the examples without accents and with slips, in memory, at training time only."""

from random import Random
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.text import fold

HABIT = "habit"
"""Under this name a copy says what was done to it; an example as it stands in the file says nothing."""
BARE, SLIPPED = "bare", "slipped"

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORTEST_TO_SLIP_IN = 3
_SLIPS_IN_A_WORD = 0.3
_BARE_AMONG_SLIPPED = 0.4


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class TypingHabits(GraphComponent):
    """Adds to every example a copy without any accents, and one with slips of the finger in a third of its words.

    Copies with accents on some words only were tried as well and changed nothing; docs/nlu.md has the figures.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings and their defaults; `seed` is what chance begins with."""
        return {"seed": 1}

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TypingHabits":
        """Build the component; it keeps nothing in the model."""
        return cls(config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the copies to the training data."""
        examples = training_data.intent_examples
        copies = [_copy(each, fold(each.get(TEXT)), BARE) for each in examples]
        random = Random(self._config["seed"])  # noqa: S311 - chance, not a secret
        copies += [_copy(each, slipped(each.get(TEXT), random), SLIPPED) for each in examples]
        return TrainingData(training_examples=[*training_data.training_examples, *copies])

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave a customer's message as it is."""
        return messages


def _copy(example: Message, text: str, habit: str) -> Message:
    return Message(data={**example.data, TEXT: text, HABIT: habit})


def slipped(text: str, random: Random) -> str:
    """Return `text` as hurried thumbs type it: letters swapped, left out, doubled, or the key beside."""
    typed = fold(text) if random.random() < _BARE_AMONG_SLIPPED else text
    return " ".join(_slip(word, random) if _may_slip(word, random) else word for word in typed.split(" "))


def _may_slip(word: str, random: Random) -> bool:
    return len(word) >= _SHORTEST_TO_SLIP_IN and word.isalpha() and random.random() < _SLIPS_IN_A_WORD


def _slip(word: str, random: Random) -> str:
    place = random.randrange(len(word) - 1)
    before, here, behind = word[:place], word[place], word[place + 1 :]
    slips = (
        before + behind[0] + here + behind[1:],
        before + behind,
        before + here + here + behind,
        before + _beside(here, random) + behind,
    )
    return random.choices(slips, weights=(35, 30, 20, 15))[0]


def _beside(letter: str, random: Random) -> str:
    for row in _ROWS:
        place = row.find(fold(letter))
        if place >= 0:
            return random.choice(row[max(0, place - 1) : place] + row[place + 1 : place + 2])
    return letter
