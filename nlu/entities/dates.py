"""Days a customer names: hôm kia, mai, tuần trước, thứ 5 tuần trước, 12/5."""

import re
from collections.abc import Iterator
from datetime import date

from nlu.entities.found import Found
from nlu.entities.spelling import Pattern, Typed, context, pattern, without_accents, word

_WEEKDAYS = {
    "2": "mon", "hai": "mon", "3": "tue", "ba": "tue", "4": "wed", "tu": "wed", "5": "thu", "nam": "thu", "6": "fri", "sau": "fri",
    "7": "sat", "bay": "sat",
}  # fmt: skip
_RELATIVE: tuple[tuple[str, Pattern], ...] = (
    ("-2d", word(r"(?:(?:ngày )?hôm|bữa) kia")),
    ("-3d", word(r"(?:hôm|bữa) ~kìa")),
    ("+2d", word(r"(?:ngày|sáng|trưa|chiều|tối|bữa) mốt|ngày kia")),
    ("-1d", word(r"(?:(?:ngày )?hôm|bữa|~tối|~đêm|chiều|~sáng|trưa|khuya) (?:qua|wa)|hqua|hwa|hum qua")),
    ("0d", word(r"(?:(?:ngày )?hôm|bữa) (?:nay|ni)|hnay|hum nay")),
    ("+1d", word(r"(?:ngày|sáng|trưa|chiều|tối|đêm|bữa|khuya) mai|mai")),
    ("-7d", word(r"tuần (?:trước|trc|rồi|vừa rồi|vừa qua|qua)")),
    ("+7d", word(r"tuần (?:sau|tới)")),
    ("-30d", word(r"tháng (?:trước|trc|rồi|vừa rồi|vừa qua)")),
    ("+30d", word(r"tháng (?:sau|tới)")),
)
_WEEKDAY = word(
    r"(?:(?:thứ |t)(?P<number>[2-7])|thứ (?P<name>hai|ba|tư|năm|sáu|bảy|bẩy|tu|nam|sau|bay)|(?P<sunday>chủ nhật|chúa nhật|cn))"
    r"(?:(?: tuần)? (?P<last>trước|trc|rồi(?! (?:thứ|t\d|chủ))|vừa rồi|qua(?= |$)(?! (?:thứ|t\d|chủ)))| tuần (?P<next>sau|tới))?"
)
_DATE = pattern(
    r"(?<![\w/.,\-])(?P<day>0?[1-9]|[12]\d|3[01])(?:/|(?P<word> ?tháng ?)|(?P<dash>[\-.]))(?P<month>1[0-2]|0?[1-9])"
    r"(?:(?:/|\-|\.| ?năm )(?P<year>20\d\d|\d\d))?(?![\w/]|[.,]\d)"
)
_ISO = pattern(r"(?<!\w)(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\w)")

_SEVERAL = context(r"(?:mấy|vài|số|dạo|cả|nguyên|gần|hơn|nửa|một|được|\d+|hai|ba|bốn|năm|sáu|bảy|mười)")
"""Before "hôm nay" and "tuần sau" they make it no day: "mấy hôm nay", "2 tuần trước"."""

_NO_TOMORROW_BEFORE = context(
    r"(?:mỉa|khuyến|khuyen|thương|phô|cây|cành|hoa|bông|chậu|gốc|nhánh|chị|cô|em|anh|bạn|bé|má|thím|dì|bà|tên|quỳnh|ngọc|hoàng|tuyết|thanh|trúc|xuân|phương|lan|cháu|như|chi|sao|nhà)"
)
_FOR_EVER = context(
    r"(?:gọi|nhắn|nhắn tin|chờ|đợi|hỏi|nói|tìm|bấm|kêu|đòi|làm|cứ|trễ|gửi|tra|chat|hoài|kiếm|đi|xài)"
)
"""Before a bare "mai" they make it "mãi", for ever."""

_NO_TOMORROW_AFTER = context(r"(?:mốt|vàng|táng|mối|rùa|hương|anh|phương|linh|thảo|lan|tứ quý|kia)")
_ORDINAL = context(
    r"(?:lần|miếng|cái|đơn|tin|chiếc|người|đứa|món|con|bộ|đôi|ngày|tuần|tháng|lượt|hàng|tầng|~quả|cuốn|hộp|áo|màu|năm|bên|~máy|dòng|chỗ|hạng|giải|đợt|"
    r"kiện|chậu|cây|~tủ|bịch|chai|hũ|lon|giờ|bạn|cuộc|câu|tập|nhà|thằng|nhỏ|ông|bà|cột|trang|bài|mẫu|loại|khách|lớp|vòng|bước|kỳ|ship|phiếu|gói|shop|đời|trái)"
)
"""Before "thứ ba" they make it "the third"."""

_BEFORE_CN = context(r"(?:hôm|ngày|bữa|sáng|trưa|chiều|tối|qua|tới|đến|t7|thứ 7|thứ bảy|từ|đêm)")
_NAMES_A_DAY = context(
    r"(?:ngày|hôm|từ|tới|đến|trước|sau|bữa|tối|sáng|chiều|trưa|qua|dịp|lễ|nay|sale|tháng|nhân|mùng|hẹn|vào|giao)"
)
_NO_DATE_BEFORE = context(
    r"(?:kiệt|hẻm|ngõ|ngách|số|nhà|căn|lô|phòng|đánh giá|chấm|cho|điểm|rate|vote|đường|kwh|tỉ lệ|tầng|k|quận|hxh|tiệm|được|đc|dc|call thì|thì)"
)
_NO_DATE_AFTER = context(
    r"(?:hộp|ly|chén|muỗng|chai|lon|lít|ký|kg|đường|điểm|của|sao|giá|số|tiền|nhân viên|inch|%|trong)"
)
_SCORES = frozenset({5, 10})
"""4/5 and 8/10 are scores as often as days."""

_EVER_DAY = frozenset({(24, 7), (1, 2), (3, 4), (1, 3), (1, 4), (2, 3)})
"""Said of shares and of "always open", not of days."""


def dates(typed: Typed) -> Iterator[Found]:
    """Find days. The value says the day as it was said, for `calendar_day`.

    -1d is yesterday, +7d next week; tue a weekday, thu-7d one of last week, mon+7d one of next week;
    05-12 a day of the year (month first), 2026-05-12 of a certain year.
    """
    for match in _WEEKDAY.finditer(typed):
        if _is_weekday(typed, match):
            yield Found(_weekday(match), *match.span())
    yield from _relative(typed)
    for match in _ISO.finditer(typed):
        yield from _valid(match)
    for match in _DATE.finditer(typed):
        if _is_date(typed, match):
            yield from _valid(match)


def _is_weekday(typed: Typed, match: re.Match[str]) -> bool:
    """Tell "thứ ba" from "lần thứ ba", and "CN" from the "cn" that means "còn" or a branch."""
    if (match["sunday"] or "").startswith("cn"):
        return _BEFORE_CN.before(typed, match.start())
    return not _ORDINAL.before(typed, match.start())


def _relative(typed: Typed) -> Iterator[Found]:
    for value, words in _RELATIVE:
        for match in words.finditer(typed):
            several = _SEVERAL.before(typed, match.start())
            if not several and (match.group() != "mai" or _is_tomorrow(typed, match)):
                yield Found(value, *match.span())


def _is_tomorrow(typed: Typed, match: re.Match[str]) -> bool:
    """Mai is tomorrow, an apricot tree, and a name."""
    is_name = match.start() > 0 and typed.is_capital(match.start(), match.start() + 1) and not typed.shouted
    return not (
        is_name
        or (typed.bare and _FOR_EVER.before(typed, match.start()))
        or _NO_TOMORROW_BEFORE.before(typed, match.start())
        or _NO_TOMORROW_AFTER.after(typed, match.end())
    )


def _weekday(match: re.Match[str]) -> str:
    day = "sun" if match["sunday"] else _WEEKDAYS[match["number"] or without_accents(match["name"])]
    return day + ("-7d" if match["last"] else "+7d" if match["next"] else "")


def _is_date(typed: Typed, match: re.Match[str]) -> bool:
    named = _NAMES_A_DAY.before(typed, match.start())
    if match["word"] or named or match["year"]:
        return True
    day, month = int(match["day"]), int(match["month"])
    if match["dash"] or (day, month) in _EVER_DAY or (month in _SCORES and day <= month):
        return False
    return not (_NO_DATE_BEFORE.before(typed, match.start()) or _NO_DATE_AFTER.after(typed, match.end()))


def _valid(match: re.Match[str]) -> Iterator[Found]:
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    full_year = int(year if year and len(year) == 4 else f"20{year or '24'}")  # noqa: PLR2004
    try:
        date(full_year, month, day)
    except ValueError:
        return
    yield Found(f"{full_year}-{month:02}-{day:02}" if year else f"{month:02}-{day:02}", *match.span())
