"""From what the model says to what the house understands: kinds, topics, sentiment, severity and its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self, get_args

from nlu.entities import find_entities, read_words
from nlu.lexicon import FOLDER, Abbreviations
from nlu.severity import Gravity
from nlu.topics import Topics
from nlu.understanding import LONGEST_TEXT, SENTIMENTS, Kind, Part, Sentiment, Understanding

UNSAID = "other_nonsense"
"""The intent of a message without a word in it."""

_ALTERNATIVES = 3
_FIRST = (
    *("other_cancel_order", "other_stop", "complaint", "other", "question", "review"),
    *("other_give_info", "other_yes", "other_no"),
)
"""Which intents, or whole kinds, must be acted on first when a message says several things (docs/intents.md): what must not run on,
what went wrong, what is wanted, what is asked, what was thought of it; facts and a bare yes or no serve one of these."""
_SERVE = _FIRST[-3:]

_LIKELY, _SURE = 0.8, 0.95
"""The parts stand in the order of _FIRST when it is surer that there are several than that the whole is one thing, from _LIKELY on, and
always from _SURE on. Chosen on the messages to choose by: with 0.9 wherever it is, 0.4 points fewer of the messages that say one thing
have the right kind first, and 2.6 points more of those that say several."""


class UnreadableAnswer(ValueError):  # noqa: N818 - said as it is
    """The model's answer has no intent in it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Holds the word lists, read once."""

    abbreviations: Abbreviations
    gravity: Gravity
    topics: Topics

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read data/lexicon/."""
        read_words()  # A broken list stops the start, not the first message.
        return cls(Abbreviations.load(folder), Gravity.load(folder), Topics.load(folder))

    def read(self, text: str, answer: Mapping[str, Any]) -> Understanding:
        """Return what `text` means, given the model's answer. Raises UnreadableAnswer when that names no intent."""
        ranking = ranking_of(answer)
        first, *also = parts_of(answer, ranking)
        entities = find_entities(text[:LONGEST_TEXT])
        plain = self.abbreviations.spell_out(text[:LONGEST_TEXT])
        said = [first.intent, *(part.intent for part in also)]
        others = [other for other in ranking if other[0] not in said]
        verdict = self.gravity.weigh(said, text, plain, entities, others, sounds=gravity_of(answer))
        return Understanding(
            text=text,
            kind=first.kind,
            intent=first.intent,
            topic=first.topic,
            sentiment=sentiment_of(answer),
            severity=verdict.severity,
            reasons=verdict.reasons,
            confidence=first.confidence,
            entities=entities,
            alternatives=tuple(other for other in ranking if other[0] != first.intent)[:_ALTERNATIVES],
            angry=verdict.angry,
            also=tuple(also),
            topics=self.topics.of(plain) if any(intent.startswith("review_") for intent in said) else (),
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


def parts_of(answer: Mapping[str, Any], ranking: Sequence[tuple[str, float]]) -> list[Part]:
    """Return what the message says, what must be acted on first before the rest; at least one part.

    Unless it is sure that the message says several things, what the whole sounds like comes first: a cut that should not have
    been made then costs an answer too many and not the right one. Its confidence is the whole's, which was measured to be worth
    what it says.
    """
    try:
        parts = [_part(**said) for said in answer.get("parts") or ()]
        several = float(answer.get("several") or 0)
    except (TypeError, ValueError) as error:
        raise UnreadableAnswer("a part of the model's answer has no intent, confidence and place") from error
    whole = _part(*ranking[0], 0, len(answer.get("text") or ""))
    once: dict[str, Part] = {}
    for part in parts:
        once.setdefault(
            part.intent, part
        )  # What is said at both ends of a message is one matter, told twice.
    parts = [
        replace(part, confidence=whole.confidence) if part.intent == whole.intent else part
        for part in once.values()
    ]
    sure = several >= min(max(whole.confidence, _LIKELY), _SURE)
    by_rank = sure or whole.intent in _SERVE
    return sorted(parts, key=lambda part: (not by_rank and part.intent != whole.intent, _place(part))) or [
        whole
    ]


def _place(part: Part) -> int:
    return _FIRST.index(part.intent if part.intent in _FIRST else part.kind)


def _part(intent: str, confidence: float, start: int, end: int) -> Part:
    kind, topic = kind_and_topic(intent)
    return Part(kind, intent, topic, round(float(confidence), 4), int(start), int(end))


def gravity_of(answer: Mapping[str, Any]) -> float | None:
    """Return how far the model puts the message on the side of grave ones, 0 at the border; None when it does not say."""
    heard = answer.get("gravity")
    return float(heard) if isinstance(heard, int | float) else None


def sentiment_of(answer: Mapping[str, Any]) -> Sentiment:
    """Return the mood the model heard, neutral when it heard none."""
    heard: Sentiment | None = (answer.get("sentiment") or {}).get("name")
    return heard if heard and heard in SENTIMENTS else "neutral"
