"""What is wrong with an update that nobody should send: spoils valid ones, each at one place, always the same way."""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.bot.any_update import Json

# What Python's own JSON would not write; put into the text afterwards.
DEEP, DIGITS = "@deep@", "@digits@"
WRITTEN = {DEEP: "[" * 3000 + "]" * 3000, DIGITS: "9" * 5000}
WRONG: tuple[Any, ...] = (
    None, True, False, 0, -1, 7, 2**31, 2**63, -(2**63) - 1, 10**30, 1.5, 1e300, float("inf"), float("nan"), DIGITS,
    "", "chữ", "7", "\0", "giao \0 hàng", "\ud83d", "\udc00\ud800", "chữ " * 5000, "-100",
    [], [[]], [None], [7, "chữ", {}], {}, {"id": 7}, {"id": {}}, {"chat": {"chat": {"chat": []}}}, {"": ""}, {"\0": 1}, DEEP,
)  # fmt: skip
NUMBERS = ("update_id", "was")
STRANGE_NAMES = (
    "mystery",
    "api_kwargs",
    "inbox_id",
    "bot",
    "self",
    "class",
    "",
    "\0",
    "\ud83d",
    "chat_id",
    "de_json",
)
KNOWN_BY = ("id", "message_id", "chat", "from", "type")

Place = tuple[Any, Any]  # what holds it, and the key or index


class Spoiler:
    """Spoils one update after another; the same seed spoils the same places."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311 - nothing is guarded by it

    def spoil(self, update: Json) -> str:
        """Return the update as JSON, wrong in one place or a few."""
        update = json.loads(json.dumps(update))
        for _ in range(self.dice.choice((1, 1, 1, 3))):
            self.dice.choice(WAYS)(self, update)
        return as_json(update)

    def _remove(self, update: Json) -> None:
        holder, key = self._place(update)
        del holder[key]

    def _replace(self, update: Json) -> None:
        holder, key = self._place(update)
        holder[key] = self.dice.choice(WRONG)

    def _misname(self, update: Json) -> None:
        """Replace what somebody or something is known by."""
        known_by = [(holder, key) for holder, key in places(update) if key in KNOWN_BY]
        if known_by:
            holder, key = self.dice.choice(known_by[:6])
            holder[key] = self.dice.choice(WRONG)

    def _add(self, update: Json) -> None:
        holders = [update, *(holder[key] for holder, key in places(update) if isinstance(holder[key], dict))]
        self.dice.choice(holders)[self.dice.choice(STRANGE_NAMES)] = self.dice.choice(WRONG)

    def _rename(self, update: Json) -> None:
        """Make it an update of a kind that nobody knows, or of another kind than its body."""
        kind = next((name for name in update if name not in NUMBERS), "")
        update[self.dice.choice(("mystery", "message", "callback_query", "my_chat_member"))] = update.pop(
            kind, None
        )

    def _blemish(self, update: Json) -> None:
        """Put what no database keeps into a text."""
        texts = [(holder, key) for holder, key in places(update) if isinstance(holder[key], str)]
        if texts:
            holder, key = self.dice.choice(texts)
            holder[key] += self.dice.choice(("\0", "\ud83d", "\udc00", "\0" * 100))

    def _lose_number(self, update: Json) -> None:
        """Take away what it could be acknowledged by; `was` says what it was."""
        update.setdefault("was", update["update_id"])
        update["update_id"] = self.dice.choice((None, True, "7", -1, 1.5, 2**63, 10**30, DIGITS, [], {}))

    def _place(self, update: Json) -> Place:
        """Return a place, more likely one near the top: there the bot looks."""
        every = [(holder, key) for holder, key in places(update) if key not in NUMBERS]
        nothing_left = [({"": ""}, "")]
        return self.dice.choice((every or nothing_left)[: self.dice.choice((5, 15, None))])


WAYS: tuple[Callable[[Spoiler, Json], None], ...] = (
    Spoiler._remove, Spoiler._remove, Spoiler._replace, Spoiler._replace, Spoiler._replace, Spoiler._misname,
    Spoiler._misname, Spoiler._add, Spoiler._rename, Spoiler._blemish, Spoiler._lose_number,
)  # fmt: skip


def places(value: Any) -> Iterator[Place]:
    """Yield every place in JSON, the top first."""
    level = [value]
    while level:
        below = []
        for holder in level:
            for key in holder if isinstance(holder, dict) else range(len(holder)):
                yield holder, key
                below.append(holder[key])
        level = [each for each in below if isinstance(each, dict | list)]


def as_json(update: Json) -> str:
    """Return JSON as a careless server writes it: half characters as escapes, numbers of any length, any depth."""
    text = json.dumps(update)
    for sign, written in WRITTEN.items():
        text = text.replace(f'"{sign}"', written)
    return text
