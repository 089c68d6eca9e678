"""Split a message into the words the model sees."""

from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.sight import read_abbreviations
from nlu.text import for_model


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseTokenizer(Tokenizer):
    """Normalises as nlu.text does, writes abbreviations out, and splits at spaces.

    `abbreviations` is the path of their list, from the project's root. The tokens' places count in the normalised text.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings and their defaults."""
        return {
            "abbreviations": "data/lexicon/abbreviations.yml",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
        }

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._abbreviations = read_abbreviations(Path(config["abbreviations"]))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Tell Rasa's training cache that the list counts as configuration."""
        return Path((cls.get_default_config() | config)["abbreviations"]).read_text(encoding="utf-8")

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are: what learns in this pipeline reads texts, and 60,000 examples' tokens cost 20 s."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the words of one attribute of the message."""
        text = for_model(message.get(attribute), self._abbreviations)
        return self._convert_words_to_tokens(text.split(), text)
