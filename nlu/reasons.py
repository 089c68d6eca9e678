"""What staff read as the reason for a severity, and the words of data/lexicon/severity.yml that it is found by."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from nlu.lexicon import NUMBER, Phrases, homographs
from nlu.text import fold
from nlu.understanding import Severity

_DIGITS = re.compile(r"\d+")
_SENTENCE = re.compile(r"[.!?;,]")

_TOLD_WITHIN = 200
"""Characters before and after harm in which its cause is told."""

_SUPPOSED_WITHIN, _ASKED_WITHIN = 4, 4
"""Words before and after harm in which it is only supposed or asked about."""


class Found(NamedTuple):
    """A reason found in a message."""

    severity: Severity
    says: str
    angry: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason a message may be grave for: the words staff read, and the words it is found by.

    `counted` is what staff read when the words hold a number. `unmistakable` are words that say the same whatever the
    message is about; `in_any_message` says whether the others do so, too: never, always, when they tell of harm that
    was caused, or when the message threatens. A reason with `subjects` counts in complaints about these only.
    """

    says: str
    counted: str
    severity: Severity
    phrases: Phrases
    unmistakable: Phrases | None
    in_any_message: bool | Literal["when_caused", "when_threatened"]
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
        return bool(self.before.affirmed(told) or self.after.affirmed(match.group() + after))


class Rules:
    """Makes phrases and reasons of what severity.yml holds."""

    def __init__(self, written: Mapping[str, Any], folder: Path) -> None:
        """`written` is what the file holds; `folder` is where homographs.yml lies."""
        self._written, self._exact = written, homographs(folder)
        self._lists = {**written["lists"], NUMBER[1:-1]: written["numbers"]}
        self.numbers = {fold(word): int(value) for word, value in written["numbers"].items()}

    def phrases(
        self,
        words: Sequence[object],
        not_after: Sequence[object] = (),
        accented: Sequence[str] = (),
        not_before: Sequence[object] = (),
    ) -> Phrases:
        """Return patterns for a list of phrases; those among `accented` count only with all their accents."""
        exact = self._exact.union(accented)
        return Phrases.of(
            words, not_after, exact, self._lists, self._written["but_after"], not_before=not_before
        )

    def causes(self) -> Causes:
        """Return how harm is told of in a message that complains of nothing."""
        rules = self._written["causes"]
        return Causes(
            before=self.phrases(rules["before"]),
            after=self.phrases(rules["after"]),
            supposed=self.phrases(rules["supposed"]),
            asked=self.phrases(rules["asked"], rules["not_asked_after"]),
        )

    def reason(self, rule: Mapping[str, Any]) -> Reason:
        """Return one rule as a reason."""
        denials, accented = rule.get("not_after", self._written["not_after"]), rule.get("accented", [])
        elsewhere = rule.get("not_before", ())
        return Reason(
            says=rule["says"],
            counted=rule.get("counted", ""),
            severity=rule["severity"],
            phrases=self.phrases([*rule["words"], *accented], denials, accented, elsewhere),
            unmistakable=self.phrases(rule["unmistakable"], denials) if "unmistakable" in rule else None,
            in_any_message=rule.get("in_any_message", False),
            angry=rule.get("angry", False),
            subjects=frozenset(rule.get("subjects", ())),
        )


def _count(phrase: str, numbers: Mapping[str, int]) -> int:
    """Return the last number in a phrase, 0 when it names none."""
    for word in reversed(phrase.split()):
        if _DIGITS.fullmatch(word):
            return int(word)
        if fold(word) in numbers:
            return numbers[fold(word)]
    return 0
