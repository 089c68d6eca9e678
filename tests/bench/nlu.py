"""What understanding costs: `make bench-nlu` prints the table and writes var/bench-nlu.json; ends with 1 when a bar is not held.

Everything is measured in one run on one machine, so that ratios mean something on any: beside a parse stands the same HTTP
without one, beside two cores one.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
from rich.console import Console

from nlu import server, training
from nlu.client import Client
from nlu.evaluation.held_out import read_set
from nlu.server import ModelServer
from tests.bench.measure import AT_LEAST, Figure, latencies, report
from tests.bench.nasty import nasty
from tests.dialogues.desk import ROOT

IN_FLIGHT, PARSES = 4, 2_000
TRIES = 3
PATIENCE = 60.0

PARSE_BAR = 15.0  # ms, the 95th percentile on one core
RATE_BAR = 100.0  # a second, on two cores
TRAINING_BAR = 180.0  # s, on two cores
DISK_BAR = 1_400.0  # MB
MEMORY_BAR = 900.0  # MB
READY_BAR = 15.0  # s
LONGEST_BAR = 200.0  # ms


def main() -> int:
    """Measure everything and say whether every bar is held."""
    console = Console()
    texts = [row.text for row in read_set("choosing").rows]
    cores = sorted(os.sched_getaffinity(0))
    figures: list[Figure] = []
    console.print("Measuring on one core ...")
    with _cores(cores[:1]), _serving() as (served, _):
        one = asyncio.run(_one_by_one(served, texts))
        alone = _http_alone(served)
        figures += latencies("parse_one_core", one, PARSE_BAR)
        figures += [_ratio("parse_to_http_alone", statistics.median(one), statistics.median(alone))]
        slow_rate = asyncio.run(_rate(served, texts))
        console.print("Measuring messages that are hard to read ...")
        figures += [_longest(served, console)]
    console.print("Measuring on two cores ...")
    with _cores(cores[:2]), _serving() as (served, ready):
        rate = asyncio.run(_rate(served, texts))
        figures += [
            Figure("parses_two_cores", round(rate, 1), "1/s", RATE_BAR, AT_LEAST),
            _ratio("two_cores_to_one", rate, slow_rate),
            Figure("ready", round(ready, 1), "s", READY_BAR),
            Figure(
                "memory", round(psutil.Process(served.process.pid).memory_info().rss / 1e6), "MB", MEMORY_BAR
            ),
        ]
    console.print("Training on two cores ...")
    with _cores(cores[:2]):
        figures += [Figure("training", round(_training(), 1), "s", TRAINING_BAR)]
    figures += [Figure("environment", round(_disk(ROOT / "nlu" / ".venv") / 1e6), "MB", DISK_BAR)]
    return report(figures, ROOT / "var" / "bench-nlu.json", console)


def _ratio(name: str, value: float, to: float) -> Figure:
    return Figure(name, round(value / to, 2), "times")


@contextmanager
def _cores(cores: Sequence[int]) -> Iterator[None]:
    """Keep this process and those it starts to these cores, as taskset does."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def _serving() -> Iterator[tuple[ModelServer, float]]:
    """Run a server; it comes with the seconds until it was ready."""
    begun = time.monotonic()
    served = server.start(ROOT)
    try:
        served.wait_until_ready()
        yield served, time.monotonic() - begun
    finally:
        served.stop()


async def _one_by_one(served: ModelServer, texts: Sequence[str]) -> list[float]:
    seconds = []
    async with Client(served.base_url, served.token, timeout=PATIENCE) as client:
        for text in texts:
            begun = time.perf_counter()
            await client.understand(text)
            seconds.append(time.perf_counter() - begun)
    return seconds


def _http_alone(served: ModelServer) -> list[float]:
    """Return the seconds of answers for which nothing is parsed."""
    seconds = []
    with httpx.Client(base_url=served.base_url, params={"token": served.token}, trust_env=False) as client:
        for _ in range(500):
            begun = time.perf_counter()
            client.get("/status").raise_for_status()
            seconds.append(time.perf_counter() - begun)
    return seconds


async def _rate(served: ModelServer, texts: Sequence[str]) -> float:
    """Return how many messages a second are understood with IN_FLIGHT asked about at once."""
    waiting = iter([texts[number % len(texts)] for number in range(PARSES)])

    async def ask(client: Client) -> None:
        for text in waiting:
            await client.understand(text)

    async with Client(served.base_url, served.token, timeout=PATIENCE) as client:
        begun = time.perf_counter()
        await asyncio.gather(*(ask(client) for _ in range(IN_FLIGHT)))
        return PARSES / (time.perf_counter() - begun)


def _longest(served: ModelServer, console: Console) -> Figure:
    """Return the longest parse over messages of every nasty kind; of TRIES each, the median."""
    medians = {
        kind: statistics.median(asyncio.run(_one_by_one(served, [text] * TRIES))) for kind, text in nasty()
    }
    slowest = sorted(medians, key=lambda kind: -medians[kind])[:5]
    console.print("Slowest: " + "; ".join(f"{kind} {medians[kind] * 1000:.0f} ms" for kind in slowest))
    return Figure("longest_parse", round(max(medians.values()) * 1000, 1), "ms", LONGEST_BAR)


def _training() -> float:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        training.train_apart(ROOT, ROOT / "config.yml", Path(folder) / "bench.tar.gz")
    return time.monotonic() - begun


def _disk(folder: Path) -> int:
    """Return the bytes that a folder takes on disk; a file with several names counts once."""
    files = (path.lstat() for path in folder.rglob("*"))
    return sum({file.st_ino: file.st_blocks * 512 for file in files}.values())


if __name__ == "__main__":
    sys.exit(main())
