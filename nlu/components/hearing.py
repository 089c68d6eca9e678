"""How a message is heard: as a whole, and cut where its parts are clearest."""

import re
from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import log_softmax

from nlu.components.cuts import cuts_of
from nlu.components.linear import Linear
from nlu.components.parts import Chances, Cutting, all_spans, best_cutting
from nlu.components.sight import Sight


class Heard(NamedTuple):
    """The chances of the whole message, the best way to cut it, None when there is nothing to cut, and how grave it sounds.

    `gravity` is how far it lies on the side of grave messages, 0 at the border.
    """

    whole: Chances
    cutting: Cutting | None
    gravity: float


class Hearing(NamedTuple):
    """The word lists, and the model once there is one. `temperature` turns margins into chances (softmax): less is surer."""

    sight: Sight
    connectives: re.Pattern[str]
    temperature: float
    model: Linear | None = None
    gravity: Linear | None = None

    def with_models(self, model: Linear, gravity: Linear | None = None) -> Self:
        """Return the same with other models; they have one vocabulary."""
        return self._replace(model=model, gravity=gravity)

    @property
    def labels(self) -> tuple[str, ...]:
        """The intents, in the order of the chances."""
        return self.model.labels if self.model else ()

    def of(self, texts: Sequence[str]) -> list[Heard]:
        """Return how each text is heard. Raises ValueError when there is no model yet."""
        if self.model is None:
            raise ValueError("nothing was learned yet; a model was expected.")
        cuts = [cuts_of(text, self.connectives) for text in texts]
        places = all_spans(cuts)
        counted = self.model.vocabulary.count(
            self.sight.of([texts[number][start:end] for number, start, end in places])
        )
        margins = self.model.margins_of(counted)
        of_text: list[dict[tuple[int, int], Chances]] = [{} for _ in texts]
        chances = log_softmax(margins.astype(np.float64) / self.temperature, axis=1)
        for (number, start, end), chance in zip(places, chances, strict=True):
            of_text[number][start, end] = chance
        wholes = [
            place
            for place, (number, start, end) in enumerate(places)
            if (start, end) == (0, len(texts[number]))
        ]
        return [
            Heard(mine[0, len(text)], best_cutting(text, where, mine, self.labels), gravity)
            for text, where, mine, gravity in zip(
                texts, cuts, of_text, self._gravity(counted[wholes]), strict=True
            )
        ]

    def _gravity(self, counted: csr_matrix) -> list[float]:
        return (
            [0.0] * counted.shape[0]
            if self.gravity is None
            else self.gravity.margins_of(counted)[:, 0].tolist()
        )
