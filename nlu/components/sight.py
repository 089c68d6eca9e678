"""How a component sees a message: abbreviations written out, and the views of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Self

from ruamel.yaml import YAML

from nlu.components.tokenizer import read_abbreviations
from nlu.components.views import views
from nlu.text import Concepts, concept_forms, for_model


class Sight(NamedTuple):
    """The word lists that seeing a message needs."""

    abbreviations: Mapping[str, str]
    concepts: Concepts

    @classmethod
    def load(cls, abbreviations: Path, concepts: Path) -> Self:
        """Read both lists."""
        return cls(read_abbreviations(abbreviations), read_concepts(concepts))

    def of(self, typed: str) -> dict[str, str]:
        """Return the views of a message, or of a part of one."""
        return views(for_model(typed, self.abbreviations), typed, self.concepts)


def read_concepts(path: Path) -> Concepts:
    """Read the groups of words that mean the same to the model."""
    return concept_forms(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
