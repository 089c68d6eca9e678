"""A customer changed an earlier message: both versions are kept, and it is answered anew only when it means something else."""

from collections.abc import Sequence

from sqlalchemy import select

from nlu.understanding import Understanding
from store.models import Message, Ticket
from support import answered, decisions, handovers, reviews, tickets, unsure
from support.visit import Turn, Visit, understood

CORRECTED = "relay_corrected_title"


def receive(visit: Visit, understanding: Understanding | None) -> bool:
    """Take a later version; False when we never saw the first, so that this one is as good as new."""
    before = versions(visit)
    if not before:
        return False
    if _changes_nothing(visit.message, before[-1]):
        visit.session.delete(visit.message)
        return True
    visit.message.group_id = None  # an album is answered by its first versions
    turn = understood(visit, understanding) if understanding else None
    judged = reviews.of_messages(visit.session, before)
    if judged is not None:
        reviews.take_edit(visit, judged, understanding)
    praised_or_blamed = judged is not None and turn is not None and turn.understanding.kind != "complaint"
    if not praised_or_blamed and not _relay(visit, turn, before) and turn is not None:
        decisions.decide(turn)
    return True


def versions(visit: Visit) -> Sequence[Message]:
    """Return the earlier versions of a message, the first one first."""
    query = select(Message).where(
        Message.conversation_id == visit.conversation.id,
        Message.channel_message_id == visit.message.channel_message_id,
        Message.author == "customer",
        Message.id < visit.message.id,
    )
    return visit.session.scalars(query.order_by(Message.id)).all()


def _changes_nothing(now: Message, before: Message) -> bool:
    """A preview of a link appeared, say; or somebody who shares where they go has moved on, of which only the newest counts."""
    moved = (
        [file["kind"] for file in now.attachments]
        == ["location"]
        == [file["kind"] for file in before.attachments]
    )
    if moved:
        before.attachments = now.attachments
    return now.text == before.text and (moved or now.attachments == before.attachments)


def _relay(visit: Visit, turn: Turn | None, before: Sequence[Message]) -> bool:
    """Show a correction to the staff who work on its case, or on another one; False when the bot has to answer it anew."""
    speaks = handovers.running(visit.session, visit.conversation) is not None
    case = _case_of(visit, before)
    if (
        not speaks
        and turn is not None
        and (_is_grave(turn) if case else _means_something_else(turn, before[-1]))
    ):
        return False
    case = case or answered.newest_unclosed(visit)
    if case is not None:
        heard = turn.understanding.severity if turn else None
        reasons = turn.understanding.reasons if turn and heard else ()
        severity = heard or tickets.MILDEST
        tickets.add(
            visit.session, visit.desk, case, visit.message, CORRECTED, severity=severity, reasons=reasons
        )
    return True


def _is_grave(turn: Turn) -> bool:
    return turn.understanding.severity == "S1" or turn.understanding.angry


def _case_of(visit: Visit, before: Sequence[Message]) -> Ticket | None:
    ids = [version.ticket_id for version in before if version.ticket_id]
    ticket = visit.session.get(Ticket, ids[-1]) if ids else None
    return ticket if ticket is not None and ticket.state != "closed" else None


def _means_something_else(turn: Turn, before: Message) -> bool:
    """It is clear now, and it was something else before, or about another order, or not clear at all."""
    if unsure.is_unsure(turn) or turn.intent in decisions.SMALL_TALK | {"other_nonsense"}:
        return False
    was_clear = (before.confidence or 0.0) >= turn.desk.config.understanding.answer_from
    return before.intent != turn.intent or not was_clear or _orders(turn.message) != _orders(before)


def _orders(message: Message) -> set[str]:
    return {str(entity["value"]) for entity in message.entities if entity["name"] == "order_code"}
