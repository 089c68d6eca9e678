"""The thresholds that cost least, on answers made by hand and on the real model's."""

from pathlib import Path

import pytest

from nlu.evaluation import costs
from nlu.evaluation.asking import ask
from nlu.evaluation.costs import Costs, Thresholds
from nlu.evaluation.held_out import Row, read_set
from nlu.evaluation.measures import Answer
from nlu.evaluation.report import FOR_CHOOSING
from nlu.server import ModelServer
from nlu.understanding import Understanding
from settings import load

ROOT = Path(__file__).parents[2]
MINUTES = Costs(0, 6, 15, 1, 4, 3)
NOISE = 0.05
"""Minutes; the standard error of the mean cost on the messages to choose by is about as much."""


def answer(meant: str, understood: str, confidence: float, *others: str) -> Answer:
    """A labelled message and what was understood."""
    row = Row(text="...", intents=(meant,), sentiment="neutral", file=Path("a.yml"), line=1)
    kind, _, topic = understood.partition("_")
    alternatives = tuple((other, 0.1) for other in others)
    seen = Understanding("...", kind, understood, topic, "neutral", None, (), confidence, (), alternatives)  # type: ignore[arg-type]
    return Answer(row, seen)


@pytest.mark.parametrize(
    ("given", "came"),
    [
        (answer("question_price", "question_price", 0.9), "answered_rightly"),
        (answer("question_price", "question_stock", 0.9), "answered_wrongly"),
        (answer("complaint_late", "question_order_status", 0.9), "complaint_answered_wrongly"),
        (answer("question_price", "question_stock", 0.5, "question_price"), "offered_what_was_meant"),
        (
            answer("question_price", "question_stock", 0.5, "other_yes", "question_price"),
            "offered_something_else",
        ),
        (answer("question_price", "question_price", 0.1), "handed_over"),
    ],
)
def test_what_comes_of_a_message(given: Answer, came: str) -> None:
    assert costs.outcome(given, Thresholds(answer_from=0.8, hand_over_below=0.2)) == came


def test_who_is_sure_and_wrong_should_have_asked() -> None:
    wrong = [answer("question_price", "question_stock", 0.6, "question_price")] * 3
    right = [answer("question_price", "question_price", 0.9)] * 7
    best = costs.cheapest([*wrong, *right], MINUTES)
    assert 0.6 < best.answer_from <= 0.9
    assert costs.cost([*wrong, *right], best, MINUTES) == pytest.approx(0.3)


@pytest.mark.model
def test_the_threshold_of_the_settings_is_among_the_cheapest(model_server: ModelServer) -> None:
    rows, _ = read_set(FOR_CHOOSING)
    answers, minutes = ask(model_server, rows), Costs.load()
    chosen = Thresholds(load(ROOT, {}).config.understanding.answer_from, 0.0)
    least = costs.cost(answers, costs.cheapest(answers, minutes), minutes)
    assert costs.cost(answers, chosen, minutes) <= least + NOISE
