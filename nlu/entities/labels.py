"""Compare what was found with what a held-out message says is in it."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from nlu.understanding import Entity

Fact = tuple[str, str | int]
"""Name and normalised value."""

_NOT_LABELLED = ("date", "0d")
"""Held-out rows note no "hôm nay"; finding it is neither right nor wrong."""

_MINUTES = {"m": 1, "h": 60, "d": 1_440}
_DURATION = re.compile(r"(\d+)([mhd])")


class Matches(NamedTuple):
    """What was rightly found, all that was found, and all that should have been, each fact once a message.

    Precision is right / found, recall right / expected, counted over all messages; `named` leaves one name's facts.
    """

    right: frozenset[Fact]
    found: frozenset[Fact]
    expected: frozenset[Fact]

    def named(self, name: str) -> "Matches":
        """Leave only the facts of this name."""
        return Matches(*(frozenset(fact for fact in facts if fact[0] == name) for facts in self))


def matches(found: Iterable[Entity], expected_labels: Mapping[str, Iterable[str | int]] | None) -> Matches:
    """Compare `found` with the `entities` of a held-out row.

    Raises ValueError for a duration that is not written as in "3d", "2h", "15m".
    """
    have = frozenset((entity.name, entity.value) for entity in found) - {_NOT_LABELLED}
    want = frozenset(
        (name, _value(name, value)) for name, values in (expected_labels or {}).items() for value in values
    ) - {_NOT_LABELLED}
    return Matches(have & want, have, want)


def _value(name: str, label: str | int) -> str | int:
    if name != "duration":
        return label
    written = _DURATION.fullmatch(str(label))
    if not written:
        raise ValueError(
            f'the duration is "{label}", not a number of days, hours or minutes such as 3d, 2h, 15m'
        )
    return int(written[1]) * _MINUTES[written[2]]
