"""What `make evaluate` writes: pages that show hostile text as text, tables between markers, a picture, noise that is not nought."""

from pathlib import Path

import pytest

from nlu.evaluation import errors, picture, report, results, whole
from nlu.evaluation.held_out import Row
from nlu.evaluation.measures import Answer
from nlu.evaluation.nearest import Examples
from nlu.evaluation.noise import spread, standard_errors, with_noise
from nlu.evaluation.results import Figure, result
from nlu.evaluation.seeds import NoSeed, with_other_dice
from nlu.examples import Example
from nlu.reading import kind_and_topic
from nlu.understanding import Understanding

HOSTILE = '<script>alert(1)</script> & "giá"'


def answer(text: str, meant: str, seen: str) -> Answer:
    kind, topic = kind_and_topic(seen)
    understood = Understanding(
        text,
        kind,
        seen,
        topic,
        "neutral",
        None,
        (),
        confidence=0.75,
        entities=(),
        alternatives=((meant, 0.2),),
    )
    return Answer(Row(text, (meant,), "neutral", Path("choosing.yml"), 7), understood)


ANSWERS = [
    answer(HOSTILE, "question_price", "question_stock"),
    answer("giá bao nhiêu", "question_price", "question_price"),
    answer("còn hàng không", "question_stock", "question_stock"),
]
EXAMPLES = Examples.of(
    [
        Example("xin chào", "other_greeting", Path("other.yml"), 3),
        Example("Còn HÀNG không ạ", "question_stock", Path("questions.yml"), 5),
        Example("<b>alert</b> script gia", "question_price", Path("questions.yml"), 9),
    ]
)


def test_the_page_of_errors_tells_what_was_meant_understood_and_taught_nearby() -> None:
    page = errors.errors_page("choosing", ANSWERS, EXAMPLES)
    assert page.count("<article ") == 1
    for said in ("choosing.yml:7", "question_stock</span> 0.75", "question_price 0.20", "questions.yml:9"):
        assert said in page


def test_what_customers_type_is_shown_as_text() -> None:
    page = errors.errors_page("choosing", ANSWERS, EXAMPLES)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;giá&#34;" in page
    assert "&lt;b&gt;alert&lt;/b&gt;" in page
    assert "<script>alert" not in page
    assert "<b>alert" not in page


def test_the_pages_need_no_network_and_the_one_of_the_test_set_says_what_it_is_not_for() -> None:
    pages = [errors.errors_page("test", ANSWERS, EXAMPLES), errors.confusion_page("test", result(ANSWERS))]
    for page in pages:
        assert "http" not in page
        assert "src=" not in page
        assert "Không chọn gì theo trang này" in page
    assert "Không chọn gì" not in errors.errors_page("choosing", ANSWERS, EXAMPLES)


def test_the_page_of_confusions_leads_to_the_messages() -> None:
    page = errors.confusion_page("choosing", result(ANSWERS))
    assert 'href="errors-choosing.html#meant=question_price&amp;seen=question_stock">1</a>' in page
    assert page.count('class="number"') == 1
    assert "50 %" in page


def test_the_nearest_examples_share_words_whatever_their_accents_and_order() -> None:
    assert [example.line for example in EXAMPLES.nearest("không còn hàng", most=1)] == [5]


def test_figures_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    measured = {"test": with_noise([{"clean": ANSWERS, "NFD": ANSWERS}] * 2)}
    results.write(measured, tmp_path / "figures.json")
    kept = results.read(tmp_path / "figures.json")
    results.write(kept, tmp_path / "again.json")
    assert results.read(tmp_path / "again.json") == kept
    assert kept["test"].figures["intent"].value == pytest.approx(2 / 3, abs=1e-4)
    assert kept["test"].confusions == measured["test"].confusions


def test_tables_are_written_between_their_markers_and_nothing_else_changes() -> None:
    measured = {"test": result(ANSWERS, {"clean": ANSWERS}), "choosing": result(ANSWERS)}
    page = "# Title\n" + "".join(
        f"before {name}\n<!-- table: {name} -->\nold\n<!-- end of table -->\nafter\n"
        for name in report.TABLES
    )
    written = report.rewritten(page, measured)
    assert "old" not in written
    assert "| question_price | question_stock | 1 |" in written
    assert report.rewritten(written, measured) == written
    assert written.count("before ") == written.count("after") == len(report.TABLES)


def test_a_page_without_a_marker_or_with_a_strange_one_is_refused() -> None:
    with pytest.raises(report.NoPlace, match="figures"):
        report.rewritten("# Title\n<!-- table: unknown -->\n<!-- end of table -->\n", {})


def test_the_picture_is_drawn(tmp_path: Path) -> None:
    picture.draw(result(ANSWERS), tmp_path / "confusion.png")
    assert (tmp_path / "confusion.png").read_bytes().startswith(b"\x89PNG")


def test_intents_are_sorted_by_kind() -> None:
    assert picture.by_kind(
        ["other_yes", "review_mixed", "question_stock", "complaint_late", "question_price"]
    ) == [
        "question_price",
        "question_stock",
        "complaint_late",
        "review_mixed",
        "other_yes",
    ]


def test_noise_is_the_spread_over_seeds_and_the_standard_error() -> None:
    many = ANSWERS * 100
    worse = [answer("a", "question_price", "question_stock")] * 30 + many[30:]
    quiet, spread_out = with_noise([{"clean": many}] * 3), with_noise([{"clean": many}, {"clean": worse}])
    error = (2 / 3 * 1 / 3 / 300) ** 0.5
    assert quiet.figures["intent"].noise == pytest.approx(error, rel=0.2)
    moved = abs(result(worse).figures["intent"].value - result(many).figures["intent"].value)
    assert spread_out.figures["intent"].noise == pytest.approx(error + moved, rel=0.2)
    assert spread([Figure(0.5), None, Figure(0.75)]) == 0.25
    assert standard_errors(many) == standard_errors(many)


def test_other_dice_change_the_seeds_and_nothing_else() -> None:
    config = "shop: a\npipeline:\n  - name: one\n  - name: two\n    C: 0.2\n    seed: 4\n"
    written = with_other_dice(config, 2)
    assert written["pipeline"][1] == {"name": "two", "C": 0.2, "seed": 6}
    assert written["shop"] == "a"
    with pytest.raises(NoSeed, match="no component of the pipeline"):
        with_other_dice("pipeline:\n  - name: one\n", 1)


def test_whatever_decides_how_a_message_is_understood_changes_the_state(tmp_path: Path) -> None:
    for name in (
        "config.yml",
        "data/lexicon/a.yml",
        "nlu/text.py",
        "nlu/components/a.py",
        "nlu/held_out/test.yml",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("", encoding="utf-8")
    seen = {whole.state(tmp_path)}
    for file in sorted(tmp_path.rglob("*.*")):
        file.write_text("changed", encoding="utf-8")
        seen.add(whole.state(tmp_path))
    assert len(seen) == 6
    (tmp_path / "nlu" / "README.md").write_text("a page", encoding="utf-8")
    assert whole.state(tmp_path) in seen
