"""How grave is a message, and why? By the rules of data/lexicon/severity.yml, which a shop can read and change."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

from nlu.lexicon import FOLDER, Phrases, read
from nlu.reasons import Causes, Found, Reason, Rules
from nlu.understanding import Entity, Severity
from nlu.waiting import ORDINARY, Waiting

GRAVE: Severity = "S2"

_BLAMING = ("complaint_", "review_negative", "review_mixed")
"""Intents of messages in which every reason counts."""


class Verdict(NamedTuple):
    """How grave, why, and whether the customer is angry."""

    severity: Severity | None
    reasons: tuple[str, ...]
    angry: bool


class Message(NamedTuple):
    """What is weighed: a message as written and spelled out, its facts, and for each reason where its words stand."""

    text: str
    plain: str
    entities: Sequence[Entity]
    hits: Sequence[Sequence[re.Match[str]]]


@dataclass(frozen=True, slots=True)
class Gravity:
    """The rules of severity.yml."""

    subjects: Mapping[str, Found]
    reasons: tuple[Reason, ...]
    causes: Causes
    threatens: Phrases
    mild: Reason
    patient: Reason
    numbers: Mapping[str, int]
    money: Mapping[str, Any]
    millions: Phrases
    waiting: Waiting
    unheard: Collection[str]
    beside_the_matter: Collection[str]
    likely: Mapping[str, Any]
    heard: Mapping[str, Any]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read severity.yml."""
        written = read("severity", folder)
        make = Rules(written, folder)
        return cls(
            subjects={name: Found(**rule) for name, rule in written["subjects"].items()},
            reasons=tuple(make.reason(rule) for rule in written["reasons"]),
            causes=make.causes(),
            threatens=make.phrases(written["threatens"]),
            mild=make.reason(written["mild"]),
            patient=make.reason(written["patient"]),
            numbers=make.numbers,
            money=written["money"],
            millions=make.phrases(written["money"]["words"], written["money"]["not_after"]),
            waiting=Waiting.of(written["waiting"], make),
            unheard=frozenset(written["unheard"]),
            beside_the_matter=frozenset(written["beside_the_matter"]),
            likely=written["likely"],
            heard=written["heard"],
        )

    def weigh(
        self,
        intents: Sequence[str],
        text: str,
        plain: str,
        entities: Sequence[Entity],
        others: Sequence[tuple[str, float]] = (),
        *,
        sounds: float | None = None,
    ) -> Verdict:
        """Return severity and reasons of a message, which says `intents`; `plain` is its text spelled out.

        Complaints have a severity. Of any other message harm that was done, threats, losses and anger are heard. `others`
        are the next likeliest intents with their confidence: what may well be a grave complaint is weighed as one. `sounds` is
        how far the model puts the message on the side of grave ones, 0 at the border: it makes a message grave that no rule does.
        """
        if intents[0] in self.unheard:
            return Verdict(None, (), angry=False)
        verdict = self._weigh_all(intents, text, plain, entities, others)
        if sounds is None or sounds < self.heard["from"] or (verdict.severity or ORDINARY) <= GRAVE:
            return verdict
        return verdict._replace(
            severity=self.heard["severity"], reasons=(*verdict.reasons, self.heard["says"])
        )

    def _weigh_all(
        self,
        intents: Sequence[str],
        text: str,
        plain: str,
        entities: Sequence[Entity],
        others: Sequence[tuple[str, float]],
    ) -> Verdict:
        hits = [list(reason.phrases.found(plain)) for reason in self.reasons]
        message = Message(text, plain, entities, hits)
        sure = self._weigh(intents, message)
        likely = [name for name, confidence in others if self._may_be_complaint(name, confidence)]
        perhaps = self._weigh(likely, message) if likely else sure
        if (perhaps.severity or ORDINARY) >= min(sure.severity or ORDINARY, ORDINARY):
            return sure
        doubtful = {self.subjects[name].says for name in likely if name in self.subjects} - {*sure.reasons}
        reasons = (
            self.likely["says"].format(says=says) if says in doubtful else says for says in perhaps.reasons
        )
        return Verdict(perhaps.severity, tuple(dict.fromkeys([*sure.reasons, *reasons])), sure.angry)

    def _may_be_complaint(self, intent: str, confidence: float) -> bool:
        return intent.startswith("complaint_") and confidence >= self.likely["from"]

    def _weigh(self, intents: Sequence[str], message: Message) -> Verdict:
        said = list(self._said(intents, message))
        angry = "other_insult" in intents or any(reason.angry for reason in said)
        if any(intent.startswith("complaint_") for intent in intents):
            facts = [*self._money(message), *self._waiting(intents, message)]
            return self._complaint(intents, message.plain, facts, said, angry=angry)
        kept = [*self._kept(intents, said), *self._beside(intents, message)]
        severity = min((reason.severity for reason in kept), default=None)
        return Verdict(severity, _words(kept), angry)

    def _kept(self, intents: Sequence[str], said: list[Found]) -> Iterator[Found]:
        """Of a message that complains of nothing, what was lost counts where it is about this shop and blames."""
        praise = intents[0].startswith("review_") and intents[0] != "review_negative"
        harm_alone = praise or intents[0] in self.beside_the_matter
        for reason in said:
            if reason.angry or reason.severity == "S1" or (reason.severity == GRAVE and not harm_alone):
                yield reason

    def _beside(self, intents: Sequence[str], message: Message) -> Iterator[Found]:
        """Insults weigh by themselves; of a bad review its facts count, and of a question how long was waited."""
        facts: list[Found] = []
        if intents[0] == "review_negative":
            facts = [*self._money(message), *self._waiting(intents, message)]
        elif self.waiting.heard_in(intents):
            facts = list(self._waiting(intents, message))
        yield from (self.subjects[intent] for intent in intents if intent in self.subjects)
        yield from (fact for fact in facts if fact.severity < ORDINARY)

    def _said(self, intents: Sequence[str], message: Message) -> Iterator[Found]:
        everything = any(intent.startswith(_BLAMING) for intent in intents)
        for reason, hits in zip(self.reasons, message.hits, strict=True):
            if reason.subjects and reason.subjects.isdisjoint(intents):
                continue
            matches = self._heard(reason, hits, message.plain, everything=everything)
            found = [reason.found(match, self.numbers) for match in matches]
            yield from sorted(found, key=lambda reason: len(reason.says))[-1:]

    def _heard(
        self, reason: Reason, hits: Sequence[re.Match[str]], plain: str, *, everything: bool
    ) -> Iterator[re.Match[str]]:
        if reason.unmistakable is not None:
            yield from reason.unmistakable.found(plain)
        match everything or reason.in_any_message:
            case True:
                yield from hits
            case "when_caused":
                yield from (hit for hit in hits if self.causes.tell(plain, hit))
            case "when_threatened" if self.threatens.affirmed(plain):
                yield from hits

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

    def _money(self, message: Message) -> Iterator[Found]:
        money = max((int(entity.value) for entity in message.entities if entity.name == "money"), default=0)
        if money >= self.money["at_least"]:
            amount = f"{money:,}".replace(",", ".")
            yield Found(self.money["severity"], self.money["says"].format(amount=amount))
        elif self.millions.affirmed(message.plain):
            yield Found(self.money["severity"], self.money["words_say"])

    def _waiting(self, intents: Sequence[str], message: Message) -> Iterator[Found]:
        return self.waiting.found(intents, message.text, message.plain, message.entities)


def _words(found: Sequence[Found]) -> tuple[str, ...]:
    gravest_first = sorted(found, key=lambda reason: reason.severity)
    return tuple(dict.fromkeys(reason.says for reason in gravest_first))
