"""Reads a shop's list of orders, a CSV file as shops export it, into lines with the columns that we know."""

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

# What shops call each column, as `folded` writes it; docs/orders.md shows the same table.
COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("order code", "order id", "order number", "order", "code", "ma don", "ma don hang", "so don hang"),
    "phone": ("phone", "phone number", "mobile", "sdt", "so dien thoai", "dien thoai", "so dt"),
    "token": ("token", "link token", "telegram token", "telegram link token", "telegram link",
              "lien ket", "ma lien ket", "lien ket telegram"),
    "name": ("name", "customer name", "customer", "full name", "ten", "ten khach", "ten khach hang", "khach hang",
             "ho ten", "ho va ten", "nguoi nhan"),
    "items": ("items", "products", "product", "san pham", "ten san pham", "mat hang", "hang hoa"),
    "total": ("total", "amount", "total price", "tong", "tong tien", "tong cong", "thanh tien", "tong thanh toan"),
    "status": ("status", "order status", "trang thai", "trang thai don", "trang thai don hang", "tinh trang"),
    "delivered_at": ("delivered at", "delivered", "delivered on", "delivery date", "ngay giao", "ngay giao hang",
                     "giao luc", "giao ngay", "thoi gian giao", "thoi gian giao hang", "ngay nhan hang", "ngay nhan"),
    "carrier": ("carrier", "shipping carrier", "courier", "shipping company", "shipping unit", "don vi van chuyen",
                "don vi giao", "don vi giao hang", "hang van chuyen", "nha van chuyen", "dvvc"),
    "tracking_code": ("tracking code", "tracking number", "tracking no", "tracking", "ma van don", "so van don", "van don"),
    "expected_on": ("expected on", "expected", "expected delivery", "expected delivery date", "estimated delivery",
                    "estimated delivery date", "eta", "du kien giao", "ngay du kien", "ngay giao du kien",
                    "ngay du kien giao", "du kien nhan", "ngay hen giao", "hen giao"),
}  # fmt: skip
REQUIRED = ("code", "name", "items", "total", "status", "delivered_at")
DELIMITERS = (",", ";", "\t")


class SheetError(Exception):
    """The file cannot be taken at all; the message is one sentence for the person who gave it."""


@dataclass(frozen=True)
class Line:
    """One row of the file: the line it begins on (1 is the header's), its cells by column, or why it has none."""

    number: int
    cells: dict[str, str]
    fault: str = ""


def read_sheet(path: Path) -> list[Line]:
    """Return the rows below the header; empty rows are left out.

    Raises:
        SheetError: the file cannot be read, is not UTF-8, or its header lacks a column or has one twice.
    """
    text = _text_of(path)
    rows = _rows(text, _delimiter_of(text))
    header = next((row for row in rows if row.cells), None)
    if header is None:
        raise SheetError(f"{path.name}: found an empty file, expected a header and a row for each order.")
    places = _places(path.name, header.cells)
    return [_line(row, places, len(header.cells)) for row in rows if row.cells or row.fault]


def folded(written: str) -> str:
    """Return a column's name or a status in small letters without diacritics, its words parted by one space."""
    bare = unicodedata.normalize("NFD", written.lower().replace("đ", "d"))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


@dataclass(frozen=True)
class _Row:
    number: int
    cells: Sequence[str]
    fault: str = ""


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SheetError(f"{path}: cannot be read ({error.strerror}), expected a CSV file.") from error
    except UnicodeDecodeError as error:
        raise SheetError(
            f"{path.name}: found a byte at {error.start} that is not UTF-8, "
            'expected a CSV file saved as UTF-8 (in Excel: "CSV UTF-8").'
        ) from error


def _delimiter_of(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda delimiter: len(_known(next(csv.reader([first], delimiter=delimiter)))))


def _known(header: Sequence[str]) -> list[str]:
    names = {name: field for field, names in COLUMNS.items() for name in names}
    return [names[folded(cell)] for cell in header if folded(cell) in names]


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    # Strict, because otherwise a quotation mark that is never closed swallows the rest of the file in silence.
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Row(number, (), f"found broken quotation marks ({error}), expected a row of CSV")
        else:
            yield _Row(number, cells if any(cell.strip() for cell in cells) else ())


def _places(name: str, header: Sequence[str]) -> dict[str, int]:
    found = _known(header)
    twice = sorted({field for field in found if found.count(field) > 1})
    if twice:
        raise SheetError(f"{name}: found more than one column for {_named(twice)}, expected one each.")
    missing = [field for field in REQUIRED if field not in found]
    if "phone" not in found and "token" not in found:
        missing.append("phone")
    if missing:
        raise SheetError(
            f"{name}: found the columns {', '.join(cell.strip() for cell in header)}, "
            f"missing {_named(missing)} (docs/orders.md lists the names that are known)."
        )
    return {_known([cell])[0]: place for place, cell in enumerate(header) if _known([cell])}


def _named(fields: Sequence[str]) -> str:
    readable = {"code": "order code", "phone": "phone or link token", "delivered_at": "delivered at"}
    return ", ".join(readable.get(field, field) for field in fields)


def _line(row: _Row, places: dict[str, int], width: int) -> Line:
    if row.fault:
        return Line(row.number, {}, row.fault)
    if len(row.cells) < width or any(cell.strip() for cell in row.cells[width:]):
        return Line(row.number, {}, f"found {len(row.cells)} cells, expected {width} as in the header")
    return Line(row.number, {field: row.cells[place].strip() for field, place in places.items()})
