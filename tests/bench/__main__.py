"""Runs every benchmark, prints the table, writes var/bench.json; ends with 1 when a bar is not held.

`python -m tests.bench NAME ...` runs only those.
"""

import sys

from rich.console import Console

from tests.bench import answering, beside_rasa, parsing, whole
from tests.bench.measure import Figure, report
from tests.dialogues.desk import ROOT

BENCHMARKS = {
    "parsing": parsing.run,
    "answering": answering.run,
    "beside_rasa": beside_rasa.run,
    "whole": whole.run,
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all, and say whether every bar is held."""
    console = Console()
    figures: list[Figure] = []
    for name in names or BENCHMARKS:
        console.print(f"Measuring: {name} ...")
        figures += BENCHMARKS[name]()
    return report(figures, ROOT / "var" / "bench.json", console, add=bool(names))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
