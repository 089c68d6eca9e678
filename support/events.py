"""What comes in, as every channel can say it. A channel's adapter makes these; `support` decides what to do."""

from dataclasses import dataclass
from datetime import datetime

COMMANDS = ("start", "phieu", "dulieu", "xoadulieu", "huy")


@dataclass(frozen=True)
class Attachment:
    """A file that stays at the channel, or what else is no words.

    `kind` is photo, voice, video, document, sticker, location, contact, poll, dice or other. `name` is what can be read
    of it: a file's name, a place, a number; `url` shows a place on a map.
    """

    kind: str
    file_id: str = ""
    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class CustomerMessage:
    """A customer wrote in a private chat.

    `command` is one of COMMANDS without its slash and `argument` what follows it. `phone` is set when the customer
    shared their own number with the button. `edited` marks a new version of an earlier message. The parts of an album
    come as messages of one `group_id`. `reply_to` is the message of this chat that it answers, `quote` what that one says.
    """

    channel: str
    chat_id: str
    name: str
    message_id: str
    at: datetime
    inbox_id: int
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    command: str = ""
    argument: str = ""
    phone: str = ""
    edited: bool = False
    group_id: str = ""
    reply_to: str = ""
    quote: str = ""


@dataclass(frozen=True)
class CustomerTap:
    """A customer tapped a button under the bot's message `message_id`; `tap_id` is what a toast answers."""

    channel: str
    chat_id: str
    name: str
    tap_id: str
    message_id: str
    action: str
    at: datetime
    inbox_id: int


@dataclass(frozen=True)
class CustomerLeft:
    """A customer blocked the bot (`returned` False) or unblocked it (True)."""

    channel: str
    chat_id: str
    returned: bool
    at: datetime


@dataclass(frozen=True)
class StaffMessage:
    """A staff member wrote in the staff group; `reply_to` is the message there that it answers ("" for none).

    `edited` marks a new version of an earlier message. The parts of an album come as messages of one `group_id`. Who hides
    behind a chat writes `under` that: "group" for an administrator without a name, "channel" for a channel.
    """

    channel: str
    chat_id: str
    user_id: str
    name: str
    message_id: str
    at: datetime
    inbox_id: int
    reply_to: str = ""
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    edited: bool = False
    group_id: str = ""
    under: str = ""


@dataclass(frozen=True)
class StaffLeft:
    """A member left the staff group or was removed (`returned` False), or is there again (True)."""

    channel: str
    chat_id: str
    user_id: str
    name: str
    returned: bool
    at: datetime


@dataclass(frozen=True)
class StaffTap:
    """A staff member tapped a button in the staff group."""

    channel: str
    chat_id: str
    user_id: str
    name: str
    tap_id: str
    message_id: str
    action: str
    at: datetime
    inbox_id: int


Event = CustomerMessage | CustomerTap | CustomerLeft | StaffMessage | StaffTap | StaffLeft
