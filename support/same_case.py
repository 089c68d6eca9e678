"""Is what a customer says now part of a case that is open, or another one?

Sure are: the same order or the same topic (the same case), and another order than the case's (another one). Not sure is
another complaint within 24 hours about the same order or none that is known. It joins the open case: who is let down
twice in a day mostly tells more about one parcel (late, and then the courier was rude), and one person who knows both
helps better than two who each know half. After staff said that a case is solved, or after 24 hours, it is more likely new.
Whichever was taken, the customer is told and can put it right with a button (support/regroup.py).
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from store.models import Ticket
from support import gravity, tickets, told
from support.visit import Turn

Relation = Literal["same", "perhaps", "hardly", "other"]


class Found(NamedTuple):
    """The open case that a message belongs to, whether that is sure, and a complaint that goes on beside a new one."""

    ticket: Ticket | None
    sure: bool = True
    other: Ticket | None = None


def find(turn: Turn, unclosed: Sequence[Ticket], code: str, *, alone: bool) -> Found:
    """Return the case that a message belongs to; `unclosed` are the conversation's, the newest first, `code` the order it names.

    A complaint joins only a complaint, so that it is not lost under a question; what is dealt with `alone` joins only
    its own topic.
    """
    related = [(_relation(turn, ticket, code, alone=alone), ticket) for ticket in unclosed]
    for wanted in ("same", "perhaps"):
        ticket = next((ticket for relation, ticket in related if relation == wanted), None)
        if ticket is not None:
            return Found(ticket, sure=wanted == "same" or not _complains(turn))
    other = next((ticket for ticket in unclosed if gravity.is_complaint(ticket.intent)), None)
    hardly = any(relation == "hardly" for relation, ticket in related if ticket is other)
    return Found(None, sure=not hardly, other=other if _complains(turn) else None)


def _relation(turn: Turn, ticket: Ticket, code: str, *, alone: bool) -> Relation:
    named = told.names_order_of(turn.session, ticket, code) if alone or _complains(turn) else None
    if named is False:
        return "other"
    if named and not alone and gravity.is_complaint(ticket.intent):
        return "same"
    if ticket.topic == turn.understanding.topic:
        return "same"
    under_a_question = _complains(turn) and not gravity.is_complaint(ticket.intent)
    if alone or under_a_question:
        return "other"
    if _complains(turn) and ticket.state == "solved":
        return "hardly"
    return "perhaps" if tickets.is_fresh(turn.desk, ticket) else "hardly"


def _complains(turn: Turn) -> bool:
    return turn.understanding.kind == "complaint"
