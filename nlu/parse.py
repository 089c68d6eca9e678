"""Understand many lines: what `langnghe parse` prints."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from dataclasses import asdict
from typing import Any

from nlu.client import Client
from nlu.understanding import Understanding

IN_FLIGHT = 4
"""Questions under way at once. The server answers one after the other; more would only wait there."""

KEYS = (
    "text",
    "kind",
    "intent",
    "topic",
    "sentiment",
    "severity",
    "reasons",
    "confidence",
    "entities",
    "also",
    "topics",
)


Question = asyncio.Task[Understanding]


async def parse_lines(lines: Iterable[str], client: Client) -> AsyncGenerator[dict[str, Any], None]:
    """Yield one row for each line, the empty ones too, in the order of the lines.

    Lines are taken as they come and answered as soon as they can be, so a stream of any length will do.
    Raises nlu.client.ModelUnavailable, and whatever `lines` raises.
    """
    questions: asyncio.Queue[Question | None] = asyncio.Queue(IN_FLIGHT - 1)
    asking = asyncio.create_task(_ask(lines, client, questions))
    try:
        while question := await questions.get():
            yield row(await question)
        await asking
    finally:
        asking.cancel()
        await _drop(questions)


async def _ask(lines: Iterable[str], client: Client, questions: asyncio.Queue[Question | None]) -> None:
    source = iter(lines)
    try:
        # A line may be long in coming, from a keyboard or a slow pipe: the answers must not wait for it.
        while (line := await asyncio.to_thread(next, source, None)) is not None:
            text = line.removesuffix("\n").removesuffix("\r")
            question = asyncio.create_task(client.understand(text))
            try:
                await questions.put(question)
            except asyncio.CancelledError:  # nobody reads any more, and _drop does not know this one
                question.cancel()
                raise
    finally:
        await questions.put(None)


async def _drop(questions: asyncio.Queue[Question | None]) -> None:
    """End what nobody waits for any more."""
    while not questions.empty():
        if question := questions.get_nowait():
            question.cancel()
            await asyncio.gather(question, return_exceptions=True)


def row(understanding: Understanding) -> dict[str, Any]:
    """Return an understanding as plain data, with the keys of KEYS in their order."""
    plain = asdict(understanding)
    return {key: plain[key] for key in KEYS}
