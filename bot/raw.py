"""What Telegram gave, made fit to be kept: every update gets a number and a chat, none can break the database."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from telegram import Update

from store.inbox import RawUpdate

LONGEST_ID = 64
ID = re.compile(r"-?[0-9]{1,19}")
# Of these only a chat and a message's own number are never null; emulators write null for what is not there.
HAVE_IDS = ("chat", "from", "sender_chat")
ARE_IDS = ("message_id", "migrate_to_chat_id", "migrate_from_chat_id")
DEEPEST = 100  # objects and lists within each other; Telegram sends far fewer
UNSTORABLE = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # PostgreSQL keeps neither


def read(update: object) -> RawUpdate:
    """Return an update as the inbox keeps it, with an error when it cannot be worked. Never raises."""
    payload = complete(storable(update))
    if not isinstance(payload, dict):
        return _poisoned({"update": payload}, "Found no object, expected an update of the Bot API.")
    number = update_id(payload)
    if number is None:
        return _poisoned(payload, "Found an update without a number, expected update_id.")
    chat_id = chat_of(payload)
    return RawUpdate(str(number), chat_id, payload, _fault(payload, chat_id))


def update_id(update: object) -> int | None:
    """Return the update's number, None when it has none that can be acknowledged."""
    number = update.get("update_id") if isinstance(update, dict) else None
    usable = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63
    return number if usable else None


def chat_of(payload: dict[str, Any]) -> str:
    """Return the id of the chat whose order the update must keep, "" when it belongs to none."""
    for body in payload.values():
        if isinstance(body, dict):
            message = body.get("message") if isinstance(body.get("message"), dict) else None
            return _id((message or body).get("chat")) or _id(body.get("from"))
    return ""


def storable(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any JSON
    """Return JSON that every database takes: no NUL, no half characters, no infinite numbers, no bottomless depth."""
    if isinstance(value, str):
        return value.translate(UNSTORABLE)
    if isinstance(value, dict | list) and depth == DEEPEST:
        return None
    if isinstance(value, dict):
        return {storable(key): storable(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [storable(each, depth + 1) for each in value]
    if isinstance(value, float) and value - value != 0:  # not a number, or infinite
        return None
    return value


def complete(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return JSON in which every sender says whether it is a bot: Telegram always does, its emulators forget."""
    if isinstance(value, list):
        return [complete(each) for each in value]
    if not isinstance(value, dict):
        return value
    filled = {key: complete(each) for key, each in value.items()}
    sender = filled.get("from")
    return filled | {"from": {"is_bot": False} | sender} if isinstance(sender, dict) else filled


def _id(thing: object) -> str:
    number = thing.get("id") if isinstance(thing, dict) else None
    return str(number)[:LONGEST_ID] if isinstance(number, int | str) else ""


def _fault(payload: dict[str, Any], chat_id: str) -> str | None:
    try:
        Update.de_json(payload)
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the row is kept and the rest goes on
        # The error's text may quote what a customer wrote.
        return f"Found an update of chat {chat_id or 'none'} that cannot be read ({type(error).__name__})."
    if _misnamed(payload):
        return f"Found an update of chat {chat_id or 'none'} with an id that cannot be one."
    return None


def _misnamed(payload: dict[str, Any]) -> bool:
    """Return whether something would be known by a wrong id: all chats without one would be the same conversation."""
    bodies = [body for body in payload.values() if isinstance(body, dict)]
    bodies += [body["message"] for body in bodies if isinstance(body.get("message"), dict)]
    return not all(_is_id(each) for body in bodies for each in _ids(body)) or any(map(_in_disguise, bodies))


def _ids(body: dict[str, Any]) -> Iterator[object]:
    for name, thing in body.items():
        if name in HAVE_IDS and (thing is not None or name == "chat"):
            yield thing.get("id") if isinstance(thing, dict) else None
        elif name in ARE_IDS and (thing is not None or name == "message_id"):
            yield thing


def _is_id(thing: object) -> bool:
    # Some emulators write their numbers as texts.
    return isinstance(thing, int | str) and not isinstance(thing, bool) and bool(ID.fullmatch(str(thing)))


def _in_disguise(body: dict[str, Any]) -> bool:
    """Return whether a group calls itself a private chat: what is meant for one customer would be said to all."""
    chat = body.get("chat")
    return isinstance(chat, dict) and chat.get("type") == "private" and str(chat.get("id")).startswith("-")


def _poisoned(payload: dict[str, Any], error: str) -> RawUpdate:
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
    return RawUpdate(f"none-{digest[:48]}", "", payload, error)
