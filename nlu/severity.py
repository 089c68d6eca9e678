"""How grave is a message, and why? By the rules of data/lexicon/severity.yml, which a shop can read and change."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from nlu.lexicon import FOLDER, NUMBER, Phrases, homographs, read
from nlu.text import fold, nfc, words
from nlu.understanding import Entity, Severity

ORDINARY: Severity = "S3"
GRAVE: Severity = "S2"

_MINUTES_IN_A_DAY = 1_440
_DAYS_AGO = re.compile(r"(?:[a-z]{3})?-(\d+)d")
_DIGITS = re.compile(r"\d+")
_SENTENCE = re.compile(r"[.!?;,]")

_NEAR = 20
"""Characters beside a time in which two words stand."""

_TOLD_WITHIN = 200
"""Characters before and after harm in which its cause is told."""

_SUPPOSED_WITHIN, _ASKED_WITHIN = 4, 4
"""Words before and after harm in which it is only supposed or asked about."""

_BLAMING = ("complaint_", "review_negative", "review_mixed")
"""Intents of messages in which every reason counts."""


class Verdict(NamedTuple):
    """How grave, why, and whether the customer is angry."""

    severity: Severity | None
    reasons: tuple[str, ...]
    angry: bool


class Found(NamedTuple):
    """A reason found in a message."""

    severity: Severity
    says: str
    angry: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason a message may be grave for: the words staff read, and the words it is found by.

    `counted` is what staff read when the words hold a number. `unmistakable` are words that say the same whatever the
    message is about; `in_any_message` says whether the others do so, too: never, always, or when they tell of harm that
    was caused. A reason with `subjects` counts in complaints about these only.
    """

    says: str
    counted: str
    severity: Severity
    phrases: Phrases
    unmistakable: Phrases | None
    in_any_message: bool | Literal["when_caused"]
    angry: bool
    subjects: frozenset[str]

    def found(self, match: re.Match[str], numbers: Mapping[str, int]) -> Found:
        """Return the reason as staff read it."""
        count = _count(match.group(), numbers) if self.counted else 0
        return Found(self.severity, self.counted.format(count=count) if count else self.says, self.angry)


@dataclass(frozen=True, slots=True)
class Causes:
    """How a message that complains of nothing tells that harm was done, and how it only asks whether it might be."""

    before: Phrases
    after: Phrases
    supposed: Phrases
    asked: Phrases

    def tell(self, plain: str, match: re.Match[str]) -> bool:
        """Return whether the harm that `match` names has happened."""
        told = plain[max(0, match.start() - _TOLD_WITHIN) : match.start()]
        before = _SENTENCE.split(told)[-1].split()[-_SUPPOSED_WITHIN:]
        after = _SENTENCE.split(plain[match.end() : match.end() + _TOLD_WITHIN])[0]
        if self.supposed.affirmed(" ".join(before)):
            return False
        if self.asked.affirmed(" ".join(after.split()[:_ASKED_WITHIN])):
            return False
        return bool(self.before.affirmed(told + match.group()) or self.after.affirmed(after))


@dataclass(frozen=True, slots=True)
class Gravity:
    """The rules of severity.yml."""

    subjects: Mapping[str, Found]
    reasons: tuple[Reason, ...]
    causes: Causes
    mild: Reason
    patient: Reason
    numbers: Mapping[str, int]
    money: Mapping[str, Any]
    waiting: Mapping[str, Any]
    waits: Phrases
    long: Phrases
    promised: Phrases
    passed: Phrases
    unheard: Collection[str]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read severity.yml."""
        written = read("severity", folder)
        make = _Maker(written, folder)
        return cls(
            subjects={name: Found(**rule) for name, rule in written["subjects"].items()},
            reasons=tuple(make.reason(rule) for rule in written["reasons"]),
            causes=make.causes(),
            mild=make.reason(written["mild"]),
            patient=make.reason(written["patient"]),
            numbers=make.numbers,
            money=written["money"],
            waiting=written["waiting"],
            waits=make.phrases(written["waiting"]["words"]),
            long=make.phrases(written["waiting"]["long"]),
            promised=make.phrases(written["waiting"]["promised"], written["waiting"]["past"]),
            passed=make.phrases(written["waiting"]["passed"]),
            unheard=frozenset(written["unheard"]),
        )

    def weigh(self, intents: Sequence[str], text: str, plain: str, entities: Sequence[Entity]) -> Verdict:
        """Return severity and reasons of a message, which says `intents`; `plain` is its text spelled out.

        Complaints have a severity. Of any other message, harm that was done and threats are heard, and anger.
        """
        if intents[0] in self.unheard:
            return Verdict(None, (), angry=False)
        said = list(self._said(intents, plain))
        angry = "other_insult" in intents or any(reason.angry for reason in said)
        if any(intent.startswith("complaint_") for intent in intents):
            facts = [*self._money(entities), *self._waiting(intents, text, plain, entities)]
            return self._complaint(intents, plain, facts, said, angry=angry)
        grave = [reason for reason in said if reason.severity == "S1"]
        kept = [reason for reason in said if reason.angry or reason in grave]
        return Verdict("S1" if grave else None, _words(kept), angry)

    def _said(self, intents: Sequence[str], plain: str) -> Iterator[Found]:
        everything = any(intent.startswith(_BLAMING) for intent in intents)
        for reason in self.reasons:
            if reason.subjects and reason.subjects.isdisjoint(intents):
                continue
            matches = reason.phrases.found(plain) if everything else self._anywhere(reason, plain)
            found = [reason.found(match, self.numbers) for match in matches]
            yield from sorted(found, key=lambda reason: len(reason.says))[-1:]

    def _anywhere(self, reason: Reason, plain: str) -> Iterator[re.Match[str]]:
        if reason.unmistakable is not None:
            yield from reason.unmistakable.found(plain)
        if reason.in_any_message:
            certain = reason.in_any_message is True
            yield from (
                match for match in reason.phrases.found(plain) if certain or self.causes.tell(plain, match)
            )

    def _complaint(
        self, intents: Sequence[str], plain: str, facts: list[Found], said: list[Found], *, angry: bool
    ) -> Verdict:
        subjects = [self.subjects[intent] for intent in intents if intent in self.subjects]
        found = [*said, *subjects, *facts]
        mild = self._mild(plain, said, subjects, facts)
        if mild is not None:
            return Verdict(mild.severity, _words([*found, mild]), angry)
        severity = min((reason.severity for reason in found), default=ORDINARY)
        return Verdict(min(severity, ORDINARY), _words(found), angry)

    def _mild(self, plain: str, said: list[Found], subjects: list[Found], facts: list[Found]) -> Found | None:
        """Mild words count when nothing graver is said; what is grave by its subject alone takes plain patience."""
        known = {subject.says for subject in subjects}
        more = [reason for reason in said if reason.says not in known]
        graver = [*more, *(fact for fact in facts if fact.severity < ORDINARY)]
        harm = any(subject.severity < GRAVE for subject in subjects)
        if graver or harm:
            return None
        tones = (self.patient,) if subjects else (self.patient, self.mild)
        return next((Found(tone.severity, tone.says) for tone in tones if tone.phrases.affirmed(plain)), None)

    def _money(self, entities: Sequence[Entity]) -> Iterator[Found]:
        money = max((int(entity.value) for entity in entities if entity.name == "money"), default=0)
        if money >= self.money["at_least"]:
            amount = f"{money:,}".replace(",", ".")
            yield Found(self.money["severity"], self.money["says"].format(amount=amount))

    def _waiting(
        self, intents: Sequence[str], text: str, plain: str, entities: Sequence[Entity]
    ) -> Iterator[Found]:
        """A time is time waited where the complaint is about waiting, or the words are: "mới mặc 2 tuần" is not."""
        if not (set(intents) & set(self.waiting["subjects"]) or self.waits.affirmed(plain)):
            return
        days = max((_days(entity) for entity in entities if not self._is_promised(text, entity)), default=0)
        if days >= self.waiting["at_least"]:
            yield Found(self.waiting["severity"], self.waiting["says"].format(days=days))
        elif self.long.affirmed(plain):
            yield Found(self.waiting["severity"], self.waiting["long_says"])
        elif days:
            yield Found(ORDINARY, self.waiting["says"].format(days=days))

    def _is_promised(self, text: str, entity: Entity) -> bool:
        if entity.name != "duration":
            return False
        before = words(nfc(text[max(0, entity.start - _NEAR) : entity.start]).lower())[-2:]
        itself = words(nfc(text[entity.start : entity.end + _NEAR]).lower())[: len(words(entity.text)) + 1]
        passed = self.passed.affirmed(" ".join(itself))
        return not passed and bool(self.promised.affirmed(" ".join(before)))


class _Maker:
    """Makes reasons of what severity.yml holds."""

    def __init__(self, written: Mapping[str, Any], folder: Path) -> None:
        self._written, self._exact = written, homographs(folder)
        self._lists = {**written["lists"], NUMBER[1:-1]: written["numbers"]}
        self.numbers = {fold(word): int(value) for word, value in written["numbers"].items()}

    def phrases(
        self, words: Sequence[object], not_after: Sequence[object] = (), accented: Sequence[str] = ()
    ) -> Phrases:
        exact = self._exact.union(accented)
        return Phrases.of(words, not_after, exact, self._lists, self._written["but_after"])

    def causes(self) -> Causes:
        rules = self._written["causes"]
        return Causes(
            before=self.phrases(rules["before"]),
            after=self.phrases(rules["after"]),
            supposed=self.phrases(rules["supposed"]),
            asked=self.phrases(rules["asked"], rules["not_asked_after"]),
        )

    def reason(self, rule: Mapping[str, Any]) -> Reason:
        denials, accented = rule.get("not_after", self._written["not_after"]), rule.get("accented", [])
        return Reason(
            says=rule["says"],
            counted=rule.get("counted", ""),
            severity=rule["severity"],
            phrases=self.phrases([*rule["words"], *accented], denials, accented),
            unmistakable=self.phrases(rule["unmistakable"], denials) if "unmistakable" in rule else None,
            in_any_message=rule.get("in_any_message", False),
            angry=rule.get("angry", False),
            subjects=frozenset(rule.get("subjects", ())),
        )


def _words(found: Sequence[Found]) -> tuple[str, ...]:
    gravest_first = sorted(found, key=lambda reason: reason.severity)
    return tuple(dict.fromkeys(reason.says for reason in gravest_first))


def _days(entity: Entity) -> int:
    if entity.name == "duration":
        return int(entity.value) // _MINUTES_IN_A_DAY
    ago = _DAYS_AGO.fullmatch(str(entity.value)) if entity.name == "date" else None
    return int(ago[1]) if ago else 0


def _count(phrase: str, numbers: Mapping[str, int]) -> int:
    """Return the last number in a phrase, 0 when it names none."""
    for word in reversed(phrase.split()):
        if _DIGITS.fullmatch(word):
            return int(word)
        if fold(word) in numbers:
            return numbers[fold(word)]
    return 0
