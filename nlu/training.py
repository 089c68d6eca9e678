"""Train the model when data or pipeline changed. The old model stays until the new one is whole."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ruamel.yaml import YAML

from nlu import word_lists
from nlu.examples import OPINIONS, read_examples

Progress = Callable[[str], None]
_RASA_KEYS = ("recipe", "language", "assistant_id", "importers", "pipeline")
_KEEP = 3
_ABANDONED_AFTER = 6 * 3600  # seconds
_SHOWN = ("Starting to train component", "Finished training component", "Restored component")


class TrainingFailed(Exception):  # noqa: N818 - said as it is
    """The data is unfit or Rasa failed; the message says where and why. The old model is untouched."""


def newest_model(root: Path) -> Path | None:
    """Return the model file made last, None when there is none."""
    return max((root / "models").glob("*.tar.gz"), key=lambda model: model.stat().st_mtime, default=None)


def needs_training(root: Path) -> bool:
    """Say whether data, pipeline or environment differ from what the newest model was trained with."""
    model = newest_model(root)
    return model is None or model.name != _name(root)


def fingerprint(root: Path) -> str:
    """Return a hash of everything a model depends on: examples, word lists, pipeline, components and environment."""
    config = YAML(typ="safe", pure=True).load((root / "config.yml").read_text(encoding="utf-8"))
    digest = hashlib.sha256(repr([config.get(key) for key in _RASA_KEYS]).encode())
    for file in _sources(root):
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    yield from sorted((root / "data" / "nlu").glob("*.yml"))
    yield from sorted((root / "data" / "sentiment").glob("*.yml"))
    yield from (root / "data" / "lexicon" / name for name in word_lists.NAMES)
    yield from sorted((root / "nlu" / "components").glob("*.py"))
    yield from sorted((root / "nlu" / "text").glob("*.py"))
    yield root / "nlu" / "uv.lock"


def _name(root: Path) -> str:
    return f"nlu-{fingerprint(root)[:16]}.tar.gz"


def train(root: Path, progress: Progress = lambda _: None) -> Path:
    """Train on `root`/data/nlu and return the new model's file, which appears under `root`/models when it is whole.

    `progress` is told in a few words what happens. Raises TrainingFailed when the data is unfit or Rasa fails.
    """
    progress("checking the examples")
    count = check(root)
    models = root / "models"
    models.mkdir(exist_ok=True)
    _clear_away(models)
    name = _name(root)
    with tempfile.TemporaryDirectory(dir=models, prefix=".training-") as workshop:
        progress(f"loading Rasa, to train on {count} examples")
        _run_rasa(root, Path(workshop), name, progress)
        model = (Path(workshop) / name).replace(models / name)
    _forget_old(models)
    progress(f"trained: {model.name}")
    return model


def train_apart(root: Path, config: Path, model: Path, progress: Progress = lambda _: None) -> Path:
    """Train on `root`/data/nlu with another configuration into the file `model`; what is under `root`/models stays.

    Raises TrainingFailed when the data is unfit or Rasa fails.
    """
    check(root)
    with tempfile.TemporaryDirectory(dir=model.parent, prefix=".training-") as workshop:
        _run_rasa(root, Path(workshop), model.name, progress, config)
        return (Path(workshop) / model.name).replace(model)


def _clear_away(models: Path) -> None:
    """Remove the workshops of trainings that were killed."""
    for workshop in models.glob(".training-*"):
        if time.time() - workshop.stat().st_mtime > _ABANDONED_AFTER:
            shutil.rmtree(workshop, ignore_errors=True)


def check(root: Path) -> int:
    """Return how many examples there are. Raises TrainingFailed with a line for each fault in them."""
    examples, faults = read_examples(root / "data" / "nlu")
    _, wrong = read_examples(root / "data" / "sentiment", OPINIONS)
    faults += [*wrong, *word_lists.faults(root / "data" / "lexicon")]
    if faults:
        raise TrainingFailed("\n".join(str(fault) for fault in faults))
    return len(examples)


def _run_rasa(
    root: Path, workshop: Path, name: str, progress: Progress, config: Path = Path("config.yml")
) -> None:
    python = rasa_python(root)
    if not python.exists():
        raise TrainingFailed(
            f"Rasa's environment is not installed: {python} is missing. `make setup` installs it."
        )
    what = ["--config", str(config), "--nlu", "data/nlu", "--out", str(workshop), "--fixed-model-name", name]
    with (
        signals_held() as let_go,
        subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [str(python), "-m", "rasa", "train", "nlu", *what],
            cwd=root,
            env=rasa_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        try:
            let_go()
            said = [_shown(line, progress) for line in process.stdout or ()]
        except BaseException:
            process.kill()  # Ctrl-C reaches it too, a signal to this process alone does not
            raise
    if process.returncode or not (workshop / name).exists():
        raise TrainingFailed(
            f"Rasa ended with code {process.returncode}. The last it said:\n{''.join(said[-20:])}"
        )


@contextmanager
def signals_held() -> Iterator[Callable[[], None]]:
    """Hold SIGINT and SIGTERM back until the function given is called: between starting a process and knowing it, nobody would end it.

    What came is sent again then, or at the end. Only the main thread is sent signals, so in any other nothing is held.
    """
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    handlers = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }

    def let_go() -> None:
        while handlers:
            signal.signal(*handlers.popitem())
        while came:
            signal.raise_signal(came.pop())

    try:
        yield let_go
    finally:
        let_go()


def _shown(line: str, progress: Progress) -> str:
    if any(words in line for words in _SHOWN):
        progress(line.partition(" - ")[2].strip() or line.strip())
    return line


def _forget_old(models: Path) -> None:
    by_age = sorted(models.glob("nlu-*.tar.gz"), key=lambda model: model.stat().st_mtime, reverse=True)
    for model in by_age[_KEEP:]:
        model.unlink()


def rasa_python(root: Path) -> Path:
    """Return the interpreter of Rasa's environment."""
    return root / "nlu" / ".venv" / "bin" / "python"


def rasa_environment() -> dict[str, str]:
    """Return the environment for a process of Rasa's: no telemetry, no chatter, none of our interpreter's paths."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",  # what is trained is decided by our own fingerprint
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
        "LOG_LEVEL_LIBRARIES": "ERROR",
    }
