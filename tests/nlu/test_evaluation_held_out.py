"""Held-out rows are read as they were labelled, and a bad one is refused with file, line and what was expected."""

import unicodedata
from pathlib import Path

import pytest

from nlu.evaluation.held_out import Row, known_intents, read_set

INTENTS = {"question_price", "complaint_late", "review_mixed"}
REST = "  intents: [question_price]\n  sentiment: neutral\n"
GOOD = f'- text: "giá sao"\n{REST}'


def read(folder: Path, written: str, name: str = "choosing_a") -> tuple[list[Row], list[str]]:
    (folder / f"{name}.yml").write_text(written, encoding="utf-8")
    rows, faults = read_set("choosing", folder, INTENTS)
    return rows, [str(fault) for fault in faults]


def test_a_full_row_is_read(tmp_path: Path) -> None:
    rows, faults = read(
        tmp_path,
        '# said by nobody\n- text: "trễ 3 ngày, đơn 0123, 0900 000 000"\n  intents: [complaint_late, question_price]\n'
        "  sentiment: negative\n  severity: S2\n  topics: [delivery]\n"
        "  entities: {duration: [3d], order_code: [0123], phone: [+84900000000], size: [39], money: 5000}\n",
    )
    assert faults == []
    row = rows[0]
    assert (row.intents, row.intent, row.severity) == (
        ("complaint_late", "question_price"),
        "complaint_late",
        "S2",
    )
    assert row.place == "choosing_a.yml:2"
    assert row.topics == ("delivery",)
    assert row.entities == {
        "duration": ("3d",),
        "order_code": ("0123",),
        "phone": ("+84900000000",),
        "size": ("39",),
        "money": (5000,),
    }


def test_a_row_may_name_one_intent_by_itself(tmp_path: Path) -> None:
    rows, faults = read(tmp_path, GOOD + '- text: "nhiu"\n  intent: question_price\n  sentiment: neutral\n')
    assert faults == []
    assert [row.intents for row in rows] == [("question_price",)] * 2


def test_a_set_is_all_files_of_its_name(tmp_path: Path) -> None:
    read(tmp_path, GOOD, "test")
    read(tmp_path, GOOD, "choosing")
    rows, _ = read(tmp_path, GOOD, "choosing_b")
    assert [row.file.name for row in rows] == ["choosing.yml", "choosing_b.yml"]


def test_a_row_without_entities_holds_none_unless_its_file_has_no_labels_for_them(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, GOOD)
    assert rows[0].entities is None
    rows, _ = read(tmp_path, GOOD + GOOD + "  entities: {stars: [5]}\n")
    assert [row.entities for row in rows] == [{}, {"stars": (5,)}]


@pytest.mark.parametrize(
    ("written", "line", "found", "wanted"),
    [
        (GOOD + "- just words\n", 4, "this is none", "a row is"),
        (GOOD + "- sentiment: neutral\n", 4, "no `text`", "what the customer typed"),
        (GOOD + f'- text: " "\n{REST}', 4, "no `text`", "what the customer typed"),
        (GOOD + f'- text: "{unicodedata.normalize("NFD", "giá")}"\n{REST}', 4, "NFC", "type it again"),
        (GOOD + '- text: "a"\n  sentiment: neutral\n', 4, "intents []", "1 to 3"),
        (
            GOOD + '- text: "a"\n  intents: [question_price, question_price]\n  sentiment: neutral\n',
            4,
            "question_price",
            "different",
        ),
        (
            GOOD + '- text: "a"\n  intents: [question_prise]\n  sentiment: neutral\n',
            4,
            "'question_prise'",
            "docs/intents.md",
        ),
        (
            GOOD + '- text: "a"\n  intents: [question_price]\n  sentiment: angry\n',
            4,
            "'angry'",
            "negative, neutral, positive",
        ),
        (GOOD + '- text: "a"\n  intents: [question_price]\n', 4, "sentiment is None", "negative"),
        (GOOD + GOOD + "  severity: S5\n", 4, "'S5'", "S1, S2, S3, S4"),
        (GOOD + GOOD + "  topics: [colour]\n", 4, "'colour'", "product"),
        (GOOD + GOOD + "  mood: bad\n", 4, "'mood'", "severity"),
        (GOOD + GOOD + "  sentiment: neutral\n", 4, "twice", "once"),
        (GOOD + GOOD + "  entities: [5k]\n", 4, "['5k']", "{name:"),
        (GOOD + GOOD + "  entities: {price: [5000]}\n", 4, "'price'", "money"),
        (GOOD + GOOD + "  entities: {money: [5k]}\n", 4, "'5k'", "was expected"),
        (GOOD + GOOD + "  entities: {duration: [3 ngày]}\n", 4, "'3 ngày'", "was expected"),
        (GOOD + GOOD + "  entities: {stars: [6]}\n", 4, "'6'", "was expected"),
        (GOOD + "- text: [unclosed\n", 5, "no YAML", ""),
        ("text: a\n", 1, "", "a YAML list"),
    ],
)
def test_a_bad_row_is_refused_with_file_line_and_reason(
    tmp_path: Path, written: str, line: int, found: str, wanted: str
) -> None:
    _, faults = read(tmp_path, written)
    assert len(faults) == 1
    assert faults[0].startswith(f"{tmp_path / 'choosing_a.yml'}:{line}: ")
    assert found in faults[0]
    assert wanted in faults[0]


def test_a_set_without_files_and_a_file_that_is_no_utf8_are_refused(tmp_path: Path) -> None:
    assert "choosing*.yml" in str(read_set("choosing", tmp_path).faults[0])
    (tmp_path / "choosing.yml").write_bytes("- text: é".encode("latin-1"))
    assert "utf-8" in str(read_set("choosing", tmp_path).faults[0])


def test_the_intents_that_rows_may_name_are_those_of_the_table() -> None:
    assert {"question_price", "complaint_privacy", "other_spam"} <= known_intents()
