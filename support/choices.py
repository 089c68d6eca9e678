"""What customers choose from when a ticket is made out, and the words that say it, kept in `data/choices.yml`.

Words are written there with their accents; a word typed without any counts as well, one with other accents does not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from nlu.text import fold, nfc, one_tone_placement
from settings.checked_yaml import checked, read_yaml
from settings.schema import Section
from settings.values import Text

Tokens = tuple[str, ...]
_CLAUSE = re.compile(r"[,.;:!?\n…()]+")
_WORD = re.compile(r"\w+")
MOST_BETWEEN = 3
EVERYWHERE = "any"


class Choice(Section):
    """Something that may be chosen: its `label` on buttons and cards and the words that say it."""

    label: Text
    words: list[Text]
    short: tuple[Text, ...] = Field((), strict=False)
    topics: tuple[Text, ...] = Field((), strict=False)
    unless: tuple[Text, ...] = Field((), strict=False)
    then: Text | None = None
    number: bool = False


class _File(Section):
    """The file."""

    negations: list[Text]
    between: list[Text]
    tags: list[Text]
    whether: list[Text]
    into: list[Text]
    vague: list[Text]
    fillers: list[Text]
    questions: list[Text]
    skip: dict[str, list[Text]]
    wishes: dict[str, Choice]
    choices: dict[str, dict[str, Choice]]
    stages: dict[Literal["on_its_way", "delivered"], list[Text]]


@dataclass(frozen=True)
class Choices:
    """Everything that may be chosen, by the name of the question and of the choice."""

    of: Mapping[str, Mapping[str, Choice]] = field(default_factory=dict)
    wishes: Mapping[str, Choice] = field(default_factory=dict)
    stages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    skips: Mapping[str, Sequence[str]] = field(default_factory=dict)
    negations: Sequence[str] = ()
    between: Sequence[str] = ()
    tags: Sequence[str] = ()
    whether: Sequence[str] = ()
    into: Sequence[str] = ()
    vague: Sequence[str] = ()
    fillers: Sequence[str] = ()
    questions: Sequence[str] = ()

    def label(self, name: str, key: str) -> str:
        """Return a choice in words, its own name when the shop has taken it away."""
        choice = self.of.get(name, {}).get(key)
        return choice.label if choice else key

    def offered(self, name: str, topic: str) -> Mapping[str, Choice]:
        """Return what is offered as an answer to a question in a case of this topic."""
        return {key: choice for key, choice in self.of.get(name, {}).items() if _is_for(choice, topic)}

    def find(self, name: str, text: str, topic: str, *, asked: bool) -> str | None:
        """Return the first choice that a message speaks for; while it is `asked`, short words and all topics count."""
        known = self.of.get(name, {}) if asked else self.offered(name, topic)
        said = {
            key: place
            for key, choice in known.items()
            if (place := self._place(choice, text, asked=asked)) is not None
        }
        return min(said, key=lambda key: said[key]) if said else None

    def wish(self, text: str) -> str | None:
        """Return the topic of data/answers.yml that a message plainly asks for, None when it only wants to know."""
        return next(
            (
                key
                for key, choice in self.wishes.items()
                if self._place(choice, text, asked=False) is not None
            ),
            None,
        )

    def stage(self, status: str | None) -> str:
        """Return what the status of an order means: "on_its_way", "delivered" or "" for anything else."""
        said = _tokens(status or "")
        fitting = [
            (len(tokens), stage)
            for stage, phrases in self.stages.items()
            for tokens in map(_tokens, phrases)
            if _starts(said, tokens)
        ]
        return max(fitting)[1] if fitting else ""

    def is_skip(self, name: str, text: str) -> bool:
        """Return whether a message says no more than that the question of this name will not be answered."""
        fillers = {fold(word) for word in self.fillers}
        said = self._with_one_no(_tokens(text))
        bare = tuple(token for token in said if fold(token) not in fillers)
        if bare and _is_made_of(bare, self._skips(EVERYWHERE)):
            return True
        return any(_starts(said, phrase) for phrase in self._skips(name))

    def _skips(self, name: str) -> list[Tokens]:
        return [self._with_one_no(_tokens(phrase)) for phrase in self.skips.get(name, ())]

    def _with_one_no(self, tokens: Tokens) -> Tokens:
        """Write every way to say no as the first one."""
        no = self.negations[0] if self.negations else ""
        return tuple(no if _is_one_of(token, self.negations) else token for token in tokens)

    def is_question(self, text: str) -> bool:
        """Return whether a message asks something."""
        return "?" in text or any(_starts(_tokens(text), _tokens(phrase)) for phrase in self.questions)

    def value_after(self, text: str, choice: Choice) -> str | None:
        """Return what a message wants something changed to, None when that is not said or only "another one"."""
        ends = [found.end() for found in _WORD.finditer(nfc(text)) if _is_one_of(found[0].lower(), self.into)]
        value = nfc(text)[ends[-1] :].strip(" .!") if ends else ""
        vague = any(_is_one_of(token, self.vague) for token in _tokens(value))
        if choice.number:
            vague = not any(character.isdigit() for character in value)
        return None if vague or not value else value

    def _place(self, choice: Choice, text: str, *, asked: bool) -> int | None:
        """Where a message first speaks for a choice, None when it does not, or speaks against it."""
        phrases = [*choice.words, *(choice.short if asked else ())]
        before = 0
        for clause in map(_tokens, _CLAUSE.split(text)):
            barred = any(_starts(clause, _tokens(phrase)) for phrase in choice.unless)
            places = [] if barred else sorted(self._affirmed(clause, phrases))
            if places:
                return before + places[0]
            before += len(clause) + 1
        return None

    def _affirmed(self, clause: Tokens, phrases: Sequence[str]) -> Iterator[int]:
        for phrase in phrases:
            for start in _starts(clause, _tokens(phrase)):
                if not self._denied(clause, start) and not self._asks_whether(clause, start):
                    yield start

    def _asks_whether(self, clause: Tokens, start: int) -> bool:
        """Whether it is asked about and not wished for: "có hoàn tiền không"."""
        asked = start > 0 and _is_one_of(clause[start - 1], self.whether)
        return asked and _is_one_of(clause[-1], self.negations)

    def _denied(self, clause: Tokens, start: int) -> bool:
        """Whether a "no" stands before this place, with at most some words of wanting between."""
        place = start - 1
        while place >= max(0, start - MOST_BETWEEN) and _is_one_of(clause[place], self.between):
            place -= 1
        if place < 0 or not _is_one_of(clause[place], self.negations):
            return False
        return place == 0 or not _is_one_of(clause[place - 1], self.tags)


def load(path: Path) -> Choices:
    """Read the choices.

    Raises:
        SettingsError: the file is missing, or a line of it cannot be right; file, line, found and expected.
    """
    file = checked(_File, read_yaml(path), path.name)
    stages: Mapping[str, Sequence[str]] = dict(file.stages.items())
    words = ("negations", "between", "tags", "whether", "into", "vague", "fillers", "questions")
    return Choices(
        file.choices, file.wishes, stages, file.skip, **{name: getattr(file, name) for name in words}
    )


def _is_for(choice: Choice, topic: str) -> bool:
    return not choice.topics or topic in choice.topics


@lru_cache(maxsize=2000)
def _tokens(text: str) -> Tokens:
    return tuple(_WORD.findall(one_tone_placement(nfc(text).lower())))


def _starts(said: Tokens, phrase: Tokens) -> list[int]:
    """Every place at which a phrase begins in what was said."""
    last = len(said) - len(phrase)
    return [start for start in range(last + 1) if phrase and _same(said[start : start + len(phrase)], phrase)]


def _same(said: Tokens, phrase: Tokens) -> bool:
    return len(said) == len(phrase) and all(map(_is_word, said, phrase))


def _is_made_of(said: Tokens, phrases: Sequence[Tokens]) -> bool:
    """Whether something consists of these phrases and nothing else."""
    begins = (phrase for phrase in phrases if phrase and _same(said[: len(phrase)], phrase))
    return not said or any(_is_made_of(said[len(phrase) :], phrases) for phrase in begins)


def _is_word(typed: str, word: str) -> bool:
    """Whether a typed word is this one; typed without accents it may be."""
    return typed == word or (typed.isascii() and typed == fold(word))


def _is_one_of(typed: str, words: Sequence[str]) -> bool:
    return any(_is_word(typed, word) for word in words)
