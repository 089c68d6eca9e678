"""Telephone numbers and order codes."""

from collections.abc import Iterator

import phonenumbers

from nlu.entities.found import Found
from nlu.entities.spelling import Typed, context, pattern

_PHONE = pattern(r"(?<![\d+])(?:\+?84[ .\-]?|0)(?:[35789](?:[ .\-]?\d){8}|2(?:[ .\-]?\d){9})(?!\d)")

_CARRIERS = "đh|hđ|mđ|dh|hd|md|spx\\w{0,6}|ghn|ghtk|vtp|jnt"
_ORDER = pattern(
    rf"(?<![\w#])(?:#\s?(?P<sign>[a-z]{{0,5}}-?\d{{3,14}})|(?P<prefixed>(?:{_CARRIERS})-?\d{{3,14}})"
    r"|(?:(?:mã|số) (?:vận )?đơn(?: \w{1,12}){0,4}? là|mã (?:vận )?đơn|đơn (?:hàng )?(?:số|mã)|đơn hàng|đơn|bill|mã)(?: là| số)?"
    r" ?[:#]? ?(?P<named>[a-z]{0,5}-?\d{4,14}))(?!\w|[.,]\d)"
)
_NEXT_CODE = pattern(r"(?:,|và|với|hay|hoặc|vs|\+) ?#?(?P<code>\d{4,14})(?![\w.,])")
_NO_CODE = context(r"(?:cái|chiếc|cuốn|người|bộ|hộp|đồng|đ|vnđ|mah|w)")


def phones(typed: Typed) -> Iterator[Found]:
    """Find Vietnamese numbers, mobile and landline; the value is E.164, checked against Google's numbering plans."""
    for match in _PHONE.finditer(typed):
        number = phonenumbers.parse(match.group(), "VN")
        if phonenumbers.is_valid_number(number):
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            yield Found(e164, *match.span())


def order_codes(typed: Typed) -> Iterator[Found]:
    """Find #1023, DH1023, "đơn 2045"; the value is in capitals and without its sign."""
    for match in _ORDER.finditer(typed):
        if match["named"] and _NO_CODE.after(typed, match.end()):
            continue
        group = str(match.lastgroup)
        start = match.start(group) - (match.start(group) - match.start() if group == "sign" else 0)
        yield Found(match[group].upper().replace("Đ", "D"), start, match.end())
        yield from _codes_behind(typed, match.end())


def _codes_behind(typed: Typed, place: int) -> Iterator[Found]:
    """Đơn 2045, 2046 và 2047."""
    while match := _NEXT_CODE.at(typed, place):
        yield Found(match["code"], *match.span("code"))
        place = match.end()
