"""Bots that are there in a moment: they are forked off a process that has read everything already, so that killing is cheap.

Imported there beforehand (multiprocessing's forkserver), which loads the bot's code and the shop's words once.
"""

import asyncio
import multiprocessing
from datetime import datetime
from functools import cache
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot import limits
from langnghe.parts import SANDBOX_USERNAME
from support.desk import Desk
from tests.dialogues.desk import desk_on
from tests.kill import victim


@cache
def words() -> Desk:
    """The shop's desk, read once."""
    return desk_on(datetime.now, SANDBOX_USERNAME)


def bear(step: str, count: int, url: str, database_url: str, clock: Path) -> ForkServerProcess:
    """Begin a bot's life that ends at the `count`-th passing of a step, or when somebody ends it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    life = context.Process(target=live, args=(step, count, url, database_url, clock))
    life.start()
    return life


def live(step: str, count: int, url: str, database_url: str, clock: Path) -> None:
    """Be a bot, in a process of one's own."""
    # Telegram's pace would make a thousand lives wait for each other; tests/bot holds the limits.
    limits.OVERALL, limits.GROUP, limits.PRIVATE_BURST = (10_000, 1.0), (10_000, 1.0), 10_000
    if step != "none":
        victim.arm(step, count)
    asyncio.run(victim.main(url, database_url, clock, words()))


words()
