"""A linear support vector machine over the views of a message: learned in Rasa, kept as plain arrays."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

from nlu.components.counting import ALL_CORES, Vocabulary
from nlu.components.lessons import Lesson
from nlu.components.sight import Sight
from nlu.components.views import Fewest, Seen

_TOLERANCE = 0.4
"""When the machine stops: with 0.1 the messages to choose by are read the same, an eighth later; with 1e-4 twice as late."""
_ROUGHLY = 8
"""One in so many of the lessons of other labels is enough to see which of the rest are far from a label."""


class Counted(NamedTuple):
    """Lessons made ready to learn from: the n-grams counted (lessons, n-grams), and what each says (lessons, labels).

    The n-grams stand in `order`, the most frequent first: near each other in memory, they are learned from a sixth faster.
    """

    vocabulary: Vocabulary
    order: NDArray[np.int64]
    ngrams: csr_matrix
    labels: tuple[str, ...]
    said: csr_matrix

    @classmethod
    def of(cls, lessons: Sequence[Lesson], sight: Sight, fewest: Fewest = Fewest()) -> Self:  # noqa: B008 - never changed
        """Count the n-grams of the lessons; one that says several things is an example of each."""
        vocabulary, ngrams = Vocabulary.learn(sight.of_many([each.text for each in lessons]), fewest)
        names = MultiLabelBinarizer(sparse_output=True)
        said = names.fit_transform([each.intents for each in lessons])
        order = np.argsort(-ngrams.getnnz(axis=0), kind="stable")
        # The machine learns in float64, and would else make this of all n-grams anew for each label.
        ngrams = ngrams[:, order].astype(np.float64)
        ngrams.sort_indices()  # Here, and not in each process that is shown it and may not write to it.
        return cls(vocabulary, order, ngrams, tuple(map(str, names.classes_)), said)

    def only(self, rows: Sequence[int]) -> Self:
        """Return these lessons, some perhaps several times, with the n-grams of all and the labels that are among them."""
        said = self.said[rows]
        among = np.flatnonzero(said.sum(axis=0))
        labels = tuple(self.labels[place] for place in among)
        return self._replace(ngrams=self.ngrams[rows], labels=labels, said=said[:, among])

    def about(self, label: str, rows: Sequence[int], said: Sequence[bool]) -> Self:
        """Return these lessons with `label` alone, which `said` says for each of them whether it has."""
        return self._replace(
            ngrams=self.ngrams[rows], labels=(label,), said=csr_matrix(np.array(said, int)[:, None])
        )

    def grouped(self, group_of: Callable[[str], str]) -> Self:
        """Return the same lessons with the groups their labels are in as labels."""
        names = MultiLabelBinarizer(sparse_output=True)
        belongs = names.fit_transform([[group_of(label)] for label in self.labels])
        said = (self.said @ belongs).sign()
        return self._replace(labels=tuple(map(str, names.classes_)), said=said)


class Linear(NamedTuple):
    """One weight for each n-gram and label. `weights` is (n-grams, labels), `bias` (labels,), both float32."""

    vocabulary: Vocabulary
    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def of(cls, counted: Counted, closely: float, seed: int) -> Self:
        """Learn from lessons. `closely` is C of the support vector machine, `seed` what chance begins with."""
        said = csc_matrix(counted.said)
        learned = Parallel(n_jobs=ALL_CORES)(
            delayed(_tell)(counted.ngrams, said[:, place], closely, seed) for place in range(said.shape[1])
        )
        weights = np.empty((len(counted.order), len(counted.labels)), np.float32)
        weights[counted.order] = np.vstack([each for each, _ in learned]).T
        bias = np.array([each for _, each in learned], np.float32)
        return cls(counted.vocabulary, counted.labels, weights, bias)

    def leaning_on(self, groups: Self, group_of: Callable[[str], str], much: float) -> Self:
        """Return the same with the margin of each label's group, `much` times, in its own; learned from the same lessons."""
        places = [groups.labels.index(group_of(label)) for label in self.labels]
        weights, bias = (
            self.weights + much * groups.weights[:, places],
            self.bias + much * groups.bias[places],
        )
        return self._replace(weights=weights, bias=bias)

    def margins(self, seen: Seen) -> NDArray[np.float32]:
        """Return how far each message lies on the side of each label: (messages, labels)."""
        return self.margins_of(self.vocabulary.count(seen))

    def margins_of(self, counted: csr_matrix) -> NDArray[np.float32]:
        """Return the same of messages counted with its vocabulary."""
        # A product of the two matrices would first copy all the weights; a message needs a few hundred of their rows.
        rows = np.split(np.arange(counted.nnz), counted.indptr[1:-1])
        return np.stack(
            [counted.data[row] @ self.weights[counted.indices[row]] + self.bias for row in rows]
        ).astype(np.float32)

    def plain(self) -> dict[str, Any]:
        """Return it as what skops keeps in a file: arrays, because it takes half a minute over a vocabulary of objects."""
        return {"vocabulary": self.vocabulary.plain(), **self.plain_weights()}

    def plain_weights(self) -> dict[str, Any]:
        """Return it without the vocabulary, to be kept beside a model that was learned from the same lessons."""
        weights = self.weights.astype(np.float16)  # Three digits are enough, and half the file.
        return {"labels": list(self.labels), "weights": weights, "bias": self.bias}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any], vocabulary: Vocabulary | None = None) -> Self:
        """Return what `plain` kept, or what `plain_weights` kept of one with this vocabulary."""
        return cls(
            vocabulary or Vocabulary.of_plain(plain["vocabulary"]),
            tuple(plain["labels"]),
            plain["weights"].astype(np.float32),
            plain["bias"],
        )


def _tell(
    ngrams: csr_matrix, label: csc_matrix, closely: float, seed: int
) -> tuple[NDArray[np.float64], float]:
    """Return the weights (n-grams,) and the bias that tell the lessons of a label from all others.

    A lesson well on its own side has no part in them: only support vectors do (Vapnik's chunking). So they are learned roughly from
    some of the others, and then from those that are on the wrong side of the margin for this; it is what all of them would teach
    (cosine 0.9999), in half the time.
    """
    said = label.toarray().ravel() > 0
    some = said | (np.arange(len(said)) % _ROUGHLY == 0)
    weights, bias = _fit(ngrams, said, some, closely, seed)
    near = said | (ngrams @ weights + bias > -1)
    return _fit(ngrams, said, near, closely, seed)


def _fit(
    ngrams: csr_matrix, said: NDArray[np.bool_], rows: NDArray[np.bool_], closely: float, seed: int
) -> tuple[NDArray[np.float64], float]:
    machine = LinearSVC(C=closely, tol=_TOLERANCE, random_state=seed).fit(ngrams[rows], said[rows])
    return machine.coef_.ravel(), float(machine.intercept_[0])
