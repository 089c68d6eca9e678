"""How grave is a complaint, and why? By the rules of data/lexicon/severity.yml, which a shop can read and change."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

from nlu.lexicon import FOLDER, Phrases, homographs, read
from nlu.understanding import Entity, Kind, Severity

_MINUTES_IN_A_DAY = 1_440
ORDINARY: Severity = "S3"


class Verdict(NamedTuple):
    """How grave, why, and whether the customer is angry."""

    severity: Severity | None
    reasons: tuple[str, ...]
    angry: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason a message may be grave for: the words staff read, and the words it is found by."""

    says: str
    severity: Severity
    phrases: Phrases
    angry: bool = False


class Found(NamedTuple):
    """A reason found in a message."""

    severity: Severity
    says: str


@dataclass(frozen=True, slots=True)
class Gravity:
    """The rules of severity.yml."""

    subjects: dict[str, Found]
    reasons: tuple[Reason, ...]
    mild: Reason
    money: dict[str, Any]
    waiting: dict[str, Any]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read severity.yml."""
        written = read("severity", folder)
        denials, exact = written["not_after"], homographs(folder)
        return cls(
            subjects={
                name: Found(rule["severity"], rule["says"]) for name, rule in written["subjects"].items()
            },
            reasons=tuple(_reason(rule, denials, exact) for rule in written["reasons"]),
            mild=_reason(written["mild"], [], exact),
            money=written["money"],
            waiting=written["waiting"],
        )

    def weigh(self, intent: str, kind: Kind, plain: str, entities: tuple[Entity, ...]) -> Verdict:
        """Return severity and reasons of a message; `plain` is its text spelled out.

        Severity is for complaints, and for bad reviews that tell of harm or threaten. Anger counts in any message.
        """
        said = [reason for reason in self.reasons if reason.phrases.affirmed(plain)]
        angry = intent == "other_insult" or any(reason.angry for reason in said)
        if kind == "complaint":
            return self._complaint(intent, plain, entities, said, angry=angry)
        grave = [reason for reason in said if reason.severity == "S1"] if intent == "review_negative" else []
        kept = grave or [reason for reason in said if reason.angry]
        return Verdict("S1" if grave else None, tuple(reason.says for reason in kept), angry)

    def _complaint(
        self, intent: str, plain: str, entities: tuple[Entity, ...], said: list[Reason], *, angry: bool
    ) -> Verdict:
        found = [
            *self._of_subject(intent),
            *(Found(reason.severity, reason.says) for reason in said),
            *self._of(entities),
        ]
        if all(reason.severity >= ORDINARY for reason in found) and self.mild.phrases.affirmed(plain):
            return Verdict(self.mild.severity, (*(reason.says for reason in found), self.mild.says), angry)
        gravest_first = sorted(found, key=lambda reason: reason.severity)
        severity = gravest_first[0].severity if gravest_first else ORDINARY
        return Verdict(severity, tuple(dict.fromkeys(reason.says for reason in gravest_first)), angry)

    def _of_subject(self, intent: str) -> Iterator[Found]:
        if intent in self.subjects:
            yield self.subjects[intent]

    def _of(self, entities: tuple[Entity, ...]) -> Iterator[Found]:
        money = max((int(entity.value) for entity in entities if entity.name == "money"), default=0)
        if money >= self.money["at_least"]:
            yield Found(
                self.money["severity"], self.money["says"].format(amount=f"{money:,}".replace(",", "."))
            )
        waited = max((int(entity.value) for entity in entities if entity.name == "duration"), default=0)
        days = waited // _MINUTES_IN_A_DAY
        if days:
            severity = self.waiting["severity"] if days >= self.waiting["at_least"] else ORDINARY
            yield Found(severity, self.waiting["says"].format(days=days))


def _reason(rule: dict[str, Any], denials: list[str], exact: Container[str]) -> Reason:
    return Reason(
        says=rule["says"],
        severity=rule["severity"],
        phrases=Phrases.of(rule["words"], [] if rule.get("even_denied") else denials, exact),
        angry=rule.get("angry", False),
    )
