"""What lives in the sandbox: users, chats, topics, messages and files."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class User:
    """A person. `started` once they wrote to the bot: before, a bot may not write to them."""

    id: int
    name: str
    phone: str | None = None
    staff: bool = False
    blocked: bool = False
    started: bool = False

    def as_telegram(self) -> Json:
        """Return the Bot API's User."""
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "vi"}


@dataclass
class Topic:
    """A forum topic; its id is the id of the service message that opened it. Who opened it may always close it."""

    id: int
    name: str
    icon_color: int
    closed: bool = False
    by_bot: bool = False


# Telegram's supergroups have ids that begin so; only they can be forums.
SUPERGROUPS_BELOW = -1_000_000_000_000
# What the bot may do in a group whose administrator it is, until somebody changes it.
BOT_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass
class Chat:
    """A private chat (its id is the user's) or a group of staff members. Types are the Bot API's.

    `bot_status` is what the bot is in a group: administrator (with `bot_rights`), member, restricted, left, kicked.
    """

    id: int
    type: str
    title: str
    user_id: int | None = None
    members: list[int] = field(default_factory=list)
    is_forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None
    bot_status: str = "administrator"
    bot_rights: list[str] = field(default_factory=lambda: list(BOT_RIGHTS))

    @property
    def private(self) -> bool:
        """Whether it is between one user and the bot."""
        return self.type == "private"

    def bot_may(self, right: str) -> bool:
        """Whether the bot is an administrator with a right."""
        return self.bot_status == "administrator" and right in self.bot_rights

    def as_telegram(self) -> Json:
        """Return the Bot API's Chat."""
        if self.private:
            return {"id": self.id, "type": self.type, "first_name": self.title}
        forum = {"is_forum": True} if self.is_forum else {}
        return {"id": self.id, "type": self.type, "title": self.title, **forum}


@dataclass
class Kept:
    """A message as the Bot API shows it, and the reply keyboard it brought, which the Bot API does not show."""

    message: Json
    keyboard: Json | None = None

    @property
    def id(self) -> int:
        """The message's id, unique in its chat."""
        return int(self.message["message_id"])

    @property
    def chat_id(self) -> int:
        """The chat's id."""
        return int(self.message["chat"]["id"])


@dataclass
class File:
    """A stored file; `path` is the part after /file/bot<token>/."""

    id: str
    unique_id: str
    path: str
    name: str
    mime: str
    size: int
