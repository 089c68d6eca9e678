"""How a component sees a message: abbreviations written out, and the views of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from joblib import Parallel, delayed
from ruamel.yaml import YAML

from nlu.components.counting import ALL_CORES
from nlu.components.views import VIEWS, Seen, views
from nlu.text import Concepts, concept_forms, for_model, read_meanings

_AT_ONCE = 5_000


class Sight(NamedTuple):
    """The word lists that seeing a message needs."""

    abbreviations: Mapping[str, str]
    concepts: Concepts

    @classmethod
    def load(cls, abbreviations: Path, concepts: Path) -> Self:
        """Read both lists."""
        return cls(read_abbreviations(abbreviations), read_concepts(concepts))

    def of(self, typed: Sequence[str]) -> Seen:
        """Return the views of some messages, or parts of them."""
        seen = [views(for_model(each, self.abbreviations), each, self.concepts) for each in typed]
        return {name: [each[name] for each in seen] for name in VIEWS}

    def of_many(self, typed: Sequence[str]) -> Seen:
        """Return the views of many messages; on all cores."""
        parts = (typed[start : start + _AT_ONCE] for start in range(0, len(typed), _AT_ONCE))
        seen = Parallel(n_jobs=ALL_CORES)(delayed(self.of)(part) for part in parts)
        return {name: [text for some in seen for text in some[name]] for name in VIEWS}


def read_concepts(path: Path) -> Concepts:
    """Read the groups of words that mean the same to the model."""
    return concept_forms(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))


def read_abbreviations(path: Path) -> dict[str, str]:
    """Return what is meant by what is typed."""
    written = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return read_meanings(written)
