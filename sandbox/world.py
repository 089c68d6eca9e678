"""Everything that exists in the sandbox, in memory and on the shelf: people, chats, messages, files."""

import secrets
from dataclasses import asdict
from pathlib import PurePath

from sandbox.model import Chat, File, Json, Kept, Topic, User
from sandbox.options import Options
from sandbox.shelf import Shelf

FIRST_CUSTOMER = 700000001
FIRST_STAFF = 800000001
PRIVATE_COUNTER = "private"


class World:
    """Looks things up and keeps them; knows no rule of Telegram's but how ids are given."""

    def __init__(self, options: Options, shelf: Shelf) -> None:
        self._shelf = shelf
        self.bot = bot_user(options)
        self.users = {int(key): User(**body) for key, body in shelf.load("user")}
        self.chats = {int(key): read_chat(body) for key, body in shelf.load("chat")}
        self.messages: dict[int, dict[int, Kept]] = {chat_id: {} for chat_id in self.chats}
        for _, body in shelf.load("message"):
            kept = Kept(**body)
            self.messages[kept.chat_id][kept.id] = kept
        self.files = {key: File(**body) for key, body in shelf.load("file")}
        self._bytes = dict(shelf.load_bytes("bytes"))
        self._counters = {key: int(body["value"]) for key, body in shelf.load("counter")}
        self._facts = dict(shelf.load("fact"))

    def fact(self, name: str) -> Json:
        """Return a small named thing (commands, links, webhook), {} when it was never kept."""
        return self._facts.get(name, {})

    def keep_fact(self, name: str, value: Json) -> None:
        """Keep a small named thing."""
        self._facts[name] = value
        self._shelf.put("fact", name, value)

    def count(self, counter: str, first: int = 1) -> int:
        """Return the next number of a counter that never gives one twice."""
        value = self._counters.get(counter, first - 1) + 1
        self._counters[counter] = value
        self._shelf.put("counter", counter, {"value": value})
        return value

    def add_user(self, name: str, phone: str | None, *, staff: bool) -> User:
        """Make a person and their private chat."""
        first = FIRST_STAFF if staff else FIRST_CUSTOMER
        user = User(self.count(f"user {first}", first), name, phone, staff)
        self.keep_user(user)
        self.keep_chat(Chat(user.id, "private", name, user_id=user.id))
        return user

    def keep_user(self, user: User) -> None:
        """Keep a new or changed person."""
        self.users[user.id] = user
        self._shelf.put("user", user.id, asdict(user))

    def keep_chat(self, chat: Chat) -> None:
        """Keep a new or changed chat."""
        self.chats[chat.id] = chat
        self.messages.setdefault(chat.id, {})
        self._shelf.put("chat", chat.id, asdict(chat))

    def next_message_id(self, chat: Chat) -> int:
        """Return a fresh id: supergroups count for themselves, private chats and basic groups share one counter, as at Telegram."""
        return self.count(f"messages {chat.id}" if chat.type == "supergroup" else PRIVATE_COUNTER)

    def keep_message(self, kept: Kept) -> None:
        """Keep a new or changed message."""
        self.messages[kept.chat_id][kept.id] = kept
        self._shelf.put("message", f"{kept.chat_id} {kept.id}", asdict(kept))

    def drop_message(self, kept: Kept) -> None:
        """Forget a message."""
        del self.messages[kept.chat_id][kept.id]
        self._shelf.drop("message", f"{kept.chat_id} {kept.id}")

    def message(self, chat_id: int, message_id: int) -> Kept | None:
        """Return a message, None when there is none."""
        return self.messages.get(chat_id, {}).get(message_id)

    def add_file(self, folder: str, name: str, mime: str, data: bytes) -> File:
        """Keep an upload under a file_id that cannot be guessed."""
        number = self.count("files", 0)
        path = f"{folder}/file_{number}{PurePath(name).suffix.lower()}"
        file = File(secrets.token_urlsafe(30), secrets.token_urlsafe(9), path, name, mime, len(data))
        self.files[file.id] = file
        self._bytes[file.id] = data
        self._shelf.put("file", file.id, asdict(file))
        self._shelf.put_bytes("bytes", file.id, data)
        return file

    def read_file(self, file: File) -> bytes:
        """Return a file's bytes."""
        return self._bytes[file.id]


def bot_user(options: Options) -> Json:
    """Return the Bot API's User of the bot itself."""
    return {
        "id": options.bot_id,
        "is_bot": True,
        "first_name": options.bot_name,
        "username": options.bot_username,
    }


def read_chat(body: Json) -> Chat:
    """Build a chat from what the shelf kept (JSON knows only text keys)."""
    topics = {int(key): Topic(**topic) for key, topic in body["topics"].items()}
    return Chat(**{**body, "topics": topics})
