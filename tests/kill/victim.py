"""The bot as a process of its own that kills itself (SIGKILL) at one step of a message's path.

    python -m tests.kill.victim STEP COUNT SANDBOX_URL DATABASE_URL CLOCK_FILE

STEP is a name of STEPS, or "none" to run until it is terminated; COUNT says at which passing of the step it happens.
The product knows nothing of this: the steps are functions of its own, wrapped here.
"""

import asyncio
import itertools
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from pathlib import Path
from typing import Any

import bot.context
import bot.delivery
import bot.ingest
import bot.worker
import store.inbox
import store.outbox
from bot.app import run
from langnghe.parts import SANDBOX_STAFF_CHAT_ID, SANDBOX_TOKEN, moved_clock
from nlu.understanding import Understanding
from settings.schema import Telegram
from store.engine import open_sessions
from support.desk import Desk
from tests.dialogues.desk import desk_on

Wrapped = Callable[..., Any]
COMPLAINS = "trễ"


class Understands:
    """A model that takes every message for the same question, or for the same complaint when it says COMPLAINS: what is
    killed here is the path, not the model.
    """

    async def understand(self, text: str) -> Understanding:
        if COMPLAINS in text:
            return Understanding(
                text,
                "complaint",
                "complaint_late",
                "late",
                "negative",
                "S3",
                (),
                confidence=0.99,
                entities=(),
            )
        return Understanding(
            text, "question", "question_address", "address", "neutral", None, (), confidence=0.99, entities=()
        )


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


# Where the process dies: before or after which function.
STEPS: dict[str, tuple[Any, str, str]] = {
    "updates fetched, not kept": (bot.ingest.Ingest, "_keep", "before"),
    "updates kept, not acknowledged": (bot.ingest.Ingest, "_advance", "before"),
    "update taken up": (bot.worker, "_work_one", "before"),
    "message understood": (Understands, "understand", "after"),
    "inside the transaction": (store.inbox, "finish", "after"),
    "transaction committed": (bot.context.Context, "apply", "after"),
    "row claimed": (bot.delivery.Delivery, "_call", "before"),
    "sent, not recorded": (bot.delivery.Delivery, "_arrived", "before"),
    "recorded": (bot.delivery.Delivery, "_arrived", "after"),
}


def arm(step: str, count: int) -> None:
    """Wrap the step's function so that its `count`-th passing ends this process."""
    owner, name, when = STEPS[step]
    passing = partial(next, itertools.count(1))
    setattr(owner, name, deadly(getattr(owner, name), lambda: die() if passing() == count else None, when))


def deadly(function: Wrapped, strike: Callable[[], None], when: str) -> Wrapped:
    if asyncio.iscoroutinefunction(function):

        @wraps(function)
        async def wrapped(*args: Any, **kwargs: Any) -> Any:
            if when == "before":
                strike()
            result = await function(*args, **kwargs)
            if when == "after":
                strike()
            return result

        return wrapped

    @wraps(function)
    def plain(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        strike()
        return result

    return plain


async def main(url: str, database_url: str, clock_file: Path, words: Desk | None = None) -> None:
    """Be the bot; with `words` its desk is made of them and not read again."""
    clock = moved_clock(clock_file)

    def desk(username: str) -> Desk:
        return replace(words, clock=clock, bot_username=username) if words else desk_on(clock, username)

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await run(
        SANDBOX_TOKEN,
        Telegram(api=url, staff_chat_id=SANDBOX_STAFF_CHAT_ID),
        open_sessions(database_url),
        desk,
        Understands(),
        stop=stop,
        on_ready=lambda _username: print("ready", flush=True),
    )


if __name__ == "__main__":
    chosen, passing_number, sandbox_url, database, clock = sys.argv[1:]
    if chosen != "none":
        arm(chosen, int(passing_number))
    asyncio.run(main(sandbox_url, database, Path(clock)))
