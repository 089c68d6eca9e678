"""Takes a shop's list of orders over into the store; taking the same list again changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.engine import Sessions
from store.models import Customer, Order
from support.desk import Desk
from support.order_cells import CellError, OrderRow, order_row
from support.order_sheet import Line, read_sheet

BATCH = 500  # rows a transaction: short enough that the bot's own writes pass in between
ATTEMPTS = 3
NAMELESS = frozenset(
    {"code", "total", "status", "expected_on", "delivered_at"}
)  # what an erased customer's order may still learn

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class ImportReport:
    """What became of the rows of a file; `refused` holds the line and the reason of each that was not taken."""

    rows: int
    created: int
    updated: int
    unchanged: int
    refused: list[tuple[int, str]]


def import_file(
    sessions: Sessions, path: Path, desk: Desk, now: datetime, progress: Progress
) -> ImportReport:
    """Take over every row of `path` that can be right; `progress` hears (rows done, rows in all).

    An empty cell says nothing, so it leaves what is known. A row whose phone number a customer shared gives the
    order to that customer, unless it is somebody's already.

    Raises:
        SheetError: the file cannot be taken at all (see `order_sheet.read_sheet`).
    """
    lines = read_sheet(path)
    good, refused = _sorted_out(lines, desk, now)
    progress(len(refused), len(lines))
    outcomes: Counter[str] = Counter()
    for batch in _batches(good):
        outcomes += _write(sessions, batch, now)
        progress(len(refused) + outcomes.total(), len(lines))
    return ImportReport(len(lines), outcomes["created"], outcomes["updated"], outcomes["unchanged"], refused)


def _sorted_out(
    lines: Sequence[Line], desk: Desk, now: datetime
) -> tuple[list[OrderRow], list[tuple[int, str]]]:
    good: dict[str, OrderRow] = {}
    first_lines: dict[str, int] = {}
    refused: list[tuple[int, str]] = []
    for line in lines:
        try:
            row = _checked(line, first_lines, desk, now)
        except CellError as fault:
            refused.append((line.number, str(fault)))
        else:
            good[row.code], first_lines[row.code] = row, line.number
    return list(good.values()), refused


def _checked(line: Line, first_lines: Mapping[str, int], desk: Desk, now: datetime) -> OrderRow:
    if line.fault:
        raise CellError(line.fault)
    row = order_row(line.cells, desk.secret_key, desk.config.shop.timezone, now)
    # Two rows of one order would undo each other every time the file is taken over.
    if row.code in first_lines:
        raise CellError(
            f"found the order {row.code} again, expected it once: it stands on line {first_lines[row.code]}"
        )
    return row


def _batches(rows: Sequence[OrderRow]) -> Iterator[Sequence[OrderRow]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _write(sessions: Sessions, batch: Sequence[OrderRow], now: datetime) -> Counter[str]:
    for _ in range(ATTEMPTS - 1):
        # A customer may open the link of a new order in this very moment; the next attempt finds its row.
        with suppress(IntegrityError), sessions.begin() as session:
            return _write_rows(session, batch, now)
    with sessions.begin() as session:
        return _write_rows(session, batch, now)


def _write_rows(session: Session, batch: Sequence[OrderRow], now: datetime) -> Counter[str]:
    codes = [row.code for row in batch]
    # Locked, so that a link opened meanwhile waits and does not lose its tie.
    kept = session.scalars(select(Order).where(Order.code.in_(codes)).order_by(Order.id).with_for_update())
    known = {order.code: order for order in kept}
    owners = _owners(session, batch)
    return Counter(
        _write_row(session, row, known.get(row.code), owners.get(row.phone or ""), now) for row in batch
    )


def _owners(session: Session, batch: Sequence[OrderRow]) -> dict[str, int]:
    phones = {row.phone for row in batch if row.phone}
    # Numbers change hands: of two customers who proved the same one, the newer has it now.
    found = select(Customer.phone, Customer.id).where(Customer.phone.in_(phones)).order_by(Customer.id)
    return {phone: customer_id for phone, customer_id in session.execute(found) if phone}


def _write_row(session: Session, row: OrderRow, order: Order | None, owner: int | None, now: datetime) -> str:
    if order is None:
        session.add(Order(**asdict(row), customer_id=owner, updated_at=now))
        return "created"
    said = {field: value for field, value in asdict(row).items() if value is not None}
    if order.erased_at is not None:
        said = {field: value for field, value in said.items() if field in NAMELESS}
    elif order.customer_id is None and owner is not None:
        said["customer_id"] = owner
    changed = {field: value for field, value in said.items() if getattr(order, field) != value}
    for field, value in changed.items():
        setattr(order, field, value)
    if changed:
        order.updated_at = now
    return "updated" if changed else "unchanged"
