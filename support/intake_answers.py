"""What a customer answers to the questions of a ticket: read from a message, or from a button."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from store.models import Order, Ticket
from support import pending, to_staff, told
from support.intake_questions import SKIP, choices, missing, order_of
from support.told import FREE, ORDER, PHOTO, PRODUCT, REMEDY, Told
from support.visit import Turn, Visit


@dataclass(frozen=True)
class Answer:
    """What a customer gave to the questions: what was told, and the names of those left out."""

    told: Told
    skipped: Sequence[str] = ()

    def __bool__(self) -> bool:
        """Return whether it is an answer at all."""
        return bool(self.told.names or self.skipped)


# What is never meant as the answer to an open question.
_SOMETHING_ELSE = frozenset(
    f"other_{topic}"
    for topic in (
        *("greeting", "thanks", "bye", "yes", "wait", "bot", "human", "insult"),
        *("stop", "see_my_data", "erase_my_data", "cancel_order"),
    )
)
# A complaint tells why, or what is broken; it does not tell a new address.
_TOLD_BY_COMPLAINING = frozenset({"cancel_reason", "return_reason", "fault"})


def read(turn: Turn, ticket: Ticket) -> Answer:
    """Return what a message answers: whatever it holds of what is missing, and its words where they were asked for."""
    wanted = missing(turn, ticket)
    asked = (ticket.intake or {})["asked"]
    waits = pending.what(turn.conversation, turn.desk.clock()) == "intake" and asked in wanted
    found = told.news(
        told.reader_of(turn.session, turn.desk, ticket).read(turn.message, to_staff.order_code(turn)), ticket
    )
    found = replace(found, photo=told.has_picture(turn.message) and PHOTO in wanted)
    if waits and asked == REMEDY and found.remedy is None:
        reader = told.reader_of(turn.session, turn.desk, ticket)
        found = replace(found, remedy=reader.remedy(turn.message.text, asked=True))
    if waits and asked not in found.names and _leaves_out(turn, asked):
        return Answer(found, [asked])
    if waits and asked in FREE and asked not in found.names and not _is_something_else(turn, ticket, asked):
        found = replace(found, facts={**found.facts, asked: _in_words(turn, ticket, asked)})
    return Answer(found)


def says_more(turn: Turn, ticket: Ticket, answer: Answer) -> bool:
    """Return whether a message with an answer in it also asks, wishes or complains about something of its own."""
    asked = (ticket.intake or {})["asked"]
    if _unclear(turn) or asked in answer.skipped or (asked in answer.told.names and asked != ORDER):
        return False
    kind, mine = turn.understanding.kind, turn.understanding.topic == ticket.topic
    if kind == "complaint":
        return not mine and asked not in answer.told.names
    return kind in {"question", "review"} or (
        turn.intent in {"other_human", "other_cancel_order"} and not mine
    )


def tapped(visit: Visit, ticket: Ticket, name: str, value: str) -> Answer:
    """Return what a button answers, an empty answer for one that was never made."""
    if value == SKIP:
        return Answer(Told(), [name])
    offered = dict(choices(visit, ticket, name))
    if value not in offered:
        return Answer(Told())
    if name in {ORDER, told.BOUGHT}:
        return Answer(Told(order=visit.session.get(Order, int(value))))
    if name == REMEDY:
        return Answer(Told(remedy=value))
    items = told.items_of(order_of(visit, ticket))
    return Answer(Told(facts={name: items[int(value)] if name == PRODUCT else offered[value]}))


def _leaves_out(turn: Turn, asked: str) -> bool:
    plain_no = turn.intent == "other_no" and not _unclear(turn)
    return plain_no or turn.desk.choices.is_skip(asked, turn.message.text)


def _in_words(turn: Turn, ticket: Ticket, asked: str) -> str:
    """The customer's own words, or the choice that they name."""
    key = turn.desk.choices.find(asked, turn.message.text, ticket.topic, asked=True)
    return (
        turn.desk.choices.label(asked, key) if key and asked == told.CHANGE else told.cut(turn.message.text)
    )


def _is_something_else(turn: Turn, ticket: Ticket, asked: str) -> bool:
    of_another = told.names_order_of(turn.session, ticket, to_staff.order_code(turn)) is False
    if of_another or not turn.message.text.strip():
        return True
    if turn.desk.choices.is_question(turn.message.text) and asked not in _TOLD_BY_COMPLAINING:
        return True
    if _unclear(turn):
        return False
    kind = turn.understanding.kind
    if kind == "complaint":
        return asked not in _TOLD_BY_COMPLAINING
    if kind == "question":
        return turn.desk.choices.is_question(turn.message.text)
    return turn.intent in _SOMETHING_ELSE and turn.intent != ticket.intent


def _unclear(turn: Turn) -> bool:
    return turn.understanding.confidence < turn.desk.config.understanding.answer_from
