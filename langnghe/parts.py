"""Builds what the parts are made of: settings, secrets, sessions, the desk, the model's client."""

import hashlib
import hmac
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import ArgumentError, OperationalError

from nlu.client import Client
from settings import Settings, load
from settings.checked_yaml import read_yaml
from store.engine import Sessions, open_sessions
from store.migrate import upgrade
from support.address import load as load_address
from support.answers import load as load_answers
from support.calendar import opens_at
from support.canned_replies import load as load_canned_replies
from support.choices import load as load_choices
from support.desk import Desk
from support.signs import load as load_signs
from support.wording import load as load_wording

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
# The sandbox is on loopback and knows this one bot; the token guards nothing.
SANDBOX_TOKEN = "1000000001:sandbox-sandbox-sandbox-sandbox-sb"  # noqa: S105
SANDBOX_STAFF_CHAT_ID = -1001000000001
SANDBOX_USERNAME = "langnghe_bot"


class CannotGoOn(Exception):  # noqa: N818 - it is said to people as it is
    """A command cannot do its work; the message says why and what to do."""


@dataclass(frozen=True)
class House:
    """Everything a part needs to start; `sandbox` is True when the sandbox stands in for Telegram."""

    settings: Settings
    token: str
    secret_key: str
    sandbox: bool

    @property
    def var(self) -> Path:
        """Where this house keeps what it makes: the sandbox's customers never mix with real ones."""
        return self.settings.var / "sandbox" if self.sandbox else self.settings.var

    @property
    def clock_path(self) -> Path:
        """The file in which the sandbox writes by how many seconds its clock was moved."""
        return self.var / "clock"

    @property
    def state_path(self) -> Path:
        """Where the sandbox keeps its chats."""
        return self.var / "telegram.db"

    @property
    def model_url(self) -> str:
        """The model server's address."""
        return f"http://{LOOPBACK}:{self.settings.config.ports.model}"

    @property
    def model_token(self) -> str:
        """What the model server asks for; made of the secret key, so that every part knows it."""
        return hmac.new(self.secret_key.encode(), b"model server", hashlib.sha256).hexdigest()

    @property
    def web_url(self) -> str:
        """The staff page's address."""
        return f"http://{LOOPBACK}:{self.settings.config.ports.web}"

    @property
    def sandbox_url(self) -> str:
        """The sandbox's address."""
        return f"http://{LOOPBACK}:{self.settings.config.ports.sandbox}"


def open_house() -> House:
    """Read the settings and settle what is left open: without a token it is the sandbox's house.

    Raises:
        SettingsError: what is wrong, a sentence a line.
    """
    settings = load(ROOT)
    secret_key = settings.secret_key or _kept_secret(settings.var / "secret-key")
    house = House(settings, settings.token or SANDBOX_TOKEN, secret_key, sandbox=settings.token is None)
    return _in_sandbox(house) if house.sandbox else house


def _in_sandbox(house: House) -> House:
    config = house.settings.config
    telegram = config.telegram.model_copy(
        update={"api": house.sandbox_url, "proxy": None, "staff_chat_id": SANDBOX_STAFF_CHAT_ID}
    )
    changes: dict[str, object] = {"telegram": telegram}
    # What config.yml names is for real customers; who names another one beside it means this one.
    if config.database_url == str(read_yaml(house.settings.root / "config.yml")["database_url"]):
        changes["database_url"] = f"sqlite:///{house.var / 'langnghe.db'}"
    return replace(house, settings=replace(house.settings, config=config.model_copy(update=changes)))


def _kept_secret(path: Path) -> str:
    if not path.exists():
        _make_secret(path)
    return path.read_text(encoding="ascii")


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written whole under another name first: two parts that start together must end up with one secret.
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.touch(mode=0o600)
    try:
        fresh.write_text(secrets.token_urlsafe(32), encoding="ascii")
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()


def sessions_of(house: House) -> Sessions:
    """Return sessions on the database that the settings name; nothing is asked of it yet.

    Raises:
        CannotGoOn: what the settings hold is no database's address, or its folder cannot be made.
    """
    try:
        return open_sessions(house.settings.config.database_url, house.settings.root)
    except (ArgumentError, OSError) as error:
        # The address may hold a password.
        raise CannotGoOn(
            f"Found a database address that cannot be opened ({type(error).__name__}), expected one such as "
            "sqlite:///var/langnghe.db: check LANGNGHE_DATABASE_URL, or database_url in config.yml."
        ) from error


def migrated_sessions(house: House) -> Sessions:
    """Return sessions on the database that the settings name, brought to the newest schema.

    Raises:
        CannotGoOn: it does not answer, or there is none.
    """
    sessions = sessions_of(house)
    try:
        upgrade(sessions)
    except OperationalError as error:
        raise CannotGoOn(
            f"The database does not answer ({type(error.orig).__name__}): check that it runs, "
            "and LANGNGHE_DATABASE_URL, or database_url in config.yml."
        ) from error
    return sessions


def need_ports(house: House, *names: str) -> None:
    """Make sure that nobody listens on these ports of the settings.

    Raises:
        CannotGoOn: somebody does; the message names the ports.
    """
    ports = {name: int(getattr(house.settings.config.ports, name)) for name in names}
    taken = [f"ports.{name}: {port}" for name, port in ports.items() if not _is_free(port)]
    if taken:
        raise CannotGoOn(
            f"Another program listens on {', '.join(taken)}; end it or choose other ports in config.yml."
        )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def clock_of(house: House) -> Callable[[], datetime]:
    """Return the clock: the machine's, moved by what the sandbox says when there is one."""
    return moved_clock(house.clock_path) if house.sandbox else utc_now


def utc_now() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)


def moved_clock(path: Path) -> Callable[[], datetime]:
    """Return a clock that runs ahead by the seconds written in the file at `path`; none when there is no file."""

    def now() -> datetime:
        try:
            ahead = int(path.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            ahead = 0
        return utc_now() + timedelta(seconds=ahead)

    return now


def desk_of(house: House, bot_username: str = "") -> Desk:
    """Build the desk: the shop's settings and words, the clock, the staff's group.

    Raises:
        SettingsError: something in data/answers.yml, data/wording.yml, data/address.yml or data/signs.yml is wrong.
    """
    config = house.settings.config
    data = house.settings.root / "data"
    staff_chat_id = config.telegram.staff_chat_id
    clock = clock_of(house)
    opens_at(config.shop, clock())  # works out the year's holidays now, half a second before a customer waits
    return Desk(
        config=config,
        answers=load_answers(data / "answers.yml", config.shop),
        wording=load_wording(data / "wording.yml"),
        canned=load_canned_replies(data / "canned_replies.yml"),
        address=load_address(data / "address.yml"),
        choices=load_choices(data / "choices.yml"),
        signs=load_signs(data / "signs.yml"),
        clock=clock,
        secret_key=house.secret_key,
        bot_username=bot_username or SANDBOX_USERNAME,
        staff_chat_id=None if staff_chat_id is None else str(staff_chat_id),
    )


def client_of(house: House) -> Client:
    """Build the model server's client with the shop's time-out."""
    timeout = house.settings.config.understanding.timeout.total_seconds()
    return Client(house.model_url, house.model_token, timeout)
