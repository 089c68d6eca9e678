"""How the n-grams of the views are counted: weighed by how rare they are (tf-idf), each view of a message as long as any other.

Learning counts with scikit-learn. Reading a message counts the same with a few array operations over all views at once,
because scikit-learn checks its input for a millisecond a view.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, Self

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfTransformer

from nlu.components.views import VIEWS, Fewest, Seen

ALL_CORES = -1
"""What joblib calls as many processes as there are cores."""

_WEIGHT = np.array([0.5 if name == "shape" else 1.0 for name in VIEWS], np.float32)
"""How much each view counts. The shape did equally well with 0.5 and 1 on the messages to choose by."""


class Vocabulary(NamedTuple):
    """The n-grams that were learned: `places` says for each view which column each n-gram is, `rarity` (n-grams,) how rare it is."""

    places: Mapping[str, Mapping[str, int]]
    rarity: NDArray[np.float32]

    @classmethod
    def learn(cls, seen: Seen, fewest: Fewest) -> tuple[Self, csr_matrix]:
        """Return what stands often enough in these messages, and the messages counted: (messages, n-grams); on all cores."""
        found = Parallel(n_jobs=ALL_CORES)(
            delayed(_learned)(name, seen[name], fewest.of(name)) for name in VIEWS
        )
        ngrams = [ngrams for ngrams, _, _ in found]
        vocabulary = cls(_places(ngrams), np.concatenate([rarity for _, rarity, _ in found]))
        weighed = (counted * weight for (_, _, counted), weight in zip(found, _WEIGHT, strict=True))
        return vocabulary, csr_matrix(hstack(list(weighed)))

    def count(self, seen: Seen) -> csr_matrix:
        """Return the messages counted, as `learn` does: (messages, n-grams)."""
        texts = zip(*(seen[name] for name in VIEWS), strict=True)
        known = [
            [place for ngram in apart(text) if (place := places.get(ngram)) is not None]
            for views in texts
            for text, apart, places in zip(views, VIEWS.values(), self.places.values(), strict=True)
        ]
        ngrams = len(self.rarity)
        # A message after the other, view by view; what is found is sorted by both, as scipy wants its rows.
        views = np.repeat(np.arange(len(known)), [len(each) for each in known])
        found, often = np.unique(
            views * ngrams + np.fromiter(chain.from_iterable(known), np.int64), return_counts=True
        )
        views, columns = np.divmod(found, ngrams)
        weights = (1 + np.log(often)) * self.rarity[columns]
        lengths = np.sqrt(np.bincount(views, weights**2, minlength=len(known)))
        weights *= _WEIGHT[views % len(VIEWS)] / lengths[views]
        ends = np.searchsorted(views, np.arange(0, len(known) + 1, len(VIEWS)))
        return csr_matrix(
            (weights.astype(np.float32), columns, ends), shape=(len(known) // len(VIEWS), ngrams)
        )

    def plain(self) -> dict[str, Any]:
        """Return it as arrays: each view's n-grams, one a line in UTF-8, and how rare they are."""
        lines = {name: "\n".join(places).encode() for name, places in self.places.items()}
        return {
            "ngrams": {name: np.frombuffer(each, np.uint8) for name, each in lines.items()},
            "rarity": self.rarity,
        }

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Return what `plain` kept."""
        return cls(
            _places([plain["ngrams"][name].tobytes().decode().split("\n") for name in VIEWS]), plain["rarity"]
        )


def _learned(
    view: str, texts: Sequence[str], fewest: int
) -> tuple[list[str], NDArray[np.float32], csr_matrix]:
    """Return a view's n-grams, how rare they are, and its texts counted; one that stands in many lessons is taken apart once."""
    once = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    places: dict[str, int] = defaultdict(lambda: len(places))
    known = [[places[ngram] for ngram in VIEWS[view](text)] for text in once]
    ends = np.cumsum([0, *map(len, known)])
    columns = np.fromiter(chain.from_iterable(known), np.int32, ends[-1])
    counted = csr_matrix((np.ones(len(columns), np.float32), columns, ends), (len(once), len(places)))
    counted.sum_duplicates()
    often = np.bincount([once[text] for text in texts], minlength=len(once))
    lessons = np.bincount(counted.indices, np.repeat(often, np.diff(counted.indptr)), len(places))
    taught = np.flatnonzero(lessons >= fewest)
    ngrams = np.array(list(places), object)[taught]
    weigh = TfidfTransformer(sublinear_tf=True)
    weighed = weigh.fit_transform(counted[:, taught][[once[text] for text in texts]])
    return list(ngrams), weigh.idf_.astype(np.float32), weighed


def _places(ngrams: list[list[str]]) -> dict[str, dict[str, int]]:
    """Return the columns of each view's n-grams, those of one view after those of another."""
    starts = np.cumsum([0, *map(len, ngrams)])
    return {
        name: {ngram: place for place, ngram in enumerate(each, start=int(start))}
        for name, each, start in zip(VIEWS, ngrams, starts, strict=False)
    }
