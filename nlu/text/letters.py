"""Letters as they are sent, brought to the letters that are meant: composed, visible, Latin."""

import re
import unicodedata
from dataclasses import dataclass

TONES = "\u0300\u0301\u0309\u0303\u0323"
"""Grave, acute, hook above, tilde, dot below: huyền, sắc, hỏi, ngã, nặng."""

_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_HEAP_OF_MARKS = re.compile(rf"([{_MARKS}]{{3}})[{_MARKS}]+")
_LEFT_MARKS = re.compile(f"[{_MARKS}]+")

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
"""What has no look of its own: joiners, directions, variation selectors, tags, and the skin colours of emoji."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_OTHER_ALPHABET = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝ", "ABESIJKMHOPCTYXaesijopcyxhdqw", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυικτχ", "ABEZHIKMNOPTYXavopuiktx", strict=True))
_LOOK_ALIKE = str.maketrans(_CYRILLIC | _GREEK)
_NOT_LATIN = re.compile(rf"\w*[\u0370-\u03ff\u0400-\u052f][\w{_MARKS}]*")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")

_LETTER_OF = str.maketrans(
    dict(zip("ðÐɖƉƋƌđĐǎǍ", "đĐđĐĐđđĐăĂ", strict=True))
    | dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
    | {chr(first + place): chr(ord("a") + place) for first in (0x1F150, 0x1F170) for place in range(26)}
)
"""Letters that Unicode does not call a form of ours, and that are typed for one: ð for đ, small capitals, letters in black discs."""


def nfc(text: str) -> str:
    """Return `text` in Unicode NFC: telephones send the same letter in two ways."""
    return unicodedata.normalize("NFC", text)


def plain_letters(text: str) -> str:
    """Return `text` in the small letters it looks to be written in: 𝗴𝗶á, ｇｉá, gi\u200bá and giа\u0301 (with a Cyrillic а) are giá.

    Emoji keep their looks but lose their skin colour; what is written in another alphabet as a whole stays so.
    """
    if text.isascii():
        return _CONTROL.sub(" ", text).lower()
    shown = _HEAP_OF_MARKS.sub(r"\1", _CONTROL.sub(" ", _UNSEEN.sub("", text)))
    composed = _same_letters(shown).translate(_LETTER_OF)
    if _OTHER_ALPHABET.search(composed) and _LATIN.search(composed):
        composed = nfc(_NOT_LATIN.sub(_in_latin, composed))
    return _LEFT_MARKS.sub("", nfc(composed.lower()))


def _same_letters(text: str) -> str:
    """Return the letters that Unicode says are meant; not where one sign stands for a whole sentence, over and over."""
    meant = unicodedata.normalize("NFKC", text)
    return meant if len(meant) <= 2 * len(text) else nfc(text)


def _in_latin(word: re.Match[str]) -> str:
    """Return a word in Latin letters when all of it looks Latin."""
    latin = word.group().translate(_LOOK_ALIKE)
    return word.group() if _OTHER_ALPHABET.search(latin) else latin


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text).replace("đ", "d")
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_BARE = {place: _without_marks(chr(place)) for place in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))}
"""Letters with marks and the same without, to be looked up: every message is folded many times over."""


def fold(text: str) -> str:
    """Lower-case `text` without any diacritics, as it is typed on a keyboard without Vietnamese: Đẹp -> dep."""
    bare = text.lower() if text.isascii() else text.lower().translate(_BARE)
    return bare if bare.isascii() else _without_marks(bare)


def without_tones(text: str) -> str:
    """Drop the tones and keep the letters' own marks, as hurried people type: "được không" -> "đươc không"."""
    decomposed = unicodedata.normalize("NFD", text)
    return nfc("".join(char for char in decomposed if char not in TONES))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where each of its characters came from: `places[i]` in the original, and one more for its end."""

    text: str
    places: tuple[int, ...]


def folded(text: str) -> Folded:
    """Fold `text` and keep the places, whether its accents are composed or not."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = fold(character)
        characters.append(plain)
        places.extend([place] * len(plain))
    return Folded("".join(characters), (*places, len(text)))
