"""Stretches in which a person speaks with the customer and the bot is silent."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Conversation, Handover, StaffMember
from support.desk import Desk


def running(session: Session, conversation: Conversation) -> Handover | None:
    """Return the handover that runs in a conversation, None when the bot speaks there."""
    query = select(Handover).where(Handover.conversation_id == conversation.id, Handover.ended_at.is_(None))
    return session.scalars(query).one_or_none()


def begin(session: Session, desk: Desk, conversation: Conversation, reason: str) -> Handover:
    """Hand a conversation to the staff, from now on the bot is silent; one that runs already stays as it is."""
    handover = Handover(conversation_id=conversation.id, reason=reason, began_at=desk.clock())
    try:
        with session.begin_nested():  # staff may begin one in the group and on the page in the same moment
            session.add(handover)
    except IntegrityError:
        return session.scalars(
            select(Handover).where(Handover.conversation_id == conversation.id, Handover.ended_at.is_(None))
        ).one()
    conversation.pending, conversation.unsure_in_a_row = None, 0
    return handover


def end(session: Session, desk: Desk, conversation: Conversation, staff_member: StaffMember | None) -> bool:
    """Give a conversation back to the bot; False when it had it already."""
    raise NotImplementedError
