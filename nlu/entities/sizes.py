"""Sizes of clothes and shoes: S to 4XL, 39, a baby's 9-12m. Heights and weights are none."""

import re
from collections.abc import Iterator

from nlu.entities.found import Found
from nlu.entities.spelling import Typed, context, pattern

_LETTERS = r"(?:[2-6]xl|x{1,5}l|x{0,2}s|m|l)"
_MONTHS = r"\d{1,2} ?- ?\d{1,2} ?(?:m|tháng)"
_SIZE_WORD = r"(?:size|sz|saiz|siz|~cỡ)"

_NAMED = pattern(
    rf"(?<!\w){_SIZE_WORD}(?:(?: số)? ?:? ?)(?P<value>{_MONTHS}|\d{{1,2}}m|(?<![^\W\d]){_LETTERS}|\d{{1,3}}(?:[.,]5)?)(?!\w|[.,]\d)"
)
_ANOTHER = pattern(
    rf"(?<!\w)(?:{_SIZE_WORD} )(?:\w{{1,3}} ?(?:,|/|-|và|với|hay|hoặc|lên|xuống|qua|sang|thành|or|vs|đến|tới) ?){{1,3}}(?P<value>{_LETTERS}|\d{{2}})(?!\w|[.,]\d)"
)
"""The last of a row: size M, L hay XL."""

_EXCHANGED = pattern(
    r"(?<![\w.,/#-])(?P<from>3[3-9]|4[0-6]) (?:thành|lên|xuống|qua|sang) (?P<to>3[3-9]|4[0-6])(?![\w/%-]|[.,]\d)"
)
_BIG_LETTERS = context(r"(?P<value>[2-6]xl|x{2,5}l|xl|xs)")
_PAIR = pattern(
    r"(?<![\w/-])(?P<from>s|m|l|x{1,3}l) ?(?:hay|hoặc|or|với|và|lên|xuống|thành) ?(?P<to>s|m|l|x{1,3}l)(?![\w/-])"
)
_CLOTHES = context(r"(?:áo|váy|quần|đầm|đồ|mặc|bận|bỉm|tã|size|sz|form|hoodie|vay|quan|dam|mac)")
_CAPITAL = pattern(r"(?<=[\w,/-] )(?P<value>[sml]|xl|xs)(?!\w)")
_WEAR_SMALL = pattern(
    r"(?<!\w)(?:mặc|bận) (?P<value>s|m|l|xl)(?= ?(?:$|[,.?!]|(?:đc|được|dc|vừa|có|co|k|ko|không|hông|hay|là|thì|nha|nhé|chật|rộng|bị|mà)(?!\w)))"
)
_MONTHS_ALONE = pattern(r"(?<![\w/.,-])(?P<value>\d{1,2} ?- ?\d{1,2}m)(?!\w)")

_SHOE = pattern(r"(?<![\w.,/#-])(?P<value>(?:3[3-9]|4[0-6])(?:[.,]5)?)(?![\w/%-]|[.,]\d)")
_SHOES = context(
    rf"(?:giày|giầy|dép|sandal|boot|boots|guốc|sneaker|đôi|{_SIZE_WORD}|số đo chân|chân|doi|giay|dep)"
)
_SHOE_BEFORE = context(
    rf"(?:{_SIZE_WORD}|số|đôi|giày|dép|lên|xuống|lấy|thành|mang|đi|qua|sang|bằng|hay|từ|đổi|là|và|con|co|so|lay|len|doi)"
)
_SHOE_AFTER = context(r"(?:lên|xuống|thành|bên|qua|sang|lấy|đổi|hay|là|còn|mang|có)")
_UNIT_AFTER = context(
    r"(?:k|kg|ký|kí|tr|triệu|nghìn|ngàn|đ|cái|đôi|ngày|tuần|tháng|tuổi|phút|cm|phân|người|hôm|giờ|inch|%|độ|tập|món|hộp|mét|lít|gram)"
)
_ABOUT_AFTER = context(
    r"(?:triệu|tr|nghìn|ngàn|k|trăm|ngày|tuần|tháng|người|cm|phân|kg|ký|kí|cái|m|mét|lít|inch|giờ|tiếng|phút|chục|đồng|%|tuổi)"
)
"""Behind "cỡ 20" they make it "about twenty": "cỡ 20 triệu"."""


def sizes(typed: Typed) -> Iterator[Found]:
    """Find sizes; letters in capitals with at most one X ("2XL"), numbers as typed, months as "9-12m"."""
    for match in _NAMED.finditer(typed):
        if not (match["value"].isdigit() and _ABOUT_AFTER.after(typed, match.end())):
            yield _size(match)
    yield from _letters(typed)
    for match in _CAPITAL.finditer(typed):
        if not typed.shouted and typed.is_capital(*match.span("value")):
            yield _size(match)
    for found in (_WEAR_SMALL, _MONTHS_ALONE, _ANOTHER):
        for match in found.finditer(typed):
            yield _size(match)
    yield from _shoes(typed)


def _letters(typed: Typed) -> Iterator[Found]:
    """Find XL and, beside clothes, xl: in small letters it is also "sorry"; "m hay l" needs clothes, too."""
    clothes = _CLOTHES.anywhere(typed)
    for match in _BIG_LETTERS.finditer(typed):
        if match["value"] not in {"xl", "xs"} or clothes or typed.is_capital(*match.span()):
            yield _size(match)
    for match in _PAIR.finditer(typed):
        if clothes:
            yield from (Found(_normal(match[group]), *match.span(group)) for group in ("from", "to"))


def _shoes(typed: Typed) -> Iterator[Found]:
    """Find 33 to 46 in a message about shoes, and where one becomes another: "39 thành 36"."""
    for match in _EXCHANGED.finditer(typed):
        yield from (Found(match[group], *match.span(group)) for group in ("from", "to"))
    if not _SHOES.anywhere(typed):
        return
    for match in _SHOE.finditer(typed):
        near = _SHOE_BEFORE.before(typed, match.start()) or _SHOE_AFTER.after(typed, match.end())
        if near and not _UNIT_AFTER.after(typed, match.end()):
            yield _size(match)


def _size(match: re.Match[str]) -> Found:
    return Found(_normal(match["value"]), *match.span("value"))


def _normal(written: str) -> str:
    if re.fullmatch(r"x{2,5}l", written):
        return f"{len(written) - 1}XL"
    if written[0].isdecimal() and written[-1] in "mg":  # months, written 9-12m or 9-12 tháng
        return re.sub(r"[^\d-]", "", written) + "m"
    return written.upper().replace(",", ".")
