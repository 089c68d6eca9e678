"""The further things that one message says: none of them is lost behind the first."""

from dataclasses import replace

from nlu.understanding import Part
from support import complaints, questions, requests, reviews
from support.visit import Turn

REQUESTS = {
    "other_human": requests.person,
    "other_order": requests.order,
    "other_change_order": requests.change_order,
    "other_cancel_order": requests.cancel_order,
    "other_see_my_data": requests.my_data,
    "other_erase_my_data": requests.my_data,
    "other_stop": requests.stop,
}
MEANT_FROM = 0.5
"""A further part counts from this confidence on: that the message says several things was weighed before, by the model's gate."""

# Facts that were given along are entities of the whole message; courtesies need no second answer.


def handle(turn: Turn, part: Part) -> None:
    """Do what a further part of a message asks for; what the model is unsure of is left to the first answer."""
    here = _about(turn, part)
    if part.confidence < MEANT_FROM:
        return
    if part.kind == "question":
        questions.answer(here)
    elif part.kind == "complaint" and turn.understanding.kind != "complaint":
        complaints.complain(
            here
        )  # a second complaint is on the first one's ticket already, with its words and its name
    elif part.kind == "review":
        _review(here, after=turn.understanding.kind)
    elif part.intent in REQUESTS:
        REQUESTS[part.intent](here)


def _review(here: Turn, after: str) -> None:
    """Keep a review; who complained in the same breath is not asked for stars."""
    if after == "complaint":
        reviews.keep(here, reviews.stars_of(here))
    else:
        reviews.review(here)


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
