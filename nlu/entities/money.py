"""Amounts of money, in đồng: 500k, 5tr2, 1.250.000đ, hai trăm rưỡi, 2 củ, 250 nghìn."""

import re
from collections.abc import Iterator, Mapping

from nlu.entities.found import Found
from nlu.entities.numbers import IN_WORDS, LAST, UNIT, number
from nlu.entities.quantities import COUNTED
from nlu.entities.spelling import Typed, context, pattern, without_accents

_THOUSAND, _MILLION = 1_000, 1_000_000
_UNITS = {
    "k": _THOUSAND, "ka": _THOUSAND, "nghin": _THOUSAND, "ngan": _THOUSAND, "chuc": 10_000,
    "tram": 100_000, "xi": 100_000, "tr": _MILLION, "trieu": _MILLION, "cu": _MILLION,
    "ty": 1_000 * _MILLION, "ti": 1_000 * _MILLION, "d": 1, "dong": 1, "vnd": 1,
}  # fmt: skip
_SMALLEST_PLAIN = 500
"""Đồng. Nobody pays less: "5đ" and "50 đồng" mean something else."""

_GROUPED = r"\d{1,3}(?:[.,]\d{3})+"
_DIGITS = rf"(?:{_GROUPED}|\d{{1,9}}(?:[.,]\d{{1,2}})?)"
_THOUSANDS = r"(?:k|ka|nghìn|ngàn|ng)(?!\w)"

_COUNTED = rf"{COUNTED}|người|khách|năm|ngày|lần|loại|mẫu|bạn|đứa|tháng|tuần|tiếng|phút|sao|mét|m|ký|kg|suất|phần|chỉ|lượng|con"
_BIG = pattern(
    rf"(?<![\w.,/])(?:(?P<count>{_DIGITS} ?|{IN_WORDS} ))?+(?P<unit>(?:tỷ|tỉ)(?! lệ)|triệu|tr|củ)(?![^\W\d_])"
    rf"(?:(?P<digits>\d{{1,3}})(?:k|ngàn|nghìn)?(?!\w)| (?P<half>rưỡi|rưởi)(?!\w)"
    rf"| (?P<thousands>\d{{1,3}}|{IN_WORDS}) ?{_THOUSANDS}| (?P<hundred>(?:{UNIT}) trăm(?!\w))| (?P<tenth>{LAST}|tu|\d{{3}}|\d)(?!\w| (?:{_COUNTED})(?!\w)))?+(?![\w%])"
)
_SMALL = pattern(
    rf"(?<![\w.,/])(?P<count>{_DIGITS} ?|{IN_WORDS} |(?:{UNIT}) (?:{UNIT}) )(?P<unit>k|ka|nghìn|ngàn)"
    rf"(?:(?P<digits>\d)| (?P<half>rưỡi|rưởi)(?!\w))?+(?!\w)"
)
_HUNDREDS = pattern(
    rf"(?<![\w.,/])(?:(?P<count>\d|{UNIT}) )?(?P<unit>trăm|xị)(?: (?P<half>rưỡi|rưởi)| (?P<tenth>\d0|(?:{UNIT}) mươi(?: {LAST})?|{LAST}))?+"
    rf"(?: ?(?:k|nghìn|ngàn|ng))?+(?!\w)"
)
_TENS = pattern(
    rf"(?<![\w.,/])(?P<count>[1-9]|{UNIT}) (?P<unit>chục)(?: (?P<tenth>{LAST}))?+(?P<said> ?(?:k|nghìn|ngàn|ng))?+(?!\w)"
)
_PLAIN = pattern(
    rf"(?<![\w.,/])(?P<count>{_GROUPED}|\d{{3,9}}) ?(?:đồng|đ|vnđ|vnd|d)(?!\w)|(?<![\w.,/#])(?P<grouped>{_GROUPED})(?![\w/%]|[.,]\d)"
)

_ALSO = pattern(
    r"(?<!\w)(?:giá|thu|bill|tính|trả|đòi|tổng|thối|chênh|dư|hụt|thiếu|còn) (?P<count>[1-9]\d{1,2})(?![\w%/-]|[.,]\d)"
)
"""Beside another amount, "thu 450" is 450,000."""

_PRICED = context(
    r"(?:giá|hết|tiền|ship|phí|trả|mất|thu|lấy|bớt|giảm|thối|dư|còn|có|khoảng|tầm|cỡ|là|cọc|tính|bill|chênh|tới|đưa|hơn|gần)"
)
_NO_MONEY_BEFORE = context(
    r"(?:size|sz|cỡ|số|đôi|mã|#|tivi|tv|video|camera|màn hình|quay|phim|độ phân giải|thứ)"
)
_NEVER_MONEY = context(
    r"(?:follow|follows|like|likes|view|views|sub|subs|mah|tim|lượt|điểm|usd|~đô|bước|fan|vòng|km|dpi|hz|người|khách|~lời|~màu|tuổi|ng)"
)
_OTHER_UNIT = context(
    rf"(?:{_COUNTED}|~phần|gram|gam|g|kg|ký|ml|mét|m|cm|~độ|trang|từ|chữ|bài|tuổi|calo|kcal|watt|w|%|lít)"
)
_GOLD = context("vàng")
"""18k gold."""

_ROOTS = context(
    r"(?:khoai|tỏi|hành|sâm|cà rốt|cải|gừng|nghệ|riềng|sắn|mì|dền|su hào|đậu|sạc|lan|giống|sen|kiệu|nén|đinh lăng|tam thất)"
)
"""Behind "củ" they make it a root, or a charger."""


def money(typed: Typed) -> Iterator[Found]:
    """Find amounts; what people count in hundreds is thousands of đồng: "hai trăm rưỡi" is 250,000."""
    found = [*_with_unit(typed)]
    yield from found
    if found:
        for match in _ALSO.finditer(typed):
            if not _NEVER_MONEY.after(typed, match.end()) and not _is_counted(typed, match):
                yield Found(int(match["count"]) * _THOUSAND, *match.span("count"))


def _with_unit(typed: Typed) -> Iterator[Found]:
    for wanted, is_money in (
        (_BIG, _is_millions),
        (_SMALL, _is_thousands),
        (_HUNDREDS, _is_hundreds),
        (_TENS, _is_tens),
    ):
        for match in wanted.finditer(typed):
            known = _NEVER_MONEY.after(typed, match.end()) or _GOLD.before(typed, match.start())
            if not known and is_money(typed, match):
                yield _amount(match)
    for match in _PLAIN.finditer(typed):
        value = int(re.sub(r"\D", "", match["count"] or match["grouped"]))
        if value >= _SMALLEST_PLAIN and not (
            match["grouped"] and (_is_counted(typed, match) or _NEVER_MONEY.after(typed, match.end()))
        ):
            yield Found(value, *match.span())


def _is_millions(typed: Typed, match: re.Match[str]) -> bool:
    """A "củ" is also a root or a charger, and without accents an old man."""
    if without_accents(match["unit"]) != "cu":
        return bool(match["count"] or match["half"] or match["tenth"])
    unclear = typed.bare and not (match["count"] or "")[:1].isdigit()
    return bool(match["count"]) and not unclear and not _ROOTS.after(typed, match.end())


def _is_thousands(typed: Typed, match: re.Match[str]) -> bool:
    """A k apart from the number is often "không": "mang đôi 39 k chật"."""
    apart = match["unit"] == "k" and match["count"].endswith(" ")
    is_round = re.fullmatch(r"\d*[05] ", match["count"])
    return not apart or (bool(is_round) and not _NO_MONEY_BEFORE.before(typed, match.start()))


def _is_hundreds(typed: Typed, match: re.Match[str]) -> bool:
    return bool(match["count"] or match["half"]) and not _is_counted(typed, match)


def _is_tens(typed: Typed, match: re.Match[str]) -> bool:
    """Hai chục are twenty pieces as often as 20,000 đồng."""
    priced = _PRICED.before(typed, match.start()) and not _is_counted(typed, match)
    return bool(match["said"]) or priced


def _is_counted(typed: Typed, match: re.Match[str]) -> bool:
    return _OTHER_UNIT.after(typed, match.end())


def _amount(match: re.Match[str]) -> Found:
    unit = _UNITS[without_accents(match["unit"])]
    said = match.groupdict()
    value = _count((said["count"] or "1").strip(), unit) * unit + _rest(said, unit)
    return Found(round(value), *match.span())


def _count(written: str, unit: int) -> float:
    """1.250 thousand is grouped, 1.25 million is a fraction."""
    if not written[0].isdecimal():
        return number(written)
    several = len(re.findall(r"[.,]", written)) > 1
    grouped = several or (re.fullmatch(_GROUPED, written) and unit < _MILLION)
    return float(re.sub(r"[.,]", "" if grouped else ".", written))


def _rest(said: Mapping[str, str | None], unit: int) -> float:
    """What stands behind the unit: 5tr2, 1 triệu rưỡi, 1tr250, triệu tư, hai trăm năm mươi, 1 triệu 250 nghìn."""
    if said.get("half"):
        return unit / 2
    if thousands := said.get("thousands"):
        return number(thousands) * _THOUSAND
    if hundred := said.get("hundred"):
        return number(hundred) * _THOUSAND
    digits = said.get("digits") or said.get("tenth")
    if not digits:
        return 0
    if not digits.isdigit():
        value = number(digits)
        return value * unit / (10 if value < 10 else 100)  # noqa: PLR2004 - "trăm hai", "trăm hai mươi"
    return int(digits) * unit / float(10 ** len(digits))
