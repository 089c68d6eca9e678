"""Colours: màu be, xanh navy, đen nhám. Their names are in data/lexicon/entities.yml."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from nlu.entities.found import Found
from nlu.entities.spelling import Pattern, Typed, context, loosely, pattern, without_accents, word
from nlu.lexicon import FOLDER, read
from nlu.text import nfc

_COLOUR_WORD = word(r"màu|mầu")
_JOINING = context(r"(?:hay|hoặc|thành|và|với|sang|hay chỉ có|hay chỉ còn)")
_SOON = context(r"(?:giao|ship|nhanh|lẹ|làm|đi|trả|rep|về|hỏng|hư|phai|lên|ra|bạc)")
"""Before a bare "mau" they make it "soon", or speak of fading."""

_BESIDE = (
    r"(?:hay|hoặc|và|với|vs|,|/|thành|sang|qua|là|có|còn|chỉ|chỉ còn|ra|đặt|giao|gửi|lấy|đổi|nhận|lại|toàn|sắc|tone|tông|\d+|hai|ba|một"
    r"|chọn|nhầm|lộn|kêu|đưa|cái|con|chiếc|đôi|áo|mực)"
)


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of entities.yml, and the patterns they are found by."""

    names: Mapping[str, str]
    behind_colour: Pattern
    shaded: Pattern
    worn: Pattern
    beside: Pattern
    ambiguous: frozenset[str]
    homographs: frozenset[str]
    never_bare: frozenset[str]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """Read entities.yml; raise ValueError when one of its lists names a colour that is not among the colours."""
        written = read("entities", folder)
        _check(written)
        shaded = dict.fromkeys(_shaded(written))
        plain = [*written["colours"], *written["english"]]
        every = f"(?P<colour>{_any_of([*shaded, *plain])})(?!\\w)"
        between = rf"(?: (?!(?:{_any_of(written['not_between'])})(?!\w))[^\W\d_]+){{0,2}}?"
        return cls(
            names={without_accents(nfc(name)): nfc(name) for name in [*shaded, *plain]} | written["english"],
            behind_colour=loosely(rf"(?<!\w)(?:màu|mầu)(?: sắc)? ?:? ?(?:(?:là|có|nào) )?{every}"),
            shaded=pattern(rf"(?<!\w)(?P<colour>{_any_of(shaded)})(?!\w)"),
            worn=pattern(rf"(?<!\w)(?:{_any_of(written['things'])}){between} {every}", exact=True),
            beside=pattern(
                rf"(?<!\w)(?:{_BESIDE} ?{every}|{every.replace('colour', 'sized')} (?:(?:size|sz|cỡ) )?(?:x?[sml]|[2-4]xl)(?!\w))",
                exact=True,
            ),
            ambiguous=frozenset(nfc(name) for name in written["only_behind_colour"]),
            homographs=frozenset(nfc(name) for name in written["homographs"]),
            never_bare=frozenset(nfc(name) for name in written["never_without_accents"]),
        )

    def find(self, typed: Typed) -> Iterator[Found]:
        """Find the colours of `typed`; the value is the colour's name with all its accents."""
        found = [*self._sure(typed)]
        yield from found
        if found or _COLOUR_WORD.anywhere(typed):
            yield from self._clear(self.beside, typed)
            yield from self._clear(self.worn, typed)
        if found:
            others = (self._colour(match) for match in self.beside.finditer(typed))
            yield from (other for other in others if _JOINING.before(typed, other.start))

    def _sure(self, typed: Typed) -> Iterator[Found]:
        for match in self.behind_colour.finditer(typed):
            if not (match.group().isascii() and self._is_soon(typed, match)):
                yield self._colour(match)
        yield from self._clear(self.shaded, typed)
        yield from (found for found in self._clear(self.worn, typed) if found.value not in self.ambiguous)

    def _clear(self, wanted: Pattern, typed: Typed) -> Iterator[Found]:
        for match in wanted.finditer(typed):
            if not self._is_another_word(typed, match):
                yield self._colour(match)

    def _is_another_word(self, typed: Typed, match: re.Match[str]) -> bool:
        """Say whether what was typed without accents is rather another word; "bạc màu" is to fade."""
        bare = typed.bare and self._base(match) in self.ambiguous | self.homographs
        return bare or _COLOUR_WORD.after(typed, match.end())

    def _is_soon(self, typed: Typed, match: re.Match[str]) -> bool:
        """A bare "mau den" is also "mau đến", and "mau do" rather "mẫu đó"."""
        return self._colour(match).value in self.never_bare or _SOON.before(typed, match.start())

    def _base(self, match: re.Match[str]) -> str:
        """Return the colour without its shade."""
        value = str(self._colour(match).value)
        return value if value in self.ambiguous else value.split(maxsplit=1)[0]

    def _colour(self, match: re.Match[str]) -> Found:
        group = str(match.lastgroup)
        return Found(self.names[without_accents(match[group])], *match.span(group))


@cache
def known() -> Colours:
    """Return the colours of data/lexicon/, read when first asked for."""
    return Colours.load()


def colours(typed: Typed) -> Iterator[Found]:
    """Find colours."""
    return known().find(typed)


def _check(written: Mapping[str, Any]) -> None:
    for name in ("only_behind_colour", "homographs", "never_without_accents"):
        for colour in written[name]:
            if colour not in written["colours"]:
                raise ValueError(
                    f'data/lexicon/entities.yml: {name} has "{colour}", which is not among its colours'
                )


def _shaded(written: Mapping[str, Any]) -> Iterator[str]:
    for colour, shades in written["colours"].items():
        for shade in [*shades, *written["shades"]]:
            yield f"{colour} {shade}"
        for shade in shades:
            yield from (f"{colour} {shade} {depth}" for depth in ("đậm", "nhạt"))


def _any_of(names: Iterable[str]) -> str:
    return "|".join(nfc(str(name)) for name in sorted(names, key=len, reverse=True))
