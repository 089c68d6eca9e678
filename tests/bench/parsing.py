"""How fast messages are understood: through HTTP one by one, and by `langnghe parse`."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence

from nlu import server
from nlu.client import Client
from nlu.evaluation.held_out import read_set
from tests.bench.measure import AT_LEAST, Figure, latencies
from tests.dialogues.desk import ROOT

LINES = 1000
LINES_BAR = 50.0  # a second, the server's start not counted
PARSE_BAR = 30.0  # ms


def run() -> Sequence[Figure]:
    """Measure one by one, then as a file."""
    texts = [row.text for row in read_set("choosing").rows]
    own = server.start(ROOT)
    begun = time.monotonic()
    own.wait_until_ready()
    start = time.monotonic() - begun
    try:
        seconds = asyncio.run(_one_by_one(Client(own.base_url, own.token), texts))
    finally:
        own.stop()
    lines = [texts[number % len(texts)] for number in range(LINES)]
    return [
        Figure("model_start", round(start, 1), "s", 15.0),
        *latencies("parse", seconds, PARSE_BAR),
        Figure("parse_lines", round(_as_a_file(lines, start), 1), "1/s", LINES_BAR, AT_LEAST),
    ]


async def _one_by_one(client: Client, texts: Sequence[str]) -> list[float]:
    seconds = []
    for text in texts:
        begun = time.perf_counter()
        await client.understand(text)
        seconds.append(time.perf_counter() - begun)
    await client.aclose()
    return seconds


def _as_a_file(lines: Sequence[str], start: float) -> float:
    begun = time.monotonic()
    command = [sys.executable, "-m", "langnghe.commands", "parse"]
    done = subprocess.run(
        command, input="\n".join(lines), capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert len(done.stdout.splitlines()) == LINES
    return LINES / (time.monotonic() - begun - start)
