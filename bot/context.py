"""What a handler has at hand."""

from collections.abc import Callable
from typing import Any, Self, TypeAlias

from sqlalchemy.orm import Session
from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.shell import Shell
from store import inbox
from support.desk import Desk


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Shell]):
    """What a handler has at hand: the shell, and the inbox row of its update."""

    inbox_id: int = 0

    @classmethod
    def from_update(cls, update: object, application: "Application[Any, Any, Any, Any, Any, Any]") -> Self:
        """Take the row's id along, which the worker put into the update."""
        context = super().from_update(update, application)
        if isinstance(update, Update):
            context.inbox_id = update.api_kwargs["inbox_id"]
        return context

    @property
    def shell(self) -> Shell:
        """Return what the parts of the bot share."""
        return self.bot_data

    async def apply(self, use_case: Callable[[Session, Desk], None]) -> None:
        """Run a use case in one transaction with the end of the inbox row, once however often the row is worked."""
        desk = self.shell.desk

        def effect(session: Session) -> None:
            if inbox.finish(session, self.inbox_id, desk.clock()):
                use_case(session, desk)

        await self.shell.commit(effect)
        self.shell.outbox_news.set()


App: TypeAlias = Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], Shell, None]
