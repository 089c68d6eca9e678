"""Is a message negative, neutral or positive? By its intent, else by the words of data/lexicon/sentiment.yml."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from nlu.lexicon import FOLDER, Phrases, homographs, read
from nlu.understanding import Kind, Sentiment


@dataclass(frozen=True, slots=True)
class Leaning:
    """The two word lists, and the intents that decide by themselves."""

    intents: dict[str, Sentiment]
    positive: Phrases
    negative: Phrases

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read sentiment.yml."""
        written = read("sentiment", folder)
        denials, exact = written["not_after"], homographs(folder)
        return cls(
            dict(written["intents"]),
            Phrases.of(written["positive"], denials, exact),
            Phrases.of(written["negative"], denials, exact),
        )

    def of(self, intent: str, kind: Kind, plain: str) -> Sentiment:
        """Return the sentiment of a message; `plain` is its text spelled out."""
        if kind == "complaint":
            return "negative"
        return self.intents.get(intent) or self._by_words(plain)

    def _by_words(self, plain: str) -> Sentiment:
        praise = self.positive.affirmed(plain) + self.negative.denied(plain)
        blame = self.negative.affirmed(plain) + self.positive.denied(plain)
        if praise == blame:
            return "neutral"
        return "positive" if praise > blame else "negative"
