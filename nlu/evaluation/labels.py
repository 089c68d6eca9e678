"""What the values of entities look like in a held-out row; nlu/entities/labels.py compares them with what was found."""

import re

LABELS = {
    "order_code": re.compile(r"[A-ZĐ0-9][A-ZĐ0-9.-]*"),
    "phone": re.compile(r"\+84\d{8,10}"),
    "money": re.compile(r"\d+"),
    "stars": re.compile(r"[1-5]"),
    "duration": re.compile(r"\d+[mhd]"),
    "date": re.compile(r"[+-]?\d+d|\d\d-\d\d|(?:mon|tue|wed|thu|fri|sat|sun)(?:[+-]\d+d)?"),
    "size": re.compile(r"[A-Z0-9]+(?:[.-][A-Z0-9]+)*[a-z]*"),
    "colour": re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*"),
    "quantity": re.compile(r"\d+"),
}
"""The form of each entity's value."""

_NUMBERS = ("money", "stars", "quantity")


def value_of(name: str, written: str) -> str | int:
    """Return a label as a value: numbers as numbers, all else as written."""
    return int(written) if name in _NUMBERS else written
