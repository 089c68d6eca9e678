"""Stretches in which a person speaks with the customer and the bot is silent."""

from contextlib import suppress

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Conversation, Handover, StaffMember
from support.desk import Desk
from support.speaking import say


def running(session: Session, conversation: Conversation) -> Handover | None:
    """Return the handover that runs in a conversation, None when the bot speaks there."""
    return session.scalars(_running(conversation)).one_or_none()


def begin(session: Session, desk: Desk, conversation: Conversation, reason: str) -> Handover:
    """Hand a conversation to the staff: from now on the bot is silent. One that runs already goes on."""
    conversation.pending, conversation.unsure_in_a_row = None, 0
    # Staff may begin one in the group and on the page in the same moment.
    with suppress(IntegrityError), session.begin_nested():
        session.add(Handover(conversation_id=conversation.id, reason=reason, began_at=desk.clock()))
    return session.scalars(_running(conversation)).one()


def stop(session: Session, desk: Desk, conversation: Conversation) -> bool:
    """Give a conversation back to the bot without a word; False when the bot had it already."""
    handover = running(session, conversation)
    if handover is not None:
        handover.ended_at = desk.clock()
    return handover is not None


def end(session: Session, desk: Desk, conversation: Conversation, _staff_member: StaffMember | None) -> bool:
    """Give a conversation back to the bot and tell the customer; False when the bot had it already.

    The cards of the conversation are left as they are; `casework.give_back` brings them up to date too.
    """
    stopped = stop(session, desk, conversation)
    if stopped and conversation.unreachable_since is None:
        words = desk.speaking_to(conversation.customer).wording
        say(session, desk, conversation, words.variants("bot_is_back"))
    return stopped


def _running(conversation: Conversation) -> Select[Handover]:
    return select(Handover).where(Handover.conversation_id == conversation.id, Handover.ended_at.is_(None))
