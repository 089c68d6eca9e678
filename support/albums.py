"""The parts of an album come one after another, and are one matter with one answer.

The words are under one of them, mostly the first. A part without words goes where the others went; what the bot asks
about a first part waits a moment, and is never sent when the words come behind it.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from store import outbox
from store.models import Message, OutboxMessage, Ticket
from support import pending, reviews, tickets
from support.visit import Visit

WAIT = timedelta(seconds=1.5)  # parts come within a fraction of a second
ASKED_OF_FILES = frozenset({"about_files", "place"})


def take_part(visit: Visit) -> bool:
    """Let a further part go where the others went, without a word; False for what is to be answered."""
    earlier = _earlier_parts(visit)
    if not earlier:
        return False
    if visit.message.text:
        _unsay(visit, earlier[0])
        return False
    went_to = next((part.ticket_id for part in earlier if part.ticket_id), None)
    if went_to:
        tickets.add(visit.session, visit.desk, visit.session.get_one(Ticket, went_to), visit.message)
    judged = reviews.of_messages(visit.session, earlier)
    if judged is not None:
        reviews.join(visit, judged)
    return True


def hold_back(visit: Visit) -> None:
    """Let what was just said to the first part wait, until no words can come behind it any more."""
    if visit.message.group_id:
        for row in _said_since(visit, visit.message):
            row.retry_at = visit.desk.clock() + WAIT


def _earlier_parts(visit: Visit) -> Sequence[Message]:
    if not visit.message.group_id:
        return []
    query = select(Message).where(
        Message.conversation_id == visit.conversation.id,
        Message.group_id == visit.message.group_id,
        Message.id < visit.message.id,
    )
    return visit.session.scalars(query.order_by(Message.id)).all()


def _unsay(visit: Visit, first: Message) -> None:
    """Take back what was said to the parts without words, as far as nobody has heard it."""
    now = visit.desk.clock()
    for row in _said_since(visit, first):
        if row.retry_at is not None and row.retry_at > now and not row.attempts:
            said, row.message_id = row.message_id, None
            outbox.withdraw(visit.session, row.id)
            visit.session.flush()
            visit.session.execute(delete(Message).where(Message.id == said))
            if pending.what(visit.conversation, now) in ASKED_OF_FILES:
                pending.clear(visit.conversation)


def _said_since(visit: Visit, message: Message) -> Sequence[OutboxMessage]:
    query = select(OutboxMessage).where(
        OutboxMessage.channel == visit.conversation.channel,
        OutboxMessage.chat_id == visit.conversation.chat_id,
        OutboxMessage.state == "waiting",
        OutboxMessage.message_id > message.id,
    )
    return visit.session.scalars(query).all()
