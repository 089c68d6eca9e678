"""What a sandbox is started with."""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path

TOKEN = re.compile(r"[1-9]\d{0,18}:[A-Za-z0-9_-]{30,60}")
USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,28}[Bb][Oo][Tt]")


@dataclass(frozen=True)
class Options:
    """One sandbox: where it listens, which bot lives in it, what it keeps.

    Without `state_path` everything is forgotten at the end; without `clock_path` the moved clock is told to nobody.
    `limits=False` switches off the limits that Telegram answers with 429.
    """

    token: str
    host: str = "127.0.0.1"
    port: int = 8081
    bot_username: str = "langnghe_bot"
    bot_name: str = "Lắng Nghe"
    staff_chat_id: int = -1001000000001
    forum: bool = False
    clock_path: Path | None = None
    state_path: Path | None = None
    limits: bool = True

    def __post_init__(self) -> None:
        refuse_open_host(self.host)
        if not TOKEN.fullmatch(self.token):
            raise ValueError(
                "The sandbox's token is not shaped like 123456:35-letters-or-digits, as Telegram's tokens are."
            )
        if not USERNAME.fullmatch(self.bot_username):
            raise ValueError(f"The bot's username {self.bot_username!r} must end in 'bot', as Telegram asks.")
        if self.staff_chat_id >= 0:
            raise ValueError(
                f"The staff group's id {self.staff_chat_id} must be negative, as the ids of groups are."
            )

    @property
    def bot_id(self) -> int:
        """The bot's user id: the number in front of the token's colon."""
        return int(self.token.partition(":")[0])


def refuse_open_host(host: str) -> None:
    """Raise ValueError unless `host` is this machine itself: the sandbox has no passwords."""
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ValueError(f"The sandbox listens on loopback only, not on {host!r}.")
