"""A row's place in the staff group: in a forum its customer's topic, which the sender makes or opens before it sends."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram.error import BadRequest, EndPointNotFound

from bot.context import App
from bot.membership import look
from bot.rendering import NEW, Call
from bot.shell import Shell
from bot.verdict import NO_TOPIC
from store import outbox
from store.models import OutboxMessage
from store.outbox import Content
from support import staff_group, staff_moves, staff_topics
from support.staff_group import Seen
from support.staff_topics import Plan

NOT_ALLOWED = Seen(is_forum=True, manages_topics=False)
MOST_LOSSES = 1  # then the row goes to General, whatever is wrong with topics

logger = logging.getLogger(__name__)


class Topics:
    """Finds places; remembers of a row how often it lost its own while it was sent."""

    def __init__(
        self, application: App, shell: Shell, call: Callable[[Call, OutboxMessage], Awaitable[object]]
    ) -> None:
        self._application, self._shell, self._call = application, shell, call
        self._losses: Counter[int] = Counter()

    async def place(self, row: OutboxMessage) -> tuple[Content, str] | None:
        """Return what a row shows, and the topic in which it does, "" outside of any; None when it is not its turn.

        Raises:
            TelegramError: Telegram did not say whether the topic is made.
        """
        content = Content.from_json(row.content)
        if content.what == "close_topic":
            return await self._to_close(row, content)
        if content.what not in NEW or not self._shell.is_staff_group(row.chat_id):
            return content, ""
        plan = await self._place(row)
        return (replace(content, reply_to=plan.reply_to), plan.thread_id) if plan else None

    async def hear(self, result: object) -> None:
        """Take from a message that was sent what it says of the group: one that became a forum, or is none any more."""
        chat, desk = result.get("chat") if isinstance(result, dict) else None, self._shell.desk
        if isinstance(chat, dict) and str(chat.get("id")) == desk.staff_chat_id:
            is_forum = bool(chat.get("is_forum"))
            if is_forum != await self._is_forum():
                await self._shell.commit(lambda session: staff_group.heard(session, desk, is_forum=is_forum))

    async def _to_close(self, row: OutboxMessage, content: Content) -> tuple[Content, str] | None:
        desk, about = self._shell.desk, row.about_conversation_id or 0
        topic = await self._shell.read(lambda session: staff_topics.to_close(session, desk, about))
        if topic is None:
            await self._shell.commit(lambda session: outbox.withdraw(session, row.id))
            return None
        return replace(content, target=topic.thread_id), topic.thread_id

    async def _place(self, row: OutboxMessage) -> Plan | None:
        if self._losses[row.id] > MOST_LOSSES:
            return await self._general(row)
        plan = await self._plan(row)
        if plan.step == "ask":
            await self._ask()
            plan = await self._plan(row)
        if plan.step == "make":
            return await self._make(row, plan)
        if plan.step == "open":
            return await self._open(row, plan)
        return plan

    async def lost(self, row: OutboxMessage, thread_id: str, *, closed: bool) -> None:
        """Note that a row's topic is closed, or is not there: somebody deleted it, or the group has no topics any more."""
        if not closed:
            await self._ask()
        self._losses[row.id] += 1
        desk = self._shell.desk
        if closed:
            await self._shell.commit(
                lambda session: staff_topics.set_closed(session, desk, thread_id, closed=True)
            )
        elif await self._is_forum():
            await self._shell.commit(lambda session: staff_moves.forget_topic(session, desk, thread_id))

    def done(self, row: OutboxMessage) -> None:
        """Forget a row that came to its end."""
        del self._losses[row.id]

    async def _make(self, row: OutboxMessage, plan: Plan) -> Plan | None:
        call = Call("createForumTopic", {"chat_id": int(row.chat_id), "name": plan.name})
        try:
            made = await self._call(call, row)
        except (BadRequest, EndPointNotFound) as error:
            return await self._refused(row, error)
        if not isinstance(made, dict) or "message_thread_id" not in made:
            return await self._refused(row, EndPointNotFound("createForumTopic"))
        # A crash before this is committed leaves an empty topic: the row still waits and gets another.
        desk, thread_id = self._shell.desk, str(made["message_thread_id"])
        follows = await self._shell.commit(
            lambda session: staff_moves.begin_topic(session, desk, row, thread_id)
        )
        self._shell.outbox_news.set()
        return await self._plan(row) if follows else None

    async def _open(self, row: OutboxMessage, plan: Plan) -> Plan | None:
        desk, thread_id = self._shell.desk, plan.thread_id
        call = Call("reopenForumTopic", {"chat_id": int(row.chat_id), "message_thread_id": int(thread_id)})
        try:
            await self._call(call, row)
        except (BadRequest, EndPointNotFound) as error:
            if any(words in error.message.lower() for words in NO_TOPIC):
                await self.lost(row, thread_id, closed=False)
                return await self._place(row)
            if "topic_not_modified" not in error.message.lower():  # it is open already
                return await self._refused(row, error)
        await self._shell.commit(
            lambda session: staff_topics.set_closed(session, desk, thread_id, closed=False)
        )
        return await self._plan(row)

    async def _refused(self, row: OutboxMessage, error: BadRequest | EndPointNotFound) -> Plan:
        logger.warning("A topic for message %s is refused (%s).", row.id, error.message[:200])
        desk = self._shell.desk
        if isinstance(error, EndPointNotFound):
            await self._shell.commit(lambda session: staff_group.take_in(session, desk, NOT_ALLOWED))
        else:
            await self._ask()
        return await self._general(row)

    async def _ask(self) -> None:
        desk = self._shell.desk
        try:
            seen = await look(self._application.bot, desk.staff_chat_id or "")
        except EndPointNotFound:
            seen = NOT_ALLOWED
        except BadRequest as error:
            logger.warning("What the staff group is is not known (%s).", error.message[:200])
            return
        await self._shell.commit(lambda session: staff_moves.arrive(session, desk, seen))

    async def _plan(self, row: OutboxMessage) -> Plan:
        desk = self._shell.desk
        return await self._shell.read(lambda session: staff_topics.plan(session, desk, row))

    async def _general(self, row: OutboxMessage) -> Plan:
        return await self._shell.read(lambda session: staff_topics.in_general(session, row))

    async def _is_forum(self) -> bool:
        desk = self._shell.desk
        group = await self._shell.read(lambda session: staff_group.of(session, desk))
        return group is not None and group.is_forum
