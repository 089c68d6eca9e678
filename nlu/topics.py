"""What does a review judge? By the words of data/lexicon/topics.yml."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from nlu.lexicon import FOLDER, Phrases, homographs, read


@dataclass(frozen=True, slots=True)
class Topics:
    """The words of each topic: product, delivery, staff, price."""

    words: dict[str, Phrases]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read topics.yml."""
        exact = homographs(folder)
        return cls(
            {str(name): Phrases.of(phrases, (), exact) for name, phrases in read("topics", folder).items()}
        )

    def of(self, plain: str) -> tuple[str, ...]:
        """Return the topics a review speaks of, in the order of the list; `plain` is its text spelled out."""
        return tuple(name for name, phrases in self.words.items() if phrases.affirmed(plain))
