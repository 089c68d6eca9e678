"""The training examples are fit for training, and what is not is refused with file and line; test_lint.py asks for more."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from nlu.examples import OPINIONS, read_examples
from nlu.lexicon import read
from nlu.text import fold, nfc

ROOT = Path(__file__).parents[2]
HEAD = 'version: "3.1"\nnlu:\n'
GOOD = "  - intent: question_price\n    examples: |\n" + "".join(
    f"      - bao nhieu tien mau so {n}\n" for n in range(10)
)


def test_the_examples_have_no_fault() -> None:
    _, faults = read_examples(ROOT / "data" / "nlu")
    assert [str(fault) for fault in faults] == []


def test_many_examples_are_typed_without_accents() -> None:
    examples, _ = read_examples(ROOT / "data" / "nlu")
    bare = [example for example in examples if example.text.lower() == fold(example.text)]
    assert 0.1 < len(bare) / len(examples) < 0.5


def test_concepts_name_each_phrase_once_and_in_nfc() -> None:
    phrases = Counter(
        nfc(str(phrase)) for group in read("concepts").values() for phrase in set(map(str, group))
    )
    assert [phrase for phrase, count in phrases.items() if count > 1 or phrase != phrase.lower()] == []


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        (HEAD + "  - intent: [unclosed\n", 4, "no YAML"),
        ("nlu: hello\n", 1, "a list under the key `nlu`"),
        ("- a\n- b\n", 1, "a list under the key `nlu`"),
        (HEAD + "  - intent: question_price\n", 3, "one example a line"),
        (HEAD + "  - intent: price\n    examples: |\n      - a\n", 3, "'price'"),
        (HEAD + "  - intent: question_\n    examples: |\n      - a\n", 3, "'question_'"),
        (HEAD + GOOD.replace("price", "price+late"), 3, "'late'"),
        (HEAD + GOOD.replace("price", "price+question_price"), 3, "two or three different ones"),
        (HEAD + GOOD + "      - \n", 15, "empty"),
        (HEAD + GOOD + "      bao nhieu\n", 15, 'begins with "- "'),
        (HEAD + GOOD + f"      - {unicodedata.normalize('NFD', 'đẹp quá')}\n", 15, "NFC"),
        (HEAD + GOOD + "      - mua [áo](product) nha\n", 15, "entity"),
        (
            HEAD + GOOD + GOOD.replace("question_price", "question_stock").replace("bao", "BAO"),
            17,
            "under question_price",
        ),
        (HEAD + "  - intent: question_price\n    examples: |\n      - a\n", 5, "10 or more"),
        (HEAD + GOOD.replace("    ex", "    metadata: {severity: bad}\n    ex"), 3, "the severity is 'bad'"),
    ],
)
def test_a_broken_line_is_refused_with_file_line_and_reason(
    tmp_path: Path, written: str, line: int, said: str
) -> None:
    file = tmp_path / "broken.yml"
    file.write_text(written, encoding="utf-8")
    _, faults = read_examples(tmp_path)
    assert faults[0].file == file
    assert faults[0].line == line
    assert said in faults[0].sentence


def test_an_example_may_say_several_things_and_a_rare_pair_is_no_fault(tmp_path: Path) -> None:
    pair = "  - intent: question_price+question_stock\n    examples: |\n      - giá sao, còn màu đen không\n"
    (tmp_path / "good.yml").write_text(HEAD + GOOD + pair, encoding="utf-8")
    examples, faults = read_examples(tmp_path)
    assert faults == []
    assert [example.is_of_one_thing for example in examples] == [True] * 10 + [False]


def test_an_example_may_say_how_grave_it_is(tmp_path: Path) -> None:
    grave = (
        GOOD.replace("price", "stock")
        .replace("bao", "sao")
        .replace("    ex", "    metadata: {severity: S1}\n    ex")
    )
    (tmp_path / "good.yml").write_text(HEAD + GOOD + grave, encoding="utf-8")
    examples, faults = read_examples(tmp_path)
    assert faults == []
    assert {(example.intent, example.severity) for example in examples} == {
        ("question_price", None),
        ("question_stock", "S1"),
    }


def test_a_file_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.yml").write_bytes("nlu: é".encode("latin-1"))
    assert "UTF-8" in read_examples(tmp_path)[1][0].sentence


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert "no examples" in read_examples(tmp_path)[1][0].sentence


def test_opinions_are_examples_too_labelled_with_sentiments(tmp_path: Path) -> None:
    rows = "".join(f"      - tuyệt vời lần {n}\n" for n in range(10))
    good = f"sentiment:\n  - label: positive\n    examples: |\n{rows}"
    file = tmp_path / "opinions.yml"
    file.write_text(good, encoding="utf-8")
    examples, faults = read_examples(tmp_path, OPINIONS)
    assert faults == []
    assert (examples[0].text, examples[0].intent, examples[0].line) == ("tuyệt vời lần 0", "positive", 4)
    file.write_text(good + "  - label: happy\n    examples: |\n      - a\n", encoding="utf-8")
    _, faults = read_examples(tmp_path, OPINIONS)
    assert (
        str(faults[0]) == f"{file}:14: the label is 'happy'; one of negative, neutral, positive was expected."
    )
