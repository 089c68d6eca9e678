"""What the values of entities look like in a held-out row, and whether what was found is what was meant."""

import re
from collections.abc import Iterable, Mapping

from nlu.understanding import Entity

LABELS = {
    "order_code": re.compile(r"[A-ZĐ0-9][A-ZĐ0-9.-]*"),
    "phone": re.compile(r"\+84\d{8,10}"),
    "money": re.compile(r"\d+"),
    "stars": re.compile(r"[1-5]"),
    "duration": re.compile(r"\d+[mhd]"),
    "date": re.compile(r"[+-]\d+d|\d\d-\d\d|(?:mon|tue|wed|thu|fri|sat|sun)(?:[+-]\d+d)?"),
    "size": re.compile(r"[A-Z0-9]+(?:[.-][A-Z0-9]+)*[a-z]*"),
    "colour": re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*"),
    "quantity": re.compile(r"\d+"),
}
"""The form of each entity's value."""

_NUMBERS = ("money", "stars", "quantity")
_MINUTES = {"m": 1, "h": 60, "d": 1_440}

Values = set[tuple[str, str | int]]


def value_of(name: str, written: str) -> str | int:
    """Return a label as a value: numbers as numbers, all else as written."""
    return int(written) if name in _NUMBERS else written


def expected(labels: Mapping[str, Iterable[str | int]]) -> Values:
    """Return what a row says should be found, by name and value, in the form in which it is found."""
    return {(name, _as_found(name, value)) for name, values in labels.items() for value in values}


def found(entities: Iterable[Entity]) -> Values:
    """Return what was found, by name and value; the same thing said twice counts once."""
    return {(entity.name, _comparable(entity.value)) for entity in entities}


def _as_found(name: str, value: str | int) -> str | int:
    text = str(value)
    if name == "duration":
        return int(text[:-1]) * _MINUTES[text[-1]]
    return _comparable(value)


def _comparable(value: str | int) -> str | int:
    return value.casefold() if isinstance(value, str) else value
