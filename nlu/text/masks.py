"""Links, phone numbers, order codes, stars and amounts of money: one word each for the model."""

import re
from collections.abc import Iterable

# "đơn 2 sao chưa tới" asks why order 2 has not come.
_STAR_WORD = r"sao(?!\w)(?!\s(?:chưa|chua|không|khong|ko|k|mà|ma|lại|lai|vẫn|van|lâu|lau|vậy|vay)(?!\w))"
_SITE = (
    r"(?<![\w.])(?:[\w-]{1,63}\.){1,5}(?:com|vn|net|org)(?!\w)(?:/\S*)?|(?<![\w.])[a-z0-9-]{1,63}\.shop/\S*"
)
_MONEY = r"(?:k|tr|triệu|trieu|củ|đ|vnđ|vnd|nghìn|nghin|ngàn|ngan)"

_LINKS = (
    (re.compile(r"(?:https?://|www\.)\S+"), " _url_ "),
    (re.compile(r"(?<![\w.@])[^\s@]{1,64}@[^\s@]{1,253}\.\w+"), " _email_ "),
    (re.compile(_SITE), " _url_ "),
)
_MASKS = (
    (re.compile(r"(?<!\w)(?:\+?84|0)[\d .\-]{7,12}\d(?!\w)"), " _phone_ "),
    (
        re.compile(r"(?<!\w)(?:#\s?[a-z]{0,4}-?|(?:dh|đh|hd|hđ|md|mđ|spx|ghn)-?|[a-z]{2}-?\d)\d{3,12}(?!\w)"),
        " _order_ ",
    ),
    (re.compile(rf"(?<!\w)\d[\d.,]{{0,20}}\s?{_MONEY}\d*(?!\w)"), " _money_ "),
    (re.compile(r"(?<!\w)1m\d{1,2}(?!\w)|(?<!\w)\d{2}\s?kg(?!\w)"), " _body_ "),
    (re.compile(rf"(?<!\w)5\s?(?:{_STAR_WORD}|[*⭐🌟★]+)|[⭐🌟★]{{5,}}"), " _stars_high_ "),
    (re.compile(rf"(?<!\w)4\s?(?:{_STAR_WORD}|[*⭐🌟★]+)|[⭐🌟★]{{4}}"), " _stars_good_ "),
    (re.compile(rf"(?<!\w)3\s?(?:{_STAR_WORD}|[*⭐🌟★]+)"), " _stars_middle_ "),
    (re.compile(rf"(?<!\w)[012]\s?(?:{_STAR_WORD}|[*⭐🌟★]+)"), " _stars_low_ "),
    (re.compile(r"(?<!\w)\d{5,}(?!\w)"), " _digits_ "),
)


_MAY_BE_LINK = re.compile("[.@]|://")
_MAY_BE_MASKED = re.compile("[0-9⭐🌟★]")
"""Without one of these a text has nothing to mask; most texts have none, and a dozen searches are spared."""


def mask_links(text: str) -> str:
    """Replace links and addresses of mail in lower-case `text` by one word each."""
    return _masked(text, _LINKS) if _MAY_BE_LINK.search(text) else text


def mask(text: str) -> str:
    """Replace phone numbers, order codes, stars and amounts of money in lower-case `text` by one word each.

    For the model only: one price is as good as another to tell a question from a complaint. What is kept of a
    message is never masked.
    """
    return _masked(text, _MASKS) if _MAY_BE_MASKED.search(text) else text


def _masked(text: str, masks: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, word in masks:
        text = pattern.sub(word, text)
    return text
