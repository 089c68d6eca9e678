"""Write the tables of docs/nlu.md, between their markers, from nlu/figures.json. What stands around them is written by people."""

import re
from collections.abc import Callable
from pathlib import Path

from nlu.evaluation import tables
from nlu.evaluation.held_out import ROOT
from nlu.evaluation.results import Report
from nlu.evaluation.tables import Table

PAGE = ROOT / "docs" / "nlu.md"
MEASURED, FOR_CHOOSING = "test", "choosing"

TABLES: dict[str, Callable[[Report], Table]] = {
    "figures": tables.of_figures,
    "typing": lambda report: tables.of_styles(report[MEASURED]),
    "worst": lambda report: tables.of_intents(report[MEASURED]),
    "entities": lambda report: tables.of_entities(report[MEASURED]),
    "reliability": lambda report: tables.of_reliability(report[MEASURED]),
    "confusions": lambda report: tables.of_confusions(report[FOR_CHOOSING]),
}
"""The tables by the names in their markers."""

_PLACE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


class NoPlace(ValueError):  # noqa: N818 - said as it is
    """The page has no markers for a table, or markers for one that does not exist."""


def rewritten(page: str, report: Report) -> str:
    """Return `page` with its tables made of `report`. Raises NoPlace when tables and markers do not match."""
    named = [match.group(2) for match in _PLACE.finditer(page)]
    if sorted(named) != sorted(TABLES):
        raise NoPlace(
            f"docs/nlu.md has markers for {', '.join(named)}; {', '.join(TABLES)} were expected, each once."
        )
    return _PLACE.sub(
        lambda place: (
            f"{place.group(1)}\n{tables.markdown(TABLES[place.group(2)](report))}\n{place.group(3)}"
        ),
        page,
    )


def write(report: Report, page: Path = PAGE) -> None:
    """Rewrite the tables of the page. Raises NoPlace."""
    page.write_text(rewritten(page.read_text(encoding="utf-8"), report), encoding="utf-8")
