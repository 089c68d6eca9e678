"""Runs every benchmark, prints the table, writes var/bench.json; ends with 1 when a bar is not held.

`python -m tests.bench NAME ...` runs only those.
"""

import json
import sys

from rich.console import Console
from rich.table import Table

from tests.bench import answering, parsing, whole
from tests.bench.measure import Figure
from tests.dialogues.desk import ROOT

BENCHMARKS = {"parsing": parsing.run, "answering": answering.run, "whole": whole.run}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all, and say whether every bar is held."""
    console = Console()
    figures: list[Figure] = []
    for name in names or BENCHMARKS:
        console.print(f"Measuring: {name} ...")
        figures += BENCHMARKS[name]()
    console.print(_table(figures))
    path = ROOT / "var" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    kept = json.loads(path.read_text(encoding="utf-8")) if names and path.exists() else {}
    kept |= {figure.name: figure.as_json() for figure in figures}
    path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    console.print(f"Written to {path}")
    return 0 if all(figure.ok for figure in figures) else 1


def _table(figures: list[Figure]) -> Table:
    table = Table("figure", "value", "unit", "bar", "")
    for figure in figures:
        bar = "" if figure.bar is None else f"{figure.side} {figure.bar:g}"
        table.add_row(figure.name, f"{figure.value:g}", figure.unit, bar, "" if figure.ok else "[red]missed")
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
