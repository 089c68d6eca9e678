"""Which training examples are nearest to a message, by the words both have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from rapidfuzz import fuzz, process

from nlu.examples import Example
from nlu.leaks import bare

MOST = 5


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples and their bare words."""

    all: Sequence[Example]
    words: Sequence[str]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Self:
        """Prepare examples for being looked up."""
        return cls(examples, [_sorted(example.text) for example in examples])

    def nearest(self, text: str, most: int = MOST) -> list[Example]:
        """Return the examples most like `text`, the nearest first: by the letters of the bare words, whatever their order."""
        found = process.extract(_sorted(text), self.words, scorer=fuzz.ratio, limit=most)
        return [self.all[place] for _, _, place in found]


def _sorted(text: str) -> str:
    return " ".join(sorted(bare(text).split()))
