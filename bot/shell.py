"""What the parts of the bot share: the database, the desk, the model, and news for each other."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from nlu.client import ModelUnavailable
from nlu.understanding import Understanding
from store.engine import Sessions, reading
from support.desk import Desk

CHANNEL = "telegram"

Result = TypeVar("Result")
logger = logging.getLogger(__name__)


class Understands(Protocol):
    """Says what a message means, or raises ModelUnavailable."""

    async def understand(self, text: str) -> Understanding:
        """Say what `text` means."""
        ...


@dataclass
class Health:
    """What shows whether the bot is well: when Telegram last answered a poll, and when something was last sent."""

    last_poll: datetime | None = None
    last_sent: datetime | None = None


@dataclass
class Shell:
    """The asynchronous shell around `support`: one thread hop and one transaction an event."""

    sessions: Sessions
    desk: Desk
    client: Understands
    health: Health = field(default_factory=Health)
    inbox_news: asyncio.Event = field(default_factory=asyncio.Event)
    outbox_news: asyncio.Event = field(default_factory=asyncio.Event)
    # Updates that failed when they were worked together; after a restart they are tried together once more.
    alone: set[int] = field(default_factory=set)

    def now(self) -> datetime:
        """Return the moment, aware UTC."""
        return self.desk.clock()

    async def commit(self, effect: Callable[[Session], Result]) -> Result:
        """Run `effect` in one transaction in a thread of its own; an error rolls it back."""

        def hop() -> Result:
            with self.sessions.begin() as session:
                return effect(session)

        return await asyncio.to_thread(hop)

    async def read(self, question: Callable[[Session], Result]) -> Result:
        """Ask the database something in a thread of its own, without waiting for writers."""

        def hop() -> Result:
            with reading(self.sessions) as session:
                return question(session)

        return await asyncio.to_thread(hop)

    async def understand(self, text: str) -> Understanding | None:
        """Ask the model what `text` means; None when it is down, broken or slower than the shop allows."""
        try:
            async with asyncio.timeout(self.desk.config.understanding.timeout.total_seconds()):
                return await self.client.understand(text)
        except (ModelUnavailable, TimeoutError) as error:
            logger.warning("The model did not answer (%s).", type(error).__name__)
        except Exception as error:  # noqa: BLE001 - a broken model must not keep a customer from a person
            logger.error("The model failed with %s.", type(error).__name__)  # noqa: TRY400 - a trace may hold words
        return None

    def is_staff_group(self, chat_id: str) -> bool:
        """Return whether a chat is the group in which the shop's staff sit."""
        return self.desk.staff_chat_id is not None and chat_id == self.desk.staff_chat_id

    def move_staff_group(self, new: str) -> None:
        """Follow the staff group to its new id; the operator is told, because the setting still names the old one."""
        if new != self.desk.staff_chat_id:
            self.desk = replace(self.desk, staff_chat_id=new)
            logger.warning("The staff group became a supergroup; set LANGNGHE_STAFF_CHAT_ID=%s.", new)
