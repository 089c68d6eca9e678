"""From what the model says to what the house understands: kind, topic, sentiment, severity and its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, get_args

from nlu.entities import find_entities
from nlu.lexicon import FOLDER, Abbreviations
from nlu.sentiment import Leaning
from nlu.severity import Gravity
from nlu.understanding import LONGEST_TEXT, Kind, Understanding

UNSAID = "other_out_of_scope"
"""The intent of a message without a word in it."""

_ALTERNATIVES = 3


class UnreadableAnswer(ValueError):  # noqa: N818 - said as it is
    """The model's answer has no intent in it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Holds the word lists, read once."""

    abbreviations: Abbreviations
    leaning: Leaning
    gravity: Gravity

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read data/lexicon/."""
        return cls(Abbreviations.load(folder), Leaning.load(folder), Gravity.load(folder))

    def read(self, text: str, answer: Mapping[str, Any]) -> Understanding:
        """Return what `text` means, given the model's answer. Raises UnreadableAnswer when that names no intent."""
        ranking = ranking_of(answer)
        intent, confidence = ranking[0]
        kind, topic = kind_and_topic(intent)
        entities = find_entities(text[:LONGEST_TEXT])
        plain = self.abbreviations.spell_out(text[:LONGEST_TEXT])
        verdict = self.gravity.weigh(intent, kind, plain, entities)
        return Understanding(
            text=text,
            kind=kind,
            intent=intent,
            topic=topic,
            sentiment=self.leaning.of(intent, kind, plain),
            severity=verdict.severity,
            reasons=verdict.reasons,
            confidence=confidence,
            entities=entities,
            alternatives=tuple(ranking[1 : 1 + _ALTERNATIVES]),
            angry=verdict.angry,
        )

    def unsaid(self, text: str) -> Understanding:
        """Return what an empty message means: nothing."""
        return self.read(text, {"intent": {"name": UNSAID, "confidence": 0.0}})


def kind_and_topic(intent: str) -> tuple[Kind, str]:
    """Read both off the intent's name; a name of no kind is of kind other."""
    kind, _, topic = intent.partition("_")
    if kind in get_args(Kind) and topic:
        return kind, topic  # type: ignore[return-value]
    return "other", intent


def ranking_of(answer: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return intents with their confidence, best first."""
    try:
        best = answer["intent"]
        others = [entry for entry in answer.get("intent_ranking") or [] if entry["name"] != best["name"]]
        return [(str(entry["name"]), round(float(entry["confidence"]), 4)) for entry in (best, *others)]
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableAnswer("the model's answer names no intent and confidence") from error
