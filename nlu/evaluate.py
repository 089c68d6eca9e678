"""Measure how well messages are understood: `python -m nlu.evaluate`, or `make evaluate`.

With --quick the newest model is measured as it is: nothing is trained, nothing is written but the screen.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from nlu.evaluation import tables
from nlu.evaluation.asking import ask, ask_in_styles, serving
from nlu.evaluation.held_out import ROOT, SETS, Row, known_intents, read_set
from nlu.evaluation.results import Report, result
from nlu.evaluation.typing_styles import STYLES


def main(arguments: Sequence[str]) -> int:
    """Run what the command line asks for; 0 when it was measured."""
    parser = argparse.ArgumentParser(prog="python -m nlu.evaluate", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="measure the newest model, train and write nothing"
    )
    parser.add_argument("--set", choices=SETS, action="append", help="with --quick: only this set")
    parser.add_argument("--styles", action="store_true", help="with --quick: the robustness table, too")
    parser.add_argument("--model", type=Path, help="with --quick: measure this model file")
    chosen = parser.parse_args(arguments)
    _quick(Console(), chosen.set or SETS, chosen.model, styles=chosen.styles)
    return 0


def _quick(console: Console, names: Sequence[str], model: Path | None, *, styles: bool) -> None:
    sets = {name: _rows(console, name) for name in names}
    with serving(ROOT, model) as server:
        console.print(f"Asking {server.model.name} ...", highlight=False)
        report: Report = {}
        for name, rows in sets.items():
            typed = ask_in_styles(server, rows, STYLES, console) if styles else {"clean": ask(server, rows)}
            report[name] = result(typed["clean"], typed if styles else {})
    _show(console, report)


def _show(console: Console, report: Report) -> None:
    for name, measured in report.items():
        console.rule(name)
        tables.show(console, [tables.of_intents(measured), tables.of_confusions(measured)])
        tables.show(console, [tables.of_entities(measured), tables.of_reliability(measured)])
        if measured.styles:
            tables.show(console, [tables.of_styles(measured)])
    tables.show(console, [tables.of_figures(report)])


def _rows(console: Console, name: str) -> list[Row]:
    rows, faults = read_set(name, intents=known_intents())
    for fault in faults:
        console.print(f"[yellow]{fault}", highlight=False)
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
