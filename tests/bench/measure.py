"""A measured value with its bar, and how values are gathered."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

AT_MOST, AT_LEAST = "at most", "at least"


@dataclass(frozen=True)
class Figure:
    """A name, what was measured, its unit, and what it should be; `bar` is None where there is nothing to hold."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    side: str = AT_MOST

    @property
    def ok(self) -> bool:
        """Whether the bar is held."""
        if self.bar is None:
            return True
        return self.value <= self.bar if self.side == AT_MOST else self.value >= self.bar

    def as_json(self) -> dict[str, Any]:
        """Return value, unit, bar and ok, as they are kept."""
        return {key: value for key, value in asdict(self).items() if key != "name"} | {"ok": self.ok}


Benchmark = Callable[[], Sequence[Figure]]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def latencies(name: str, seconds: Sequence[float], bar: float) -> list[Figure]:
    """Return median and 95th percentile in milliseconds; the bar, in milliseconds, is for the latter."""
    return [
        Figure(f"{name}_p50", round(statistics.median(seconds) * 1000, 1), "ms"),
        Figure(f"{name}_p95", round(percentile(seconds, 0.95) * 1000, 1), "ms", bar),
    ]


def report(figures: Sequence[Figure], path: Path, console: Console, *, add: bool = False) -> int:
    """Print the table and write it to `path`, with `add` beside what is kept there; 1 when a bar is not held."""
    console.print(_table(figures))
    path.parent.mkdir(exist_ok=True)
    kept = json.loads(path.read_text(encoding="utf-8")) if add and path.exists() else {}
    kept |= {figure.name: figure.as_json() for figure in figures}
    path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    console.print(f"Written to {path}")
    return 0 if all(figure.ok for figure in figures) else 1


def _table(figures: Sequence[Figure]) -> Table:
    table = Table("figure", "value", "unit", "bar", "")
    for figure in figures:
        bar = "" if figure.bar is None else f"{figure.side} {figure.bar:g}"
        table.add_row(figure.name, f"{figure.value:g}", figure.unit, bar, "" if figure.ok else "[red]missed")
    return table
