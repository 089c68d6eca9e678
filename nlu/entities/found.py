"""What a finder returns."""

from typing import NamedTuple


class Found(NamedTuple):
    """A normalised value and where it stands in the text of `Typed`."""

    value: str | int
    start: int
    end: int
