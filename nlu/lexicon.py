"""Word lists people can read (data/lexicon/), as patterns that find them in what customers type."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from ruamel.yaml import YAML

from nlu.text import calm, fold, nfc, one_tone_placement, without_tones, words

FOLDER = Path(__file__).parent.parent / "data" / "lexicon"
_UP_TO_THREE_WORDS = r"(?:\S+ ){0,3}?"
_DENIED_WITHIN = 3
"""Words before a phrase in which a denial counts: the denial itself and two more."""


def read(name: str, folder: Path = FOLDER) -> Any:  # noqa: ANN401 - what a YAML file holds, its reader knows
    """Return what `<name>.yml` of the lexicon holds."""
    return YAML(typ="safe", pure=True).load((folder / f"{name}.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """What customers type short, and what it means."""

    meanings: dict[str, str]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read abbreviations.yml."""
        return cls({str(short): str(long) for short, long in read("abbreviations", folder).items()})

    def spell_out(self, text: str) -> str:
        """Return `text` in small letters, one tone placement, single spaces, abbreviations written out."""
        plain = one_tone_placement(calm(nfc(text).lower()))
        return " ".join(self.meanings.get(word, word) for word in words(plain))


@dataclass(frozen=True, slots=True)
class Phrases:
    """A list of phrases to look for. A phrase counts with its accents, without its tones, or without any accent.

    A word typed with other accents is another word: "chạy" is not "cháy". Within two words after one of the
    denials a phrase is denied.
    """

    pattern: re.Pattern[str]
    denials: re.Pattern[str] | None

    @classmethod
    def of(cls, phrases: Iterable[object], not_after: Iterable[object] = ()) -> Self:
        """Build the patterns once; `not_after` are the denials."""
        denials = [str(phrase) for phrase in not_after]
        return cls(_pattern([str(phrase) for phrase in phrases]), _pattern(denials) if denials else None)

    def affirmed(self, text: str) -> int:
        """Count the phrases in `text`, as Abbreviations.spell_out returns it, that are not denied."""
        return sum(not self._denied(text, match) for match in self.pattern.finditer(text))

    def denied(self, text: str) -> int:
        """Count those that are denied."""
        return sum(self._denied(text, match) for match in self.pattern.finditer(text))

    def _denied(self, text: str, match: re.Match[str]) -> bool:
        before = " ".join(text[: match.start()].split()[-_DENIED_WITHIN:])
        return bool(self.denials and self.denials.search(before))


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<!\S)(?:{'|'.join(_phrase(phrase) for phrase in longest_first)})(?!\S)")


def _phrase(phrase: str) -> str:
    pattern = ""
    for word in phrase.lower().split():
        pattern += _UP_TO_THREE_WORDS if word == "..." else f"{_word(word)} "
    return pattern.removesuffix(" ")


def _word(word: str) -> str:
    typed = one_tone_placement(nfc(word))
    forms = dict.fromkeys((typed, without_tones(typed), fold(typed)))
    return f"(?:{'|'.join(re.escape(form) for form in forms)})"
