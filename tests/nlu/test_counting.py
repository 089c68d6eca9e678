"""A message is counted when it is read as it was when the model learned from it."""

import json
import subprocess
from pathlib import Path

import pytest

from nlu.evaluation.held_out import read_set
from nlu.training import rasa_environment, rasa_python

ROOT = Path(__file__).parents[2]

IN_RASAS_ENVIRONMENT = """
import json, sys
from pathlib import Path
from nlu.components.counting import Vocabulary
from nlu.components.sight import Sight
from nlu.components.views import VIEWS, Fewest

lexicon = Path("data/lexicon")
seen = Sight.load(lexicon / "abbreviations.yml", lexicon / "concepts.yml").of(json.load(sys.stdin))
vocabulary, learned = Vocabulary.learn(seen, Fewest(1, 1, 1))
vocabulary = Vocabulary.of_plain(vocabulary.plain())
alone = [vocabulary.count({name: [seen[name][row]] for name in VIEWS}) for row in range(learned.shape[0])]
apart = [abs(vocabulary.count(seen) - learned).max(), *(abs(each - learned[row]).max() for row, each in enumerate(alone))]
print(json.dumps({"apart": float(max(apart)), "ngrams": learned.nnz}))
"""

pytestmark = [pytest.mark.model, pytest.mark.timeout(120)]


def test_a_message_is_counted_when_read_as_when_learned() -> None:
    texts = ["", "  ", "😀", "dep dep dep", *(row.text for row in read_set("choosing").rows[:200])]
    done = subprocess.run(
        [rasa_python(ROOT), "-c", IN_RASAS_ENVIRONMENT],
        cwd=ROOT,
        env=rasa_environment() | {"PYTHONPATH": str(ROOT)},
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    counted = json.loads(done.stdout.splitlines()[-1])
    assert counted["ngrams"] > 10_000
    assert counted["apart"] < 1e-5
