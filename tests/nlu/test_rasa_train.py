"""`rasa train nlu` by itself works with config.yml as it is, with Rasa's cache and without, and refuses what cannot be learned."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from nlu.examples import Example, read_examples
from nlu.training import rasa_environment, rasa_python

ROOT = Path(__file__).parents[2]
INTENTS = ("question_price", "complaint_late", "review_positive", "complaint_late+question_stock")
OF_EACH = 20

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with few examples."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "nlu", folder / "nlu", ignore=shutil.ignore_patterns(".venv", "held_out"))
    shutil.copytree(ROOT / "data" / "lexicon", folder / "data" / "lexicon")
    (folder / "data" / "sentiment").mkdir()
    shutil.copy(ROOT / "data" / "sentiment" / "services.yml", folder / "data" / "sentiment")
    shutil.copy(ROOT / "config.yml", folder)
    (folder / "data" / "nlu").mkdir()
    examples, _ = read_examples(ROOT / "data" / "nlu")
    for intent in INTENTS:
        write(folder / "data" / "nlu" / f"{intent}.yml", [each for each in examples if each.intent == intent])
    return folder


def write(file: Path, examples: list[Example]) -> None:
    """Write the first few examples, all of one intent."""
    rows = "\n".join(f"      - {example.text}" for example in examples[:OF_EACH])
    file.write_text(f"nlu:\n  - intent: {examples[0].intent}\n    examples: |\n{rows}\n", encoding="utf-8")


def rasa_train(house: Path, data: str = "data") -> subprocess.CompletedProcess[str]:
    """Run Rasa's own command, its cache on."""
    environment = {name: value for name, value in rasa_environment().items() if "CACHE" not in name}
    return subprocess.run(
        [str(rasa_python(ROOT)), "-m", "rasa", "train", "nlu", "--nlu", data, "--out", "models"],
        cwd=house,
        env=environment | {"RASA_CACHE_DIRECTORY": str(house / "cache"), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_trains_and_trains_again_with_what_its_cache_holds(house: Path) -> None:
    for count in (1, 2):
        done = rasa_train(house)
        assert done.returncode == 0, done.stderr[-2000:]
        assert len(list((house / "models").glob("*.tar.gz"))) == count


def test_it_refuses_an_example_that_cannot_be_learned_with_file_and_line(house: Path) -> None:
    broken = house / "broken" / "a.yml"
    broken.parent.mkdir()
    broken.write_text(
        "nlu:\n  - intent: question_price\n    examples: |\n      - a\n      b\n", encoding="utf-8"
    )
    done = rasa_train(house, "broken")
    assert done.returncode != 0
    assert 'a.yml:5: an example begins with "- "' in done.stdout + done.stderr
