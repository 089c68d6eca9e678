"""Is anything understood worse than the committed figures say?"""

from collections.abc import Iterator

from nlu.evaluation.measures import MEASURES
from nlu.evaluation.results import Figure, Result


def falls(committed: Result, measured: Result) -> list[str]:
    """Return a sentence for each figure that is worse than the committed one by more than its noise."""
    return [*_figures(committed, measured), *_styles(committed, measured)]


def _figures(committed: Result, measured: Result) -> Iterator[str]:
    for measure in MEASURES:
        was = committed.figures.get(measure.name)
        if was:
            yield from _fall(measure.title, was, measured.figures.get(measure.name), measure.better == "more")


def _styles(committed: Result, measured: Result) -> Iterator[str]:
    for name, style in committed.styles.items():
        now = measured.styles.get(name)
        yield from _fall(
            f"intent accuracy typed in the way {name!r}", style.intent, now.intent if now else None
        )


def _fall(title: str, was: Figure, now: Figure | None, more_is_better: bool = True) -> Iterator[str]:
    if now is None:
        yield f"{title} was {was.value:.3f} and is not measured any more."
        return
    noise = was.noise or 0.0
    worse = was.value - now.value if more_is_better else now.value - was.value
    if worse > noise:
        yield f"{title} was {was.value:.3f} and is {now.value:.3f}, worse by more than its noise of {noise:.3f}."
