"""Whether a customer can be written to: the staff who work on a case hear when that changes, and nothing is lost meanwhile."""

from datetime import datetime

from sqlalchemy.orm import Session

from store import outbox
from store.models import Conversation
from support import cards, tickets
from support.desk import Desk


def lose(session: Session, desk: Desk, conversation: Conversation, name: str = "staff_customer_gone") -> None:
    """Note that nothing arrives any more; whoever works on a case is told once, in the sentence called `name`."""
    if outbox.mark_unreachable(session, conversation.channel, conversation.chat_id, desk.clock()):
        _tell(session, desk, conversation, name)


def regain(session: Session, desk: Desk, conversation: Conversation, away_since: datetime | None) -> None:
    """Tell whoever works on a case that a customer who was away can be written to again."""
    if away_since is not None:
        _tell(session, desk, conversation, "staff_customer_back")


def _tell(session: Session, desk: Desk, conversation: Conversation, name: str) -> None:
    for ticket in tickets.unclosed(session, conversation)[:1]:
        cards.note(session, desk, ticket, desk.wording.say(name, name=conversation.customer.name))
