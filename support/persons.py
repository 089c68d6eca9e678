"""What a customer sees of the people who take over: who it is, and, while the shop is closed, when somebody is there."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from store.models import Conversation, Handover, Message, StaffMember
from store.outbox import ANSWER, Content, Outgoing, put
from support import calendar, handovers
from support.desk import Desk
from support.visit import Visit


def title_for(session: Session, desk: Desk, conversation: Conversation, member: StaffMember) -> str:
    """Return the line above a staff member's words: the name when somebody else spoke before, or nobody did; else ""."""
    if _speaker(session, conversation) == member.id:
        return ""
    return desk.wording.say("person_title", name=member.name)


def introduce(session: Session, desk: Desk, conversation: Conversation, member: StaffMember) -> None:
    """Tell a customer who waits for a person that this one is there now, in the name of that person; once."""
    waits = handovers.running(session, conversation) is not None and conversation.unreachable_since is None
    if not waits or _speaker(session, conversation) == member.id:
        return
    words = desk.speaking_to(conversation.customer).wording.say("person_is_here", name=member.name)
    message = Message(
        conversation_id=conversation.id,
        author="staff",
        staff_member_id=member.id,
        text=words,
        attachments=[],
        at=desk.clock(),
    )
    session.add(message)
    session.flush()
    outgoing = Outgoing(
        conversation.channel,
        conversation.chat_id,
        Content("message", words),
        ANSWER,
        message_id=message.id,
    )
    put(session, outgoing, desk.clock())


def tell_opening(visit: Visit) -> None:
    """Tell who writes to a person while the shop is closed when somebody is there: once for each time that it is closed.

    It is the bot's only word while a person speaks. Who was told since the shop closed, or was answered by somebody who
    works late, hears nothing.
    """
    shop, now = visit.desk.config.shop, visit.desk.clock()
    handover, opens = handovers.running(visit.session, visit.conversation), calendar.opens_at(shop, now)
    if handover is None or opens is None or opens == now:
        return
    spoken = [handover.began_at, *_last_word(visit.session, visit.conversation)]
    if any(calendar.opens_at(shop, moment) == opens for moment in spoken):
        return
    if _first_to_tell(visit.session, handover, opens):
        visit.say("person_is_away", opens=visit.moment(opens))


def _first_to_tell(session: Session, handover: Handover, opens: datetime) -> bool:
    untold = update(Handover).where(
        Handover.id == handover.id, or_(Handover.opening_told.is_(None), Handover.opening_told != opens)
    )
    return session.execute(untold.values(opening_told=opens).returning(Handover.id)).first() is not None


def _last_word(session: Session, conversation: Conversation) -> list[datetime]:
    query = select(Message.at).where(Message.conversation_id == conversation.id, Message.author == "staff")
    return list(session.scalars(query.order_by(Message.id.desc()).limit(1)))


def _speaker(session: Session, conversation: Conversation) -> int | None:
    """Return who of the staff spoke last in the handover that runs, None when nobody did."""
    handover = handovers.running(session, conversation)
    if handover is None:
        return None
    query = select(Message.staff_member_id).where(
        Message.conversation_id == conversation.id,
        Message.author == "staff",
        Message.at >= handover.began_at,
    )
    return session.scalars(query.order_by(Message.id.desc()).limit(1)).first()
