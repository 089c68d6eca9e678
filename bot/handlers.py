"""What the bot does with each kind of update: the table is the table of contents, the first line that fits counts.

A handler translates and hands over; what happens is decided in `support`, in one transaction with the inbox row.
"""

import asyncio
import logging
import re

from sqlalchemy.orm import Session
from telegram import Message, Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import failures, membership, notices, records, translate
from bot.context import Context
from bot.shell import Shell
from nlu.text import fold
from nlu.understanding import Understanding
from support import bursts, conversation, departures, staff, staff_group, staff_moves, staff_topics
from support.desk import Desk
from support.events import COMMANDS, CustomerMessage

CAME_OR_WENT = filters.StatusUpdate.LEFT_CHAT_MEMBER | filters.StatusUpdate.NEW_CHAT_MEMBERS
CLOSED, REOPENED = filters.StatusUpdate.FORUM_TOPIC_CLOSED, filters.StatusUpdate.FORUM_TOPIC_REOPENED
logger = logging.getLogger(__name__)
COMMAND = re.compile(r"/([^\s@]+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)

MENTION = re.compile(r"@\w+")


def table(shell: Shell) -> list[BaseHandler[Update, Context, None]]:
    """Return the handlers in the order in which they are asked; every update ends in exactly one of them."""
    new, edited = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
    private, staff_group = filters.ChatType.PRIVATE, StaffGroup(shell)
    return [
        MessageHandler(filters.StatusUpdate.MIGRATE, group_migrated),
        MessageHandler(CAME_OR_WENT, somebody_came_or_went),
        MessageHandler(staff_group & CLOSED, topic_closed),
        MessageHandler(staff_group & REOPENED, topic_reopened),
        MessageHandler(filters.StatusUpdate.ALL, nothing_to_do),
        MessageHandler(private & new & filters.Regex("^/"), customer_commanded),
        MessageHandler(private & new & filters.CONTACT, customer_shared_contact),
        MessageHandler(private & new, customer_wrote),
        MessageHandler(private & edited, customer_edited),
        MessageHandler(staff_group & (new | edited), staff_wrote),
        MessageHandler(filters.ChatType.GROUPS & new & CallsTheBot(shell), group_called),
        CallbackQueryHandler(button_tapped),
        ChatMemberHandler(membership_changed, ChatMemberHandler.MY_CHAT_MEMBER),
        ChatMemberHandler(staff_membership_changed, ChatMemberHandler.CHAT_MEMBER),
        TypeHandler(Update, nothing_to_do),
    ]


class StaffGroup(filters.UpdateFilter):
    """Lets through what comes from the staff group, wherever it has moved, and was written by a person."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("StaffGroup")
        self._shell = shell

    def filter(self, update: Update) -> bool:
        """Return whether it does."""
        message = update.effective_message
        if message is None or not self._shell.is_staff_group(str(message.chat.id)):
            return False
        by_a_person = message.from_user is not None and not message.from_user.is_bot
        return message.sender_chat is not None or by_a_person


class CallsTheBot(filters.MessageFilter):
    """Lets through what calls the bot by a command or by its name; commands for another bot are none of ours."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("CallsTheBot")
        self._shell = shell

    def filter(self, message: Message) -> bool:
        """Return whether it does, said by a person in another group than the staff's."""
        if (
            self._shell.is_staff_group(str(message.chat.id))
            or message.from_user is None
            or message.from_user.is_bot
        ):
            return False
        name = f"@{self._shell.desk.bot_username}".lower()
        words = (message.text or message.caption or "").lower()
        command = COMMAND.fullmatch(words)
        for_us = command is not None and words.split()[0].partition("@")[2] in {"", name[1:]}
        return for_us or name in MENTION.findall(words)


async def customer_wrote(update: Update, context: Context) -> None:
    """A customer sent words, files or both: what do they mean, and what do we do? A sticker means what its emoji does."""
    event = translate.customer_message(_message(update), context.inbox_id)
    words = event.text or translate.sticker_emoji(event)
    if not words:
        await context.apply(lambda session, desk: conversation.receive(session, desk, event, None))
        return
    if context.further:
        await _wrote_several(event, context)
        return
    understanding = await context.shell.understand(words)
    if (
        understanding is not None
        and event.text
        and not event.edited
        and await _waits(event, understanding, context)
    ):
        return
    if understanding is None:
        await context.apply(lambda session, desk: conversation.receive_unread(session, desk, event))
    else:
        await context.apply(lambda session, desk: conversation.receive(session, desk, event, understanding))


async def _wrote_several(first: CustomerMessage, context: Context) -> None:
    """A customer sent several messages before one was answered: they are one turn."""
    behind = (Update.de_json(payload, context.bot) for _, payload in context.further)
    events = [first]
    for (inbox_id, _), update in zip(context.further, behind, strict=True):
        events.append(translate.customer_message(_message(update), inbox_id))
    together = "\n".join(event.text for event in events)
    *each, whole = await asyncio.gather(
        *(context.shell.understand(text) for text in (*(event.text for event in events), together))
    )
    understood = [said for said in each if said is not None]
    if whole is None or len(understood) < len(events):
        await context.apply(lambda session, desk: _unread(session, desk, events))
        return
    heard = list(zip(events, understood, strict=True))
    answer_from = context.shell.desk.config.understanding.answer_from
    idle = all(bursts.is_idle(said, answer_from) for said in understood)
    if idle and bursts.is_idle(whole, answer_from) and await _waits(events[-1], understood[-1], context):
        return
    await context.apply(lambda session, desk: conversation.receive_run(session, desk, heard, whole))


def _unread(session: Session, desk: Desk, events: list[CustomerMessage]) -> None:
    for event in events:
        conversation.receive_unread(session, desk, event)


async def _waits(event: CustomerMessage, understanding: Understanding, context: Context) -> bool:
    """Leave a courtesy or an unclear piece for a moment: more of the same thought may follow."""
    if not bursts.is_idle(understanding, context.shell.desk.config.understanding.answer_from):
        return False
    return await context.hold(
        lambda session, desk: conversation.may_wait(session, desk, event, understanding)
    )


async def customer_commanded(update: Update, context: Context) -> None:
    """A customer sent a command that the bot knows, with or without marks; anything else behind a slash is words."""
    message = _message(update)
    found = COMMAND.fullmatch(message.text or "")
    command = fold(found[1]) if found else ""
    if found is None or command not in COMMANDS:
        await customer_wrote(update, context)
        return
    event = translate.customer_message(message, context.inbox_id, command, (found[2] or "").strip())
    await context.apply(lambda session, desk: conversation.receive(session, desk, event, None))


async def customer_shared_contact(update: Update, context: Context) -> None:
    """A customer shared a contact: their own phone number, or somebody else's."""
    event = translate.customer_message(_message(update), context.inbox_id)
    await context.apply(lambda session, desk: conversation.receive(session, desk, event, None))


async def customer_edited(update: Update, context: Context) -> None:
    """A customer changed an earlier message: does it mean something else now?"""
    await customer_wrote(update, context)


async def staff_wrote(update: Update, context: Context) -> None:
    """A staff member wrote in the staff group, or changed what he wrote."""
    message = _message(update)
    event = translate.staff_message(message, context.inbox_id)

    def receive(session: Session, desk: Desk) -> None:
        staff_group.heard(session, desk, is_forum=bool(message.chat.is_forum))
        staff.receive(session, desk, event)

    await context.apply(receive)


async def topic_closed(update: Update, context: Context) -> None:
    """Somebody closed a topic of the staff group by hand."""
    await _note_topic(update, context, closed=True)


async def topic_reopened(update: Update, context: Context) -> None:
    """Somebody opened a topic of the staff group again."""
    await _note_topic(update, context, closed=False)


async def _note_topic(update: Update, context: Context, *, closed: bool) -> None:
    thread_id = str(_message(update).message_thread_id)
    await context.apply(
        lambda session, desk: staff_topics.set_closed(session, desk, thread_id, closed=closed)
    )


async def button_tapped(update: Update, context: Context) -> None:
    """A customer or a staff member tapped a button under one of the bot's messages."""
    query, chat, now = update.callback_query, update.effective_chat, context.shell.now()
    if query is None or chat is None:
        await nothing_to_do(update, context)
    elif chat.type == chat.PRIVATE:
        tap = translate.customer_tap(query, now, context.inbox_id)
        await context.apply(lambda session, desk: conversation.tap(session, desk, tap))
    elif context.shell.is_staff_group(str(chat.id)):
        staff_tap = translate.staff_tap(query, now, context.inbox_id)
        await context.apply(lambda session, desk: staff.tap(session, desk, staff_tap))
    else:
        await nothing_to_do(update, context)


async def membership_changed(update: Update, context: Context) -> None:
    """A customer blocked or unblocked the bot, or somebody put it into a group, out of it, or gave it other rights."""
    change = update.my_chat_member
    if change is None:
        await nothing_to_do(update, context)
    elif change.chat.type == change.chat.PRIVATE:
        event = translate.customer_left(change)
        await context.apply(lambda session, desk: conversation.left(session, desk, event))
    elif context.shell.is_staff_group(str(change.chat.id)):
        seen = membership.told(change)
        await context.apply(lambda session, desk: staff_moves.arrive(session, desk, seen))
    else:
        await context.apply(lambda session, desk: notices.joined_a_group(session, desk, change))


async def staff_membership_changed(update: Update, context: Context) -> None:
    """Somebody left a group, was removed or came; a bot that is an administrator there is told."""
    change = update.chat_member
    if (
        change is None
        or change.new_chat_member.user.is_bot
        or not context.shell.is_staff_group(str(change.chat.id))
    ):
        await nothing_to_do(update, context)
        return
    event = translate.staff_left(change)
    await context.apply(lambda session, desk: departures.left(session, desk, event))


async def somebody_came_or_went(update: Update, context: Context) -> None:
    """Somebody left a group or came, as the line in the middle of the chat says, which every bot there sees."""
    message = _message(update)
    ours = context.shell.is_staff_group(str(message.chat.id))
    events = translate.staff_came_or_went(message) if ours else []

    def note(session: Session, desk: Desk) -> None:
        for event in events:
            departures.left(session, desk, event)

    await context.apply(note)


async def group_called(update: Update, context: Context) -> None:
    """A group that is not the staff's calls the bot."""
    chat_id = str(_message(update).chat.id)
    await context.apply(lambda session, desk: notices.called_in_a_group(session, desk, chat_id))


async def group_migrated(update: Update, context: Context) -> None:
    """A group became a supergroup with another id: what waits for it follows."""
    message = _message(update)
    old = str(message.migrate_from_chat_id or message.chat.id)
    new = str(message.migrate_to_chat_id or message.chat.id)
    await context.apply(lambda session, desk: records.follow_group(session, desk, old, new))
    if context.shell.is_staff_group(old):
        context.shell.move_staff_group(new)


async def nothing_to_do(_update: Update, context: Context) -> None:
    """Nothing concerns us here (another group, a title changed, somebody joined): the row is done."""
    await context.apply(lambda _session, _desk: None)


async def failed(update: object, context: Context) -> None:
    """Note that a handler failed; the worker works the row again later."""
    chat = update.effective_chat if isinstance(update, Update) else None
    private = str(chat.id) if chat is not None and chat.type == chat.PRIVATE else ""
    error = context.error or RuntimeError()
    if context.further:  # one of them may be at fault: they are worked one by one
        context.shell.alone.update(context.inbox_ids)
        logger.error("Updates %s failed together (%s).", context.inbox_ids, type(error).__name__)
        return
    await failures.note(context.shell, context.inbox_id, private, error)


def _message(update: Update) -> Message:
    if update.effective_message is None:
        raise ValueError("Found an update without a message, expected what the table's filters let through.")
    return update.effective_message
