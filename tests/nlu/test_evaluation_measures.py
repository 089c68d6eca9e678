"""The figures are what their formulas say, on answers small enough to count by hand."""

from pathlib import Path
from typing import Any

import pytest

from nlu.evaluation import formulas, tables
from nlu.evaluation.held_out import Row
from nlu.evaluation.measures import MEASURES, Answer, figures
from nlu.evaluation.results import result
from nlu.reading import kind_and_topic
from nlu.understanding import Entity, Part, Understanding


def row(*intents: str, **labels: Any) -> Row:
    return Row(
        text="",
        intents=intents,
        sentiment=labels.pop("sentiment", "neutral"),
        file=Path("a.yml"),
        line=1,
        **labels,
    )


def seen(intent: str, *also: str, **what: Any) -> Understanding:
    kind, topic = kind_and_topic(intent)
    parts = tuple(Part(*(kind_and_topic(name)[0], name, kind_and_topic(name)[1]), 0.9, 0, 1) for name in also)
    fields = {"sentiment": "neutral", "severity": None, "reasons": (), "confidence": 0.95, "entities": ()}
    return Understanding("", kind, intent, topic, **(fields | what), also=parts)


PRICE, STOCK, LATE, SPAM, SCOPE = (
    "question_price",
    "question_stock",
    "complaint_late",
    "other_spam",
    "other_out_of_scope",
)


def test_kind_intent_and_f1_count_rows_of_one_intent() -> None:
    answers = [
        Answer(row(PRICE), seen(PRICE)),
        Answer(row(PRICE), seen(STOCK)),
        Answer(row(STOCK), seen(STOCK)),
        Answer(row(LATE), seen(STOCK)),
        Answer(row(LATE, PRICE), seen(SPAM)),
    ]
    found = figures(answers)
    assert found["kind"] == 0.75
    assert found["intent"] == 0.5
    assert found["macro_f1"] == pytest.approx((2 / 3 + 2 / 4 + 0) / 3)


def test_two_intents_are_found_in_any_order_and_a_needless_second_is_counted() -> None:
    answers = [
        Answer(row(LATE, PRICE), seen(PRICE, LATE)),
        Answer(row(LATE, PRICE), seen(LATE)),
        Answer(row(PRICE), seen(PRICE, STOCK)),
        Answer(row(PRICE), seen(PRICE)),
    ]
    found = figures(answers)
    assert found["two_intent_recall"] == 0.75
    assert found["first_of_several"] == 0.5
    assert found["needless_second"] == 0.5


def test_out_of_scope_alone_and_with_what_is_like_it() -> None:
    answers = [
        Answer(row(SCOPE), seen(SCOPE)),
        Answer(row(SCOPE), seen(SPAM)),
        Answer(row(SPAM), seen(SPAM)),
        Answer(row(PRICE), seen(SCOPE)),
    ]
    found = figures(answers)
    assert (found["scope_precision"], found["scope_recall"]) == (0.5, 0.5)
    assert (found["beside_precision"], found["beside_recall"]) == (0.75, 1.0)


def test_grave_complaints_that_are_missed() -> None:
    answers = [
        Answer(row(LATE, severity="S1"), seen(LATE, severity="S2")),
        Answer(row(LATE, severity="S2"), seen(PRICE)),
        Answer(row(LATE, severity="S3"), seen(LATE, severity="S2")),
        Answer(row(LATE, severity="S4"), seen(LATE, severity="S4")),
        Answer(row(PRICE), seen(PRICE, severity="S1")),
    ]
    found = figures(answers)
    assert found["grave_missed"] == 0.5
    assert found["grave_needless"] == 0.5


def test_kappa_is_one_for_agreement_zero_for_chance_and_weighs_distance_by_its_square() -> None:
    assert formulas.weighted_kappa([(0, 0), (1, 1), (3, 3)]) == 1
    assert formulas.weighted_kappa([(0, 0), (0, 1), (1, 0), (1, 1)]) == 0
    assert formulas.weighted_kappa([(2, 2)]) is None
    # Observed (1 + 0 + 4) / 3; by chance 17 / 9 of meant 0 0 2, seen 1 0 0: (1+0+0 + 1+0+0 + 1+4+4) / 9.
    assert formulas.weighted_kappa([(0, 1), (0, 0), (2, 0)]) == pytest.approx(1 - (5 / 3) / (11 / 9))


def test_entities_and_topics_count_what_was_labelled() -> None:
    money = Entity("money", 5000, "5k", 0, 2)
    answers = [
        Answer(row(PRICE, entities={"money": (5000,), "stars": (5,)}), seen(PRICE, entities=(money, money))),
        Answer(row(PRICE, entities={}), seen(PRICE, entities=(money,))),
        Answer(row(PRICE), seen(PRICE, entities=(money,))),
        Answer(row("review_mixed", topics=("product", "price")), seen("review_mixed", topics=("product",))),
    ]
    found = figures(answers)
    assert found["entities_f1"] == pytest.approx(2 * 1 / (2 + 2))
    assert found["topics_f1"] == pytest.approx(2 * 1 / (2 + 1))


def test_calibration_compares_confidence_with_what_was_right() -> None:
    always_right_half_sure = [(0.5, True)] * 4
    assert formulas.calibration_error(always_right_half_sure) == 0.5
    honest = [(0.75, True), (0.75, True), (0.75, True), (0.75, False)]
    assert formulas.calibration_error(honest) == 0
    assert [(each.low, each.messages) for each in formulas.reliability([(1.0, True), (0.05, False)])] == [
        (0.0, 1),
        (0.9, 1),
    ]


def test_what_nothing_is_labelled_for_has_no_figure() -> None:
    found = figures([Answer(row(PRICE), seen(PRICE))])
    assert {"severity_kappa", "grave_missed", "topics_f1", "entities_f1", "two_intent_recall"}.isdisjoint(
        found
    )
    assert set(found) < {measure.name for measure in MEASURES}


def test_tables_are_written_as_markdown() -> None:
    table = tables.of_confusions(result([Answer(row(PRICE), seen(STOCK))] * 3))
    assert tables.markdown(table) == (
        "| meant | understood | times |\n| --- | --- | --- |\n| question_price | question_stock | 3 |\n"
    )
