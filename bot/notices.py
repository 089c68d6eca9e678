"""What the bot says about itself: that something failed, that a message did not arrive, that it serves private chats."""

import logging

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from telegram import ChatMember, ChatMemberUpdated

from bot.shell import CHANNEL
from store.models import Conversation, GroupNotice, Message, OutboxMessage
from store.outbox import STAFF, Content, Outgoing, put
from support import reach
from support.desk import Desk

PRIVATE_CHAT = "https://t.me/{}"
logger = logging.getLogger(__name__)


def joined_a_group(session: Session, desk: Desk, change: ChatMemberUpdated) -> None:
    """Say once, to a group that put the bot in, that it serves private chats, and how it becomes the staff's group.

    Not to a channel: everyone who follows the shop would read it.
    """
    chat_id, status = str(change.chat.id), change.new_chat_member.status
    if chat_id == desk.staff_chat_id or status in {ChatMember.LEFT, ChatMember.BANNED}:
        return
    if change.old_chat_member.status in {ChatMember.LEFT, ChatMember.BANNED}:
        logger.info(
            "Put into group %s; LANGNGHE_STAFF_CHAT_ID=%s would make it the staff group.", chat_id, chat_id
        )
        if change.chat.type != change.chat.CHANNEL and _first_today(session, desk, chat_id):
            link = PRIVATE_CHAT.format(desk.bot_username)
            _say(session, desk, chat_id, desk.wording.say("not_staff_group", chat_id=chat_id, link=link))


def called_in_a_group(session: Session, desk: Desk, chat_id: str) -> None:
    """Say where the bot serves, to a group that calls it: once a day at most, however often it is called."""
    if _first_today(session, desk, chat_id):
        link = PRIVATE_CHAT.format(desk.bot_username)
        _say(session, desk, chat_id, desk.wording.say("private_chats_only", link=link))


def update_poisoned(session: Session, desk: Desk, inbox_id: int, customer_chat_id: str) -> None:
    """Be honest to the customer whose message could not be worked, and tell staff under which number it is kept."""
    conversation_id = _conversation_id(session, customer_chat_id)
    if customer_chat_id:
        _say(session, desk, customer_chat_id, _to(session, desk, conversation_id).wording.say("trouble"))
    name = "update_failed" if conversation_id else "update_failed_unknown"
    _tell_staff(session, desk, desk.wording.say(name, reference=inbox_id), conversation_id)


def cannot_be_reached(session: Session, desk: Desk, chat_id: str) -> None:
    """Note that a customer blocked the bot, deleted the chat or the account, and tell whoever works on a case of theirs."""
    conversation_id = _conversation_id(session, chat_id)
    if conversation_id is not None:
        reach.lose(session, desk, session.get_one(Conversation, conversation_id))


def not_delivered(session: Session, desk: Desk, row: OutboxMessage, *, blocked: bool) -> None:
    """Tell staff that a message to a customer did not arrive; of what the bot says by itself only surprises."""
    conversation_id = _conversation_id(session, row.chat_id)
    if conversation_id is None or row.content["what"] not in {"message", "copy", "document"}:
        return
    if blocked and _author(session, row) == "staff":
        _tell_staff(session, desk, desk.wording.say("send_blocked", reference=row.id), conversation_id)
    elif not blocked:
        _tell_staff(session, desk, desk.wording.say("send_failed", reference=row.id), conversation_id)


def _first_today(session: Session, desk: Desk, chat_id: str) -> bool:
    day = desk.clock().astimezone(desk.config.shop.timezone).date().isoformat()
    try:
        with session.begin_nested():
            session.add(GroupNotice(channel=CHANNEL, chat_id=chat_id, day=day))
    except IntegrityError:
        return False
    return True


def _say(session: Session, desk: Desk, chat_id: str, text: str) -> None:
    put(session, Outgoing(CHANNEL, chat_id, Content("message", text=text)), desk.clock())


def _tell_staff(session: Session, desk: Desk, text: str, conversation_id: int | None) -> None:
    if desk.staff_chat_id is None:
        return
    outgoing = Outgoing(
        desk.staff_channel,
        desk.staff_chat_id,
        Content("message", text=text),
        lane=STAFF,
        about_conversation_id=conversation_id,
    )
    put(session, outgoing, desk.clock())


def _to(session: Session, desk: Desk, conversation_id: int | None) -> Desk:
    """Return the desk that speaks to a conversation's customer as they want to be addressed."""
    known = session.get(Conversation, conversation_id) if conversation_id else None
    return desk.speaking_to(known.customer) if known else desk


def _conversation_id(session: Session, chat_id: str) -> int | None:
    return session.scalar(
        select(Conversation.id).where(Conversation.channel == CHANNEL, Conversation.chat_id == chat_id)
    )


def _author(session: Session, row: OutboxMessage) -> str:
    return session.get_one(Message, row.message_id).author if row.message_id else "bot"
