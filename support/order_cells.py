"""Reads the cells of a row of orders: phone numbers, sums of money and moments as shops in Vietnam write them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

import phonenumbers

from support.links import order_code_of
from support.order_sheet import folded
from support.orders import canonical_code

LONGEST_CODE = 40
LONGEST_STATUS = 40
LONGEST_CARRIER = 40
LONGEST_TRACKING_CODE = 60
FURTHEST = timedelta(days=366)  # nothing is promised later; a date beyond is a slip of the keyboard
FIRST_YEAR = 2000
LARGEST_TOTAL = 10**12  # đồng; more is a slip of the keyboard

# What shops and their systems write for the few states that everybody knows; docs/orders.md shows the same table.
STATUSES: dict[str, tuple[str, ...]] = {
    "chờ xác nhận": ("cho xac nhan", "moi", "don moi", "cho duyet", "pending", "new", "unconfirmed"),
    "đang chuẩn bị": ("dang chuan bi", "dang chuan bi hang", "dang xu ly", "cho lay hang", "dang dong goi",
                      "da xac nhan", "confirmed", "processing", "packing", "ready to ship"),
    "đang giao": ("dang giao", "dang giao hang", "dang van chuyen", "da gui", "da gui hang", "shipping", "shipped",
                  "delivering", "in transit", "out for delivery"),
    "đã giao": ("da giao", "da giao hang", "giao thanh cong", "giao hang thanh cong", "thanh cong", "hoan thanh",
                "hoan tat", "da nhan", "da nhan hang", "delivered", "completed", "complete"),
    "đã huỷ": ("da huy", "huy", "da huy don", "don huy", "cancelled", "canceled", "cancel"),
    "hoàn hàng": ("hoan hang", "tra hang", "hoan tra", "dang hoan", "da hoan", "da hoan hang", "returned",
                  "returning", "refunded"),
}  # fmt: skip
# In these nothing is on its way to the customer any more.
ENDED = frozenset({"đã giao", "đã huỷ", "hoàn hàng"})

# Thousands parted by one and the same sign, or by none; decimals only as zeros and after the other sign.
_SUM = re.compile(r"([0-9]+|[0-9]{1,3}([.,])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]0{1,2})?")
_CURRENCY = re.compile(r"^(?:vnđ|vnd|₫)|(?:đồng|vnđ|vnd|đ|₫)$")
_VIETNAMESE_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


class CellError(ValueError):
    """A cell cannot be right; the message says what was found and what was expected."""


@dataclass(frozen=True)
class OrderRow:
    """An order as a row tells it, None where it says nothing.

    `phone` is E.164, `total` in đồng, `delivered_at` aware, `expected_on` a day in the shop's zone.
    """

    code: str
    phone: str | None
    name: str | None
    items: str | None
    total: int | None
    status: str | None
    delivered_at: datetime | None
    carrier: str | None = None
    tracking_code: str | None = None
    expected_on: date | None = None


def order_row(cells: dict[str, str], secret: str, zone: tzinfo, now: datetime) -> OrderRow:
    """Return what the cells of a row say; `zone` is where its moments are, `secret` what link tokens are signed with.

    Raises:
        CellError: a cell cannot be right, or there is neither a phone number nor a link token.
    """
    for field, cell in cells.items():
        _refuse_control_characters(field, cell)
    code = _code(cells["code"])
    phone, token = cells.get("phone", ""), cells.get("token", "")
    if not phone and not token:
        raise CellError("found neither a phone number nor a link token, expected one of them")
    _check_token(token, code, secret)
    return OrderRow(
        code=code,
        phone=e164(phone) if phone else None,
        name=unicodedata.normalize("NFC", cells["name"]) or None,
        items=unicodedata.normalize("NFC", cells["items"]) or None,
        total=dong(cells["total"]) if cells["total"] else None,
        status=status(cells["status"]) if cells["status"] else None,
        delivered_at=_delivered_at(cells["delivered_at"], zone, now) if cells["delivered_at"] else None,
        carrier=_carrier(cells.get("carrier", "")),
        tracking_code=_tracking_code(cells.get("tracking_code", "")),
        expected_on=_expected_on(cells.get("expected_on", ""), zone, now),
    )


def e164(written: str) -> str:
    """Return a phone number as +84901234567; a number without a country is Vietnamese.

    Spreadsheets drop the leading 0 or keep an apostrophe before it; both are read.

    Raises:
        CellError: no such number can exist.
    """
    expected = CellError(f"found the phone number {_short(written)}, expected one such as 0901234567")
    if not re.fullmatch(r"'?\+?[\d\s().-]+", written):
        raise expected
    try:
        number = phonenumbers.parse(written.lstrip("'"), "VN")
    except phonenumbers.NumberParseException as error:
        raise expected from error
    if not phonenumbers.is_valid_number(number):
        raise expected
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def dong(written: str) -> int:
    """Return a sum of money in đồng: "1.250.000đ", "1,250,000 VND", "1250000", "1250000.0".

    Raises:
        CellError: it is not a whole, sensible sum.
    """
    sum_ = _SUM.fullmatch(_CURRENCY.sub("", written.strip().lower()).strip())
    total = int(re.sub(r"[.,]", "", sum_[1])) if sum_ else LARGEST_TOTAL + 1
    if total > LARGEST_TOTAL:
        raise CellError(f"found the total {_short(written)}, expected one such as 1.250.000đ or 1250000")
    return total


def moment(written: str, zone: tzinfo) -> datetime:
    """Return a moment written as ISO 8601 or dd/mm/yyyy [hh:mm[:ss]]; without an offset it is in `zone`.

    Raises:
        CellError: there is no such moment.
    """
    try:
        read = _read_moment(written, zone)
    except ValueError as error:
        raise CellError(
            f"found the moment {_short(written)}, expected one such as 22/11/2026 14:30 or 2026-11-22 14:30"
        ) from error
    return read if read.tzinfo else read.replace(tzinfo=zone)


def status(written: str) -> str:
    """Return one of the few states that everybody knows, or the shop's own word for another one.

    Raises:
        CellError: it is too long to be a status.
    """
    known = {name: state for state, names in STATUSES.items() for name in names}
    kept = known.get(folded(written), unicodedata.normalize("NFC", written))
    if len(kept) > LONGEST_STATUS:
        raise CellError(f"found the status {_short(written)}, expected at most {LONGEST_STATUS} characters")
    return kept


def _read_moment(written: str, zone: tzinfo) -> datetime:
    vietnamese = _VIETNAMESE_DATE.fullmatch(written)
    if vietnamese is None:
        read = datetime.fromisoformat(written)
    else:
        day, month, year, hour, minute, second = (int(part or 0) for part in vietnamese.groups())
        read = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    if read.year < FIRST_YEAR:
        raise ValueError("a shop's order is not that old")
    return read


def _delivered_at(written: str, zone: tzinfo, now: datetime) -> datetime:
    # A date ahead is a plan or a slip; kept, it would ask a customer about goods that never came.
    delivered = moment(written, zone)
    if delivered > now:
        raise CellError(
            f"found the delivery {_short(written)} that lies ahead, expected a moment in the past"
        )
    return delivered


def _carrier(written: str) -> str | None:
    if len(written) > LONGEST_CARRIER:
        raise CellError(f"found the carrier {_short(written)}, expected at most {LONGEST_CARRIER} characters")
    return unicodedata.normalize("NFC", written) or None


def _tracking_code(written: str) -> str | None:
    code = unicodedata.normalize("NFC", written).removeprefix("'")
    if len(code) > LONGEST_TRACKING_CODE or any(letter.isspace() for letter in code):
        raise CellError(
            f"found the tracking code {_short(written)}, "
            f"expected at most {LONGEST_TRACKING_CODE} characters without a space"
        )
    return code or None


def _expected_on(written: str, zone: tzinfo, now: datetime) -> date | None:
    if not written:
        return None
    expected = moment(written, zone)
    if expected > now + FURTHEST:
        raise CellError(f"found the expected day {_short(written)}, expected one within a year from now")
    return expected.astimezone(zone).date()


def _code(written: str) -> str:
    code = canonical_code(written)
    if not 0 < len(code) <= LONGEST_CODE:
        raise CellError(f"found the order code {_short(written)}, expected 1 to {LONGEST_CODE} characters")
    return code


def _check_token(token: str, code: str, secret: str) -> None:
    # Shops export the token or the whole link around it.
    signed = order_code_of(secret, token.rpartition("=")[2]) if token else code
    if signed is None or canonical_code(signed) != code:
        raise CellError(f"found a link token that was not made for the order {code}, expected its own")


def _refuse_control_characters(field: str, cell: str) -> None:
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n" for letter in cell):
        raise CellError(f"found an unreadable character in {field}, expected text")


def _short(written: str) -> str:
    return f"“{written[:40]}”"
