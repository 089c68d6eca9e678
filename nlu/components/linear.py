"""A linear support vector machine over the views of a message: learned in Rasa, kept as plain arrays."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

from nlu.components.lessons import Lesson
from nlu.components.sight import Sight
from nlu.components.views import ALL_CORES, Vectorizers, columns, fitted, kept, restored

Seen = Sequence[Mapping[str, str]]

_TOLERANCE = 0.1
"""When the machine stops: with 1e-4 the messages to choose by are read the same, a third later."""


class Linear(NamedTuple):
    """One weight for each n-gram and label. `weights` is (n-grams, labels), `bias` (labels,), both float32."""

    vectorizers: Vectorizers
    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def of_lessons(cls, lessons: Sequence[Lesson], sight: Sight, closely: float, seed: int) -> Self:
        """Learn from messages; one that says several things is an example of each. `closely` is C of the support vector machine."""
        seen = sight.of_all([each.text for each in lessons])
        return cls.learn(seen, [each.intents for each in lessons], closely, seed)

    @classmethod
    def learn(cls, seen: Seen, labels: Sequence[Sequence[str]], closely: float, seed: int) -> Self:
        """Learn from messages given as their views, each with one label or more."""
        vectorizers, counted = fitted(seen)
        names = MultiLabelBinarizer(sparse_output=True)
        wanted = names.fit_transform(labels)
        machine = OneVsRestClassifier(
            LinearSVC(C=closely, tol=_TOLERANCE, random_state=seed), n_jobs=ALL_CORES
        )
        machine.fit(counted, wanted)
        weights = np.vstack([each.coef_ for each in machine.estimators_])
        bias = np.concatenate([each.intercept_ for each in machine.estimators_])
        return cls(
            vectorizers,
            tuple(map(str, names.classes_)),
            weights.T.astype(np.float32, order="C"),
            bias.astype(np.float32),
        )

    def margins(self, seen: Seen) -> NDArray[np.float32]:
        """Return how far each message lies on the side of each label: (messages, labels)."""
        counted = columns(self.vectorizers, seen)
        # A product of the two matrices would first copy all the weights; a message needs a few hundred of their rows.
        rows = np.split(np.arange(counted.nnz), counted.indptr[1:-1])
        return np.stack(
            [counted.data[row] @ self.weights[counted.indices[row]] + self.bias for row in rows]
        ).astype(np.float32)

    def plain(self) -> dict[str, Any]:
        """Return it as what skops keeps in a file: arrays, because it takes half a minute over a vocabulary of objects."""
        counted = {name: kept(vectorizer) for name, vectorizer in self.vectorizers.items()}
        weights = self.weights.astype(np.float16)  # Three digits are enough, and half the file.
        return {"views": counted, "labels": list(self.labels), "weights": weights, "bias": self.bias}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Return what `plain` kept."""
        return cls(
            restored(plain["views"]),
            tuple(plain["labels"]),
            plain["weights"].astype(np.float32),
            plain["bias"],
        )
