"""What every use case needs beside its session and its event, built once by the command line and handed in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from settings.schema import Config
from support.answers import Answers
from support.canned_replies import CannedReplies
from support.wording import Wording

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Desk:
    """The shop's settings, its words, the clock (aware UTC) and where its staff sit.

    `staff_chat_id` is None when the shop has not named a group yet: cards then wait on the web page only.
    """

    config: Config
    answers: Answers
    wording: Wording
    clock: Clock
    secret_key: str
    bot_username: str
    staff_channel: str = "telegram"
    staff_chat_id: str | None = None
    canned: CannedReplies = field(default_factory=lambda: CannedReplies({}))
