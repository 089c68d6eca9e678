"""Ask the model about labelled messages, typed in one way or another."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress

from nlu.client import Client
from nlu.evaluation.held_out import Row
from nlu.evaluation.measures import Answer
from nlu.server import ModelServer, start

AT_ONCE = 4
PATIENCE = 30.0
"""Seconds for one answer: the machine may be busy with other things."""

Typing = Callable[[str], str]
Advance = Callable[[], None]


@contextmanager
def serving(root: Path, model: Path | None = None) -> Iterator[ModelServer]:
    """Run a server of `model`, by default the newest. Raises nlu.server.ServerFailed."""
    server = start(root, model=model)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


def ask(
    server: ModelServer, rows: Sequence[Row], typing: Typing = str, advance: Advance = lambda: None
) -> list[Answer]:
    """Return what is understood of each row as `typing` types it. Raises nlu.client.ModelUnavailable."""
    return asyncio.run(_ask_with_own_client(server, rows, typing, advance))


async def _ask_with_own_client(
    server: ModelServer, rows: Sequence[Row], typing: Typing, advance: Advance
) -> list[Answer]:
    async with Client(server.base_url, server.token, timeout=PATIENCE) as client:
        return await ask_client(client, rows, typing, advance)


async def ask_client(
    client: Client, rows: Sequence[Row], typing: Typing = str, advance: Advance = lambda: None
) -> list[Answer]:
    """Return what is understood of each row, asking AT_ONCE at a time."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(row: Row) -> Answer:
        async with turns:
            seen = await client.understand(typing(row.text))
        advance()
        return Answer(row, seen)

    return list(await asyncio.gather(*(one(row) for row in rows)))


def ask_in_styles(
    server: ModelServer, rows: Sequence[Row], styles: Mapping[str, Typing], console: Console
) -> dict[str, list[Answer]]:
    """Return what is understood of each row in each style, showing how far it is."""
    answers: dict[str, list[Answer]] = {}
    with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), console=console) as progress:
        task = progress.add_task("", total=len(rows) * len(styles))
        for name, typing in styles.items():
            progress.update(task, description=name)
            answers[name] = ask(server, rows, typing, partial(progress.advance, task))
    return answers
