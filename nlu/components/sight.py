"""How a component sees a message: abbreviations written out, and the views of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

from joblib import Parallel, delayed
from ruamel.yaml import YAML

from nlu.components.views import ALL_CORES, views
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

    def of(self, typed: str) -> dict[str, str]:
        """Return the views of a message, or of a part of one."""
        return views(for_model(typed, self.abbreviations), typed, self.concepts)

    def of_all(self, typed: Sequence[str]) -> list[dict[str, str]]:
        """Return the views of many messages; on all cores."""
        parts = (typed[start : start + _AT_ONCE] for start in range(0, len(typed), _AT_ONCE))
        seen = Parallel(n_jobs=ALL_CORES)(delayed(_of_some)(self, part) for part in parts)
        return [views for some in seen for views in some]


def _of_some(sight: Sight, typed: Sequence[str]) -> list[dict[str, str]]:
    return [sight.of(each) for each in typed]


def read_concepts(path: Path) -> Concepts:
    """Read the groups of words that mean the same to the model."""
    return concept_forms(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))


def read_abbreviations(path: Path) -> dict[str, str]:
    """Return what is meant by what is typed."""
    written = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return read_meanings(written)
