"""Several messages in a row that were written before anything was answered: one turn, with one decision and one answer.

Every message is kept with its own understanding. What is decided on is what they mean together; greetings and courtesies
among them need no answer beside a matter, and the gravest thing that is said in any of them is never lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nlu.understanding import Part, Understanding
from store.models import Conversation, Message, OutboxMessage, Ticket
from store.outbox import Content
from support import tickets
from support.visit import Turn, Visit, understood

COURTESIES = frozenset(f"other_{topic}" for topic in ("greeting", "thanks", "bye", "wait", "yes", "no"))
LONGEST = 3500  # characters of one answer; Telegram takes 4,096
ANSWERS = frozenset(
    {"", "meaning", "unread", "consent"}
)  # any other question is answered by a message of its own


@dataclass(frozen=True)
class Piece:
    """A message of a burst and what it means by itself."""

    visit: Visit
    understanding: Understanding


def is_idle(understanding: Understanding, answer_from: float) -> bool:
    """Return whether a message is a courtesy or unclear, so that what it leads to may still come."""
    if understanding.severity or understanding.angry:
        return False
    unclear = understanding.kind in {"question", "other"} and understanding.confidence < answer_from
    return unclear or understanding.intent in COURTESIES


def may_wait(conversation: Conversation, understanding: Understanding, answer_from: float) -> bool:
    """Return whether an answer is better given a moment later: nothing is asked that this answers."""
    waited = str((conversation.pending or {}).get("what", ""))
    if waited not in ANSWERS or (waited and understanding.intent in {"other_yes", "other_no"}):
        return False
    return is_idle(understanding, answer_from)


def turn_of(pieces: Sequence[Piece], whole: Understanding) -> Turn:
    """Return the one turn that these messages are, `whole` being what they mean when they are read as one text."""
    matters = [piece for piece in pieces if piece.understanding.intent not in COURTESIES]
    if not matters:
        last = pieces[-1]
        return understood(last.visit, last.understanding)
    if len(matters) == 1:
        return understood(matters[0].visit, matters[0].understanding)
    return understood(_lead(matters, whole).visit, _meaning(matters, whole))


def show_rest(turn: Turn, pieces: Sequence[Piece]) -> None:
    """Put the other matters on the ticket that the turn went to, so that staff read all of it."""
    if turn.message.ticket_id is None:
        return
    ticket = turn.session.get_one(Ticket, turn.message.ticket_id)
    for piece in pieces:
        message = piece.visit.message
        if message.ticket_id is None and piece.understanding.intent not in COURTESIES:
            tickets.add(turn.session, turn.desk, ticket, message)


def newest_row(session: Session, conversation: Conversation) -> int:
    """Return the id of the outbox row that was written last for a chat, 0 for none."""
    query = select(func.max(OutboxMessage.id)).where(OutboxMessage.chat_id == conversation.chat_id)
    return session.scalar(query) or 0


def make_one(turn: Turn, after: int) -> None:
    """Make one message of everything that was said since the outbox row `after`, as far as one message can carry it."""
    turn.session.flush()
    query = select(OutboxMessage).where(
        OutboxMessage.channel == turn.conversation.channel,
        OutboxMessage.chat_id == turn.conversation.chat_id,
        OutboxMessage.id > after,
        OutboxMessage.state == "waiting",
        OutboxMessage.lane == 0,
    )
    rows = [row for row in turn.session.scalars(query.order_by(OutboxMessage.id)) if row.message_id]
    for earlier, later in pairwise(rows):
        _join(turn, earlier, later)


def _join(turn: Turn, earlier: OutboxMessage, later: OutboxMessage) -> None:
    one, other = Content.from_json(earlier.content), Content.from_json(later.content)
    plain = {one.what, other.what} == {"message"} and not (one.remove_keyboard or other.remove_keyboard)
    both = (one.buttons or other.buttons) and (one.ask_contact or other.ask_contact)
    text = f"{one.text}\n\n{other.text}"
    if not plain or both or len(text) > LONGEST:
        return
    buttons = tuple(dict.fromkeys((*one.buttons, *other.buttons)))
    joined = replace(other, text=text, buttons=buttons, ask_contact=one.ask_contact or other.ask_contact)
    first = turn.session.get_one(Message, earlier.message_id)
    second = turn.session.get_one(Message, later.message_id)
    if "consent_question" in (first.said, second.said):
        return  # whether it was asked is told by its own words, and consent stands alone
    second.text, second.said = text, "+".join(filter(None, (first.said, second.said)))
    later.content = joined.as_json()
    earlier.state, earlier.message_id = "withdrawn", None
    turn.session.flush()
    turn.session.delete(first)


def _lead(matters: Sequence[Piece], whole: Understanding) -> Piece:
    """The gravest of them; else the one that means what all mean together; else the last."""
    grave = min(matters, key=lambda piece: _weight(piece.understanding))
    if _weight(grave.understanding) != _weight(None):
        return grave
    alike = [piece for piece in matters if piece.understanding.intent == whole.intent]
    return (alike or matters)[-1]


def _weight(understanding: Understanding | None) -> tuple[str, bool]:
    if understanding is None:
        return ("S9", True)
    return (understanding.severity or "S9", not understanding.angry)


def _meaning(matters: Sequence[Piece], whole: Understanding) -> Understanding:
    """What all mean together, with what is grave in any of them and what the whole has swallowed."""
    each = [piece.understanding for piece in matters]
    grave = min([whole, *each], key=_weight)
    lead = grave if _weight(grave) != _weight(None) else whole
    known = {lead.intent, *(part.intent for part in lead.also)}
    more = [part for said in (whole, *each) for part in _parts(said) if part.intent not in known]
    once = {part.intent: part for part in reversed(more) if part.intent not in COURTESIES}
    reasons = tuple(dict.fromkeys(reason for said in (lead, *each) for reason in said.reasons))
    return replace(
        lead,
        text=whole.text,
        angry=any(said.angry for said in (whole, *each)),
        reasons=reasons,
        entities=whole.entities or lead.entities,
        also=(*lead.also, *once.values()),
    )


def _parts(said: Understanding) -> tuple[Part, ...]:
    itself = Part(said.kind, said.intent, said.topic, said.confidence, 0, len(said.text))
    return (itself, *said.also)
