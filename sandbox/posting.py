"""Puts a message into a chat, or changes one, and tells the page. The bot and people both go through here."""

from sandbox.model import Chat, Json, Kept
from sandbox.telegram import Telegram
from sandbox.view import message_shape

MEDIA = (
    *("photo", "document", "voice", "contact", "location", "sticker"),
    *("video", "video_note", "animation", "audio", "venue", "poll", "dice"),
)
CONTENT = ("text", "entities", "caption", "caption_entities", *MEDIA)


def post(
    telegram: Telegram,
    chat: Chat,
    sender: Json,
    content: Json,
    *,
    reply_to: Kept | None = None,
    thread_id: int | None = None,
    markup: Json | None = None,
) -> Kept:
    """Keep a new message and publish it. Inline keyboards stay on the message, reply keyboards beside it."""
    inline = markup is not None and "inline_keyboard" in markup
    message: Json = {
        "message_id": telegram.world.next_message_id(chat),
        "from": sender,
        "chat": chat.as_telegram(),
        "date": telegram.clock.unix(),
        **thread_fields(chat, reply_to, thread_id),
        **({"reply_to_message": quoted(reply_to)} if reply_to else {}),
        **content,
        **({"reply_markup": markup} if inline else {}),
    }
    kept = Kept(message, None if inline else markup)
    telegram.world.keep_message(kept)
    telegram.events.publish("message", chat_id=chat.id, message=message_shape(kept))
    return kept


def thread_fields(chat: Chat, reply_to: Kept | None, thread_id: int | None) -> Json:
    """Return the thread: a forum's topic, or in General and other supergroups the message at the root of the replies."""
    if chat.is_forum and thread_id:
        return {"message_thread_id": thread_id, "is_topic_message": True}
    if chat.type == "supergroup" and reply_to is not None:
        return {"message_thread_id": reply_to.message.get("message_thread_id", reply_to.id)}
    return {}


def quoted(reply_to: Kept) -> Json:
    """Return the message answered to, without what that one answered to in turn."""
    return {name: value for name, value in reply_to.message.items() if name != "reply_to_message"}


def change(telegram: Telegram, kept: Kept, fields: Json, *, silent: bool = False) -> Kept:
    """Replace a message's fields (None takes one away); `silent` leaves no mark of the edit, as changed buttons do."""
    message = {**kept.message, **fields, **({} if silent else {"edit_date": telegram.clock.unix()})}
    changed = Kept({name: value for name, value in message.items() if value is not None}, kept.keyboard)
    telegram.world.keep_message(changed)
    telegram.events.publish("edited", chat_id=kept.chat_id, message=message_shape(changed))
    return changed


def remove(telegram: Telegram, kept: Kept) -> None:
    """Take a message away."""
    telegram.world.drop_message(kept)
    telegram.events.publish("deleted", chat_id=kept.chat_id, message_id=kept.id)
