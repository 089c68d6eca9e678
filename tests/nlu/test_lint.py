"""The lint of what teaches and measures understanding says what it found, where, and what was expected."""

import shutil
from pathlib import Path

import pytest

from nlu.evaluation.held_out import FOLDER, ROOT, SETS, known_intents, read_set
from nlu.examples import Example
from nlu.leaks import Said, bare, known, leaks
from nlu.lexicon import Abbreviations
from nlu.lint import FEWEST, doubles, faults, seen_before, thin, undocumented

HERE = Path("data.yml")


def examples(*said: tuple[str, str]) -> list[Example]:
    return [Example(text, intent, HERE, line) for line, (text, intent) in enumerate(said, 1)]


def said(*texts: str, file: str = "seen.yml") -> list[Said]:
    return [Said(text, Path(file), line) for line, text in enumerate(texts, 1)]


def leak(message: str, *seen: str) -> list[str]:
    abbreviations = Abbreviations.load()
    return [
        str(fault)
        for fault in leaks(said(message, file="test.yml"), known(said(*seen), abbreviations), abbreviations)
    ]


def test_what_teaches_and_measures_has_no_fault() -> None:
    assert [str(fault) for fault in faults(ROOT)] == []


def test_doubles_are_said_where_they_stand_and_where_the_first_stands() -> None:
    found = [
        str(fault) for fault in doubles(examples(("Giá sao", "a"), ("giá khác", "a"), ("gia  sao", "a")))
    ]
    assert found == [
        "data.yml:3: 'gia  sao' stands at data.yml:1, too, but for accents and capitals; once was expected."
    ]


def test_thin_intents_are_said() -> None:
    enough = [(f"nói {n}", "enough") for n in range(FEWEST)]
    found = [str(fault) for fault in thin(examples(("một", "thin"), *enough))]
    assert found == [f"data.yml:1: thin has 1 examples; {FEWEST} or more were expected."]


def test_intents_and_their_table_must_agree(tmp_path: Path) -> None:
    page = tmp_path / "intents.md"
    page.write_text("# Intents\n\n| `there` | says | a |\n| `untaught` | says | b |\n", encoding="utf-8")
    found = [str(fault) for fault in undocumented(examples(("một", "there"), ("hai", "unknown")), page)]
    assert found == [
        "data.yml:2: unknown is not in intents.md; an intent of its table was expected.",
        f"{page}:4: untaught has no examples; {FEWEST} or more were expected.",
    ]


@pytest.mark.parametrize(
    ("message", "seen"),
    [
        ("alo", "Alô!"),
        ("ok", "OK 👍"),
        ("giặt máy dc k", "giặt máy được không"),
        ("Cho em hỏi ship ra Huế mất mấy ngày", "cho em hỏi ship ra hue mất mấy ngày vậy"),
        ("👍👍", "👍"),
        ("đẹp quáááá", "dep qua"),
    ],
)
def test_what_was_seen_is_a_leak_however_it_is_typed(message: str, seen: str) -> None:
    found = leak(message, "một câu khác hẳn", seen)
    assert len(found) == 1
    assert found[0].startswith(f"test.yml:1: {message!r} and {seen!r} at seen.yml:2 are ")
    assert found[0].endswith("a message that stands nowhere else was expected.")


@pytest.mark.parametrize(
    ("message", "seen"),
    [
        ("ok", "oki"),
        ("k nha", "không nha"),
        ("giá sao", "giá bao"),
        ("alo shop", "alo shop ơi"),
        ("ship ra Huế mấy ngày", "ship về Cần Thơ mấy bữa"),
        ("👍", "❤"),
    ],
)
def test_what_two_people_say_is_none(message: str, seen: str) -> None:
    assert leak(message, seen) == []


def test_how_alike_two_messages_are_is_said() -> None:
    assert "are alike by 9" in leak("tối nay Việt Nam đá ai", "tối nay Việt Nam đá với ai")[0]


def test_a_message_without_words_is_its_signs() -> None:
    assert (bare("???"), bare("Đẹp, quááá!"), bare("😍😍")) == ("?", "dep qua", "😍")


def test_a_message_may_not_stand_in_both_sets_nor_twice_in_one() -> None:
    sets = {
        "choosing": said("áo này giá sao vậy", file="choosing.yml"),
        "test": said("ao nay gia sao vay?", "shop ở đâu", "SHOP Ở ĐÂU", file="test.yml"),
    }
    assert [str(fault).split(":", 2)[:2] for fault in seen_before(sets)] == [
        ["test.yml", "1"],
        ["test.yml", "3"],
    ]


def test_every_source_is_checked(tmp_path: Path) -> None:
    for folder in ("nlu", "sentiment"):
        (tmp_path / "data" / folder).mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "intents.md", tmp_path / "docs")
    write(
        tmp_path / "data/nlu/a.yml",
        "nlu:\n  - intent: question_price\n    examples: |\n      - giá sao shop\n",
    )
    write(
        tmp_path / "data/sentiment/a.yml", "sentiment:\n  - label: sad\n    examples: |\n      - buồn quá\n"
    )
    write(
        tmp_path / "choosing.yml",
        "- text: giá sao, shop\n  intents: [question_price]\n  sentiment: neutral\n",
    )
    for name in ("test", "severity"):
        write(tmp_path / f"{name}.yml", "- text: a\n  intents: [price]\n  sentiment: neutral\n")
    found = {f"{fault.file.parent.name}/{fault.file.name}" for fault in faults(tmp_path, tmp_path)}
    assert found == {
        "nlu/a.yml",
        "sentiment/a.yml",
        "docs/intents.md",
        f"{tmp_path.name}/choosing.yml",
        f"{tmp_path.name}/test.yml",
        f"{tmp_path.name}/severity.yml",
    }


def write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def test_each_set_is_large_and_has_every_intent() -> None:
    for name in SETS:
        rows = read_set(name, FOLDER).rows
        assert len(rows) >= 1_000
        assert {row.intent for row in rows if len(row.intents) == 1} == known_intents()
        assert sum(len(row.intents) > 1 for row in rows) >= 80
