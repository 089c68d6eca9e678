"""What the page and tests see: the shapes that README.md promises."""

from typing import cast

from sandbox.model import Chat, Json, Kept, User
from sandbox.telegram import Telegram

SERVICE_TEXTS = {
    "forum_topic_created": "đã tạo chủ đề",
    "forum_topic_closed": "đã đóng chủ đề",
    "forum_topic_reopened": "đã mở lại chủ đề",
    "forum_topic_edited": "đã đổi tên chủ đề",
    "migrate_to_chat_id": "đã nâng nhóm này thành siêu nhóm",
    "migrate_from_chat_id": "đã nâng nhóm thành siêu nhóm",
}


def state(telegram: Telegram) -> Json:
    """Return everything the page needs to begin with."""
    world, bot = telegram.world, telegram.world.bot
    return {
        "bot": {"id": bot["id"], "name": bot["first_name"], "username": bot["username"]},
        "staff_chat_id": telegram.options.staff_chat_id,
        "clock": clock(telegram),
        "users": [user_shape(user) for user in world.users.values()],
        "chats": [chat_shape(telegram, chat) for chat in world.chats.values()],
        "commands": commands(telegram),
        "links": links(telegram),
    }


def clock(telegram: Telegram) -> Json:
    """Return the sandbox's time."""
    return {"now": telegram.clock.unix(), "offset_seconds": telegram.clock.offset_seconds}


def commands(telegram: Telegram) -> list[Json]:
    """Return the commands in the bot's menu (the default scope's)."""
    return cast("list[Json]", telegram.world.fact("commands").get("default", []))


def links(telegram: Telegram) -> list[Json]:
    """Return the deep links that the page offers."""
    return cast("list[Json]", telegram.world.fact("links").get("links", []))


def user_shape(user: User) -> Json:
    """Return a User."""
    return {
        "id": user.id,
        "name": user.name,
        "phone": user.phone,
        "blocked": user.blocked,
        "staff": user.staff,
        "chat_id": user.id,
    }


def chat_shape(telegram: Telegram, chat: Chat) -> Json:
    """Return a Chat."""
    return {
        "id": chat.id,
        "type": "private" if chat.private else "group",
        "title": chat.title,
        "user_id": chat.user_id,
        "is_forum": chat.is_forum,
        "topics": [
            {"id": topic.id, "name": topic.name, "closed": topic.closed} for topic in chat.topics.values()
        ],
        "bot": None if chat.private else chat.bot_status,
        "bot_manages_topics": not chat.private and chat.bot_may("can_manage_topics"),
        "migrated_to": chat.migrated_to,
        "started": chat.user_id is None or telegram.world.users[chat.user_id].started,
    }


def message_shape(kept: Kept) -> Json:
    """Return a Message."""
    message = kept.message
    sender, reply = message["from"], message.get("reply_to_message")
    return {
        "chat_id": kept.chat_id,
        "id": kept.id,
        "from": {"id": sender["id"], "name": sender["first_name"], "is_bot": sender["is_bot"]},
        "date": message["date"],
        "edited": message.get("edit_date"),
        "text": message.get("text", message.get("caption")),
        "entities": message.get("entities", message.get("caption_entities", [])),
        "reply_to": reply["message_id"] if reply else None,
        "thread_id": message["message_thread_id"] if message.get("is_topic_message") else None,
        "album": message.get("media_group_id"),
        **media(message),
        "buttons": [
            [button(each) for each in row]
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        ],
        **keyboard(kept.keyboard or {}),
        "service": next((text for name, text in SERVICE_TEXTS.items() if name in message), None),
    }


def media(message: Json) -> Json:
    """Return what a message carries besides text."""
    largest = (message.get("photo") or [None])[-1]
    document, voice = message.get("document"), message.get("voice")
    contact, location, sticker = message.get("contact"), message.get("location"), message.get("sticker")
    return {
        "photo": largest and {"url": url(largest), "width": largest["width"], "height": largest["height"]},
        "document": document
        and {
            "url": url(document),
            "name": document["file_name"],
            "mime": document["mime_type"],
            "size": document["file_size"],
        },
        "voice": voice and {"url": url(voice), "duration": voice["duration"]},
        "contact": contact and {"phone": contact["phone_number"], "name": contact["first_name"]},
        "location": location and {"latitude": location["latitude"], "longitude": location["longitude"]},
        "sticker": sticker and {"emoji": sticker["emoji"]},
    }


def url(file: Json) -> str:
    """Return where the page finds a file."""
    return f"/sandbox/files/{file['file_id']}"


def button(inline: Json) -> Json:
    """Return an inline button."""
    if "url" in inline:
        return {"text": inline["text"], "url": inline["url"]}
    return {"text": inline["text"], "data": inline["callback_data"]}


def keyboard(markup: Json) -> Json:
    """Return what a message does to the keyboard below the chat."""
    rows = [[key(each) for each in row] for row in markup.get("keyboard", [])]
    changes = "keyboard" in markup or "remove_keyboard" in markup
    return {"keyboard": rows if changes else None, "keyboard_one_time": bool(markup.get("one_time_keyboard"))}


def key(button: Json) -> Json:
    """Return a key of the reply keyboard."""
    return {"text": button["text"], "request_contact": bool(button.get("request_contact"))}
