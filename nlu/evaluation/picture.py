"""Draw what is taken for what: a square of all intents, sorted by kind, with numbers only where something went wrong."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nlu.evaluation.held_out import ROOT
from nlu.evaluation.results import Result
from nlu.reading import kind_and_topic

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PICTURE = ROOT / "docs" / "images" / "nlu-confusion.png"
_KINDS = ("question", "complaint", "review", "other")
_INCHES, _DOTS = 15.0, 100
_SMALL = 7.5
_DARK = 0.6
"""The share from which a cell is so dark that its number is white."""


def by_kind(intents: Sequence[str]) -> list[str]:
    """Return intents sorted by kind, then name: questions, complaints, reviews, others."""
    return sorted(intents, key=lambda intent: (_KINDS.index(kind_and_topic(intent)[0]), intent))


def draw(result: Result, file: Path = PICTURE) -> None:
    """Draw the confusions of a set into a PNG."""
    # Importing matplotlib writes a cache of the machine's fonts; only who draws should pay for it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(_INCHES, _INCHES), layout="constrained")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    intents = by_kind(list({*result.intents, *(confusion.seen for confusion in result.confusions)}))
    _shade(axes, intents, result)
    _write_numbers(axes, intents, result)
    _name(axes, intents)
    canvas.print_png(str(file), metadata={"Software": None})  # type: ignore[no-untyped-call]


def _shade(axes: "Axes", intents: list[str], result: Result) -> None:
    """Blue where meant and understood agree, red where not; the darker, the larger the share of what was meant."""
    from matplotlib.colors import LinearSegmentedColormap  # noqa: PLC0415

    places = {intent: place for place, intent in enumerate(intents)}
    square = [[0.0] * len(intents) for _ in intents]
    for confusion in result.confusions:
        meant = result.intents[confusion.meant].meant
        square[places[confusion.meant]][places[confusion.seen]] = -confusion.times / meant
    for intent, score in result.intents.items():
        square[places[intent]][places[intent]] = score.recall
    colours = LinearSegmentedColormap.from_list(
        "agree", ["#a50f15", "#fcbba1", "#ffffff", "#c6dbef", "#2171b5"]
    )
    axes.imshow(square, cmap=colours, vmin=-1, vmax=1, aspect="equal")


def _write_numbers(axes: "Axes", intents: list[str], result: Result) -> None:
    for confusion in result.confusions:
        place = intents.index(confusion.seen), intents.index(confusion.meant)
        dark = confusion.times / result.intents[confusion.meant].meant > _DARK
        colour = "white" if dark else "black"
        axes.text(*place, str(confusion.times), ha="center", va="center", fontsize=_SMALL, color=colour)


def _name(axes: "Axes", intents: list[str]) -> None:
    places = range(len(intents))
    topics = [kind_and_topic(intent)[1].replace("_", " ") for intent in intents]
    axes.set_xticks(places, topics, rotation=90, fontsize=_SMALL)
    axes.set_yticks(places, topics, fontsize=_SMALL)
    axes.tick_params(length=0, labeltop=True, top=True)
    axes.set_xlabel("understood")
    axes.set_ylabel("meant")
    for first in _firsts(intents):
        for line in (axes.axhline, axes.axvline):
            line(first - 0.5, color="#444444", linewidth=1.0)
        axes.text(len(intents), first, kind_and_topic(intents[first])[0], rotation=270, va="top", fontsize=10)


def _firsts(intents: list[str]) -> list[int]:
    kinds = [kind_and_topic(intent)[0] for intent in intents]
    return [place for place, kind in enumerate(kinds) if place == 0 or kinds[place - 1] != kind]
