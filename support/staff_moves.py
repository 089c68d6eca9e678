"""What follows when the staff group or a topic of it is another one: what waits goes along, open cards are posted anew."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store import outbox
from store.models import Conversation, OutboxMessage, StaffGroup, StaffPost, StaffTopic, Ticket
from store.outbox import BACKGROUND, Content, Outgoing, put
from support import cards, staff_group, tickets
from support.desk import Desk
from support.staff_group import Seen


def arrive(session: Session, desk: Desk, seen: Seen) -> None:
    """Note what the channel says of the desk's group; what waits for the groups that were the staff's before goes there."""
    staff_group.take_in(session, desk, seen)
    earlier = select(StaffGroup.chat_id).where(
        StaffGroup.channel == desk.staff_channel, StaffGroup.chat_id != desk.staff_chat_id
    )
    for chat_id in session.scalars(earlier).all():
        follow(session, desk, chat_id)


def follow(session: Session, desk: Desk, old: str) -> None:
    """Go on in the desk's group with what waits for the group `old`; open cards are posted there anew, once."""
    new = desk.staff_chat_id
    if new is None or new == old:
        return
    changed = outbox.move_chat(session, desk.staff_channel, old, new)
    gone = delete(StaffGroup).where(StaffGroup.channel == desk.staff_channel, StaffGroup.chat_id == old)
    known = session.scalars(gone.returning(StaffGroup.id)).first()
    session.execute(
        delete(StaffTopic).where(StaffTopic.channel == desk.staff_channel, StaffTopic.chat_id == old)
    )
    if known is not None and staff_group.of(session, desk) is None:
        session.add(StaffGroup(channel=desk.staff_channel, chat_id=new, is_forum=False))
        session.flush()
    if known is not None:
        unclosed = select(Ticket).where(tickets.UNCLOSED).order_by(Ticket.severity, Ticket.id)
        for ticket in session.scalars(unclosed).all():
            cards.post_anew(session, desk, ticket)
    for ticket_id in changed:
        cards.refresh(session, desk, session.get_one(Ticket, ticket_id))


def begin_topic(session: Session, desk: Desk, row: OutboxMessage, thread_id: str) -> bool:
    """Keep the topic that was made for a row; False when the row does not follow at once.

    Open cards that stand elsewhere come first, and a customer who was erased meanwhile has no topic.
    """
    kept = session.get_one(OutboxMessage, row.id)
    if kept.state != "waiting" or kept.about_conversation_id is None:
        delete_topic(session, desk, kept.channel, kept.chat_id or row.chat_id, thread_id)
        return False
    conversation = session.get_one(Conversation, kept.about_conversation_id)
    topic = StaffTopic(
        channel=kept.channel,
        chat_id=kept.chat_id,
        conversation_id=conversation.id,
        thread_id=thread_id,
        closed=False,
    )
    session.add(topic)
    session.flush()
    unclosed = reversed(tickets.unclosed(session, conversation))
    anew = [ticket for ticket in unclosed if cards.post_anew(session, desk, ticket)]
    return not anew


def forget_topic(session: Session, desk: Desk, thread_id: str) -> None:
    """Forget a topic that somebody deleted, and what stood in it."""
    for table in (StaffTopic, StaffPost):
        session.execute(
            delete(table).where(
                table.channel == desk.staff_channel,
                table.chat_id == desk.staff_chat_id,
                table.thread_id == thread_id,
            )
        )


def delete_topics(session: Session, desk: Desk, conversation: Conversation) -> None:
    """Take away the topics of a customer who is erased, whose names are theirs."""
    query = select(StaffTopic).where(StaffTopic.conversation_id == conversation.id)
    for topic in session.scalars(query).all():
        delete_topic(session, desk, topic.channel, topic.chat_id, topic.thread_id)
        session.delete(topic)


def delete_topic(session: Session, desk: Desk, channel: str, chat_id: str, thread_id: str) -> None:
    """Take a topic away with all that stands in it; where the bot may not, it gets a name that tells nobody's."""
    content = Content("delete_topic", desk.wording.say("erased_name"), target=thread_id)
    put(session, Outgoing(channel, chat_id, content, BACKGROUND), desk.clock())
