"""Find what can be looked up or counted in a message: order codes, phone numbers, money, days, sizes, colours and their like."""

from collections.abc import Callable, Iterator

from nlu.entities.codes import order_codes, phones
from nlu.entities.colours import colours, known
from nlu.entities.dates import dates
from nlu.entities.days import calendar_day
from nlu.entities.durations import durations
from nlu.entities.found import Found
from nlu.entities.money import money
from nlu.entities.quantities import quantities
from nlu.entities.sizes import sizes
from nlu.entities.spelling import Typed, pattern
from nlu.entities.stars import stars
from nlu.understanding import Entity

__all__ = ["calendar_day", "find_entities", "read_words"]

_FINDERS: tuple[tuple[str, Callable[[Typed], Iterator[Found]]], ...] = (
    ("phone", phones),
    ("order_code", order_codes),
    ("date", dates),
    ("stars", stars),
    ("money", money),
    ("size", sizes),
    ("duration", durations),
    ("colour", colours),
    ("quantity", quantities),
)
"""The surest first: where two finds overlap, the earlier one stays."""

_LINK = pattern(r"(?<!\w)(?:https?://|www\.)\S+|(?<!\S)[^\s@]{1,64}@\S+")


def read_words() -> None:
    """Read data/lexicon/entities.yml, if it is not read yet; raise ValueError when it is wrong."""
    known()


def find_entities(text: str) -> tuple[Entity, ...]:
    """Return what is found in `text`, in its order; nothing overlaps, and nothing is found in links."""
    typed = Typed.of(text)
    free = bytearray(b"\1") * len(typed.text)
    for match in _LINK.finditer(typed):
        free[match.start() : match.end()] = bytes(match.end() - match.start())
    entities = []
    for name, find in _FINDERS:
        for value, start, end in find(typed):
            if all(free[start:end]):
                free[start:end] = bytes(end - start)
                entities.append(_entity(name, value, typed, start, end))
    return tuple(sorted(entities, key=lambda entity: entity.start))


def _entity(name: str, value: str | int, typed: Typed, start: int, end: int) -> Entity:
    first, last = typed.places[start], typed.places[end]
    return Entity(name, value, typed.original[first:last], first, last)
