"""What a message carries besides words, as staff are shown it."""

from collections.abc import Iterator

from store.models import Message
from store.outbox import Part
from support.desk import Desk

# Copied as they are. The rest is told in words, which staff can read, reply to and have erased.
IN_ALBUMS = frozenset({"photo", "video", "voice", "document"})
COPIED = IN_ALBUMS | {"sticker"}


def kinds(message: Message) -> set[str]:
    """Return the kinds of a message's files."""
    return {file["kind"] for file in message.attachments}


def is_copied(message: Message) -> bool:
    """Return whether staff are shown the message itself."""
    return bool(kinds(message) & COPIED)


def is_album_part(message: Message) -> bool:
    """Return whether a message is a part of an album, and of a kind that goes in one."""
    return message.group_id is not None and kinds(message) <= IN_ALBUMS


def album_part(message: Message) -> Part:
    """Return a message of an album as its part; each has one file."""
    (file, *_) = message.attachments
    return Part(file["kind"], file["file_id"], message.channel_message_id or "", message.text)


def in_words(desk: Desk, message: Message) -> Iterator[str]:
    """Say what is no file: a place with its map, somebody's number, a poll, what nobody can open."""
    for file in message.attachments:
        if file["kind"] not in COPIED:
            words = desk.wording.say(f"file_{file['kind']}", name=file["name"]).strip()
            yield "\n".join(filter(None, [words, file.get("url")]))
