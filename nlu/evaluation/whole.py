"""The whole measurement: train from scratch by several dice, ask everything, write what came out."""

import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from nlu.evaluation import errors, picture, report, results
from nlu.evaluation.asking import ask, serving
from nlu.evaluation.held_out import ROOT, Row
from nlu.evaluation.measures import Answer, Answers
from nlu.evaluation.nearest import Examples
from nlu.evaluation.noise import with_noise
from nlu.evaluation.results import Report
from nlu.evaluation.seeds import SEEDS, train_with_other_dice
from nlu.evaluation.typing_styles import STYLES
from nlu.examples import read_examples

_DECIDING = (
    ("data", "**/*.yml"),
    ("nlu", "*.py"),
    ("nlu/components", "**/*.py"),
    ("nlu/entities", "**/*.py"),
    ("nlu/held_out", "*.yml"),
)
PAGES = ROOT / "var" / "nlu"
_CLEAN = dict(list(STYLES.items())[:1])

Asked = dict[str, list[Answer]]
"""The answers to the rows of one set, by way of typing."""


class Changed(RuntimeError):  # noqa: N818 - said as it is
    """What is measured changed on the way: models of different data would pass for models of different seeds."""


def state(root: Path) -> str:
    """Return a hash of everything that decides how a message is understood, and of the messages."""
    digest = sha256((root / "config.yml").read_bytes())
    for folder, pattern in _DECIDING:
        for file in sorted((root / folder).glob(pattern)):
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def measure(
    root: Path, sets: Mapping[str, Sequence[Row]], console: Console
) -> tuple[Report, dict[str, Answers]]:
    """Train SEEDS models from scratch and return the report and the answers of the first.

    The set to measure by is typed in every way, the one to choose by in one. Raises Changed, NoSeed, TrainingFailed,
    ServerFailed, ModelUnavailable.
    """
    begun_with = state(root)
    seeds = []
    for number in range(SEEDS):
        seeds.append(_one_model(root, number, sets, console))
        if state(root) != begun_with:
            raise Changed(
                "data/, nlu/ or config.yml changed while it was measured; leave them alone and start again."
            )
    console.print("Estimating the noise ...")
    measured = {name: with_noise([asked[name] for asked in seeds]) for name in sets}
    return measured, {name: next(iter(asked.values())) for name, asked in seeds[0].items()}


def _one_model(
    root: Path, number: int, sets: Mapping[str, Sequence[Row]], console: Console
) -> dict[str, Asked]:
    with tempfile.TemporaryDirectory() as workshop, _progress(console) as progress:
        task = progress.add_task(f"model {number + 1} of {SEEDS}", total=None)
        model = train_with_other_dice(
            root, number, Path(workshop), lambda said: progress.update(task, description=said[:60])
        )
        styles = {name: STYLES if name == report.MEASURED else _CLEAN for name in sets}
        total = sum(len(rows) * len(styles[name]) for name, rows in sets.items())
        progress.update(task, description=f"asking model {number + 1} of {SEEDS}", total=total)
        with serving(root, model) as server:
            return {
                name: {
                    style: ask(server, rows, typing, partial(progress.advance, task))
                    for style, typing in styles[name].items()
                }
                for name, rows in sets.items()
            }


def _progress(console: Console) -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=console)


def write_pages(answers: Mapping[str, Answers], measured: Report, folder: Path = PAGES) -> list[Path]:
    """Write the pages of errors and confusions of each set, and return them."""
    examples = Examples.of(read_examples(ROOT / "data" / "nlu")[0])
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    for name, given in answers.items():
        for kind, page in (
            ("errors", errors.errors_page(name, given, examples)),
            ("confusion", errors.confusion_page(name, measured[name])),
        ):
            file = folder / f"{kind}-{name}.html"
            file.write_text(page, encoding="utf-8")
            pages.append(file)
    return pages


def write_committed(measured: Report) -> None:
    """Write nlu/figures.json, the tables of docs/nlu.md and the picture of confusions."""
    results.write(measured)
    kept = results.read()
    report.write(kept)
    picture.draw(kept[report.MEASURED])
