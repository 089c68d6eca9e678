"""The gate: the model of today is not worse than the committed figures by more than their noise, and the page shows those figures."""

import asyncio

import pytest

from nlu.evaluation import report, results
from nlu.evaluation.asking import ask
from nlu.evaluation.gate import falls
from nlu.evaluation.held_out import SETS, known_intents, read_set
from nlu.evaluation.report import MEASURED
from nlu.evaluation.results import Figure, Report, Result, result
from nlu.evaluation.typing_styles import STYLES
from nlu.server import ModelServer


@pytest.fixture(scope="module")
def committed() -> Report:
    return results.read()


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_no_figure_falls_by_more_than_its_noise(model_server: ModelServer, committed: Report) -> None:
    rows = read_set(MEASURED, intents=known_intents()).rows
    styles = {
        name: await asyncio.to_thread(ask, model_server, rows, typing) for name, typing in STYLES.items()
    }
    assert falls(committed[MEASURED], result(styles["clean"], styles)) == []


def test_the_committed_figures_are_those_of_the_page_and_of_both_sets(committed: Report) -> None:
    page = report.PAGE.read_text(encoding="utf-8")
    assert report.rewritten(page, committed) == page
    assert {name: measured.messages for name, measured in committed.items()} == {
        name: len(read_set(name).rows) for name in reversed(SETS)
    }


def test_every_committed_figure_has_its_noise(committed: Report) -> None:
    for measured in committed.values():
        assert all(figure.noise is not None for figure in measured.figures.values())
    assert set(committed[MEASURED].styles) == set(STYLES)


def some(**figures: Figure) -> Result:
    return Result(
        messages=1, figures=figures, intents={}, entities={}, reliability=[], confusions=[], styles={}
    )


def test_a_fall_is_said_with_figure_was_is_and_noise() -> None:
    was = some(kind=Figure(0.97, 0.01), grave_missed=Figure(0.02, 0.01), calibration_error=Figure(0.03, 0.01))
    now = some(kind=Figure(0.95), grave_missed=Figure(0.04), calibration_error=Figure(0.035))
    assert falls(was, now) == [
        "kind accuracy was 0.970 and is 0.950, worse by more than its noise of 0.010.",
        "S1 or S2 understood as milder was 0.020 and is 0.040, worse by more than its noise of 0.010.",
    ]


def test_what_rises_or_moves_by_chance_is_no_fall() -> None:
    was = some(kind=Figure(0.97, 0.01), grave_missed=Figure(0.02, 0.01))
    assert falls(was, some(kind=Figure(0.961), grave_missed=Figure(0.0))) == []


def test_a_figure_that_is_no_longer_measured_is_a_fall() -> None:
    assert falls(some(kind=Figure(0.97, 0.01)), some()) == [
        "kind accuracy was 0.970 and is not measured any more."
    ]
