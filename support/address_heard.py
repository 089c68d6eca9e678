"""What customers say of how they are addressed: the frames of such sentences; their words are in data/address.yml.

Only what is surely meant of the writer counts: the word stands at the beginning of a clause, or behind "for", "help"
and "order of", and before something that only a customer does. A message written without accents is read more
narrowly, because there "chi" may be a woman, a cost or "only".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, NamedTuple

from pydantic import Field

from nlu.text import calm, fold, nfc, one_tone_placement, words
from settings.schema import Section
from settings.values import Text

Listed = Annotated[tuple[Text, ...], Field(strict=False)]
Found = Sequence[re.Match[str]]
EDGE = "|"  # between clauses: every sign and emoji is one
NAME = "_"  # in place of somebody's name


class Told(NamedTuple):
    """What a message says of how its writer is addressed.

    `form` is how, None when only the form `refused` is not wanted. `explicit`: it was said, not just heard from how they
    speak. `named`: said for its own sake, so that it deserves an answer. `alone`: the message says nothing else.
    """

    form: str | None
    refused: str | None = None
    explicit: bool = False
    named: bool = False
    alone: bool = False


class Words(Section):
    """The file data/address.yml; what each list is for stands there."""

    word: Text
    not_behind: Listed
    forms: dict[Text, Listed]
    sexes: dict[Text, Listed]
    only_told: Listed
    unclear_without_accents: Listed
    selves: Listed
    other_selves: Listed
    leads: Listed
    deeds: Listed
    deeds_without_accents: Listed
    small_deeds: Listed
    only: Listed
    not_followed_by: Listed
    unanswered: Listed
    wishes: Listed
    to: Listed
    gives: Listed
    helps: Listed
    help_ends: Listed
    orders: Listed
    order_ends: Listed
    calls_before: Listed
    calls_after: Listed
    call: Listed
    urges: Listed
    as_what: Listed
    call_ends: Listed
    as_ends: Listed
    refusals: Listed
    no_more: Listed
    is_not: Listed
    said_ends: Listed
    told_along: Listed
    fillers: Listed


def clauses(text: str, lists: Words) -> str:
    """Return the words of a message in small letters with an EDGE between its clauses; a name that is also a word is NAME."""
    names = {sex for sexes in lists.sexes.values() for sex in sexes}
    tokens = words(one_tone_placement(nfc(text)))
    shown = [
        NAME if place and not text.isupper() and token.istitle() and token.lower() in names else token.lower()
        for place, token in enumerate(tokens)
    ]
    return " ".join(
        [EDGE, *(calm(word) if word[0].isalnum() or word == NAME else EDGE for word in shown), EDGE]
    )


class Ear:
    """Hears one way of writing: with accents, or (`bare`) without any."""

    def __init__(self, lists: Words, *, bare: bool) -> None:
        self._lists, self._bare = lists, bare
        self._forms = {self._typed(form): form for form in (*lists.forms, lists.word)}
        self._forms |= {short: form for form, shorts in lists.forms.items() for short in shorts}
        self._sexes = {
            typed: form for form, names in lists.sexes.items() for name in names for typed in self._ways(name)
        }
        self._told = [re.compile(frame) for frame in self._told_frames()]
        self._overheard = [re.compile(frame) for frame in self._overheard_frames()]
        self._fillers = re.compile(rf"(?<= )(?:\||{self._any(lists.fillers)})(?= |$)")

    def told(self, said: str) -> Told | None:
        """Return what is said outright in the clauses of a message; of several the last."""
        found = [match for frame in self._told for match in frame.finditer(said)]
        if not found:
            return None
        found.sort(key=lambda match: match.end())
        forms = [form for match in found if (form := self._meant(match))]
        refused = [self._forms[match["refused"]] for match in found if _part(match, "refused")]
        return Told(
            forms[-1] if forms else None,
            refused[-1] if refused else None,
            explicit=True,
            named=not all(_part(match, "along") for match in found),
            alone=self._says_nothing_else(said, found),
        )

    def overheard(self, said: str) -> Told | None:
        """Return how somebody speaks of themselves in the clauses of a message; whom they call so is not them."""
        found = [match for frame in self._overheard for match in frame.finditer(said)]
        found.sort(key=lambda match: match.end())
        forms = [self._forms[match["form"]] for match in found if not _part(match, "given")]
        theirs = [form for form in forms if not self._is_called(said, form)]
        return Told(theirs[-1]) if theirs else None

    def _told_frames(self) -> Iterator[str]:
        lists, sex = self._lists, _any(self._sexes)
        form = _any(map(self._typed, (*lists.forms, lists.word)))
        start, myself, call = self._start(), self._any(lists.selves), self._any(lists.call)
        as_what, is_not = self._any(lists.as_what), self._any(lists.is_not)
        as_ends = self._any((*lists.call_ends, *lists.as_ends))
        call_ends, said = self._any(lists.call_ends), rf"(?: {self._any(lists.said_ends)})*"
        over = rf"(?: {self._any(lists.no_more)})*(?= \|)"
        refusal = (
            rf"(?:{myself} )?{self._any(lists.refusals)} (?:{call} )?(?:{myself} )?(?:{as_what} )?"
            rf"(?P<refused>{form})"
        )
        yield rf"{start}{call} (?:{myself} )?{as_what} (?P<form>{form})(?: {as_ends})*(?= \|)"
        yield rf"{start}{call} (?P<form>{form})(?: {call_ends})+(?= )"
        yield rf"{start}{self._any(lists.urges)} {call} (?P<form>{form})(?= \|)"
        yield rf"{start}{refusal}{over}"
        yield rf"{start}{myself} {is_not} (?P<refused>{form}){over}"
        yield rf"{start}{myself} {is_not} (?P<not_sex>{sex}){over}"
        yield (
            rf"{start}(?:{refusal} )?(?P<self>{myself}) {as_what} (?P<sex>{sex}){said}"
            rf"(?:(?: \|)* {is_not} (?:{form}|{sex})\b|(?= \|)|(?P<along> (?=\d|{self._any(lists.told_along)} )))"
        )
        needed = "" if self._bare else "?"
        yield rf"{start}(?:{as_what} ){needed}(?P<form>{form}){said}(?: \|)* {is_not} (?P<refused>{form}){said}(?= \|)"
        yield rf"{start}{is_not} (?P<refused>{form})(?: \|)*(?: \w+)? {as_what} (?P<form>{form}){said}(?= \|)"

    def _overheard_frames(self) -> Iterator[str]:
        lists, start, to = self._lists, self._start(), self._any(self._lists.to)
        own = [form for form in lists.forms if form not in lists.only_told]
        clear = [form for form in own if not (self._bare and form in lists.unclear_without_accents)]
        short = _any([*map(self._typed, own), *(each for form in own for each in lists.forms[form])])
        deeds = self._any(lists.deeds_without_accents if self._bare else lists.deeds)
        others = self._any(lists.not_followed_by)
        for_others = rf"(?![^|]* {self._any((*lists.helps, *lists.to))} {others} )"
        open_question = rf"(?![^|]* {self._any(lists.unanswered)} \|)"
        yield (
            rf"{start}(?P<form>{_any(map(self._typed, clear))}) {deeds}(?= )(?! {others} ){for_others}{open_question}"
        )
        yield (
            rf"{start}(?P<form>{_any(map(self._typed, own))}) {self._any(lists.small_deeds)}(?= )"
            rf"(?![^|]* {self._any(lists.only)} )"
        )
        yield rf"(?P<given> {self._any(lists.gives)})? {to} (?P<form>{short}) {self._any(lists.wishes)}(?= )"
        yield rf" {self._any(lists.helps)} (?P<form>{short})(?= (?:\||{self._any(lists.help_ends)} ))"
        yield rf" {self._any(lists.orders)} (?P<form>{short})(?= (?:\||{self._any(lists.order_ends)} ))"

    def _meant(self, found: re.Match[str]) -> str | None:
        """The form that a sentence asks for; who says of what sex they are is called by the word they use of themselves, if it is one."""
        if form := _part(found, "form"):
            return self._forms[form]
        if sex := _part(found, "sex"):
            own = self._forms.get(found["self"])
            return own if own in self._lists.sexes or own in self._older() else self._sexes[sex]
        if other := _part(found, "not_sex"):
            return next(form for form in self._lists.sexes if form != self._sexes[other])
        return None

    def _older(self) -> set[str]:
        return set(self._lists.forms) - set(self._lists.sexes) - set(self._lists.only_told)

    def _is_called(self, said: str, form: str) -> bool:
        """Whether somebody calls the shop by this form, or speaks of themselves by another word."""
        lists, called = self._lists, _any(self._ways(form))
        calling = rf" (?:{self._any(lists.calls_before)} {called}(?= \|)|{called} {self._any(lists.calls_after)}(?= ))"
        return re.search(rf"{calling}| {self._any(lists.other_selves)}(?= )", said) is not None

    def _says_nothing_else(self, said: str, found: Found) -> bool:
        for match in found:
            said = said.replace(match.group(), EDGE, 1)
        return not self._fillers.sub("", f" {said}").split()

    def _start(self) -> str:
        return rf"(?<=\| )(?:{self._any(self._lists.leads)} )*"

    def _any(self, phrases: Iterable[str]) -> str:
        return _any(way for phrase in phrases for way in self._ways(phrase))

    def _ways(self, phrase: str) -> set[str]:
        """How a phrase is typed; among words with accents one without any is common."""
        return {self._typed(phrase), fold(phrase)}

    def _typed(self, phrase: str) -> str:
        return fold(phrase) if self._bare else one_tone_placement(phrase)


def _any(phrases: Iterable[str]) -> str:
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


def _part(found: re.Match[str], name: str) -> str | None:
    return found.groupdict().get(name)
