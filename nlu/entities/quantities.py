"""How many pieces: 2 cái áo, ba hộp, chục trứng."""

import re
from collections.abc import Iterator

from nlu.entities.found import Found
from nlu.entities.numbers import IN_WORDS, number
from nlu.entities.spelling import Typed, context, pattern

_SURE = "cái|chiếc|~đôi|doi(?= (?:giay|dep|vo|tat|size|sz|sandal))|cặp|hộp|thùng|chai|gói|~túi|cuốn|quyển|cây(?! số(?!\\w))|thỏi|bịch|món|set|sản phẩm|sp|chậu|lon|vỉ|hũ|tuýp|tuyp|miếng|viên|combo|trứng"
"""Classifiers that stay clear without accents, even behind a number that does not: "nam hop"."""

_OTHERS = (
    "bộ|(?<!ba )lọ|hủ|bao(?! (?:nhiêu|lâu|hành|giờ|vệ|gồm|ship|h|ăn|tiền|xa|che)(?!\\w))|ly|tấm|cục|lốc|bó|bình|quả|trái|ổ|~lố|xấp|kiện|~tờ|hột|suất|sợi|~thố|khay|cuộn|bánh|vé"
    "|con (?:gấu|thú|cá|gà|vịt|tôm|cua|mực|khô|thỏ|búp bê)"
)
_GOODS = (
    "áo|quần|~váy|đầm|mũ|nón|ghế|gối|tai nghe|sạc|~ốp|~ví|vớ(?! (?:chồng|ck)(?!\\w))|~tất|khăn|khẩu trang|bóng đèn|~nồi|chảo|dép|~giày|balo|ba lô|cốc|~chén|dĩa(?! chỉ)|đĩa(?! chỉ)|"
    "bút|~vở|sách|truyện|son|serum|bỉm|~tã|cáp|loa|quạt|~đèn|~kệ|~tủ|~chăn|mền|nệm|~rèm|thảm|đồ chơi|mô hình"
)
COUNTED = rf"(?:{_SURE}|{_OTHERS}|{_GOODS})"
"""What customers count: "hai trăm" before one of these is no money."""

_COUNT = rf"(?P<count>\d{{1,3}} ?|(?:(?:\d|{IN_WORDS}) )?chục |{IN_WORDS} )"
_QUANTITY = pattern(rf"(?<![\w.,/-]){_COUNT}(?:(?P<sure>{_SURE})|{_OTHERS}|(?P<goods>{_GOODS}))(?!\w| ?/)")
_MORE = pattern(
    r"(?<!\w)(?:có|nhận|còn|đếm được|được|đếm đc|đưa|giao) (?P<count>\d{1,2}|hai|ba|bốn|~năm)(?![\w%/.]| ?(?:k|tr|lần|ngày|ng|người|giờ|h|bữa|hôm|tuần|tháng|sao|phút|tiếng|đơn|~câu|~bạn|~đứa|kg|ký|đồng|đ|triệu|trăm|mét|m|cm|size|lít|ml|con|phân|năm|anh|chị|bé|độ|loại|màu|mẫu|tầng|người|chỗ)(?!\w))"
)
_UNCLEAR = frozenset({"tam", "bay", "sau", "nam", "muoi", "chin", "bon", "chuc"})
"""Without accents more often tấm, bay, sau, nam, muối than numbers."""

_ORDERED = context(
    r"(?:lấy|đặt|mua|cho|gói|nhận|giao|thêm|gửi|có|thiếu|đủ|chốt|lên|chị|em|e|mình|bác|với|shop|order|ship|còn)"
)

_NO_COUNT_BEFORE = context(
    r"(?:thứ|lần|từng|tầng|số|tập|loại|size|sz|~cỡ|level|tháng|ngày|mẫu|năm|đơn|mã|top|nửa|mỗi \w+|bộ (?:nồi|đồ|chén|ly|dao)|eo|mông|ngực|vòng|cao|dày|rộng|dài|lại|vô)"
)
_PRICE_BEFORE = context(
    r"(?:giá|nhiêu|nhiu|bn|bnh|tiền|\d{1,4}k|nghìn|ngàn|đ|đồng|triệu|trăm|\d{1,3}tr\d{0,3}|mấy|sao|k)"
)
_AT_ONCE = context(r"(?:mạnh|hỏi|giật|bấm|nói|nhìn|liếc|đập|ngã|té|nghỉ|phát|cười|kêu)")
"""Before "một cái" they make it no piece: "giật mạnh một cái"."""

_THESE = context(r"(?:này|đó|kia|nì|ni)")


def quantities(typed: Typed) -> Iterator[Found]:
    """Find how many pieces are meant; "35k một hộp" is a price."""
    counted = False
    for match in _QUANTITY.finditer(typed):
        if _is_quantity(typed, match):
            counted = True
            yield Found(number(match["count"]), *match.span())
    if counted:
        for match in _MORE.finditer(typed):
            yield Found(number(match["count"]), *match.span("count"))


def _is_quantity(typed: Typed, match: re.Match[str]) -> bool:
    count = match["count"].strip()
    if not number(count) or _NO_COUNT_BEFORE.before(typed, match.start()):
        return False
    if number(count) == 1 and _PRICE_BEFORE.before(typed, match.start()):
        return False
    if _AT_ONCE.before(typed, match.start()) and number(count) == 1:
        return False
    if match["goods"] and _THESE.after(typed, match.end()):
        return False
    if typed.bare and count in _UNCLEAR and match.start() and not _ORDERED.before(typed, match.start()):
        return False
    return not _is_name(typed, match)


def _is_name(typed: Typed, match: re.Match[str]) -> bool:
    """Hai Chau is a district, "hai chau" are two pots."""
    written = typed.original[typed.places[match.start()] : typed.places[match.end()]]
    return written[0].isalpha() and written.istitle() and " " in written
