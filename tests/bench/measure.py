"""A measured value with its bar, and how values are gathered."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

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
