"""What a Vietnamese syllable is made of: an onset, a rime and a tone; and how the three are spelled together.

After Đoàn Thiện Thuật, Ngữ âm tiếng Việt (1977): a rime that ends in a stop (c, ch, p, t) takes only sắc and nặng; k, gh and
ngh stand before e, ê, i and c, g, ng before the other vowels; qu is an onset of its own. The rimes ooc and oong of a few loans
("xoong") are left out: nearly everybody who types them means ôc and ông on a keyboard left in Telex.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from nlu.text.letters import TONES, fold, nfc, without_tones

RIMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et  ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu  iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot  oa oac oach oai oam oan oang oanh oao oap oat oay  oăc oăm oăn oăng oăt  oe oen oeo oet
    ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut  uôc uôi uôm uôn uông uôt  uân uâng uât uây  uê uêch uênh uơ  uy uya uych uyên uyêt uynh uyt uyp uyu
    ư ưa ưc ưi ưng ưt ưu  ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
    """.split()  # noqa: SIM905 - a table to be read by rows
)
_AFTER_QU = frozenset(
    """
    a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây e en eo et ê ên êt êu ênh êch
    i ich in it ơ y yt yên yêt ych ynh ôc
    """.split()  # noqa: SIM905 - a table to be read by rows
)
_ONSET = re.compile("ngh|ch|g[hi]|kh|n[gh]|ph|qu|t[hr]|[bcdđghklmnprstvx]|")
_LETTERS = re.compile("[a-zđăâêôơư]+")
_STOPS = ("c", "ch", "p", "t")
_TONES_OF_STOPS = ("", "\u0301", "\u0323")
"""A stop takes sắc or nặng; whoever types no tones types none here."""

_LIPS_AND_C = ("b", "c", "m", "ph", "v")
_ROUNDED = ("oa", "oă", "oe", "uâ", "uê", "uơ", "uy")
"""Rimes that begin with rounded lips; behind these onsets they stand in loans only ("voan", "buýt")."""

_MARKED = "ăâêôơư"
_VOWELS = f"aeiouy{_MARKED}"
LONGEST = 7
"""Letters of the longest syllable: nghiêng."""

_BARE_RIMES = frozenset(map(fold, RIMES))
_BARE_AFTER_QU = frozenset(map(fold, _AFTER_QU))
_HALF_HORNS = re.compile("^(?:ưo|uơ)(?=.)")
MEMORY = 1 << 15
"""Words whose reading is kept: a message is read in parts, and customers use the same words."""


class Syllable(NamedTuple):
    """A syllable in small letters: đường is đ, ương and the grave tone."""

    onset: str
    rime: str
    tone: str

    @property
    def is_whole(self) -> bool:
        """Say whether it has all its accents and could stand in a dictionary; loans are left out."""
        known = self.rime in (_AFTER_QU if self.onset == "qu" else RIMES)
        loan = self.onset == "p" or (self.onset in _LIPS_AND_C and self.rime.startswith(_ROUNDED))
        stopped = not self.tone and self.rime.endswith(_STOPS)
        return known and not loan and not stopped and _is_possible(self)

    def __str__(self) -> str:
        """Spell it, with the tone where most people type it: hòa, khỏe, thúy."""
        after = _place(self.rime) + 1
        return nfc(self.onset + self.rime[:after] + self.tone + self.rime[after:])


def _place(rime: str) -> int:
    """Return which letter of the rime bears the tone."""
    vowels = [place for place, letter in enumerate(rime) if letter in _VOWELS]
    marked = [place for place in vowels if rime[place] in _MARKED]
    open_pair = rime[-1] in _VOWELS and len(vowels) > 1
    return (marked or vowels)[-1] if marked or not open_pair else vowels[-2]


@lru_cache(MEMORY)
def spelling(word: str) -> str | None:
    """Return the one spelling of the syllable `word`, None for any other word: hoà and hòa are hòa, gía is giá."""
    read = syllable(word)
    return str(read) if read else None


@lru_cache(MEMORY)
def syllable(word: str) -> Syllable | None:
    """Return the syllable that `word` (small letters, NFC) is, typed with all, some or none of its accents; None for any other word."""
    if len(word) > LONGEST:
        return None
    tones = [mark for mark in unicodedata.normalize("NFD", word) if mark in TONES]
    toneless = without_tones(word)
    if len(tones) > 1 or not _LETTERS.fullmatch(toneless):
        return None
    read = [found for found in _divided(toneless, "".join(tones)) if _is_possible(found)]
    return next((found for found in read if found.is_whole), read[0] if read else None)


def onsets(word: str) -> tuple[str, ...]:
    """Return the onsets `word` may have: the "gi" of "gìn" is no onset but g and a vowel."""
    longest = _ONSET.match(word).group()  # type: ignore[union-attr] # the pattern matches nothing as well
    return (longest, "g") if longest == "gi" else (longest,)


def _divided(toneless: str, tone: str) -> Iterator[Syllable]:
    for onset in onsets(toneless):
        yield Syllable(onset, _HALF_HORNS.sub("ươ", toneless[len(onset) :]), tone)


def _is_possible(read: Syllable) -> bool:
    bare = fold(read.rime)
    if not bare:
        return False
    known = bare in (_BARE_AFTER_QU if read.onset == "qu" else _BARE_RIMES)
    toned = read.tone in _TONES_OF_STOPS or not bare.endswith(_STOPS)
    return known and toned and _is_spelled_so(read.onset, bare[0])


def _is_spelled_so(onset: str, vowel: str) -> bool:
    if onset in {"c", "ng"}:
        return vowel not in "ei"
    if onset in {"k", "gh", "ngh"}:
        return vowel in "eiy"
    return vowel != {"g": "e", "gi": "i"}.get(onset)


@lru_cache(MEMORY)
def is_syllable(word: str) -> bool:
    """Say whether a word can be a Vietnamese syllable, typed with or without its accents."""
    return syllable(nfc(word.lower())) is not None
