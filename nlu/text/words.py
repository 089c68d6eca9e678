"""The words of a message as the model and the rules see them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from nlu.text.letters import plain_letters
from nlu.text.masks import mask, mask_links
from nlu.text.syllables import spelling
from nlu.text.typed import respelled

_REPEATED_MARK = re.compile(r"([^\w\s⭐🌟★])\1+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_ACCENTED_WORD = re.compile(r"[^\W\d_]+")
FACE = re.compile(
    r"(?<![\w/])(?:t[._]t|[oóòuqx][._][oóòuqx]|xd)(?![\w/])"
    r"|(?<![\d/])[:;=]['^-]?(?:[)(\]\[*|<>]|[dpv3ox](?!\w))"
    r"|</?3(?!\s?\d|\s?[^\W\d_]{1,5}(?!\w))|(?<!\w)(?:\^[_.]?\^|([-=><~@])[._]{1,3}[-=><~@]|\^)"
)
"""Faces made of signs, in small letters and without repeated signs."""

_LONGEST_PHRASE = 3


def words(text: str) -> list[str]:
    """Split into words, masks, and single signs; an emoji is a word of its own."""
    return _TOKEN.findall(text)


def calm(text: str) -> str:
    """Take the shouting out of lower-case `text`: đẹppp -> đẹp, !!! -> !."""
    return _REPEATED_MARK.sub(r"\1", _STRETCHED.sub(r"\1", text))


def one_tone_placement(text: str) -> str:
    """Write hoà, khoẻ, thuý as hòa, khỏe, thúy; both spellings are taught in schools and both are typed. So is gía for giá."""
    return text if text.isascii() else _ACCENTED_WORD.sub(_placed, text)


def _placed(match: re.Match[str]) -> str:
    word = match.group()
    placed = None if word.isascii() else spelling(word.lower())
    if placed is None:
        return word
    return (
        placed.upper()
        if word.isupper() and len(word) > 1
        else placed.capitalize()
        if word[0].isupper()
        else placed
    )


def for_model(text: str, meanings: Mapping[str, str]) -> str:
    """Return the words the model sees, separated by single spaces.

    `meanings` says what is meant by what is typed, in small letters ("ko" -> "không", "boss" -> "boss"); see data/lexicon/abbreviations.yml.
    """
    plain = calm_signs(mask_links(plain_letters(text)))
    return _meant(words(mask(_spelled(plain, meanings))), meanings)


def spelled_out(text: str, meanings: Mapping[str, str]) -> str:
    """Return `text` in small letters, one spelling, single spaces, abbreviations written out."""
    return _meant(words(_spelled(calm_signs(plain_letters(text)), meanings)), meanings)


def calm_signs(text: str) -> str:
    """Leave one of a sign repeated; stars are counted, so they stay."""
    return _REPEATED_MARK.sub(r"\1", text)


def _spelled(text: str, meanings: Mapping[str, str]) -> str:
    return respelled(FACE.sub(lambda face: f" {meanings.get(face.group(), face.group())} ", text), meanings)


def _meant(typed: Sequence[str], meanings: Mapping[str, str]) -> str:
    """Return the words with abbreviations written out; a second time, because "lm răng" is a phrase only as "làm răng"."""
    once = " ".join(_written_out(typed, meanings))
    return once if once == " ".join(typed) else " ".join(_written_out(once.split(), meanings))


def _written_out(typed: Sequence[str], meanings: Mapping[str, str]) -> Iterator[str]:
    """Yield the words, abbreviations written out, the longest phrase first."""
    place = 0
    while place < len(typed):
        for length in range(_LONGEST_PHRASE, 0, -1):
            phrase = " ".join(typed[place : place + length])
            if phrase in meanings or length == 1:
                yield meanings.get(phrase, phrase)
                place += length
                break
