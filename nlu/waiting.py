"""How long has a customer waited? By the times a message tells, and the words of data/lexicon/severity.yml beside them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from nlu.lexicon import Phrases
from nlu.reasons import Found, Rules
from nlu.text import nfc, words
from nlu.understanding import Entity, Severity

ORDINARY: Severity = "S3"

_MINUTES_IN_A_DAY = 1_440
_DAYS_AGO = re.compile(r"(?:[a-z]{3})?-(\d+)d")
_DAY_OF_YEAR = re.compile(r"(\d\d)-(\d\d)")
_NUMBER = re.compile(r"\d+")
_LEAP_YEAR = 2024
"""Has every day that can be named without its year."""
_DAYS_OF_A_YEAR = 366
_MONTH = 30

_NEAR = 20
"""Characters beside a time in which two words stand."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The rules of severity.yml about time waited.

    In complaints about `subjects` a time is time waited; in others, and in what `asks` where an order or money is, it is so
    where the words say that it is: "mới mặc 2 tuần" is not. `days` are days of a month, from the first of which to the second
    was waited.
    """

    at_least: int
    severity: Severity
    says: str
    long_says: str
    subjects: frozenset[str]
    asks: frozenset[str]
    waits: Phrases
    long: Phrases
    promised: Phrases
    passed: Phrases
    days: Phrases

    @classmethod
    def of(cls, written: Mapping[str, Any], make: Rules) -> Self:
        """Return the rules as `written` under `waiting`."""
        return cls(
            at_least=written["at_least"],
            severity=written["severity"],
            says=written["says"],
            long_says=written["long_says"],
            subjects=frozenset(written["subjects"]),
            asks=frozenset(written["asks"]),
            waits=make.phrases(written["words"]),
            long=make.phrases(written["long"]),
            promised=make.phrases(written["promised"], written["past"]),
            passed=make.phrases(written["passed"]),
            days=make.phrases(written["days"], not_before=written["not_days"]),
        )

    def heard_in(self, intents: Sequence[str]) -> bool:
        """Return whether a long wait counts in a message that complains of nothing: it asks where something is."""
        return not self.asks.isdisjoint(intents)

    def found(
        self, intents: Sequence[str], text: str, plain: str, entities: Sequence[Entity]
    ) -> Iterator[Found]:
        """Return how long was waited, as staff read it; nothing when no time is told."""
        waits = not self.subjects.isdisjoint(intents) or self.waits.affirmed(plain)
        if not waits and not self.heard_in(intents):
            return
        counts = self._was_waited if waits else self._has_passed
        waited = [entity for entity in entities if counts(text, entity)]
        told = max((_days(entity) for entity in waited), default=0)
        days = max(told, _between(waited), self._days_of_month(plain))
        if days >= self.at_least:
            yield Found(self.severity, self.says.format(days=days))
        elif waits and self.long.affirmed(plain):
            yield Found(self.severity, self.long_says)
        elif days:
            yield Found(ORDINARY, self.says.format(days=days))

    def _was_waited(self, text: str, entity: Entity) -> bool:
        return (
            entity.name != "duration" or self._has_passed(text, entity) or not self._is_promised(text, entity)
        )

    def _has_passed(self, text: str, entity: Entity) -> bool:
        itself = words(nfc(text[entity.start : entity.end + _NEAR]).lower())[: len(words(entity.text)) + 1]
        return bool(self.passed.affirmed(" ".join(itself)))

    def _is_promised(self, text: str, entity: Entity) -> bool:
        before = words(nfc(text[max(0, entity.start - _NEAR) : entity.start]).lower())[-2:]
        return bool(self.promised.affirmed(" ".join(before)))

    def _days_of_month(self, plain: str) -> int:
        told = [[int(day) for day in _NUMBER.findall(match.group())] for match in self.days.found(plain)]
        return max(((day[-1] - day[0]) % _MONTH for day in told), default=0)


def _days(entity: Entity) -> int:
    if entity.name == "duration":
        return int(entity.value) // _MINUTES_IN_A_DAY
    ago = _DAYS_AGO.fullmatch(str(entity.value)) if entity.name == "date" else None
    return int(ago[1]) if ago else 0


def _between(entities: Sequence[Entity]) -> int:
    """Return the days from the first day that is named to the last: "đặt 3/4, nay 14/4"."""
    in_order = sorted(entities, key=lambda entity: entity.start)
    named = (_DAY_OF_YEAR.fullmatch(str(entity.value)) for entity in in_order if entity.name == "date")
    days = [_day_of_year(int(day[1]), int(day[2])) for day in named if day]
    return (days[-1] - days[0]) % _DAYS_OF_A_YEAR if len(days) > 1 else 0


def _day_of_year(month: int, day: int) -> int:
    first = date(_LEAP_YEAR, month, 1)
    return first.timetuple().tm_yday + day
