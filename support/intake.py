"""What a new ticket still needs is asked for, one question at a time; each may be left out, and answers come in any order.

Which questions a ticket asks is `asks` in data/answers.yml. What runs is kept in `Ticket.intake`: {"asked": the question that waits,
"times": {name: how often it was asked}, "skipped": [names], "away": how many messages were about something else}. It is over with
the last answer, a day later, or once a person speaks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Any, NamedTuple

from sqlalchemy import select

from store.models import Handover, Message, Order, Ticket
from store.outbox import Button
from support import handovers, order_stage, orders, pending, sla, tickets, to_staff, told
from support.speaking import Rows
from support.told import FREE, ORDER, PHOTO, PRODUCT, REMEDY, Told
from support.visit import Turn, Visit

MOST_TIMES = 2
"""How often a question is asked: once, and once more later."""
AWAY = 2
"""After so many messages about something else the question is asked once more."""
MOST_ORDERS = 5
LONGEST_LABEL = 40  # characters on a button
SKIP = "skip"
NOTE = "relay_intake_title"


class Question(NamedTuple):
    """What is asked next: its words in variants and its buttons; none when nothing is missing."""

    words: tuple[str, ...] = ()
    buttons: Rows = ()


@dataclass(frozen=True)
class Answer:
    """What a customer gave to the questions: what was told, and the names of those left out."""

    told: Told
    skipped: Sequence[str] = ()

    def __bool__(self) -> bool:
        """Return whether it is an answer at all."""
        return bool(self.told.names or self.skipped)


def begin(visit: Visit, ticket: Ticket) -> Question:
    """Return the first question of a new ticket, to be said with its first answer; questions of older tickets end."""
    for older in tickets.unclosed(visit.session, visit.conversation):
        older.intake = None
    return _ask(visit, ticket, {"asked": "", "times": {}, "skipped": [], "away": 0})


def running(visit: Visit) -> Ticket | None:
    """Return the ticket whose questions wait for this customer, None when nothing is asked or a person has spoken."""
    unclosed = tickets.unclosed(visit.session, visit.conversation)
    asking = next((ticket for ticket in unclosed if ticket.intake), None)
    if asking is None or asking.state not in tickets.AT_STAFF or not tickets.is_fresh(visit.desk, asking):
        return None
    return None if asking.first_answered_at is not None or _handed_over(visit, asking) else asking


def missing(visit: Visit, ticket: Ticket) -> list[str]:
    """Return the names of what a ticket needs and does not have, without what the customer left out."""
    left_out = (ticket.intake or {}).get("skipped", ())
    asks = visit.desk.answers.asks(ticket.intent)
    return [name for name in asks if name not in left_out and not _has(visit, ticket, name)]


def take(turn: Turn) -> bool:
    """Take what a message answers onto the ticket and go on; False when it says something else (as well)."""
    ticket = running(turn)
    if ticket is None:
        return False
    answer = _answer(turn, ticket)
    if not answer:
        return False
    if _says_more(turn, ticket, answer):
        _note(turn, ticket, answer)
        return False
    tickets.add(
        turn.session,
        turn.desk,
        ticket,
        turn.message,
        NOTE,
        severity=turn.understanding.severity or tickets.MILDEST,
        reasons=turn.understanding.reasons if turn.understanding.severity else (),
    )
    _note(turn, ticket, answer)
    go_on(turn, ticket, answer)
    return True


def take_file(visit: Visit) -> bool:
    """Take a picture that came without words for the one that is asked for; False when none is."""
    ticket = running(visit)
    if ticket is None or not told.has_picture(visit.message) or PHOTO not in missing(visit, ticket):
        return False
    tickets.add(visit.session, visit.desk, ticket, visit.message, NOTE)
    answer = Answer(Told(photo=True))
    _note(visit, ticket, answer)
    go_on(visit, ticket, answer)
    return True


def choose(visit: Visit, ticket: Ticket, name: str, value: str) -> bool:
    """Take what a button says, "skip" or a choice, and go on unless a person speaks; False when it is out of date."""
    if name not in missing(visit, ticket) or ticket.state == "closed":
        return False
    answer = _tapped(visit, ticket, name, value)
    if not answer:
        return False
    visit.message.ticket_id = ticket.id
    asking = running(visit)
    _note(visit, ticket, answer)
    if asking is ticket and handovers.running(visit.session, visit.conversation) is None:
        go_on(visit, ticket, answer)
    return True


def label(visit: Visit, ticket: Ticket, name: str, value: str) -> str:
    """Return what a button says, "" for one that was never made."""
    if value == SKIP:
        return visit.desk.wording.say("button_skip")
    return next((text for key, text in _choices(visit, ticket, name) if key == value), "")


def go_on(visit: Visit, ticket: Ticket, answer: Answer) -> None:
    """Thank for an answer and ask what is missing next, or say what happens now."""
    question = _ask(visit, ticket, {**(ticket.intake or {})})
    news = order_stage.words(visit, ticket) if answer.told.order else ()
    words = question.words or _what_happens_now(visit, ticket)
    visit.say_text(_thanks(visit, answer), news, words, buttons=question.buttons)


def after_something_else(visit: Visit, ticket: Ticket) -> None:
    """Go on after a message that was about something else: with the next question at once, with the same one seldom.

    Where another question was just asked, ours waits.
    """
    if pending.what(visit.conversation, visit.desk.clock()) not in {"", "intake"}:
        return
    state = {**(ticket.intake or {})}
    state["away"] += 1
    ticket.intake, asked = state, state["asked"]
    again = asked in missing(visit, ticket)
    if again and (state["away"] != AWAY or state["times"][asked] >= MOST_TIMES):
        return
    question = _ask(visit, ticket, state, asked if again else "")
    visit.say_text(question.words or _what_happens_now(visit, ticket), buttons=question.buttons)


def _ask(visit: Visit, ticket: Ticket, state: dict[str, Any], again: str = "") -> Question:
    """Choose the next question, what was not asked yet first unless one is asked `again`, and remember that it was asked."""
    ticket.intake = state
    times = state["times"]
    open_ = [name for name in missing(visit, ticket) if times.get(name, 0) < MOST_TIMES]
    if not open_:
        ticket.intake = None
        if pending.what(visit.conversation, visit.desk.clock()) == "intake":
            pending.clear(visit.conversation)
        return Question()
    name = again or min(open_, key=lambda each: times.get(each, 0))
    ticket.intake = {**state, "asked": name, "times": {**times, name: times.get(name, 0) + 1}}
    pending.wait_for(visit.conversation, "intake", visit.desk.clock(), ticket_id=ticket.id)
    return Question(_words(visit, ticket, name), _buttons(visit, ticket, name))


def _words(visit: Visit, ticket: Ticket, name: str) -> tuple[str, ...]:
    change = ticket.facts.get(told.CHANGE)
    chosen = visit.desk.choices.of.get(told.CHANGE, {}).values()
    if name == told.NEW_VALUE:
        then = next((choice.then for choice in chosen if choice.label == change and choice.then), None)
        if then is not None:
            return (visit.desk.wording.call(then),)
    if name == ORDER and _choices(visit, ticket, name):
        return visit.desk.wording.variants("intake_which_order")
    return visit.desk.wording.variants(f"intake_{name}")


def _buttons(visit: Visit, ticket: Ticket, name: str) -> Rows:
    """One choice a row, so that a phone shows it whole, short ones two a row; leaving out comes last."""
    made = [Button(text, f"intake:{ticket.id}:{name}:{key}") for key, text in _choices(visit, ticket, name)]
    width = 1 if name in {ORDER, told.BOUGHT, PRODUCT} else 2
    rows = [tuple(made[start : start + width]) for start in range(0, len(made), width)]
    skip = Button(visit.desk.wording.say("button_skip"), f"intake:{ticket.id}:{name}:{SKIP}")
    return (*rows, (skip,))


def _choices(visit: Visit, ticket: Ticket, name: str) -> list[tuple[str, str]]:
    """What a question offers: (value, words on the button)."""
    if name in {ORDER, told.BOUGHT}:
        mine = orders.of_customer(visit.session, ticket.customer_id)[:MOST_ORDERS]
        return [(str(order.id), _order_label(order)) for order in mine]
    if name == PRODUCT:
        items = told.items_of(_order(visit, ticket))
        return [(str(number), _short(item)) for number, item in enumerate(items)]
    offered = visit.desk.choices.offered(name, ticket.topic)
    return [(key, choice.label) for key, choice in offered.items()]


def _order_label(order: Order) -> str:
    return _short(" · ".join(filter(None, [order.code, order.items])))


def _short(text: str) -> str:
    return shorten(text, LONGEST_LABEL, placeholder="…")


def _order(visit: Visit, ticket: Ticket) -> Order | None:
    return visit.session.get(Order, ticket.order_id) if ticket.order_id else None


def _has(visit: Visit, ticket: Ticket, name: str) -> bool:
    known = told.known(ticket)
    if name == PHOTO:
        return _has_pictures(visit, ticket)
    if name == told.BOUGHT:
        return bool({ORDER, told.BOUGHT} & known)
    if name == PRODUCT and len(told.items_of(_order(visit, ticket))) == 1:
        return True
    return name in known


def _has_pictures(visit: Visit, ticket: Ticket) -> bool:
    query = select(Message).where(Message.ticket_id == ticket.id, Message.author == "customer")
    return any(map(told.has_picture, visit.session.scalars(query)))


def _handed_over(visit: Visit, ticket: Ticket) -> bool:
    query = select(Handover.id).where(
        Handover.conversation_id == ticket.conversation_id, Handover.began_at >= ticket.opened_at
    )
    return visit.session.scalars(query.limit(1)).first() is not None


def _answer(turn: Turn, ticket: Ticket) -> Answer:
    """What a message answers: whatever it holds of what is missing, and its words where they were asked for."""
    wanted = missing(turn, ticket)
    asked = (ticket.intake or {})["asked"]
    waits = pending.what(turn.conversation, turn.desk.clock()) == "intake" and asked in wanted
    read = told.news(
        told.reader_of(turn.session, turn.desk, ticket).read(turn.message, to_staff.order_code(turn)), ticket
    )
    read = replace(read, photo=told.has_picture(turn.message) and PHOTO in wanted)
    if waits and asked == REMEDY and read.remedy is None:
        reader = told.reader_of(turn.session, turn.desk, ticket)
        read = replace(read, remedy=reader.remedy(turn.message.text, asked=True))
    if waits and asked not in read.names and _leaves_out(turn, asked):
        return Answer(read, [asked])
    if waits and asked in FREE and asked not in read.names and not _is_something_else(turn, ticket, asked):
        read = replace(read, facts={**read.facts, asked: _in_words(turn, ticket, asked)})
    return Answer(read)


def _leaves_out(turn: Turn, asked: str) -> bool:
    plain_no = turn.intent == "other_no" and not _unclear(turn)
    return plain_no or turn.desk.choices.is_skip(asked, turn.message.text)


def _in_words(turn: Turn, ticket: Ticket, asked: str) -> str:
    """The customer's own words, or the choice that they name."""
    key = turn.desk.choices.find(asked, turn.message.text, ticket.topic, asked=True)
    return (
        turn.desk.choices.label(asked, key) if key and asked == told.CHANGE else told.cut(turn.message.text)
    )


# What is never meant as the answer to an open question.
_SOMETHING_ELSE = frozenset(
    f"other_{topic}"
    for topic in (
        *("greeting", "thanks", "bye", "yes", "wait", "bot", "human", "insult"),
        *("stop", "see_my_data", "erase_my_data", "cancel_order", "order"),
    )
)
# A complaint tells why, or what is broken; it does not tell a new address.
_TOLD_BY_COMPLAINING = frozenset({"cancel_reason", "return_reason", "fault"})


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


def _says_more(turn: Turn, ticket: Ticket, answer: Answer) -> bool:
    """Whether a message with an answer in it also asks, wishes or complains about something of its own."""
    asked = (ticket.intake or {})["asked"]
    if _unclear(turn) or asked in answer.skipped or (asked in answer.told.names and asked != ORDER):
        return False
    kind, mine = turn.understanding.kind, turn.understanding.topic == ticket.topic
    if kind == "complaint":
        return not mine and asked not in answer.told.names
    return kind in {"question", "review"} or (
        turn.intent in {"other_human", "other_cancel_order"} and not mine
    )


def _unclear(turn: Turn) -> bool:
    return turn.understanding.confidence < turn.desk.config.understanding.answer_from


def _tapped(visit: Visit, ticket: Ticket, name: str, value: str) -> Answer:
    if value == SKIP:
        return Answer(Told(), [name])
    choices = dict(_choices(visit, ticket, name))
    if value not in choices:
        return Answer(Told())
    if name in {ORDER, told.BOUGHT}:
        return Answer(Told(order=visit.session.get(Order, int(value))))
    if name == REMEDY:
        return Answer(Told(remedy=value))
    items = told.items_of(_order(visit, ticket))
    return Answer(Told(facts={name: items[int(value)] if name == PRODUCT else choices[value]}))


def _note(visit: Visit, ticket: Ticket, answer: Answer) -> None:
    tickets.note_told(visit.session, visit.desk, ticket, answer.told)
    if answer.skipped and ticket.intake is not None:
        ticket.intake = {**ticket.intake, "skipped": [*ticket.intake["skipped"], *answer.skipped]}
    if answer.skipped:
        detail: dict[str, object] = {"facts": list(answer.skipped)}
        tickets.record(visit.session, visit.desk, ticket, "skipped", "customer", detail=detail)


def _thanks(visit: Visit, answer: Answer) -> tuple[str, ...]:
    """A few words for what was given, so that the customer sees that it was understood."""
    variants, names = visit.desk.wording.variants, answer.told.names
    if not names:
        return variants("intake_left_out")
    if names == [PHOTO]:
        return variants("intake_thanks_photo")
    if names == [ORDER] and answer.told.order is not None:
        return variants("intake_thanks_order", order=answer.told.order.code)
    if names == [REMEDY]:
        wish = visit.desk.choices.label(REMEDY, answer.told.remedy or "")
        return variants("intake_thanks_remedy", remedy=wish[:1].lower() + wish[1:])
    return variants("intake_thanks")


def _what_happens_now(visit: Visit, ticket: Ticket) -> tuple[str, ...]:
    if sla.is_late(visit.desk, ticket):
        return visit.desk.wording.variants("intake_done_late", code=ticket.code)
    moment = visit.moment(ticket.answer_by)
    return visit.desk.wording.variants("intake_done", code=ticket.code, answer_by=moment)
