"""What a newcomer finds in the sandbox: orders of its customers, one of them late, and their links."""

import csv
from datetime import datetime, time, timedelta
from pathlib import Path

import httpx
from sqlalchemy import select

from langnghe.parts import House, clock_of, desk_of
from store.engine import Sessions, reading
from store.models import Order
from support.links import make_token
from support.order_import import import_file

# The phones are those of the sandbox's own customers. One order has none: its link is the only way to tie it.
# Behind the status: in how many days it is expected, who brings it, and its tracking code.
ORDERS = [
    ("DH1023", "0900000001", "Khách A", "Áo sơ mi lụa x1, Quần vải x1", "620000", "đã giao", None, "", ""),
    (
        "DH1024",
        "0900000002",
        "Khách B",
        "Tai nghe không dây x1",
        "890000",
        "đang giao",
        1,
        "GHN",
        "LNGDEMO1024",
    ),
    ("DH1026", "0900000001", "Khách A", "Khăn lụa x1", "180000", "đang giao", -2, "GHTK", "S1.LNGDEMO.1026"),
    ("DH1025", "", "Khách C", "Son dưỡng x2", "240000", "đã giao", None, "", ""),
]
COLUMNS = [
    *("order_code", "phone", "link_token", "name", "items", "total", "status", "delivered_at", "expected_on"),
    *("carrier", "tracking_code"),
]
DELIVERED = "đã giao"
# Who tries things out at night would find nobody at work and no check-in after "+2 ngày".
DAYTIME = (time(8), time(18))
MORNING = time(10)


def set_up(house: House, sessions: Sessions) -> None:
    """Let it be day, import the demo orders the first time through the shop's own import, show their links.

    Raises:
        httpx.HTTPError: the sandbox does not answer.
    """
    _let_it_be_day(house)
    with reading(sessions) as session:
        fresh = session.scalar(select(Order.id).limit(1)) is None
    if fresh:
        path = _write(house.var / "demo-orders.csv", house, clock_of(house)())
        desk = desk_of(house)
        import_file(sessions, path, desk, desk.clock(), lambda _done, _total: None)
    links = [
        {"label": f"Đơn {code} ({name})", "token": make_token(house.secret_key, code)}
        for code, _, name, *_ in ORDERS
    ]
    # A proxy from the environment is for the world outside.
    asked = httpx.post(f"{house.sandbox_url}/sandbox/links", json=links, timeout=5, trust_env=False)
    asked.raise_for_status()


def _let_it_be_day(house: House) -> None:
    now = clock_of(house)().astimezone(house.settings.config.shop.timezone)
    if DAYTIME[0] <= now.time() < DAYTIME[1]:
        return
    morning = datetime.combine(now.date() + timedelta(days=now.time() >= MORNING), MORNING, now.tzinfo)
    _post(house, "clock", {"advance_seconds": int((morning - now).total_seconds())})


def _post(house: House, path: str, body: object) -> None:
    httpx.post(
        f"{house.sandbox_url}/sandbox/{path}", json=body, timeout=5, trust_env=False
    ).raise_for_status()


def _write(path: Path, house: House, now: datetime) -> Path:
    today = now.astimezone(house.settings.config.shop.timezone)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for code, phone, name, items, total, status, days, *travels in ORDERS:
            token = "" if phone else make_token(house.secret_key, code)
            expected = "" if days is None else f"{today + timedelta(days=days):%d/%m/%Y}"
            delivered = f"{today - timedelta(hours=1):%d/%m/%Y %H:%M}" if status == DELIVERED else ""
            rows.writerow([code, phone, token, name, items, total, status, delivered, expected, *travels])
    return path
