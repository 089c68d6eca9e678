"""The first step with everything that comes in: who it is from, and the message kept as written."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nlu.understanding import Understanding
from store.models import Conversation, Customer, Message, StaffMember
from support.desk import Desk
from support.events import CustomerLeft, CustomerMessage, CustomerTap, StaffMessage, StaffTap


def conversation_of(session: Session, desk: Desk, event: CustomerMessage | CustomerTap) -> Conversation:
    """Return the conversation an event belongs to, made when it is the first; whoever writes can be reached again."""
    conversation = known_conversation(session, event) or _first_contact(session, desk, event)
    conversation.customer.name = event.name or conversation.customer.name
    conversation.unreachable_since = None
    return conversation


def known_conversation(
    session: Session, event: CustomerMessage | CustomerTap | CustomerLeft
) -> Conversation | None:
    """Return the conversation an event belongs to, None when there is none yet."""
    query = select(Conversation).where(
        Conversation.channel == event.channel, Conversation.chat_id == event.chat_id
    )
    return session.scalars(query).one_or_none()


def keep(
    session: Session, conversation: Conversation, event: CustomerMessage, understanding: Understanding | None
) -> Message | None:
    """Keep a message as written and what was understood of it; None when this update was kept before."""
    message = Message(
        conversation_id=conversation.id,
        inbox_id=event.inbox_id,
        author="customer",
        text=event.text or (f"/{event.command}" if event.command else event.phone),
        attachments=[asdict(each) for each in event.attachments],
        channel_message_id=event.message_id,
        group_id=event.group_id or None,
        reply_to=event.reply_to or None,
        quote=event.quote or None,
        edited=event.edited,
        at=event.at,
        **(_columns(understanding) if understanding else {}),
    )
    return message if _added(session, message) else None


def keep_tap(session: Session, conversation: Conversation, event: CustomerTap, words: str) -> Message | None:
    """Keep a tap as the words of its button; None when this update was kept before."""
    message = Message(
        conversation_id=conversation.id, inbox_id=event.inbox_id, author="customer", text=words, at=event.at
    )
    return message if _added(session, message) else None


def staff_member_of(session: Session, desk: Desk, event: StaffMessage | StaffTap) -> StaffMember:
    """Return the staff member behind an event, made when it is their first; who is listed bears the listed name."""
    query = select(StaffMember).where(
        StaffMember.channel == event.channel, StaffMember.user_id == event.user_id
    )
    member = session.scalars(query).one_or_none()
    if member is None:
        _added(session, StaffMember(channel=event.channel, user_id=event.user_id, name=event.name))
        member = session.scalars(query).one()
    member.left_at = None  # who acts there is there
    listed = desk.config.member(event.user_id)
    member.name = listed.name if listed else event.name or member.name
    return member


def _first_contact(session: Session, desk: Desk, event: CustomerMessage | CustomerTap) -> Conversation:
    now = desk.clock()
    customer = Customer(name=event.name, created_at=now)
    session.add(customer)
    session.flush()
    conversation = Conversation(
        channel=event.channel,
        chat_id=event.chat_id,
        customer_id=customer.id,
        customer=customer,
        created_at=now,
        unsure_in_a_row=0,
    )
    session.add(conversation)
    session.flush()
    return conversation


def _columns(understanding: Understanding) -> dict[str, object]:
    plain = ("kind", "intent", "topic", "sentiment", "severity", "confidence")
    columns: dict[str, object] = {name: getattr(understanding, name) for name in plain}
    return columns | {
        "reasons": list(understanding.reasons),
        "entities": [asdict(entity) for entity in understanding.entities],
        "also": [asdict(part) for part in understanding.also],
    }


def _added(session: Session, row: Message | StaffMember) -> bool:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True
