"""The tables a person reads, the same on the screen and in docs/nlu.md."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table as RichTable

from nlu.evaluation.formulas import Score
from nlu.evaluation.measures import MEASURES, Measure
from nlu.evaluation.results import Figure, Report, Result, Style

WORST = 10
MOST = 20
STYLE_BAR = 3.0
STYLE_BARS = {"no diacritics": 1.5}
"""Points of intent accuracy that a way of typing may cost."""


class Table(NamedTuple):
    """A heading line and rows of text."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def of_figures(report: Report) -> Table:
    """Return all figures with their bars, a column for each set."""
    heads = ("", "bar", *(f"{name} ({result.messages})" for name, result in report.items()))
    rows = [
        (
            measure.title,
            _bar(measure),
            *(_figure(result.figures.get(measure.name)) for result in report.values()),
        )
        for measure in MEASURES
    ]
    return Table("Figures", heads, rows)


def _bar(measure: Measure) -> str:
    if measure.bar is None:
        return ""
    return f"{'≥' if measure.better == 'more' else '≤'} {measure.bar:g}"


def _figure(figure: Figure | None) -> str:
    if figure is None:
        return ""
    return f"{figure.value:.3f}" if figure.noise is None else f"{figure.value:.3f} ± {figure.noise:.3f}"


def of_styles(result: Result) -> Table:
    """Return the robustness table."""
    heads = (
        "typed",
        "changed",
        "kind",
        "intent",
        "macro F1",
        "sentiment",
        "points lost",
        "at most",
        "where changed",
    )
    return Table("Ways of typing", heads, [_style(name, style) for name, style in result.styles.items()])


def _style(name: str, style: Style) -> tuple[str, ...]:
    where_changed = style.lost_where_changed
    return (
        name,
        f"{style.changed:.0%}",
        f"{style.kind:.3f}",
        _figure(style.intent),
        f"{style.macro_f1:.3f}",
        f"{style.sentiment:.3f}",
        _points(style.lost),
        f"{STYLE_BARS.get(name, STYLE_BAR):g}",
        "" if where_changed is None else _points(where_changed),
    )


def _points(lost: float) -> str:
    return f"{round(lost, 1) + 0.0:.1f}"


def of_intents(result: Result, worst: int = WORST) -> Table:
    """Return the intents that are understood worst."""
    lowest = sorted(result.intents.items(), key=lambda item: (item[1].f1, item[0]))[:worst]
    return _of_scores(f"The {worst} intents with the lowest F1", "intent", lowest)


def of_entities(result: Result) -> Table:
    """Return how well each kind of entity is found."""
    return _of_scores("Entities", "entity", result.entities.items())


def _of_scores(title: str, what: str, scores: Iterable[tuple[str, Score]]) -> Table:
    rows = [
        (name, f"{each.precision:.3f}", f"{each.recall:.3f}", f"{each.f1:.3f}", str(each.meant))
        for name, each in scores
    ]
    return Table(title, (what, "precision", "recall", "F1", "meant"), rows)


def of_confusions(result: Result, most: int = MOST) -> Table:
    """Return what is most often taken for what."""
    rows = [(each.meant, each.seen, str(each.times)) for each in result.confusions[:most]]
    return Table("Most frequent confusions", ("meant", "understood", "times"), rows)


def of_reliability(result: Result) -> Table:
    """Return, for each tenth of confidence, how many of the answers are right."""
    rows = [
        (
            f"{each.low:.1f} to {each.high:.1f}",
            str(each.messages),
            f"{each.confidence:.3f}",
            f"{each.right:.3f}",
        )
        for each in result.reliability
    ]
    return Table("Confidence and what it was worth", ("confidence", "messages", "mean", "right"), rows)


def show(console: Console, tables: Sequence[Table]) -> None:
    """Print tables."""
    for table in tables:
        shown = RichTable(title=table.title)
        for number, head in enumerate(table.heads):
            shown.add_column(head, no_wrap=number == 0)
        for row in table.rows:
            shown.add_row(*row)
        console.print(shown)


def markdown(table: Table) -> str:
    """Return a table as docs/nlu.md holds it."""
    lines = [table.heads, tuple("---" for _ in table.heads), *table.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
