"""Vietnamese text as people type it, brought to one form.

Standard library only: the service and Rasa's environment both import this module, so that the model is asked
with the same letters it was trained on.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_REPEATED_MARK = re.compile(r"([^\w\s])\1+")
_NEW_STYLE_TONE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
_TONES = "\u0300\u0301\u0309\u0303\u0323"

# "đơn 2 sao chưa tới" asks why order 2 has not come.
_STAR_WORD = r"sao(?!\w)(?!\s(?:chưa|chua|không|khong|ko|k|mà|ma|lại|lai|vẫn|van|lâu|lau|vậy|vay)(?!\w))"

_MASKS = (
    (re.compile(r"(?:https?://|www\.)\S+|\b\w+(?:\.\w+)*\.(?:com|vn|net|shop)\b(?:/\S*)?"), " _url_ "),
    (re.compile(r"\S+@\S+\.\w+"), " _email_ "),
    (re.compile(r"(?<!\w)(?:\+?84|0)[\d .\-]{7,12}\d(?!\w)"), " _phone_ "),
    (
        re.compile(r"(?<!\w)(?:#\s?[a-z]{0,4}-?|(?:dh|đh|hd|hđ|md|mđ|spx|ghn)-?|[a-z]{2}-?\d)\d{3,12}(?!\w)"),
        " _order_ ",
    ),
    (
        re.compile(r"(?<!\w)\d[\d.,]*\s?(?:k|tr|triệu|trieu|củ|đ|vnđ|vnd|nghìn|nghin|ngàn|ngan)\d*(?!\w)"),
        " _money_ ",
    ),
    (re.compile(r"(?<!\w)1m\d{1,2}(?!\w)|(?<!\w)\d{2}\s?kg(?!\w)"), " _body_ "),
    (re.compile(rf"(?<!\w)[45]\s?(?:{_STAR_WORD}|[*⭐🌟★]+)|[⭐🌟★]{{4,}}"), " _stars_high_ "),
    (re.compile(rf"(?<!\w)3\s?(?:{_STAR_WORD}|[*⭐🌟★]+)"), " _stars_middle_ "),
    (re.compile(rf"(?<!\w)[012]\s?(?:{_STAR_WORD}|[*⭐🌟★]+)"), " _stars_low_ "),
    (re.compile(r"(?<!\w)\d{5,}(?!\w)"), " _digits_ "),
)
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu?|r|s|th?|tr|v|x)?[aeiouy]{1,3}(?:ch?|m|ng?|nh|p|t)?"
)
"""What a Vietnamese syllable can look like without its accents."""
_TOKEN = re.compile(r"\w+|[^\w\s]")


def nfc(text: str) -> str:
    """Return `text` in Unicode NFC: telephones send the same letter in two ways."""
    return unicodedata.normalize("NFC", text)


def one_tone_placement(text: str) -> str:
    """Write lower-case hoà, khoẻ, thuý as hòa, khỏe, thúy; both spellings are taught in schools and both are typed."""
    return _NEW_STYLE_TONE.sub(_move_tone_to_first_vowel, text)


def _move_tone_to_first_vowel(match: re.Match[str]) -> str:
    decomposed = unicodedata.normalize("NFD", match.group())
    return nfc(decomposed[0] + decomposed[2] + decomposed[1])


def fold(text: str) -> str:
    """Lower-case `text` without any diacritics, as it is typed on a keyboard without Vietnamese: Đẹp -> dep."""
    decomposed = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def without_tones(text: str) -> str:
    """Drop the tones and keep the letters' own marks, as hurried people type: "được không" -> "đươc không"."""
    decomposed = unicodedata.normalize("NFD", text)
    return nfc("".join(char for char in decomposed if char not in _TONES))


def calm(text: str) -> str:
    """Take the shouting out of lower-case `text`: đẹppp -> đẹp, !!! -> !."""
    return _REPEATED_MARK.sub(r"\1", _STRETCHED.sub(r"\1", text))


def mask(text: str) -> str:
    """Replace links, phone numbers, order codes, stars and amounts of money in lower-case `text` by one word each.

    For the model only: one price is as good as another to tell a question from a complaint. What is kept of a
    message is never masked.
    """
    for pattern, word in _MASKS:
        text = pattern.sub(word, text)
    return text


def words(text: str) -> list[str]:
    """Split into words, masks, and single signs; an emoji is a word of its own."""
    return _TOKEN.findall(text)


def for_model(text: str, abbreviations: Mapping[str, str]) -> str:
    """Return the words the model sees, separated by single spaces.

    `abbreviations` says what is written for what, in small letters ("ko" -> "không"); see data/lexicon/abbreviations.yml.
    """
    plain = one_tone_placement(calm(mask(nfc(text).lower())))
    return " ".join(abbreviations.get(word, word) for word in words(plain))


Concepts = Mapping[str, list[list[str]]]
"""Phrases by their folded form, each with its concept: "noi com" -> [["nồi cơm", "_product_"]]."""

_LONGEST_PHRASE = 4


def concept_forms(groups: Mapping[str, Iterable[str]]) -> dict[str, list[list[str]]]:
    """Return the phrases of data/lexicon/concepts.yml, to be found by their folded form."""
    forms: dict[str, list[list[str]]] = {}
    for name, phrases in groups.items():
        for phrase in phrases:
            plain = one_tone_placement(nfc(str(phrase).lower()))
            forms.setdefault(fold(plain), []).append([plain, f"_{name}_"])
    return forms


def with_concepts(text: str, forms: Concepts) -> str:
    """Replace the words of `text`, as `for_model` returns it, by the concepts they stand for, the longest phrase first."""
    rest, said = text.split(), []
    while rest:
        length, concept = _concept_at_start(rest, forms)
        said.append(concept)
        rest = rest[length:]
    return " ".join(said)


def _concept_at_start(rest: list[str], forms: Concepts) -> tuple[int, str]:
    for length in range(min(_LONGEST_PHRASE, len(rest)), 0, -1):
        typed = " ".join(rest[:length])
        candidates = forms.get(fold(typed), ())
        for meant, concept in sorted(candidates, key=lambda candidate: candidate[0] != typed):
            if may_be(typed, meant):
                return length, concept
    return 1, _word_class(rest[0])


def may_be(typed: str, meant: str) -> bool:
    """Say whether `typed` can be `meant`, each word with all its accents, without its tone, or without any."""
    if typed == meant:
        return True
    pairs = zip(typed.split(), meant.split(), strict=True)
    return all(word in {whole, without_tones(whole), fold(whole)} for word, whole in pairs)


def is_syllable(word: str) -> bool:
    """Say whether a word can be a Vietnamese syllable, typed with or without its accents."""
    return bool(_SYLLABLE.fullmatch(fold(word)))


def _word_class(word: str) -> str:
    if word.isdigit():
        return "_number_"
    return word if is_syllable(word) or not word.isalpha() else "_foreign_"


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
