"""The way out: what the bot says to a customer and to the staff group becomes rows of the outbox here."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.models import Conversation, Message, Ticket
from store.outbox import ANSWER, STAFF, Button, Content, Outgoing, join_album, put
from support.desk import Desk
from support.events import CustomerTap, StaffTap

Rows = tuple[tuple[Button, ...], ...]
REPEATED_WITHIN = timedelta(minutes=1)
ALBUM_GATHERS = timedelta(seconds=2)
LOOK_BACK = 10  # of the bot's messages, to find words that were not used lately


def say(
    session: Session,
    desk: Desk,
    conversation: Conversation,
    text: str | Sequence[str],
    *,
    buttons: Rows = (),
    ask_contact: str = "",
    lane: int = ANSWER,
    at_most_once: bool = False,
    response_id: int | None = None,
    remove_keyboard: bool = False,
    said: str | None = None,
) -> Message:
    """Say something to a customer; of several variants the one that this chat has not heard for longest.

    The same words twice in a row within a minute are said once, unless they belong to a survey or the customer
    wrote again after hearing them; then they are said as a repetition. `said` are the names of the sentences.
    """
    now = desk.clock()
    heard = said_lately(session, conversation)
    chosen = text if isinstance(text, str) else _least_heard(text, heard)
    if response_id is None and heard and heard[0].text == chosen:
        if _still_fresh(session, heard[0], now):
            return heard[0]
        chosen = _least_heard(desk.wording.variants("said_again", words=chosen), heard)
    message = Message(conversation_id=conversation.id, author="bot", text=chosen, at=now, said=said)
    session.add(message)
    session.flush()
    content = Content(
        "message", chosen, buttons=buttons, ask_contact=ask_contact, remove_keyboard=remove_keyboard
    )
    outgoing = Outgoing(
        conversation.channel, conversation.chat_id, content, lane, at_most_once, message.id, response_id
    )
    put(session, outgoing, now)
    return message


def tell_staff(
    session: Session,
    desk: Desk,
    content: Content,
    conversation: Conversation | None,
    ticket: Ticket | None = None,
    *,
    lane: int = STAFF,
) -> None:
    """Put something into the staff group; without a group only the web page shows it.

    A reply to what is about a conversation goes to its customer. The parts of an album gather for a moment.
    """
    if desk.staff_chat_id is None:
        return
    outgoing = Outgoing(
        desk.staff_channel,
        desk.staff_chat_id,
        content,
        lane,
        about_conversation_id=conversation.id if conversation else None,
        about_ticket_id=ticket.id if ticket else None,
        retry_at=desk.clock() + ALBUM_GATHERS if content.what == "album" else None,
    )
    if content.what != "album" or not join_album(session, outgoing, desk.clock()):
        put(session, outgoing, desk.clock())


def toast(session: Session, desk: Desk, tap: CustomerTap | StaffTap, text: str) -> None:
    """Answer a tap with a few words that go away by themselves ("" only stops the button's waiting sign)."""
    content = Content("toast", text, target=tap.tap_id)
    put(session, Outgoing(tap.channel, tap.chat_id, content, ephemeral=True), desk.clock())


def last_said(session: Session, conversation: Conversation) -> Message | None:
    """Return what the bot or a person of the shop said last."""
    return next(iter(said_lately(session, conversation)), None)


def said_lately(session: Session, conversation: Conversation) -> Sequence[Message]:
    """Return what the customer heard from the bot and from people of the shop, the newest first."""
    query = select(Message).where(Message.conversation_id == conversation.id, Message.author != "customer")
    return session.scalars(query.order_by(Message.id.desc()).limit(LOOK_BACK)).all()


def said_twice(heard: Sequence[Message], texts: Sequence[str]) -> bool:
    """Return whether the last two things that the customer heard were one of `texts` already."""
    return len(heard) > 1 and all(any(text in said.text for text in texts) for said in heard[:2])


def _still_fresh(session: Session, said: Message, now: datetime) -> bool:
    """Return whether what was said also answers what the customer wrote since: all of that was on its way before."""
    query = select(func.max(Message.at)).where(
        Message.conversation_id == said.conversation_id, Message.author == "customer"
    )
    newest = session.scalar(query)
    return now - said.at < REPEATED_WITHIN and (newest is None or newest <= said.at)


def _least_heard(variants: Sequence[str], heard: Sequence[Message]) -> str:
    ages = {message.text: age for age, message in reversed(list(enumerate(heard)))}
    return max(variants, key=lambda text: ages.get(text, LOOK_BACK))
