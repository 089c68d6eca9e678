"""One call of a Bot API method, and the look-ups that many methods begin with."""

from dataclasses import dataclass

from sandbox import media
from sandbox.entities import found_in, parse_html, trimmed
from sandbox.errors import bad_request, forbidden, migrated
from sandbox.membership import refusal_to_enter, refusal_to_write
from sandbox.model import Chat, Json, Kept
from sandbox.telegram import Telegram

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


@dataclass(frozen=True)
class Call:
    """The sandbox it concerns, the checked parameters, the files that came along."""

    telegram: Telegram
    p: Json
    uploads: dict[str, media.Upload]


def find_chat(telegram: Telegram, chat_id: int | str) -> Chat:
    """Return the chat; raise ApiError 400 for one that does not exist, was never begun, or has moved, 403 outside of it."""
    number = as_number(chat_id)
    chat = None if number is None else telegram.world.chats.get(number)
    if chat is None or unknown_to_bot(telegram, chat):
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    if refusal := refusal_to_enter(chat):
        raise refusal
    return chat


def as_number(chat_id: int | str) -> int | None:
    """Return a chat's id as a number, None for an @username: nobody here has one."""
    if isinstance(chat_id, int):
        return chat_id
    return int(chat_id) if chat_id.lstrip("-").isdecimal() else None


def unknown_to_bot(telegram: Telegram, chat: Chat) -> bool:
    """Return whether the bot never met this person: they neither wrote to it nor share a group with it."""
    if chat.user_id is None:
        return False
    user = telegram.world.users[chat.user_id]
    return not user.started and not user.staff


def recipient(call: Call) -> Chat:
    """Return the chat that the bot may write to; raise ApiError when the person or the group does not let it."""
    chat = find_chat(call.telegram, call.p["chat_id"])
    if refusal := refusal_to_write(chat):
        raise refusal
    if chat.user_id is not None:
        user = call.telegram.world.users[chat.user_id]
        if not user.started:
            raise forbidden("bot can't initiate conversation with a user")
        if user.blocked:
            raise forbidden("bot was blocked by the user")
    return chat


def find_message(call: Call, missing: str, field: str = "message_id") -> Kept:
    """Return the message of chat_id and message_id; raise ApiError 400 with `missing` when there is none."""
    if "inline_message_id" in call.p:
        raise bad_request("the sandbox has no inline messages")
    if "chat_id" not in call.p:
        raise bad_request("chat_id is empty")
    if field not in call.p:
        raise bad_request("message identifier is not specified")
    chat = find_chat(call.telegram, call.p["chat_id"])
    kept = call.telegram.world.message(chat.id, call.p[field])
    if kept is None:
        raise bad_request(missing)
    return kept


def formatted(p: Json, field: str, limit: int, too_long: str) -> tuple[str, list[Json]]:
    """Return a text parameter and its entities, from parse_mode or given; raise ApiError 400 for broken or too much."""
    given = p.get("entities" if field == "text" else "caption_entities", [])
    text, entities = parsed(p[field], p.get("parse_mode")) or (p[field], given)
    text, entities = trimmed(text, entities)
    # core.telegram.org/api/config: message_length_max and caption_length_max count code points.
    if len(text) > limit:
        raise bad_request(too_long)
    return text, found_in(text, entities)


def parsed(text: str, parse_mode: str | None) -> tuple[str, list[Json]] | None:
    """Return formatted text, None when no parse_mode says how to read it."""
    if not parse_mode:
        return None
    if parse_mode.lower() == "html":
        return parse_html(text)
    if parse_mode.lower() in ("markdown", "markdownv2"):
        raise bad_request(f"can't parse entities: the sandbox reads parse_mode HTML, not {parse_mode}")
    raise bad_request("unsupported parse_mode")


def text_content(p: Json) -> Json:
    """Return the fields of a text message."""
    text, entities = formatted(p, "text", LONGEST_TEXT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    return {"text": text, **({"entities": entities} if entities else {})}


def caption_content(p: Json) -> Json:
    """Return the fields of a caption, none when it is empty."""
    if not p.get("caption"):
        return {}
    text, entities = formatted(p, "caption", LONGEST_CAPTION, "message caption is too long")
    return {"caption": text, **({"caption_entities": entities} if entities else {})} if text else {}
