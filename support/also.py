"""The further things that one message says: none of them is lost behind the first."""

from collections.abc import Callable
from dataclasses import replace

from nlu.understanding import Part
from support import reviews, unsure
from support.visit import Turn

MEANT_FROM = 0.5
"""A further part counts from this confidence on: that the message says several things was weighed before, by the model's gate."""

# Facts given along are entities of the whole message, and courtesies need no second answer.
WISHES = unsure.REQUESTS | {"other_human"}


def handle(turn: Turn, part: Part, handler: Callable[[Turn], None]) -> None:
    """Do what a further part of a message asks for, with the `handler` of its intent; what is unclear is left to the first answer."""
    if part.confidence < MEANT_FROM or not _is_matter(turn, part):
        return
    here = _about(turn, part)
    if part.kind == "review" and turn.understanding.kind == "complaint":
        reviews.keep(here, reviews.stars_of(here))  # who complains in the same breath is not asked for stars
    else:
        handler(here)


def _is_matter(turn: Turn, part: Part) -> bool:
    """A second complaint is on the first one's ticket already, with its words and its name."""
    if part.kind == "complaint":
        return turn.understanding.kind != "complaint"
    return part.kind != "other" or part.intent in WISHES


def _about(turn: Turn, part: Part) -> Turn:
    severity = turn.understanding.severity if part.kind == "complaint" else None
    meaning = replace(
        turn.understanding,
        kind=part.kind,
        intent=part.intent,
        topic=part.topic,
        confidence=part.confidence,
        severity=severity,
        also=(),
    )
    return replace(turn, understanding=meaning)
