"""Word lists people can read (data/lexicon/), as patterns that find them in what customers type."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from ruamel.yaml import YAML

from nlu.text import fold, nfc, one_tone_placement, read_meanings, spelled_out, without_tones

FOLDER = Path(__file__).parent.parent / "data" / "lexicon"
_UP_TO_THREE_WORDS = r"(?:[^\s.!?]\S* ){0,3}?"
_DENIED_WITHIN = 3
"""Words before a phrase in which a denial counts: the denial itself and two more."""

_REACH = 60
"""Characters before a phrase that hold these words; a longer word holds no denial."""

_SENTENCE_END = re.compile(r"[.!?;,]")

Lists = Mapping[str, Iterable[object]]
"""Words by the name that stands for them in a phrase: "sưng <thân>"."""

NUMBER = "<số>"
"""The list whose place in a phrase a number from 2 to 99 takes as well."""

_SEVERAL_TIMES = "[2-9]|[1-9][0-9]"


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
        return cls(read_meanings(read("abbreviations", folder)))

    def spell_out(self, text: str) -> str:
        """Return `text` in small letters, one spelling, single spaces, abbreviations written out."""
        return spelled_out(text, self.meanings)


@dataclass(frozen=True, slots=True)
class Phrases:
    """A list of phrases to look for. A phrase counts with its accents, without its tones, or without any accent.

    A word typed with other accents is another word: "chạy" is not "cháy"; a homograph counts with its accents alone.
    In a phrase "..." stands for up to three words of one sentence, "a/b" for either word, "<name>" for one of a list.
    Within two words after one of the denials a phrase is denied, and just before one of `not_before` it is something else.
    """

    pattern: re.Pattern[str]
    first_words: frozenset[str]
    denials: re.Pattern[str] | None
    no_denials: re.Pattern[str] | None

    @classmethod
    def of(
        cls,
        phrases: Iterable[object],
        not_after: Iterable[object] = (),
        homographs: Container[str] = (),
        lists: Lists | None = None,
        but_after: Iterable[object] = (),
        *,
        not_before: Iterable[object] = (),
    ) -> Self:
        """Build the patterns once; `not_after` are the denials, `but_after` what holds a denial and denies nothing.

        `not_before` are words that make something else of a phrase they follow: "nổ máy" is no explosion.
        """
        denials, none = [str(phrase) for phrase in not_after], [str(phrase) for phrase in but_after]
        elsewhere, sought = [str(phrase) for phrase in not_before], [str(phrase) for phrase in phrases]
        return cls(
            _pattern(sought, homographs, lists or {}, elsewhere),
            frozenset(word for phrase in sought for word in _first_words(phrase, homographs, lists or {})),
            _pattern(denials, homographs, {}) if denials else None,
            _pattern(none, homographs, {}) if none else None,
        )

    def affirmed(self, text: str) -> int:
        """Count the phrases in `text`, as Abbreviations.spell_out returns it, that are not denied."""
        return sum(1 for _ in self.found(text))

    def found(self, text: str) -> Iterator[re.Match[str]]:
        """Return the places of the phrases that are not denied."""
        return (match for match in self._matches(text) if not self._denied(text, match))

    def denied(self, text: str) -> int:
        """Count those that are denied."""
        return sum(self._denied(text, match) for match in self._matches(text))

    def _matches(self, text: str) -> Iterator[re.Match[str]]:
        """Return the places of the phrases; most lists need no search, because no word of the message begins a phrase of theirs."""
        return iter(()) if self.first_words.isdisjoint(_words(text)) else self.pattern.finditer(text)

    def _denied(self, text: str, match: re.Match[str]) -> bool:
        if self.denials is None or not match.group()[0].isalnum():
            return False  # an emoji is not denied
        near = _SENTENCE_END.split(text[max(0, match.start() - _REACH) : match.start()])[-1]
        before = " ".join(near.split()[-_DENIED_WITHIN:])
        return bool(self.denials.search(self.no_denials.sub("", before) if self.no_denials else before))


@lru_cache(4)
def _words(text: str) -> frozenset[str]:
    """Return the words of the message that a hundred lists are being looked for in."""
    return frozenset(text.split())


def homographs(folder: Path = FOLDER) -> frozenset[str]:
    """Return the words that are other words without their accents."""
    return frozenset(read("homographs", folder)["words"])


def _pattern(
    phrases: list[str], exact: Container[str], lists: Lists, not_before: Iterable[str] = ()
) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    choices = "|".join(_phrase(phrase, exact, lists) for phrase in longest_first)
    behind = "|".join(_phrase(phrase, exact, lists) for phrase in not_before)
    elsewhere = rf"(?! (?:{behind})(?!\S))" if behind else ""
    return re.compile(rf"(?<!\S)(?:{choices})(?!\S){elsewhere}")


def _phrase(phrase: str, exact: Container[str], lists: Lists) -> str:
    words = [_slot(word, lists, exact=phrase in exact) for word in phrase.lower().split()]
    return "".join(words).removesuffix(" ")


def _first_words(phrase: str, exact: Container[str], lists: Lists) -> Iterator[str]:
    """Yield what a phrase may begin with, in every way that it counts."""
    written = phrase.lower().split()[0]
    if written.startswith("<"):
        entries = [str(entry).split()[0] for entry in lists[written[1:-1]]]
    else:
        entries = written.split("/")
    for entry in entries:
        yield from _forms(entry, exact=phrase in exact)
    if written == NUMBER:
        yield from map(str, range(2, 100))


def _slot(written: str, lists: Lists, *, exact: bool) -> str:
    if written == "...":
        return _UP_TO_THREE_WORDS
    if written.startswith("<"):
        entries = [_several(str(entry), exact=exact) for entry in lists[written[1:-1]]]
        return f"(?:{'|'.join([*entries, *([_SEVERAL_TIMES] if written == NUMBER else [])])}) "
    return f"(?:{'|'.join(_word(word, exact=exact) for word in written.split('/'))}) "


def _several(entry: str, *, exact: bool) -> str:
    return " ".join(_word(word, exact=exact) for word in entry.split())


def _word(word: str, *, exact: bool) -> str:
    return f"(?:{'|'.join(re.escape(form) for form in _forms(word, exact=exact))})"


def _forms(word: str, *, exact: bool) -> Iterable[str]:
    """Return the ways in which a word counts: with its accents, without its tone, and without any."""
    typed = one_tone_placement(nfc(word))
    return [typed] if exact else dict.fromkeys((typed, without_tones(typed), fold(typed)))
