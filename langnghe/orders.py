"""`langnghe orders`: takes a shop's list of orders over, and makes the link of one."""

from collections.abc import Callable
from pathlib import Path

from langnghe.parts import CannotGoOn, House, desk_of, sessions_of
from store.migrate import upgrade
from support.links import make_token
from support.order_import import ImportReport, import_file
from support.order_sheet import SheetError

MOST_SHOWN = 20


def import_orders(house: House, path: Path, progress: Callable[[int, int], object]) -> ImportReport:
    """Import a file into the house's database; `progress` hears rows done and rows in all.

    Raises:
        CannotGoOn: the file cannot be read at all.
    """
    sessions = sessions_of(house)
    upgrade(sessions)
    desk = desk_of(house)
    try:
        return import_file(sessions, path, desk, desk.clock(), progress)
    except SheetError as error:
        raise CannotGoOn(str(error)) from error


def in_words(report: ImportReport) -> str:
    """Return the report as people read it: the counts, then a line for each refused row."""
    counts = (
        f"{report.rows} rows: {report.created} new, {report.updated} changed, {report.unchanged} as before, "
    )
    refused = [f"  line {line}: {reason}" for line, reason in report.refused[:MOST_SHOWN]]
    more = len(report.refused) - MOST_SHOWN
    return "\n".join(
        [f"{counts}{len(report.refused)} refused.", *refused, *([f"  and {more} more"] if more > 0 else [])]
    )


def link(house: House, code: str) -> str:
    """Return the address that ties a chat to the order with this code.

    Raises:
        CannotGoOn: the code is too long for a Telegram link.
    """
    try:
        token = make_token(house.secret_key, code)
    except ValueError as error:
        raise CannotGoOn(str(error)) from error
    return f"https://t.me/{desk_of(house).bot_username}?start={token}"
