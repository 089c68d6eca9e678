"""How long: 3 ngày nay, hai tiếng rưỡi, 15 phút, nửa tháng, cả tuần. In minutes."""

import re
from collections.abc import Iterator

from nlu.entities.found import Found
from nlu.entities.numbers import IN_WORDS, number
from nlu.entities.spelling import Typed, context, pattern, without_accents

_HOUR, _DAY, _WEEK, _MONTH, _YEAR = 60, 1_440, 10_080, 43_200, 525_600
_MINUTES = {
    "phut": 1, "p": 1, "ph": 1, "tieng": _HOUR, "gio": _HOUR, "gio dong ho": _HOUR, "tieng dong ho": _HOUR, "h": _HOUR,
    "h dong ho": _HOUR, "ngay": _DAY, "hom": _DAY, "bua": _DAY, "tuan": _WEEK, "thang": _MONTH, "nam": _YEAR,
}  # fmt: skip
_LONGEST_CLOCK = 24
_MOST_DAYS = 31
"""Longer waits are told in months: "xăng 95 hôm nay" is petrol."""

_COUNTED = pattern(
    rf"(?<![\w/.,])(?P<count>\d{{1,3}} ?|(?:{IN_WORDS}|chục) )(?P<unit>phút|ph|p|tiếng(?: đồng hồ)?|giờ đồng hồ|h đồng hồ|giờ|h|ngày|hôm|bữa|tuần|tháng)(?!\w)"
    r"(?P<half> (?:rưỡi|rưởi)(?!\w))?(?: nay(?!\w))?"
)
_ONE_AND_A_HALF = pattern(r"(?<!\w)(?P<unit>tiếng|ngày|tuần|tháng) (?:rưỡi|rưởi)(?!\w)")
_PART = pattern(
    r"(?<!\w)(?P<part>cả|nguyên|suốt(?! ngày)|trọn|nửa|(?:hơn|gần)(?! ngày))(?: (?P<also>nửa))? (?P<unit>tiếng(?: đồng hồ)?|ngày|tuần|tháng)(?!\w)(?: nay(?!\w))?"
)

_NAMES_A_DAY = context(r"(?:thứ|ngày|mùng|mồng|tháng|lần|số|size|sz|~cỡ|tầm|lúc|quý)")
"""Before the number they make it a name: "thứ 5 tuần trước", "ngày 3 tháng 5"."""

_LASTS = context(r"(?:trong|hơn|gần|chờ|đợi|mất|suốt|trễ|vòng|pin|được|đc|dc)")
_CLOCK_AFTER = context(r"(?:sáng|trưa|chiều|tối|đêm|khuya|kém|rưỡi|\d{1,2}|hơn|đúng)")
_OF_A_CHILD = context(r"(?:bé|con|cháu|bầu|thai|bé được|em bé|nhóc|cu|mang thai|bầu được)")
_AGE = context(r"(?:tuổi|tủi)")
_EACH = context(r"(?:mấy|bao nhiêu|nhiêu|uống|ăn|tưới|một lần|\d lần|hai lần|ba lần|dùng)")
"""Behind one day or one week they ask how often: "1 ngày uống mấy viên"."""

_UNCLEAR = frozenset({"nam", "sau"})
_NO_NUMBER = context(r"(?:áo|quần|đồ|giày|dép|gió|khoác|thun|mi|jean|hay|trước|và|túi|ví|size|thời trang)")
"""Before a bare "nam" or "sau" they make it "for men" and "after": "ao gio nam bua truoc"."""

_FROM_NOW = context(r"(?:trước|sau|tới|này|ni|qua|vừa rồi)")


def durations(typed: Typed) -> Iterator[Found]:
    """Find spans of time; a month counts 30 days. What names a time of day or an age is none."""
    for match in _COUNTED.finditer(typed):
        if _is_duration(typed, match):
            count = number(match["count"]) + (0.5 if match["half"] else 0)
            yield Found(round(count * _minutes(match)), *match.span())
    for match in _ONE_AND_A_HALF.finditer(typed):
        yield Found(_minutes(match) * 3 // 2, *match.span())
    for match in _PART.finditer(typed):
        if not _FROM_NOW.after(typed, match.end()):
            half = "nua" in {without_accents(match["part"]), without_accents(match["also"] or "")}
            yield Found(_minutes(match) // (2 if half else 1), *match.span())


def _minutes(match: re.Match[str]) -> int:
    return _MINUTES[without_accents(match["unit"])]


def _is_duration(typed: Typed, match: re.Match[str]) -> bool:
    count, unit = number(match["count"]), without_accents(match["unit"])
    if _NAMES_A_DAY.before(typed, match.start()) or _AGE.after(typed, match.end()):
        return False
    if typed.bare and match["count"].strip() in _UNCLEAR and _NO_NUMBER.before(typed, match.start()):
        return False
    if unit in {"h", "gio"}:
        return _lasts(typed, match)
    if unit == "thang":
        return not _OF_A_CHILD.before(typed, match.start())
    if unit == "hom" and count > _MOST_DAYS:
        return False
    return count != 1 or not _EACH.after(typed, match.end())


def _lasts(typed: Typed, match: re.Match[str]) -> bool:
    """Tell "trong 2h" from "2h chiều"."""
    if _CLOCK_AFTER.after(typed, match.end()):
        return False
    return number(match["count"]) >= _LONGEST_CLOCK or _LASTS.before(typed, match.start())
