"""Measure how well messages are understood: `python -m nlu.evaluate`, or `make evaluate`.

Trains from scratch with three seeds and writes nlu/figures.json, the tables of docs/nlu.md and the picture of confusions. With
--quick the newest model is measured as it is: nothing is trained, only the pages under var/nlu/ are written.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from nlu.client import ModelUnavailable
from nlu.evaluation import tables, whole
from nlu.evaluation.asking import ask, ask_in_styles, serving
from nlu.evaluation.held_out import ROOT, SETS, Row, known_intents, read_set
from nlu.evaluation.measures import Answers
from nlu.evaluation.report import NoPlace
from nlu.evaluation.results import Report, result
from nlu.evaluation.seeds import NoSeed
from nlu.evaluation.typing_styles import STYLES
from nlu.server import ServerFailed
from nlu.training import TrainingFailed

Sets = Mapping[str, Sequence[Row]]


def main(arguments: Sequence[str]) -> int:
    """Run what the command line asks for; 0 when it was measured."""
    parser = argparse.ArgumentParser(prog="python -m nlu.evaluate", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure the newest model, train nothing")
    parser.add_argument("--set", choices=SETS, action="append", help="with --quick: only this set")
    parser.add_argument("--styles", action="store_true", help="with --quick: typed in other ways, too")
    parser.add_argument("--model", type=Path, help="with --quick: measure this model file")
    chosen = parser.parse_args(arguments)
    console = Console()
    try:
        if chosen.quick:
            sets = _sets(console, chosen.set or list(SETS))
            _quick(console, sets, chosen.model, styles=chosen.styles)
        else:
            _whole(console, _sets(console, SETS))
    except (ServerFailed, TrainingFailed, ModelUnavailable, NoSeed, NoPlace, whole.Changed) as error:
        console.print(f"[red]{error}", highlight=False)
        return 1
    return 0


def _quick(console: Console, sets: Sets, model: Path | None, *, styles: bool) -> None:
    report: Report = {}
    answers: dict[str, Answers] = {}
    with serving(ROOT, model) as server:
        console.print(f"Asking {server.model.name} ...", highlight=False)
        for name, rows in sets.items():
            typed = ask_in_styles(server, rows, STYLES, console) if styles else {"clean": ask(server, rows)}
            answers[name] = typed["clean"]
            report[name] = result(typed["clean"], typed if styles else {})
    _show(console, report)
    _say_pages(console, whole.write_pages(answers, report))


def _whole(console: Console, sets: Sets) -> None:
    report, answers = whole.measure(ROOT, sets, console)
    _show(console, report)
    whole.write_committed(report)
    console.print("Written: nlu/figures.json, docs/nlu.md, docs/images/nlu-confusion.png", highlight=False)
    _say_pages(console, whole.write_pages(answers, report))


def _say_pages(console: Console, pages: Sequence[Path]) -> None:
    for page in pages:
        console.print(f"Written: {page.relative_to(ROOT)}", highlight=False)


def _show(console: Console, report: Report) -> None:
    for name, measured in report.items():
        console.rule(name)
        tables.show(console, [tables.of_intents(measured), tables.of_confusions(measured)])
        tables.show(console, [tables.of_entities(measured), tables.of_reliability(measured)])
        if measured.styles:
            tables.show(console, [tables.of_styles(measured)])
    tables.show(console, [tables.of_figures(report)])


def _sets(console: Console, names: Sequence[str]) -> Sets:
    sets = {}
    for name in names:
        sets[name], faults = read_set(name, intents=known_intents())
        for fault in faults:
            console.print(f"[yellow]{fault}", highlight=False)
    return sets


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
