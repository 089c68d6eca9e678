"""Train from scratch, by other dice: how much of a figure is luck."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from nlu import training

SEEDS = 3


class NoSeed(ValueError):  # noqa: N818 - said as it is
    """Nothing in the pipeline can be given another seed."""


def train_with_other_dice(
    root: Path, number: int, workshop: Path, progress: Callable[[str], None] = lambda _: None
) -> Path:
    """Train `root`'s pipeline from scratch with its seeds raised by `number`, and return the model, which lies in `workshop`.

    Number 0 is the model that `langnghe train` makes. Raises NoSeed, nlu.training.TrainingFailed.
    """
    config = workshop / f"config-{number}.yml"
    with config.open("w", encoding="utf-8") as file:
        YAML().dump(with_other_dice((root / "config.yml").read_text(encoding="utf-8"), number), file)
    return training.train_apart(root, config, workshop / f"seed-{number}.tar.gz", progress)


def with_other_dice(config: str, number: int) -> dict[str, Any]:
    """Return the configuration with `number` added to each `seed` of its pipeline. Raises NoSeed when there is none."""
    written: dict[str, Any] = YAML().load(config)
    seeded = [component for component in written["pipeline"] if "seed" in component]
    if not seeded:
        raise NoSeed("config.yml: no component of the pipeline has a `seed`; one or more were expected.")
    for component in seeded:
        component["seed"] += number
    return written
