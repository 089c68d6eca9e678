"""Trains the model and shows that it goes on."""

import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from nlu.training import train


def train_showing_progress(root: Path, console: Console) -> None:
    """Train the model; a line says what is being done and for how long.

    Raises:
        nlu.training.TrainingFailed: the data is unfit; the message names file and line.
    """
    console.print("Training the model ...")
    begun = time.monotonic()
    with progress(console) as bar:
        task = bar.add_task("training", total=None)
        model = train(root, lambda line: bar.update(task, description=line))
    console.print(f"Trained {model.name} in {time.monotonic() - begun:.0f} s.", highlight=False)


def progress(console: Console) -> Progress:
    """Return a line that turns and counts seconds while something takes long."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
