"""A model is trained when what it depends on changed, and never from data that is unfit."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from nlu import server, training

ROOT = Path(__file__).parents[2]
DEPENDS_ON = ("config.yml", "data", "nlu/components", "nlu/text", "nlu/uv.lock")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of what a model depends on, with a model of it."""
    for name in DEPENDS_ON:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / f"nlu-{training.fingerprint(tmp_path)[:16]}.tar.gz").touch()
    return tmp_path


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_model_of_this_data_and_pipeline_is_not_trained_again(house: Path) -> None:
    assert not training.needs_training(house)


@pytest.mark.parametrize(
    "changed",
    [
        "data/nlu/reviews.yml",
        "data/lexicon/concepts.yml",
        "data/lexicon/abbreviations.yml",
        "data/lexicon/connectives.yml",
        "data/lexicon/sentiment.yml",
        "data/sentiment/services.yml",
        "nlu/components/classifier.py",
        "nlu/text/typed.py",
        "nlu/uv.lock",
    ],
)
def test_a_change_asks_for_training(house: Path, changed: str) -> None:
    append(house / changed, "\n# changed\n")
    assert training.needs_training(house)


def test_a_change_of_the_pipeline_asks_for_training_and_one_of_the_shop_does_not(house: Path) -> None:
    config = house / "config.yml"
    written = config.read_text(encoding="utf-8")
    config.write_text(written.replace("name: Shop Lắng Nghe", "name: Shop Khác"), encoding="utf-8")
    assert not training.needs_training(house)
    config.write_text(written.replace("seed: 1", "seed: 2"), encoding="utf-8")
    assert training.needs_training(house)


def test_word_lists_of_the_service_ask_for_no_training(house: Path) -> None:
    append(house / "data/lexicon/severity.yml", "\n# changed\n")
    assert not training.needs_training(house)


def test_the_newest_model_counts(house: Path) -> None:
    other = house / "models" / "mine.tar.gz"
    other.touch()
    os.utime(other, (4e9, 4e9))
    assert training.newest_model(house) == other
    assert training.needs_training(house)


def test_unfit_data_is_refused_before_rasa_starts_and_the_old_model_stays(house: Path) -> None:
    before = training.newest_model(house)
    append(house / "data/nlu/reviews.yml", "  - intent: nonsense\n    examples: |\n      - a\n")
    told: list[str] = []
    with pytest.raises(training.TrainingFailed, match=r"reviews\.yml:\d+: the intent is called 'nonsense'"):
        training.train(house, told.append)
    assert told == ["checking the examples"]
    assert training.newest_model(house) == before


@pytest.mark.parametrize(
    ("file", "line", "fault"),
    [
        ("lexicon/abbreviations.yml", "zz: [a, b]\n", r"abbreviations\.yml:\d+: 'zz' is no group"),
        ("lexicon/concepts.yml", "zz: áo\n", r"concepts\.yml:\d+: zz holds 'áo'; a list of phrases"),
        ("lexicon/concepts.yml", "zz: [áo, [quần]]\n", r"concepts\.yml:\d+: zz holds \['quần'\]; a phrase"),
        ("lexicon/connectives.yml", "zz: [\n", r"connectives\.yml:\d+: this is no YAML"),
        (
            "lexicon/sentiment.yml",
            "  other_out_of_scope: happy\n",
            r"sentiment\.yml:\d+: other_out_of_scope is said to be 'happy'",
        ),
        (
            "sentiment/services.yml",
            "  - label: angry\n    examples: |\n      - a\n",
            r"services\.yml:\d+: the label is 'angry'",
        ),
    ],
)
def test_a_broken_word_list_is_refused_with_its_line_and_the_old_model_stays(
    house: Path, file: str, line: str, fault: str
) -> None:
    before = training.newest_model(house)
    append(house / "data" / file, line)
    with pytest.raises(training.TrainingFailed, match=fault):
        training.train(house)
    assert training.newest_model(house) == before


def test_a_rasa_that_fails_leaves_the_old_model_and_nothing_else(house: Path) -> None:
    before = training.newest_model(house)
    python = training.rasa_python(house)
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho it broke\nexit 3\n")
    python.chmod(0o755)
    with pytest.raises(training.TrainingFailed, match=r"(?s)code 3.*it broke"):
        training.train(house)
    assert list((house / "models").iterdir()) == [before]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_until_the_process_that_it_must_end_is_known(number: signal.Signals) -> None:
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    known = False
    try:
        with pytest.raises(KeyboardInterrupt), training.signals_held() as let_go:  # noqa: PT012 - the order is what is tested
            signal.raise_signal(number)
            known = True
            let_go()
            pytest.fail("the signal was lost")
        assert known
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_missing_environment_is_said(house: Path) -> None:
    with pytest.raises(training.TrainingFailed, match="make setup"):
        training.train(house)
    with pytest.raises(server.ServerFailed, match="make setup"):
        server.start(house)


def test_a_missing_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(server.ServerFailed, match="langnghe train"):
        server.start(tmp_path)


def test_a_server_that_ends_at_once_is_said(house: Path) -> None:
    python = training.rasa_python(house)
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 4\n")
    python.chmod(0o755)
    with pytest.raises(server.ServerFailed, match="code 4"):
        server.start(house).wait_until_ready(timeout=20)
