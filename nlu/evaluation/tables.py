"""The tables a person reads, the same on the screen and in docs/nlu.md."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table as RichTable

from nlu.evaluation import formulas
from nlu.evaluation.measures import MEASURES, Answers, entity_scores, figures, intent_pairs

WORST = 10


class Table(NamedTuple):
    """A heading line and rows of text."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def of_figures(sets: Mapping[str, Answers]) -> Table:
    """Return all figures, a column for each set."""
    measured = [figures(answers) for answers in sets.values()]
    rows = [
        (measure.title, *(_number(values.get(measure.name)) for values in measured)) for measure in MEASURES
    ]
    return Table("Figures", ("", *(f"{name} ({len(answers)})" for name, answers in sets.items())), rows)


def of_intents(answers: Answers, worst: int = WORST) -> Table:
    """Return the intents that are understood worst."""
    scores = formulas.by_label(intent_pairs(answers))
    lowest = sorted(scores.items(), key=lambda item: (item[1].f1, item[0]))[:worst]
    return _of_scores(f"The {worst} intents with the lowest F1", "intent", lowest)


def of_entities(answers: Answers) -> Table:
    """Return how well each kind of entity is found."""
    return _of_scores("Entities", "entity", entity_scores(answers).items())


def _of_scores(title: str, what: str, scores: Iterable[tuple[str, formulas.Score]]) -> Table:
    rows = [
        (name, f"{each.precision:.3f}", f"{each.recall:.3f}", f"{each.f1:.3f}", str(each.meant))
        for name, each in scores
    ]
    return Table(title, (what, "precision", "recall", "F1", "messages"), rows)


def of_confusions(answers: Answers, most: int = 20) -> Table:
    """Return what is most often taken for what."""
    counts = Counter(pair for pair in intent_pairs(answers) if pair[0] != pair[1])
    rows = [(meant, seen, str(count)) for (meant, seen), count in counts.most_common(most)]
    return Table("Most frequent confusions", ("meant", "understood", "times"), rows)


def of_reliability(answers: Answers) -> Table:
    """Return, for each tenth of confidence, how many of the answers are right."""
    bins = formulas.reliability([(answer.seen.confidence, answer.right) for answer in answers])
    rows = [
        (
            f"{each.low:.1f} to {each.high:.1f}",
            str(each.messages),
            f"{each.confidence:.3f}",
            f"{each.right:.3f}",
        )
        for each in bins
    ]
    return Table("Reliability", ("confidence", "messages", "mean confidence", "right"), rows)


def of_styles(styles: Mapping[str, Answers]) -> Table:
    """Return the robustness table; the first style is what the others are compared with."""
    clean = next(iter(styles.values()))
    base = figures(clean)
    return Table(
        "Robustness",
        ("typed", "changed", "kind", "intent", "macro F1", "sentiment", "points lost", "lost on the changed"),
        [_style(name, clean, answers, base) for name, answers in styles.items()],
    )


def _style(name: str, clean: Answers, answers: Answers, base: dict[str, float]) -> tuple[str, ...]:
    changed = [
        (before, after)
        for before, after in zip(clean, answers, strict=True)
        if after.seen.text != before.seen.text
    ]
    values = figures(answers)
    lost = (
        figures([before for before, _ in changed]).get("intent"),
        figures([after for _, after in changed]).get("intent"),
    )
    return (
        name,
        f"{len(changed) / len(clean):.2f}",
        *(_number(values.get(key)) for key in ("kind", "intent", "macro_f1", "sentiment")),
        _points(base.get("intent"), values.get("intent")),
        _points(*lost),
    )


def _points(before: float | None, after: float | None) -> str:
    return "" if before is None or after is None else f"{(before - after) * 100:+.1f}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


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
    return "\n".join(f"| {' | '.join(cell for cell in line)} |" for line in lines) + "\n"
