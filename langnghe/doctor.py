"""`langnghe doctor`: looks at every part and setting, and says in a sentence what to do about each fault."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.doctor import examine_telegram
from langnghe.parts import CannotGoOn, House, client_of, desk_of, open_house, sessions_of, utc_now
from langnghe.serving import BOT_LEASE
from nlu.client import ModelUnavailable
from nlu.training import needs_training, newest_model
from scheduler.leader import LEASE as SCHEDULER_LEASE
from settings import SettingsError
from store.engine import reading
from store.migrate import is_current
from store.models import InboxUpdate, Lease, OutboxMessage
from support import staff_group

LEAST_FREE = 2 * 1024**3
STUCK_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is well, and in a sentence what was found and what to do."""

    what: str
    well: bool
    sentence: str


def examine() -> Iterator[Finding]:
    """Yield a finding for each part and setting; without readable settings only that one."""
    try:
        house = open_house()
    except SettingsError as error:
        yield Finding("settings", False, f"{error} Correct that line and run doctor again.")
        return
    yield Finding("settings", True, "config.yml, .env and the environment are readable.")
    for check in CHECKS:
        yield from check(house)


def _content(house: House) -> Iterator[Finding]:
    try:
        desk_of(house)
    except SettingsError as error:
        yield Finding("content", False, f"{error} Correct that line in data/.")
    else:
        yield Finding("content", True, "data/answers.yml and data/wording.yml are readable.")


def _environments(house: House) -> Iterator[Finding]:
    there = (house.settings.root / "nlu" / ".venv" / "bin" / "python").exists()
    yield Finding(
        "model's environment",
        there,
        "Rasa's environment is installed." if there else "nlu/.venv is missing: run `make setup`.",
    )


def _disk(house: House) -> Iterator[Finding]:
    free = shutil.disk_usage(house.settings.root).free
    said = f"{free / 1024**3:.1f} GiB are free."
    yield Finding(
        "disk",
        free > LEAST_FREE,
        said if free > LEAST_FREE else f"{said} Make room: at least 2 GiB are needed.",
    )


def _model(house: House) -> Iterator[Finding]:
    root = house.settings.root
    if newest_model(root) is None:
        yield Finding("model", False, "There is no trained model: run `langnghe train`.")
    elif needs_training(root):
        yield Finding(
            "model", False, "Data or pipeline changed since the model was trained: run `langnghe train`."
        )
    else:
        yield Finding("model", True, "The model is trained on the data and pipeline as they are.")


def _model_server(house: House) -> Iterator[Finding]:
    try:
        asyncio.run(_ask_model(house))
    except ModelUnavailable as error:
        yield Finding(
            "model server", False, f"{error} It runs with `langnghe run`, or alone with `langnghe nlu`."
        )
    else:
        yield Finding("model server", True, f"It answers at {house.model_url}.")


async def _ask_model(house: House) -> None:
    async with client_of(house) as client:
        await client.understand("shop ơi")


def _database(house: House) -> Iterator[Finding]:
    try:
        current = is_current(sessions_of(house))
        yield Finding(
            "database",
            current,
            "It answers and its schema is current."
            if current
            else "Its schema is not the program's: `langnghe run` brings it up to date.",
        )
        if current:
            yield from _queues(house)
    except CannotGoOn as error:
        yield Finding("database", False, str(error))
    except SQLAlchemyError as error:
        yield Finding(
            "database", False, f"It does not answer ({type(error).__name__}): check LANGNGHE_DATABASE_URL."
        )


def _queues(house: House) -> Iterator[Finding]:
    desk_now = desk_of(house).clock()
    with reading(sessions_of(house)) as session:
        poisoned = _count(session.scalar(select(func.count()).where(InboxUpdate.state == "poisoned")))
        unsure = _count(session.scalar(select(func.count()).where(OutboxMessage.state == "unsure")))
        oldest = session.scalar(select(func.min(InboxUpdate.received_at)).where(InboxUpdate.state == "new"))
        yield from _staff_group(session)
        yield from _leases(session)
    stuck = oldest is not None and desk_now - oldest > STUCK_AFTER
    yield Finding(
        "inbox",
        not stuck,
        "A message waits for over 5 minutes: is the bot running?" if stuck else "Nothing waits too long.",
    )
    yield Finding(
        "poisoned updates",
        not poisoned,
        f"{poisoned} updates could not be worked: read why in the table inbox (column error), then delete the rows."
        if poisoned
        else "Every update could be worked.",
    )
    yield Finding(
        "unsure messages",
        not unsure,
        f"{unsure} may or may not have arrived and are never sent again by themselves: look into those chats."
        if unsure
        else "Every message arrived or still waits to be sent.",
    )


def _staff_group(session: Session) -> Iterator[Finding]:
    """What the bot last found: the sandbox, too, has a group from which it can be put out."""
    group = staff_group.newest(session)
    if group is None:
        return
    waits = (OutboxMessage.chat_id == group.chat_id) & (OutboxMessage.state == "waiting")
    count = _count(session.scalar(select(func.count()).where(waits)))
    if group.away_since is not None:
        found = f"The bot cannot write there since {group.away_since:%Y-%m-%d %H:%M} UTC ({group.away_why})"
        yield Finding(
            "way to the staff", False, f"{found}; {count} messages wait: add it again, or let it write."
        )
    elif group.is_forum and not group.manages_topics:
        yield Finding(
            "way to the staff",
            False,
            "The group is a forum, but the bot may not manage topics: give it that right.",
        )
    else:
        kind = "a topic for each customer with a ticket" if group.is_forum else "a plain group"
        yield Finding("way to the staff", True, f"The bot writes in the staff group: {kind}.")


def _count(found: int | None) -> int:
    return found or 0


def _telegram(house: House) -> Iterator[Finding]:
    if house.sandbox:
        yield Finding("telegram", True, "No token is set, so the sandbox stands in for Telegram.")
        return
    telegram = house.settings.config.telegram
    for what, well, sentence in asyncio.run(examine_telegram(house.token, telegram)):
        yield Finding(what, well, sentence)


def _staff_page(house: House) -> Iterator[Finding]:
    yield _answers("staff page", house.web_url, "/health", "web")


def _sandbox(house: House) -> Iterator[Finding]:
    if house.sandbox:
        yield _answers("sandbox", house.sandbox_url, "/sandbox/state", "sandbox")


def _answers(what: str, url: str, path: str, command: str) -> Finding:
    try:
        # A proxy from the environment is for the world outside.
        well = httpx.get(f"{url}{path}", timeout=3, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        well = False
    return Finding(
        what, well, f"It answers at {url}." if well else f"It does not answer: {_how_to_run(command)}"
    )


def _how_to_run(command: str) -> str:
    return f"it runs with `langnghe run`, or alone with `langnghe {command}`."


def _leases(session: Session) -> Iterator[Finding]:
    """The bot and the scheduler listen nowhere; each renews a lease in the database as long as it lives."""
    alive = set(session.scalars(select(Lease.name).where(Lease.until > utc_now())))
    for part in (BOT_LEASE, SCHEDULER_LEASE):
        well = part in alive
        yield Finding(part, well, "It runs." if well else f"It does not run: {_how_to_run(part)}")


CHECKS: tuple[Callable[[House], Iterator[Finding]], ...] = (
    _content,
    _environments,
    _disk,
    _model,
    _model_server,
    _database,
    _telegram,
    _sandbox,
    _staff_page,
)
