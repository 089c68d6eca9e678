"""Where in the staff group something is posted: in a forum everything about one conversation stands in one topic.

What is about nobody in particular stands in General, and so does everything in a plain group. The topic itself is made by
the sender when the first row needs it.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Conversation, OutboxMessage, StaffPost, StaffTopic, Ticket
from store.outbox import NOWHERE, STAFF, Content, Outgoing, put
from support import staff_group
from support.desk import Desk

LONGEST_NAME = 128  # of Telegram's characters; UTF-16 units are never fewer
INVISIBLE = ("Cf", "Cs", "Co", "Cn")  # direction marks and joiners, and what no font has
Step = Literal["plain", "here", "open", "make", "ask"]


@dataclass(frozen=True)
class Plan:
    """Where a row goes, and what must be done before it can.

    `step`: plain (the group itself, or General), here (the topic `thread_id`), open (that topic, which is closed), make
    (a topic called `name`), ask (nobody knows yet whether the bot may make one). `reply_to` is what it answers there.
    """

    step: Step
    thread_id: str = ""
    name: str = ""
    reply_to: str = ""


def current(session: Session, desk: Desk, conversation_id: int) -> StaffTopic | None:
    """Return the topic of a conversation, None while it has none and in a plain group."""
    group = staff_group.of(session, desk)
    if group is None or not group.is_forum:
        return None
    query = select(StaffTopic).where(
        StaffTopic.channel == group.channel,
        StaffTopic.chat_id == group.chat_id,
        StaffTopic.conversation_id == conversation_id,
    )
    return session.scalars(query).one_or_none()


def plan(session: Session, desk: Desk, row: OutboxMessage) -> Plan:
    """Return where a row for the staff group goes now."""
    group = staff_group.of(session, desk)
    if group is None or not group.is_forum or row.about_conversation_id is None:
        in_forum = group is not None and group.is_forum
        return Plan("plain", reply_to=_answered(session, row, "" if in_forum else None))
    topic = current(session, desk, row.about_conversation_id)
    if topic is not None and not topic.closed:
        return Plan("here", topic.thread_id, reply_to=_answered(session, row, topic.thread_id))
    ticket = _ticket(session, row)
    if group.manages_topics is None and (topic or ticket):
        return Plan("ask")
    if topic is not None and group.manages_topics:
        return Plan("open", topic.thread_id, reply_to=_answered(session, row, topic.thread_id))
    if topic is None and ticket is not None and group.manages_topics:
        return Plan("make", name=name(desk, ticket))
    return in_general(session, row)


def in_general(session: Session, row: OutboxMessage) -> Plan:
    """Return the plan for what can stand in no topic."""
    return Plan("plain", reply_to=_answered(session, row, ""))


def to_close(session: Session, desk: Desk, conversation_id: int) -> StaffTopic | None:
    """Return the topic that is to be closed, None when it is, or something is open about its customer again."""
    topic = current(session, desk, conversation_id)
    return None if topic is None or topic.closed or _anything_open(session, conversation_id) else topic


def close_when_done(session: Session, desk: Desk, conversation: Conversation) -> None:
    """Have a conversation's topic closed behind what still waits for it, when none of its tickets is open any more."""
    group = staff_group.of(session, desk)
    if group is None or not group.is_forum or _anything_open(session, conversation.id):
        return
    outgoing = Outgoing(
        group.channel,
        group.chat_id,
        Content("close_topic"),
        STAFF,
        about_conversation_id=conversation.id,
    )
    put(session, outgoing, desk.clock())


def set_closed(session: Session, desk: Desk, thread_id: str, *, closed: bool) -> None:
    """Note that somebody closed a topic or opened it again."""
    query = select(StaffTopic).where(
        StaffTopic.channel == desk.staff_channel,
        StaffTopic.chat_id == desk.staff_chat_id,
        StaffTopic.thread_id == thread_id,
    )
    for topic in session.scalars(query):
        topic.closed = closed


def name(desk: Desk, ticket: Ticket) -> str:
    """Return what a customer's topic is called: their name, in which nothing hides, and the ticket's code."""
    code = ticket.code or ""
    room = LONGEST_NAME - _units(desk.wording.say("staff_topic_name", name="", code=code))
    shown = _cut(_plain(ticket.customer.name), room) or desk.wording.say("staff_topic_nameless")
    return desk.wording.say("staff_topic_name", name=shown, code=code)


def _plain(text: str) -> str:
    """Marks that nobody sees, turn the writing round or break the line are not part of a name."""
    visible = (each for each in text if unicodedata.category(each) not in INVISIBLE)
    spaced = (" " if unicodedata.category(each)[0] in "CZ" else each for each in visible)
    return " ".join("".join(spaced).split())


def _cut(text: str, room: int) -> str:
    if _units(text) <= room:
        return text
    while _units(text) >= room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _ticket(session: Session, row: OutboxMessage) -> Ticket | None:
    """The ticket that gives a topic its code: the one the row is about, or the conversation's newest."""
    query = select(Ticket).where(Ticket.conversation_id == row.about_conversation_id)
    if row.about_ticket_id:
        query = query.where(Ticket.id == row.about_ticket_id)
    return session.scalars(query.order_by(Ticket.id.desc()).limit(1)).first()


def _anything_open(session: Session, conversation_id: int) -> bool:
    query = select(Ticket.id).where(Ticket.conversation_id == conversation_id, Ticket.state != "closed")
    return session.scalar(query.limit(1)) is not None


def _answered(session: Session, row: OutboxMessage, thread_id: str | None) -> str:
    """What a row answers where it goes: an answer would stand beside the message that it answers, wherever that is.

    `thread_id` is the topic, "" General, None a plain group. Else it answers its ticket's card there.
    """
    wanted = row.content.get("reply_to", "")
    if not wanted:
        return ""
    posts = select(StaffPost).where(StaffPost.channel == row.channel, StaffPost.chat_id == row.chat_id)
    post = session.scalars(posts.where(StaffPost.channel_message_id == wanted)).one_or_none()
    if post is not None and thread_id in {None, post.thread_id or ""}:
        return str(wanted)
    here = (
        posts
        if thread_id is None
        else posts.where(StaffPost.thread_id.is_not_distinct_from(thread_id or None))
    )
    card = here.where(StaffPost.ticket_id == row.about_ticket_id).order_by(StaffPost.id).limit(1)
    if row.about_ticket_id and (found := session.scalars(card).first()):
        return found.channel_message_id
    return "" if post is not None or wanted == NOWHERE else str(wanted)
