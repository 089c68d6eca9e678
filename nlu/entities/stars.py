"""Stars a customer gives: 4*, 1 sao, năm sao, ⭐⭐⭐, cho 4/5."""

from collections.abc import Iterator

from nlu.entities.found import Found
from nlu.entities.numbers import number
from nlu.entities.spelling import Typed, context, pattern

_STARS = pattern(
    r"(?<![\w/.,])(?P<count>[1-5]|một|hai|ba|bốn|năm)(?:/5|,5|\.5)? ?(?:sao(?!\w)|stars?(?!\w)|\*+|[⭐🌟★]️?(?![⭐🌟★]))"
)
_SIGNS = pattern(r"[⭐🌟★](?:️? ?[⭐🌟★]){1,4}️?")
_RATING = pattern(r"(?:cho|chấm|đánh giá|rate|vote|được|đc|dc) (?P<count>[1-5]) ?/ ?5(?!\d)")
_NOT_BEFORE = context(r"(?:đơn|mẫu|số|lần|size|thứ|ngày|loại|khách sạn|lúc|tháng)")
_ASKS_WHY = context(r"(?:chưa|không|ko|hông|k|lại|vẫn|lâu|vậy|z|v|tính|giờ|thế|nó)")
"""Behind "sao" they make it a question: "đơn 2 sao chưa tới"."""


def stars(typed: Typed) -> Iterator[Found]:
    """Find how many stars are given, 1 to 5; half a star is dropped."""
    for match in _STARS.finditer(typed):
        asks = match.group().endswith("sao") and _ASKS_WHY.after(typed, match.end())
        if not asks and not _NOT_BEFORE.before(typed, match.start()):
            yield Found(number(match["count"]), *match.span())
    for match in _RATING.finditer(typed):
        yield Found(int(match["count"]), match.start("count"), match.end())
    for match in _SIGNS.finditer(typed):
        yield Found(sum(sign in "⭐🌟★" for sign in match.group()), *match.span())
