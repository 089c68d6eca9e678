"""Measure the model on messages it never saw: `python -m nlu.evaluate`, or `make evaluate`."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from ruamel.yaml import YAML

from nlu.client import Client
from nlu.server import start
from nlu.text import fold
from nlu.understanding import Understanding

ROOT = Path(__file__).parent.parent
HELD_OUT = ROOT / "nlu" / "held_out" / "first.yml"
AT_ONCE = 4
SURE = 0.5
"""The confidence from which the figures call the model sure."""

Typing = Callable[[str], str]


class Message(NamedTuple):
    """A message somebody labelled."""

    text: str
    intent: str
    sentiment: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What came out, as shares of one."""

    messages: int
    intent: float
    kind: float
    among_three: float
    macro_f1: float
    sentiment: float
    sure: float
    right_when_sure: float
    confusions: tuple[tuple[tuple[str, str], int], ...]


def read_held_out(file: Path = HELD_OUT) -> list[Message]:
    """Read the labelled messages."""
    rows = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    return [Message(row["text"], row["intent"], row["sentiment"]) for row in rows]


async def measure(messages: Sequence[Message], client: Client, typing: Typing = str) -> Figures:
    """Ask the model about every message, typed as `typing` types it, and compare."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def ask(message: Message) -> Understanding:
        async with turns:
            return await client.understand(typing(message.text))

    return compare(messages, await asyncio.gather(*(ask(message) for message in messages)))


def compare(messages: Sequence[Message], understood: Sequence[Understanding]) -> Figures:
    """Return the figures of what was understood."""
    pairs = list(zip(messages, understood, strict=True))
    sure = [(message, seen) for message, seen in pairs if seen.confidence >= SURE]
    missed = Counter(
        (message.intent, seen.intent) for message, seen in pairs if message.intent != seen.intent
    )
    return Figures(
        messages=len(pairs),
        intent=_share([message.intent == seen.intent for message, seen in pairs]),
        kind=_share([message.intent.partition("_")[0] == seen.kind for message, seen in pairs]),
        among_three=_share([message.intent in _first_three(seen) for message, seen in pairs]),
        macro_f1=_macro_f1([(message.intent, seen.intent) for message, seen in pairs]),
        sentiment=_share([message.sentiment == seen.sentiment for message, seen in pairs]),
        sure=len(sure) / len(pairs),
        right_when_sure=_share([message.intent == seen.intent for message, seen in sure]),
        confusions=tuple(missed.most_common()),
    )


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def _first_three(seen: Understanding) -> set[str]:
    return {seen.intent, *(intent for intent, _ in seen.alternatives[:2])}


def _macro_f1(pairs: list[tuple[str, str]]) -> float:
    """The mean over the intents of the harmonic mean of precision and recall."""
    right = Counter(meant for meant, seen in pairs if meant == seen)
    meant, seen = Counter(meant for meant, _ in pairs), Counter(seen for _, seen in pairs)
    return sum(2 * right[intent] / (meant[intent] + seen[intent]) for intent in meant) / len(meant)


async def _main(console: Console) -> None:
    server = start(ROOT)
    try:
        server.wait_until_ready(console.print)
        async with Client(server.base_url, server.token, timeout=30) as client:
            messages = read_held_out()
            typed = await measure(messages, client)
            bare = await measure(messages, client, fold)
    finally:
        server.stop()
    _show(console, typed, bare)


def _show(console: Console, typed: Figures, bare: Figures) -> None:
    table = Table("", "as typed", "without accents", title=f"{typed.messages} messages the model never saw")
    for name in ("intent", "kind", "among_three", "macro_f1", "sentiment", "sure", "right_when_sure"):
        table.add_row(name.replace("_", " "), f"{getattr(typed, name):.3f}", f"{getattr(bare, name):.3f}")
    console.print(table)
    for (meant, seen), count in typed.confusions[:12]:
        console.print(f"{count:3} × {meant} understood as {seen}")


if __name__ == "__main__":
    asyncio.run(_main(Console()))
