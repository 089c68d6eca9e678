"""What the components that learn have in common: word lists to see a message by, and a file to keep what was learned in."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.sight import Sight

_FILE = "learned.skops"
_LIGHTLY = 1
"""How much the file is compressed: a twentieth larger than with most, and Rasa's packing of the model then takes 1 s instead of 20."""


class Learner(IntentClassifier, GraphComponent):
    """A component of the pipeline that learns from the examples and is kept as plain arrays, which skops reads without running any code."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._sight = Sight.load(Path(config["abbreviations"]), Path(config["concepts"]))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Learner":
        """Build a component that has learned nothing."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "Learner":
        """Build a component that knows what it learned."""
        learner = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            learner._recall(skops.io.load(folder / _FILE))
        return learner

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Tell Rasa's training cache that the files it reads count as configuration.

        For a component that the cache has, `config` is that of what stands in its place and names no files.
        """
        files = cls._files(cls.get_default_config() | config)
        return "".join(file.read_text(encoding="utf-8") for file in files)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are; no component after this one needs its opinion of them."""
        return training_data

    def _keep(self, learned: Mapping[str, Any]) -> Resource:
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump(learned, folder / _FILE, compression=ZIP_DEFLATED, compresslevel=_LIGHTLY)
        return self._resource

    @abstractmethod
    def _recall(self, kept: Mapping[str, Any]) -> None:
        """Take back what `_keep` was given."""

    @classmethod
    @abstractmethod
    def _files(cls, config: dict[str, Any]) -> Iterable[Path]:
        """Return the files it reads beside the examples in data/nlu/."""
