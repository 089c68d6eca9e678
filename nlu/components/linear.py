"""A linear support vector machine over the views of a message: learned in Rasa, kept as plain arrays."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.svm import LinearSVC

from nlu.components.views import Vectorizers, columns, fitted, kept, restored

Seen = Sequence[Mapping[str, str]]


class Linear(NamedTuple):
    """One weight for each n-gram and label. `weights` is (n-grams, labels), `bias` (labels,), both float32."""

    vectorizers: Vectorizers
    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def learn(cls, seen: Seen, labels: Sequence[str], closely: float, seed: int) -> Self:
        """Learn from labelled messages, given as their views.

        `closely` is C of the support vector machine.
        """
        vectorizers = fitted(seen)
        machine = LinearSVC(C=closely, random_state=seed)
        machine.fit(columns(vectorizers, seen), labels)
        return cls(
            vectorizers,
            tuple(map(str, machine.classes_)),
            machine.coef_.T.astype(np.float32, order="C"),
            machine.intercept_.astype(np.float32),
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
        return {"views": counted, "labels": list(self.labels), "weights": self.weights, "bias": self.bias}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Return what `plain` kept."""
        return cls(restored(plain["views"]), tuple(plain["labels"]), plain["weights"], plain["bias"])
