"""The outbox: what is to be sent, written in the transaction that decided it, sent by `bot/sender` alone.

`Content` is what every channel can show; a channel's adapter turns it into its own calls.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from store.models import Conversation, DataRequest, Message, OutboxMessage, Response, StaffPost

ANSWER, STAFF, BACKGROUND = 0, 1, 2
FORGOTTEN = {"what": "forgotten"}
POSTS = frozenset({"message", "copy", "album"})  # what stays in a chat and can be replied to
LARGEST_ALBUM = 10  # of Telegram's; no other channel is known to take more
ALBUM_CLOSES = timedelta(seconds=0.5)  # before it goes: the sender may have it in hand already
NOWHERE = "0"  # a message that is not there: what answers a card on its way, or one of a chat that moved
OF_A_MESSAGE = ("edit", "buttons", "delete")  # what changes a message that is there already


@dataclass(frozen=True)
class Button:
    """A button under a message: `action` comes back when it is tapped (at most 64 bytes), or `url` opens."""

    label: str
    action: str = ""
    url: str = ""


@dataclass(frozen=True)
class Mention:
    """Somebody who is called: the user id on the channel, and the name that stands there."""

    user_id: str
    name: str


@dataclass(frozen=True)
class Part:
    """A part of an album: the channel's file of a kind, the message that it came in, and the words under it."""

    kind: str
    file_id: str
    message_id: str
    text: str = ""


@dataclass(frozen=True)
class Content:
    """One thing to do in a chat.

    `what`: message (new), edit (text and buttons of `target`), buttons (only the buttons of `target`), toast (the
    short answer to a tap, `target` is the tap's id), copy (the message `target` of chat `from_chat`, with its files),
    album (the `parts` that came in chat `from_chat` as the album `group_id`, together), document (a text file `file_name` that
    holds `body`, with `text` under it), delete (take `target` away), close_topic (of the row's conversation), delete_topic
    (`target` with all that stands in it), rename_topic (`target` to `text`).
    `title` is shown bold above `text`; both are plain text. `ask_contact` is the label of a button that shares the
    customer's phone number; `remove_keyboard` takes such a button away. `reply_to` is a message id of the same chat. `mentions`
    are called by name below the text. What `asks` for a "note" opens an answer to it for those who are called.
    """

    what: Literal[
        "message",
        "edit",
        "buttons",
        "toast",
        "copy",
        "album",
        "document",
        "delete",
        "close_topic",
        "delete_topic",
        "rename_topic",
    ]
    text: str = ""
    title: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    target: str = ""
    from_chat: str = ""
    ask_contact: str = ""
    remove_keyboard: bool = False
    reply_to: str = ""
    mentions: tuple[Mention, ...] = ()
    file_name: str = ""
    body: str = ""
    group_id: str = ""
    parts: tuple[Part, ...] = ()
    asks: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the fields that differ from their defaults, as they are kept in the outbox."""
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Return what `as_json` kept; keys that this version does not know are left out."""
        known = {key: kept[key] for key in kept if key in {each.name for each in fields(cls)}}
        rows = tuple(tuple(Button(**button) for button in row) for row in kept.get("buttons", ()))
        mentions = tuple(Mention(**mention) for mention in kept.get("mentions", ()))
        parts = tuple(Part(**part) for part in kept.get("parts", ()))
        return cls(**(known | {"buttons": rows, "mentions": mentions, "parts": parts}))


@dataclass(frozen=True)
class Outgoing:
    """A content and how it is sent; see the columns of `OutboxMessage`."""

    channel: str
    chat_id: str
    content: Content
    lane: int = ANSWER
    at_most_once: bool = False
    message_id: int | None = None
    response_id: int | None = None
    about_conversation_id: int | None = None
    about_ticket_id: int | None = None
    ephemeral: bool = False
    retry_at: datetime | None = None


def put(session: Session, outgoing: Outgoing, now: datetime) -> OutboxMessage:
    """Write a row to be sent when the transaction commits."""
    values = {each.name: getattr(outgoing, each.name) for each in fields(outgoing)}
    row = OutboxMessage(
        **(values | {"content": outgoing.content.as_json(), "created_at": now, "state": "waiting"})
    )
    session.add(row)
    return row


def next_of_each_chat(
    session: Session, busy: Collection[str], now: datetime, limit: int
) -> Sequence[OutboxMessage]:
    """Return for up to `limit` chats that are not `busy` the row to send next: answers first, then by age.

    A row that waits for its retry holds back what comes behind it in the same chat.
    """
    place = func.row_number().over(
        partition_by=OutboxMessage.chat_id, order_by=(OutboxMessage.lane, OutboxMessage.id)
    )
    waiting = select(OutboxMessage.id, place.label("place")).where(OutboxMessage.state == "waiting")
    if busy:
        waiting = waiting.where(OutboxMessage.chat_id.not_in(busy))
    first = waiting.subquery()
    ready = or_(OutboxMessage.retry_at.is_(None), OutboxMessage.retry_at <= now)
    query = select(OutboxMessage).join(first, first.c.id == OutboxMessage.id).where(first.c.place == 1, ready)
    return session.scalars(query.order_by(OutboxMessage.lane, OutboxMessage.id).limit(limit)).all()


def join_album(session: Session, album: Outgoing, now: datetime) -> bool:
    """Let a part go with the others of its album; False when they are gone, or about to go, so that it goes alone."""
    what = OutboxMessage.content
    waiting = select(OutboxMessage).where(
        OutboxMessage.channel == album.channel,
        OutboxMessage.chat_id == album.chat_id,
        OutboxMessage.state == "waiting",
        OutboxMessage.about_ticket_id == album.about_ticket_id,
        OutboxMessage.retry_at > now + ALBUM_CLOSES,
        what["group_id"].as_string() == album.content.group_id,
    )
    row = session.scalars(waiting.order_by(OutboxMessage.id.desc()).limit(1).with_for_update()).first()
    if row is None or len(row.content["parts"]) >= LARGEST_ALBUM:
        return False
    kept = Content.from_json(row.content)
    in_order = sorted((*kept.parts, *album.content.parts), key=lambda part: _number(part.message_id))
    row.content = replace(kept, parts=tuple(in_order)).as_json()
    return True


def _number(message_id: str) -> tuple[int, str]:
    return len(message_id), message_id


def claim(session: Session, outbox_id: int) -> bool:
    """Mark an at-most-once row as being sent; False when it no longer waits."""
    claimed = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == outbox_id, OutboxMessage.state == "waiting")
        .values(state="sending")
        .returning(OutboxMessage.id)
    )
    return claimed.first() is not None


def record_sent(
    session: Session,
    outbox_id: int,
    channel_message_id: str | None,
    now: datetime,
    others: Sequence[str] = (),
    *,
    thread_id: str = "",
) -> None:
    """Note that a row arrived, and under which id the channel shows it; the `others` are the rest of an album.

    `thread_id` is the topic of the staff group in which it stands.
    """
    row = session.get_one(OutboxMessage, outbox_id)
    row.state, row.sent_at, row.channel_message_id, row.error = "sent", now, channel_message_id, None
    if row.message_id:
        session.get_one(Message, row.message_id).channel_message_id = channel_message_id
    if row.response_id:
        response = session.get_one(Response, row.response_id)
        response.asked_at = now
        response.state = "asked" if response.state in {"queued", "unsure"} else response.state
    if row.about_conversation_id and channel_message_id and row.content["what"] in POSTS:
        for each in (*others, channel_message_id):
            session.add(_post(row, row.about_conversation_id, each, thread_id))
    if row.ephemeral:
        _fulfil_data_request(session, row, now)
        _forget(row)


def record_retry(session: Session, outbox_id: int, error: str, retry_at: datetime) -> None:
    """Note a failed attempt that is made again at `retry_at`."""
    row = session.get_one(OutboxMessage, outbox_id)
    row.state, row.attempts, row.error, row.retry_at = "waiting", row.attempts + 1, error, retry_at


def record_failed(session: Session, outbox_id: int, error: str) -> None:
    """Note that the channel refused a row for good."""
    row = session.get_one(OutboxMessage, outbox_id)
    row.state, row.attempts, row.error = "failed", row.attempts + 1, error
    _tell_response(session, row, "refused")
    _forget(row)


def record_unsure(session: Session, outbox_id: int, error: str) -> None:
    """Note that an at-most-once row may or may not have arrived; it is never sent again by itself."""
    row = session.get_one(OutboxMessage, outbox_id)
    row.state, row.attempts, row.error = "unsure", row.attempts + 1, error
    _tell_response(session, row, "unsure")
    _forget(row)


def withdraw(session: Session, outbox_id: int) -> None:
    """Take back a row that was not sent yet."""
    row = session.get_one(OutboxMessage, outbox_id)
    row.state = "withdrawn"
    _tell_response(session, row, "withdrawn")
    _forget(row)


def settle_interrupted(session: Session) -> int:
    """At start: rows that a crash left between claim and record become unsure. Returns how many."""
    interrupted = session.scalars(select(OutboxMessage.id).where(OutboxMessage.state == "sending")).all()
    for outbox_id in interrupted:
        record_unsure(session, outbox_id, "the service stopped while sending")
    return len(interrupted)


def mark_unreachable(session: Session, channel: str, chat_id: str, now: datetime) -> bool:
    """Note that the customer blocks the bot; the mark goes when they write again. False when it was noted before."""
    marked = session.execute(
        update(Conversation)
        .where(
            Conversation.channel == channel,
            Conversation.chat_id == chat_id,
            Conversation.unreachable_since.is_(None),
        )
        .values(unreachable_since=now)
        .returning(Conversation.id)
    )
    return marked.first() is not None


def move_chat(session: Session, channel: str, old: str, new: str) -> list[int]:
    """Point what still waits for chat `old` at chat `new` (a group's migration).

    Posts from before stay with the old chat: the new one counts its messages anew, so a number of the old one would
    there be another message. What was to change one is withdrawn; of which tickets those were is returned.
    """
    waiting = or_(OutboxMessage.state == "waiting", OutboxMessage.state == "sending")
    query = select(OutboxMessage).where(
        OutboxMessage.channel == channel, OutboxMessage.chat_id == old, waiting
    )
    changed: dict[int, None] = {}
    for row in session.scalars(query.order_by(OutboxMessage.id)):
        row.chat_id, row.retry_at = new, None if row.error else row.retry_at
        if row.content["what"] in OF_A_MESSAGE:
            row.state = "withdrawn"
            changed |= {row.about_ticket_id: None} if row.about_ticket_id else {}
        elif row.content.get("reply_to"):
            row.content = row.content | {"reply_to": NOWHERE}
    return list(changed)


def release(session: Session, channel: str, chat_id: str) -> None:
    """Let what waits for another try in a chat go at once."""
    held = update(OutboxMessage).where(
        OutboxMessage.channel == channel,
        OutboxMessage.chat_id == chat_id,
        OutboxMessage.state == "waiting",
        OutboxMessage.error.is_not(None),
    )
    session.execute(held.values(retry_at=None))


def forget_chat(session: Session, channel: str, chat_id: str) -> None:
    """Empty everything that was ever written for a chat; what still waits is not sent any more."""
    _forget_all(session, OutboxMessage.channel == channel, OutboxMessage.chat_id == chat_id, chat_id="")


def forget_about(session: Session, conversation_id: int) -> None:
    """Empty everything that was ever written to staff about a conversation; what still waits is not sent any more."""
    _forget_all(session, OutboxMessage.about_conversation_id == conversation_id)


def _forget_all(session: Session, *these: ColumnElement[bool], **emptied: str) -> None:
    waiting = update(OutboxMessage).where(*these, OutboxMessage.state == "waiting")
    session.execute(waiting.values(state="withdrawn"))
    everything = update(OutboxMessage).where(*these)
    session.execute(everything.values(content=FORGOTTEN, **emptied))


def _forget(row: OutboxMessage) -> None:
    if row.ephemeral:
        row.chat_id, row.content = "", FORGOTTEN


def _fulfil_data_request(session: Session, row: OutboxMessage, now: datetime) -> None:
    open_one = update(DataRequest).where(DataRequest.outbox_id == row.id, DataRequest.done_at.is_(None))
    session.execute(open_one.values(state="done", done_at=now))


def _post(row: OutboxMessage, conversation_id: int, channel_message_id: str, thread_id: str) -> StaffPost:
    return StaffPost(
        channel=row.channel,
        chat_id=row.chat_id,
        channel_message_id=channel_message_id,
        thread_id=thread_id or None,
        conversation_id=conversation_id,
        ticket_id=row.about_ticket_id,
        asks=row.content.get("asks", ""),
    )


def _tell_response(session: Session, row: OutboxMessage, state: str) -> None:
    if row.response_id:
        session.get_one(Response, row.response_id).state = state
