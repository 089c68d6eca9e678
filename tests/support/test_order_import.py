from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from store.engine import Sessions
from store.models import Order
from support import orders
from support.links import make_token
from support.order_cells import STATUSES, CellError, dong, e164, moment, status
from support.order_import import BATCH, ImportReport, import_file
from support.order_sheet import COLUMNS, SheetError, read_sheet
from tests.support.order_scenes import NOON, ROOT, SECRET, add_customer, bare_desk

DESK = bare_desk()
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
HEADER = "Mã đơn,SĐT,Tên khách hàng,Sản phẩm,Tổng tiền,Trạng thái,Ngày giao"
ROW = "DH1,0901234567,Lan,Áo thun đen M,1.250.000đ,Giao thành công,20/11/2026 14:30"


def take(sessions: Sessions, path: Path, *lines: str, now: datetime = NOON) -> ImportReport:
    path.write_text("\n".join(lines), encoding="utf-8")
    return import_file(sessions, path, DESK, now, lambda _done, _total: None)


def kept(sessions: Sessions) -> list[Order]:
    with sessions() as session:
        return list(session.scalars(select(Order).order_by(Order.code)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "orders.csv"


def test_a_row_becomes_an_order(sessions: Sessions, file: Path) -> None:
    report = take(sessions, file, HEADER, ROW)
    assert report == ImportReport(rows=1, created=1, updated=0, unchanged=0, refused=[])
    (order,) = kept(sessions)
    assert (order.code, order.phone, order.name, order.items) == (
        "DH1",
        "+84901234567",
        "Lan",
        "Áo thun đen M",
    )
    assert (order.total, order.status) == (1_250_000, "đã giao")
    assert order.delivered_at == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "columns",
    ["Đơn vị vận chuyển,Mã vận đơn,Ngày dự kiến giao", "carrier,tracking_number,expected_delivery_date"],
)
def test_how_an_order_travels_and_when_it_should_come_is_kept(
    sessions: Sessions, file: Path, columns: str
) -> None:
    take(sessions, file, f"{HEADER},{columns}", f"{ROW},GHN,LNG123,25/11/2026")
    (order,) = kept(sessions)
    assert (order.carrier, order.tracking_code, order.expected_on) == ("GHN", "LNG123", date(2026, 11, 25))
    take(sessions, file, f"{HEADER},{columns}", f"{ROW},,,2026-11-27T01:00:00+07:00")
    (order,) = kept(sessions)
    assert (order.carrier, order.tracking_code, order.expected_on) == ("GHN", "LNG123", date(2026, 11, 27))


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (f"{'x' * 41},,", "found the carrier"),
        (f",{'x' * 61},", "found the tracking code"),
        (",A 1,", "without a space"),
        (",,mai", "found the moment"),
        (",,25/11/2036", "within a year"),
    ],
)
def test_how_an_order_travels_cannot_be_anything(
    sessions: Sessions, file: Path, cells: str, fault: str
) -> None:
    report = take(sessions, file, f"{HEADER},dvvc,van don,eta", f"{ROW},{cells}")
    assert [(line, fault in reason) for line, reason in report.refused] == [(2, True)]


def test_taking_a_file_twice_changes_nothing(sessions: Sessions, file: Path) -> None:
    take(sessions, file, HEADER, ROW, "DH2,0907654321,,,,,")
    before = [(order.updated_at, order.delivered_at) for order in kept(sessions)]
    later = NOON + timedelta(days=1)
    again = take(sessions, file, HEADER, ROW, "DH2,0907654321,,,,,", now=later)
    assert again == ImportReport(rows=2, created=0, updated=0, unchanged=2, refused=[])
    assert [(order.updated_at, order.delivered_at) for order in kept(sessions)] == before


def test_news_of_an_order_are_taken_and_an_empty_cell_leaves_what_is_known(
    sessions: Sessions, file: Path
) -> None:
    take(sessions, file, HEADER, "DH1,0901234567,Lan,Áo,90000,đang giao,")
    report = take(sessions, file, HEADER, "DH1,0901234567,,,,delivered,2026-11-20")
    assert (report.updated, report.unchanged) == (1, 0)
    (order,) = kept(sessions)
    assert (order.name, order.total, order.status) == ("Lan", 90_000, "đã giao")
    assert order.delivered_at == datetime(2026, 11, 19, 17, 0, tzinfo=UTC)


def test_bad_rows_are_refused_with_line_and_reason_and_the_others_taken(
    sessions: Sessions, file: Path
) -> None:
    report = take(
        sessions, file, HEADER, ROW, "",
        'DH2,0901234567,"Lan\nHuệ",Áo,1,,',
        "DH3,12345,Lan,Áo,1,,",
        "DH4,,Lan,Áo,1,,",
        ",0901234567,Lan,Áo,1,,",
        "DH6,0901234567,Lan,Áo,một triệu,,",
        "DH7,0901234567,Lan,Áo,1,,31/02/2026",
        "DH8,0901234567,Lan,Áo,1,,23/11/2026",
        "DH9,0901234567,Lan,Áo",
        "dh1,0901234567,Lan,Áo,1,,",
        'DH10,0901234567,Lan,"Áo" đen,1,,',
        "DH11,0901234567,Lan,Áo\0,1,,",
        f"DH12,0901234567,Lan,Áo,1,{'x' * 41},",
        "DH13,0901234567,Lan,Áo,1,,",
    )  # fmt: skip
    assert [order.code for order in kept(sessions)] == ["DH1", "DH13", "DH2"]
    assert (report.rows, report.created) == (14, 3)
    assert report.refused == [
        (6, "found the phone number “12345”, expected one such as 0901234567"),
        (7, "found neither a phone number nor a link token, expected one of them"),
        (8, "found the order code “”, expected 1 to 40 characters"),
        (9, "found the total “một triệu”, expected one such as 1.250.000đ or 1250000"),
        (10, "found the moment “31/02/2026”, expected one such as 22/11/2026 14:30 or 2026-11-22 14:30"),
        (11, "found the delivery “23/11/2026” that lies ahead, expected a moment in the past"),
        (12, "found 4 cells, expected 7 as in the header"),
        (13, "found the order DH1 again, expected it once: it stands on line 2"),
        (14, "found broken quotation marks (',' expected after '\"'), expected a row of CSV"),
        (15, "found an unreadable character in items, expected text"),
        (16, f"found the status “{'x' * 40}”, expected at most 40 characters"),
    ]


def test_a_quotation_mark_that_is_never_closed_is_said(sessions: Sessions, file: Path) -> None:
    report = take(sessions, file, HEADER, ROW, 'DH2,0901234567,"Lan,,,,', "DH3,0901234567,,,,,")
    assert report.created == 1
    assert [line for line, _ in report.refused] == [3]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_of_every_spreadsheet_are_read(file: Path, delimiter: str, encoding: str, newline: str) -> None:
    text = newline.join((HEADER, ROW)).replace(",", delimiter)
    file.write_bytes(text.encode(encoding))
    (line,) = read_sheet(file)
    assert line.number == 2
    assert line.cells["code"] == "DH1"
    assert line.cells["delivered_at"] == "20/11/2026 14:30"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "found an empty file"),
        (["ma_don,sdt,ten,san_pham,tong_tien"], "missing status, delivered at"),
        (["ma_don,ten,san_pham,tong_tien,trang_thai,ngay_giao"], "missing phone or link token"),
        ([HEADER + ",order_code"], "more than one column for order code"),
        (
            ["DH1 0901234567"],
            "missing order code, name, items, total, status, delivered at, phone or link token",
        ),
    ],
)
def test_a_file_with_a_wrong_header_is_refused_whole(
    sqlite_sessions: Sessions, file: Path, lines: list[str], sentence: str
) -> None:
    with pytest.raises(SheetError, match=sentence):
        take(sqlite_sessions, file, *lines)


def test_a_file_that_is_no_text_is_refused_whole(file: Path) -> None:
    file.write_bytes(HEADER.encode("utf-16"))
    with pytest.raises(SheetError, match=r"orders.csv: found a byte at 0 that is not UTF-8"):
        read_sheet(file)
    with pytest.raises(SheetError, match="cannot be read"):
        read_sheet(file.parent / "nowhere.csv")


def test_a_row_may_name_a_link_token_in_place_of_a_phone(sessions: Sessions, file: Path) -> None:
    header = "order_code,telegram_token,name,items,total,status,delivered_at"
    own, link = make_token(SECRET, "DH1"), f"https://t.me/shop_bot?start={make_token(SECRET, 'dh2')}"
    report = take(sessions, file, header, f"DH1,{own},,,,,", f"DH2,{link},,,,,", f"DH3,{own},,,,,")
    assert report.created == 2
    assert report.refused == [(4, "found a link token that was not made for the order DH3, expected its own")]


def test_an_order_with_a_known_phone_ties_itself(sessions: Sessions, file: Path) -> None:
    with sessions.begin() as session:
        customer = add_customer(session, phone="+84901234567").customer
    take(sessions, file, HEADER, ROW, "DH2,0907654321,,,,,")
    assert [order.customer_id for order in kept(sessions)] == [customer.id, None]


def test_an_import_fills_the_order_that_a_link_began_and_leaves_it_to_its_customer(
    sessions: Sessions, file: Path
) -> None:
    with sessions.begin() as session:
        first = add_customer(session, "1").customer
        add_customer(session, "2", phone="+84901234567")
        orders.tie_by_token(session, DESK, first, make_token(SECRET, "DH1"))
    assert take(sessions, file, HEADER, ROW).updated == 1
    (order,) = kept(sessions)
    assert (order.customer_id, order.name, order.phone) == (first.id, "Lan", "+84901234567")


def test_a_long_file_is_taken_in_batches_and_says_how_far_it_is(sessions: Sessions, file: Path) -> None:
    rows = [f"DH{number},0901234567,Lan,Áo,1000,,20/11/2026" for number in range(BATCH + 1)]
    file.write_text("\n".join([HEADER, *rows, "DHX,1,,,,,"]), encoding="utf-8")
    heard: list[tuple[int, int]] = []
    report = import_file(sessions, file, DESK, NOON, lambda done, total: heard.append((done, total)))
    assert report.created == BATCH + 1
    assert heard == [(1, BATCH + 2), (BATCH + 1, BATCH + 2), (BATCH + 2, BATCH + 2)]


def test_two_imports_in_the_same_moment_write_every_order_once(sessions: Sessions, file: Path) -> None:
    rows = [f"DH{number},0901234567,Lan,Áo,1000,," for number in range(50)]
    file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    with ThreadPoolExecutor(2) as pool:
        takings = [
            pool.submit(import_file, sessions, file, DESK, NOON, lambda _done, _total: None) for _ in range(2)
        ]
    reports = [taking.result() for taking in takings]
    assert sorted((report.created, report.unchanged) for report in reports) == [(0, 50), (50, 0)]
    assert len(kept(sessions)) == 50


@pytest.mark.parametrize(
    "written",
    [
        "0901234567",
        "901234567",
        "84901234567",
        "+84 90 123 45 67",
        "0901.234.567",
        "'0901234567",
        "(090) 123-4567",
    ],
)
def test_a_phone_number_is_read_however_shops_write_it(written: str) -> None:
    assert e164(written) == "+84901234567"


@pytest.mark.parametrize(
    "written", ["12345", "9.01E+08", "0901234567/0907654321", "abc", "09012345678901", "+"]
)
def test_what_is_no_phone_number_is_refused(written: str) -> None:
    with pytest.raises(CellError):
        e164(written)


@pytest.mark.parametrize(
    "written",
    [
        "1.250.000đ",
        "1250000",
        "1,250,000 VND",
        "1.250.000 ₫",
        "₫1,250,000",
        "1250000.0",
        "1.250.000,00",
        "1250000 đồng",
    ],
)
def test_a_total_is_read_however_shops_write_it(written: str) -> None:
    assert dong(written) == 1_250_000


@pytest.mark.parametrize(
    "written", ["-5", "1.25", "1.250.00", "12.50.000", "250k", "1e6", "9" * 13, "đ", "1.250,000"]
)
def test_what_is_no_sum_of_money_is_refused(written: str) -> None:
    with pytest.raises(CellError):
        dong(written)


@given(st.integers(0, 10**12), st.sampled_from(["{:,}", "{:,} đ", "{}", "{}vnd", "{}.00"]))
def test_every_sum_comes_back(sum_: int, form: str) -> None:
    assert dong(form.format(sum_)) == sum_
    assert dong(form.format(sum_).replace(",", ".") if "," in form else form.format(sum_)) == sum_


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - the file says no zone
def test_every_minute_comes_back_in_both_spellings(at: datetime) -> None:
    local = at.replace(second=0, microsecond=0, tzinfo=HANOI)
    for form in ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"):
        assert moment(local.strftime(form), HANOI) == local


def test_a_moment_with_an_offset_keeps_it() -> None:
    assert moment("2026-11-22T09:00:00+09:00", HANOI) == datetime(
        2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=9))
    )
    assert moment("2026-11-22T00:00:00Z", HANOI) == datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["0001-01-01", "hôm qua", "32/1/2026", "1/1/26", "22/11/2026 25:00", "2026"]
)
def test_what_is_no_moment_is_refused(written: str) -> None:
    with pytest.raises(CellError):
        moment(written, HANOI)


@pytest.mark.parametrize(
    ("written", "kept_as"),
    [
        ("Delivered", "đã giao"),
        ("ĐANG GIAO HÀNG", "đang giao"),
        ("đã hủy", "đã huỷ"),
        ("Chờ bưu tá", "Chờ bưu tá"),
    ],
)
def test_a_status_that_everybody_knows_gets_one_name(written: str, kept_as: str) -> None:
    assert status(written) == kept_as


@given(st.text())
def test_no_cell_breaks_the_reader(cell: str) -> None:
    for read in (e164, dong, status, lambda written: moment(written, HANOI)):
        with suppress(CellError):
            read(cell)


def test_the_page_about_orders_lists_every_name_that_is_known() -> None:
    page = (ROOT / "docs/orders.md").read_text(encoding="utf-8")
    for names in (*COLUMNS.values(), *STATUSES.values()):
        for name in names:
            assert f"`{name}`" in page
