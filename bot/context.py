"""What a handler has at hand."""

from collections.abc import Callable, Sequence
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
    further: Sequence[tuple[int, dict[str, Any]]] = ()
    more_behind: bool = False  # of the same chat, which cannot be joined to these

    @classmethod
    def from_update(cls, update: object, application: "Application[Any, Any, Any, Any, Any, Any]") -> Self:
        """Take the row's id along, which the worker put into the update."""
        context = super().from_update(update, application)
        if isinstance(update, Update):
            context.inbox_id = update.api_kwargs["inbox_id"]
            context.further = update.api_kwargs.get("further", ())
            context.more_behind = update.api_kwargs.get("more_behind", False)
        return context

    @property
    def shell(self) -> Shell:
        """Return what the parts of the bot share."""
        return self.bot_data

    @property
    def inbox_ids(self) -> list[int]:
        """Return the rows that are worked together, in order."""
        return [self.inbox_id, *(inbox_id for inbox_id, _ in self.further)]

    async def hold(self, may_wait: Callable[[Session, Desk], bool]) -> bool:
        """Leave the rows for a moment when more may follow; False when they are to be answered now.

        What waits behind them and cannot be joined would only wake them again at once.
        """
        if self.more_behind:
            return False
        desk = self.shell.desk
        return await self.shell.commit(
            lambda session: may_wait(session, desk) and inbox.hold(session, self.inbox_ids, desk.clock())
        )

    async def apply(self, use_case: Callable[[Session, Desk], None]) -> None:
        """Run a use case in one transaction with the end of the inbox row, once however often the row is worked."""
        desk = self.shell.desk

        def effect(session: Session) -> None:
            done = [inbox.finish(session, each, desk.clock()) for each in self.inbox_ids]
            if all(done):
                use_case(session, desk)
            elif any(done):
                raise RuntimeError("Found updates of which some are done, expected all of a turn to be new.")

        await self.shell.commit(effect)
        self.shell.outbox_news.set()


App: TypeAlias = Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], Shell, None]
