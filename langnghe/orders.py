"""`langnghe orders`: takes a shop's list of orders over, and makes the link of one."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.app import build
from bot.connect import TokenRefused, introduce
from langnghe.parts import SANDBOX_USERNAME, CannotGoOn, House, desk_of, migrated_sessions
from support.links import make_token
from support.order_import import ImportReport, import_file
from support.order_sheet import SheetError

MOST_SHOWN = 20
PATIENCE = 20.0  # seconds for Telegram to say who our bot is


def import_orders(house: House, path: Path, progress: Callable[[int, int], object]) -> ImportReport:
    """Import a file into the house's database; `progress` hears rows done and rows in all.

    Raises:
        CannotGoOn: the file cannot be read at all, or the database does not answer.
    """
    sessions = migrated_sessions(house)
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
        CannotGoOn: the code is too long for a Telegram link, or Telegram does not say who our bot is.
    """
    try:
        token = make_token(house.secret_key, code)
    except ValueError as error:
        raise CannotGoOn(str(error)) from error
    username = SANDBOX_USERNAME if house.sandbox else asyncio.run(_bot_username(house))
    return f"https://t.me/{username}?start={token}"


async def _bot_username(house: House) -> str:
    telegram = house.settings.config.telegram
    application, _polls = build(house.token, telegram.api.rstrip("/"), telegram.proxy)
    try:
        async with asyncio.timeout(PATIENCE):
            return await introduce(application, telegram.api)
    except TokenRefused as error:
        raise CannotGoOn(str(error)) from error
    except TimeoutError as error:
        raise CannotGoOn(
            f"{telegram.api} did not answer within {PATIENCE:.0f} s, and only Telegram knows the bot's name: "
            "check the network, or set LANGNGHE_TELEGRAM_PROXY."
        ) from error
    finally:
        await application.bot.shutdown()
        await application.shutdown()
