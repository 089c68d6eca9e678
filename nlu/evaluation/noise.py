"""How far a figure moves by chance alone.

The noise of a figure is its spread over models trained with other seeds (largest less smallest) plus its standard error: how
far it would move were the messages others, written by the same people. The standard error is estimated by the bootstrap:
the rows are drawn anew with replacement, REDRAWN times, and the figure's standard deviation is taken (Efron and
Tibshirani, An Introduction to the Bootstrap, 1993, chapter 6). One standard error and not two: the gate asks the same rows each time,
so most of what a standard error covers cannot happen to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from statistics import pstdev

from nlu.evaluation.measures import Answers, figures
from nlu.evaluation.results import Figure, Result, Style, result

REDRAWN = 200


def with_noise(seeds: Sequence[Mapping[str, Answers]]) -> Result:
    """Return the result of the first seed with the noise of each figure.

    `seeds` holds, for each seed, the answers to the same rows by way of typing; the first way is the clean one.
    """
    results = [result(_clean(styles), styles if len(styles) > 1 else {}) for styles in seeds]
    first = results[0]
    errors = standard_errors(_clean(seeds[0]))
    noisy = {
        name: Figure(figure.value, spread([each.figures.get(name) for each in results]) + errors[name])
        for name, figure in first.figures.items()
    }
    styles = {name: _style(name, seeds, results) for name in first.styles}
    return replace(first, figures=noisy, styles=styles)


def _clean(styles: Mapping[str, Answers]) -> Answers:
    return next(iter(styles.values()))


def _style(name: str, seeds: Sequence[Mapping[str, Answers]], results: Sequence[Result]) -> Style:
    style = results[0].styles[name]
    error = standard_errors(seeds[0][name], ("intent",))["intent"]
    noise = spread([each.styles[name].intent for each in results]) + error
    return replace(style, intent=Figure(style.intent.value, noise))


def spread(values: Sequence[Figure | None]) -> float:
    """Return how far apart the largest and the smallest value are."""
    known = [figure.value for figure in values if figure is not None]
    return max(known) - min(known)


def standard_errors(answers: Answers, names: Sequence[str] = ()) -> dict[str, float]:
    """Return the standard error of every figure, or of those of these names, in the figures' own unit."""
    dice = Random(1)  # noqa: S311 - a choice that must come out the same every time
    drawn: dict[str, list[float]] = {}
    for _ in range(REDRAWN):
        for name, value in figures(dice.choices(answers, k=len(answers)), names).items():
            drawn.setdefault(name, []).append(value)
    return {name: pstdev(values) for name, values in drawn.items()}
