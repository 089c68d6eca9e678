"""Find what can be looked up or counted in a message: order codes, phone numbers, money, stars, durations, quantities.

Everything is matched on the text without accents, so "năm cái" and "nam cai" are the same five.
"""

import re
from collections.abc import Iterator

import phonenumbers

from nlu.text import folded
from nlu.understanding import Entity

Found = tuple[str, str | int, int, int]
"""Name, value, start and end in the folded text."""

_DIGIT_WORDS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
}  # fmt: skip
_COUNT = r"(?P<count>\d{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"

_PHONE = re.compile(r"(?<![\d+])(?:\+?84[ .\-]?|0)(?:[35789](?:[ .\-]?\d){8}|2(?:[ .\-]?\d){9})(?!\d)")
_ORDER = re.compile(
    r"(?<![\w#])(?:#\s?(?P<hash>[a-z]{0,5}-?\d{3,12})|(?P<prefixed>(?:dh|hd|md|spx\w*|ghn|ghtk|vtp)-?\d{3,14})"
    r"|(?:ma\s(?:van\s)?don|don\s(?:hang\s)?(?:so|ma)|don\s(?:hang)?|bill|ma)\s?(?:la|so)?\s?[:#]?\s?(?P<named>(?!\d{1,3}\s?(?:k|tr))[a-z]{0,5}-?\d{4,14}))(?!\w)"
)
_MONEY = re.compile(
    r"(?<![\w.,])(?P<amount>\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d{1,2})?)\s?"
    r"(?P<unit>k|nghin|ngan|tr|trieu|cu|d|dong|vnd)(?P<more>\d{1,3})?(?P<half>\s(?:ruoi))?(?!\w)"
)
_MONEY_WORDS = re.compile(
    r"(?<!\w)(?:(?P<count>mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)\s)?+(?P<unit>tram|chuc|trieu|cu)"
    r"(?:\s(?P<more>ruoi|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin)(?!\w))?+(?:\s(?:nghin|ngan|k)(?!\w))?+(?!\w)"
    r"(?!\s(?:cai|chiec|nguoi|nam|ngay|phan|doi|hop|bo|loai|mau|gram|g|ml|cuon)(?!\w))"
)
_STARS = re.compile(
    r"(?<!\w)(?P<count>[1-5]|mot|hai|ba|bon|nam)\s?(?:sao(?!\w)(?!\s(?:chua|khong|ko|k|ma|lai|van|lau|vay))|\*+)"
)
_STAR_SIGNS = re.compile(r"[⭐🌟★]{2,5}")
_RATING = re.compile(r"(?:cho|cham|danh gia|rate|vote)\s(?P<count>[1-5])\s?/\s?5(?!\d)")
_NOT_STARS = re.compile(r"(?:don|mau|so|lan|size|thu|ngay|loai)\s?$")
_DURATION = re.compile(
    rf"(?<![\w/]){_COUNT}\s?(?P<unit>phut|tieng|gio dong ho|ngay|hom|bua|tuan|thang)(?!\w)(?P<half>\sruoi)?"
)
_WHOLE = re.compile(r"(?<!\w)(?P<part>ca|nua)\s(?P<unit>ngay|tuan|thang)(?!\w)")
_QUANTITY = re.compile(
    rf"(?<!\w){_COUNT}\s?(?:cai|chiec|doi|hop|bo|thung|chai|lo|hu|tuyp|goi|tui|cuon|quyen|con|cay|thoi|bich|mon|cap|set|san pham|sp)(?!\w)"
)

_MILLION = 1_000_000
_UNITS = {
    "k": 1_000,
    "nghin": 1_000,
    "ngan": 1_000,
    "tr": 1_000_000,
    "trieu": 1_000_000,
    "cu": 1_000_000,
    "d": 1,
    "dong": 1,
    "vnd": 1,
}
_WORD_UNITS = {"chuc": 10_000, "tram": 100_000, "trieu": 1_000_000, "cu": 1_000_000}
_MINUTES = {
    "phut": 1,
    "tieng": 60,
    "gio dong ho": 60,
    "ngay": 1_440,
    "hom": 1_440,
    "bua": 1_440,
    "tuan": 10_080,
    "thang": 43_200,
}


def find_entities(text: str) -> tuple[Entity, ...]:
    """Return what is found in `text`, in its order. Where two finds overlap, the surer one stays."""
    plain = folded(text)
    taken: list[Entity] = []
    for finder in (_phones, _orders, _stars, _money, _durations, _quantities):
        for name, value, start, end in finder(plain.text):
            first, last = plain.places[start], plain.places[end]
            entity = Entity(name, value, text[first:last], first, last)
            if not any(entity.start < other.end and other.start < entity.end for other in taken):
                taken.append(entity)
    return tuple(sorted(taken, key=lambda entity: entity.start))


def _phones(text: str) -> Iterator[Found]:
    for match in _PHONE.finditer(text):
        number = phonenumbers.parse(match.group(), "VN")
        if phonenumbers.is_valid_number(number):
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            yield "phone", e164, match.start(), match.end()


def _orders(text: str) -> Iterator[Found]:
    for match in _ORDER.finditer(text):
        group = next(name for name in ("hash", "prefixed", "named") if match[name])
        yield "order_code", match[group].upper(), match.start(group) - (group == "hash"), match.end(group)


def _stars(text: str) -> Iterator[Found]:
    for match in _STARS.finditer(text):
        if not _NOT_STARS.search(text, 0, match.start()):
            yield "stars", _number(match["count"]), match.start(), match.end()
    for match in _RATING.finditer(text):
        yield "stars", int(match["count"]), match.start("count"), match.end()
    for match in _STAR_SIGNS.finditer(text):
        yield "stars", len(match.group()), match.start(), match.end()


def _money(text: str) -> Iterator[Found]:
    for match in _MONEY.finditer(text):
        yield "money", _amount(match), match.start(), match.end()
    for match in _MONEY_WORDS.finditer(text):
        if match["count"] or match["more"] == "ruoi":
            yield (
                "money",
                _amount_in_words(match),
                match.start("count") if match["count"] else match.start("unit"),
                match.end(),
            )


def _amount(match: re.Match[str]) -> int:
    """5tr2 is 5,200,000; 1tr250 is 1,250,000; 1.5tr is 1,500,000; 200.000đ is 200,000; 2 triệu rưỡi is 2,500,000."""
    unit = _UNITS[match["unit"]]
    amount = match["amount"]
    grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", amount) and unit < _MILLION
    number = float(re.sub(r"[.,]", "" if grouped else ".", amount))
    more = match["more"] or ""
    rest = int(more) / 10 ** len(more) if more else 0.5 if match["half"] else 0
    return round((number + rest) * unit)


def _amount_in_words(match: re.Match[str]) -> int:
    """Hai trăm rưỡi is 250,000, as people count in thousands of đồng; triệu hai is 1,200,000."""
    unit = _WORD_UNITS[match["unit"]]
    more = match["more"]
    rest = 0.5 if more == "ruoi" else _DIGIT_WORDS[more] / 10 if more else 0
    return round((_number(match["count"] or "mot") + rest) * unit)


def _durations(text: str) -> Iterator[Found]:
    for match in _DURATION.finditer(text):
        number = _number(match["count"]) + (0.5 if match["half"] else 0)
        yield "duration", round(number * _MINUTES[match["unit"]]), match.start(), match.end()
    for match in _WHOLE.finditer(text):
        yield (
            "duration",
            _MINUTES[match["unit"]] // (2 if match["part"] == "nua" else 1),
            match.start(),
            match.end(),
        )


def _quantities(text: str) -> Iterator[Found]:
    for match in _QUANTITY.finditer(text):
        yield "quantity", _number(match["count"]), match.start(), match.end()


def _number(written: str) -> int:
    return _DIGIT_WORDS.get(written) or int(written)
