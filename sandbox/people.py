"""What people do in their Telegram: write, send files, edit, press buttons, block the bot, open a topic."""

import secrets
from dataclasses import dataclass, replace

from sandbox import media, posting, topics
from sandbox.callbacks import Press
from sandbox.entities import found_in
from sandbox.errors import ApiError, ControlError
from sandbox.membership import AWAY
from sandbox.methods.call import LONGEST_CAPTION, LONGEST_TEXT
from sandbox.model import SUPERGROUPS_BELOW, Chat, Json, Kept, User
from sandbox.telegram import Telegram
from sandbox.view import chat_shape, user_shape


@dataclass(frozen=True)
class Place:
    """Who writes where, as an answer to what."""

    user: User
    chat: Chat
    reply_to: Kept | None = None
    thread_id: int | None = None


def find_user(telegram: Telegram, user_id: object) -> User:
    """Return a user; raise ControlError 404."""
    user = telegram.world.users.get(user_id) if isinstance(user_id, int) else None
    if user is None:
        raise ControlError(404, f"There is no user {user_id!r}.")
    return user


def find_chat(telegram: Telegram, chat_id: object) -> Chat:
    """Return a chat; raise ControlError 404 for none, 409 for one that moved."""
    chat = telegram.world.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise ControlError(404, f"There is no chat {chat_id!r}.")
    if chat.migrated_to is not None:
        raise ControlError(409, f"Chat {chat_id} is now {chat.migrated_to}.")
    return chat


def find_message(telegram: Telegram, chat: Chat, message_id: object) -> Kept:
    """Return a message; raise ControlError 404."""
    kept = telegram.world.message(chat.id, message_id) if isinstance(message_id, int) else None
    if kept is None:
        raise ControlError(404, f"There is no message {message_id!r} in chat {chat.id}.")
    return kept


def find_place(telegram: Telegram, chat_id: int, body: Json) -> Place:
    """Return where a request writes; raise ControlError when that person is not in that chat."""
    chat = find_chat(telegram, chat_id)
    user = find_user(telegram, body.get("user_id") or chat.user_id)
    if user.id not in (chat.user_id, *chat.members):
        raise ControlError(400, f"User {user.id} is not in chat {chat.id}.")
    reply = body.get("reply_to")
    reply_to = None if reply is None else find_message(telegram, chat, reply)
    thread_id = body.get("thread_id")
    if thread_id is not None and thread_id not in chat.topics:
        raise ControlError(404, f"There is no topic {thread_id!r} in chat {chat.id}.")
    return Place(user, chat, reply_to, thread_id)


def say(telegram: Telegram, place: Place, content: Json) -> Kept:
    """Write a message and let the bot know."""
    begin(telegram, place)
    reply_to, thread_id = place.reply_to or topic_opening(telegram, place), place.thread_id
    if (
        place.chat.is_forum and place.reply_to is not None
    ):  # an answer stands where the message is that it answers
        answered = place.reply_to.message
        thread_id = answered["message_thread_id"] if answered.get("is_topic_message") else None
    kept = posting.post(
        telegram, place.chat, place.user.as_telegram(), content, reply_to=reply_to, thread_id=thread_id
    )
    tell_bot(telegram, place.chat, "message", kept.message)
    return kept


def tell_bot(telegram: Telegram, chat: Chat, kind: str, body: Json) -> None:
    """Let the bot know of what happens in a chat, unless it is not there."""
    if chat.bot_status not in AWAY:
        telegram.updates.push(kind, body)


def topic_opening(telegram: Telegram, place: Place) -> Kept | None:
    """Return what Telegram lets a message in a topic answer when it answers nothing: the message that opened the topic."""
    return None if place.thread_id is None else telegram.world.message(place.chat.id, place.thread_id)


def begin(telegram: Telegram, place: Place) -> None:
    """Note that someone writes to the bot in private: now it may write to them, and a block is over."""
    user = place.user
    if not place.chat.private or (user.started and not user.blocked):
        return
    if user.blocked:
        block(telegram, user, blocked=False)
    user.started = True
    telegram.world.keep_user(user)
    telegram.events.publish("chat", chat=chat_shape(telegram, place.chat))


def text_content(text: object) -> Json:
    """Return what a typed text becomes; raise ControlError when Telegram's apps would not send it."""
    plain = text.strip() if isinstance(text, str) else ""
    if not 1 <= len(plain) <= LONGEST_TEXT:
        raise ControlError(400, f"text should be 1 to {LONGEST_TEXT} characters; it is {len(plain)}.")
    entities = found_in(plain, [])
    return {"text": plain, **({"entities": entities} if entities else {})}


def spoken_content(telegram: Telegram, user: User, body: Json) -> Json:
    """Return the content that a request to send asks for."""
    if body.get("contact"):
        return {"contact": contact(user)}
    if "location" in body:
        place = body["location"]
        return {"location": {"latitude": float(place["latitude"]), "longitude": float(place["longitude"])}}
    if "content" in body:
        return dict(body["content"])
    if "sticker" in body:
        return {"sticker": sticker(telegram, str(body["sticker"]))}
    return text_content(body.get("text"))


def contact(user: User) -> Json:
    """Return the user's own contact, the number as Telegram keeps it: with the country's code and no plus."""
    if not user.phone:
        raise ControlError(400, f"User {user.id} has no phone number to share.")
    digits = "".join(filter(str.isdecimal, user.phone))
    number = f"84{digits[1:]}" if digits.startswith("0") else digits
    return {"phone_number": number, "first_name": user.name, "user_id": user.id}


def sticker(telegram: Telegram, emoji: str) -> Json:
    """Return a sticker; its file is a few bytes that stand for a picture."""
    file = telegram.world.add_file("stickers", "sticker.webp", "image/webp", b"RIFF")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": emoji,
        "file_size": file.size,
    }


def send_files(
    telegram: Telegram, place: Place, uploads: list[tuple[str, media.Upload]], fields: Json
) -> list[Kept]:
    """Send files, several as an album; the first carries the caption. `duration` is a voice message's, in seconds."""
    try:
        files = [(kind, media.keep(telegram.world, kind, upload)) for kind, upload in uploads]
    except ApiError as error:
        raise ControlError(400, f"Telegram would not take this file: {error.description}.") from None
    duration = fields.get("duration", 0)
    contents = [media.content(telegram.world, kind, file, duration) for kind, file in files]
    contents[0] |= caption_content(fields.get("caption", ""))
    album = {"media_group_id": str(secrets.randbits(53))} if len(contents) > 1 else {}
    return [say(telegram, place, {**content, **album}) for content in contents]


def caption_content(text: str) -> Json:
    """Return what a typed caption becomes; Telegram's apps let nobody type a longer one."""
    caption = text.strip()[:LONGEST_CAPTION]
    entities = found_in(caption, [])
    return {
        **({"caption": caption} if caption else {}),
        **({"caption_entities": entities} if entities else {}),
    }


def edit(telegram: Telegram, place: Place, kept: Kept, text: object) -> Kept:
    """Change one's own message and let the bot know."""
    if kept.message["from"]["id"] != place.user.id or "text" not in kept.message:
        raise ControlError(400, "Only one's own text messages can be edited.")
    changed = posting.change(telegram, kept, {"entities": None, **text_content(text)})
    tell_bot(telegram, place.chat, "edited_message", changed.message)
    return changed


def staff_group(telegram: Telegram) -> Chat:
    """Return the staff group, wherever it moved."""
    chat = telegram.world.chats[telegram.options.staff_chat_id]
    while chat.migrated_to is not None:
        chat = telegram.world.chats[chat.migrated_to]
    return chat


def block(telegram: Telegram, user: User, *, blocked: bool) -> None:
    """Block the bot or take it back; the bot hears of it."""
    if user.blocked == blocked:
        return
    user.blocked = blocked
    telegram.world.keep_user(user)
    telegram.events.publish("user", user=user_shape(user))
    bot, chat = telegram.world.bot, telegram.world.chats[user.id]
    there, gone = {"status": "member", "user": bot}, {"status": "kicked", "user": bot, "until_date": 0}
    change: Json = {
        "chat": chat.as_telegram(),
        "from": user.as_telegram(),
        "date": telegram.clock.unix(),
        "old_chat_member": there if blocked else gone,
        "new_chat_member": gone if blocked else there,
    }
    telegram.updates.push("my_chat_member", change)


def press(telegram: Telegram, place: Place, kept: Kept, data: object) -> Press:
    """Press an inline button; the bot gets a callback query. Return the press that waits for its answer."""
    rows = kept.message.get("reply_markup", {}).get("inline_keyboard", [])
    if not any(button.get("callback_data") == data for row in rows for button in row):
        raise ControlError(400, f"Message {kept.id} has no button with the data {data!r}.")
    opened = telegram.callbacks.press(place.user.id, place.chat.id, kept.id, str(data))
    query: Json = {
        "id": opened.id,
        "from": place.user.as_telegram(),
        "message": kept.message,
        "chat_instance": str(place.chat.id * 7919),
        "data": opened.data,
    }
    telegram.updates.push("callback_query", query)
    return opened


def open_topic(telegram: Telegram, place: Place, name: object) -> Kept:
    """Open a forum topic."""
    if (
        not place.chat.is_forum
        or not isinstance(name, str)
        or not 1 <= len(name.strip()) <= topics.LONGEST_NAME
    ):
        raise ControlError(400, f"A topic needs a forum and a name of 1 to {topics.LONGEST_NAME} characters.")
    _, kept = topics.opened(telegram, place.chat, place.user.as_telegram(), name.strip())
    tell_bot(telegram, place.chat, "message", kept.message)
    return kept


def close_topic(telegram: Telegram, place: Place, topic_id: object, *, closed: bool) -> Kept:
    """Close a topic or open it again by hand; raise ControlError 409 when it is so already."""
    topic = topics.find(place.chat, topic_id)
    if topic.closed == closed:
        raise ControlError(409, f"Topic {topic.id} is {'closed' if closed else 'open'} already.")
    kept = topics.set_closed(telegram, place.chat, topic, place.user.as_telegram(), closed=closed)
    tell_bot(telegram, place.chat, "message", kept.message)
    return kept


def set_forum(telegram: Telegram, chat: Chat, *, is_forum: bool) -> Chat:
    """Switch a group's topics on or off; the bot hears it with the next message. A group becomes a supergroup for it."""
    if chat.private:
        raise ControlError(400, "Only groups have topics.")
    if is_forum and chat.type != "supergroup":
        chat = migrate(telegram, chat)
    chat.is_forum = is_forum
    telegram.world.keep_chat(chat)
    telegram.events.publish("chat", chat=chat_shape(telegram, chat))
    return chat


def add_staff_group(telegram: Telegram, chat_id: int) -> Chat:
    """Make another group of the staff's members; raise ControlError 409 when there is one with this id."""
    if chat_id >= 0 or chat_id in telegram.world.chats:
        raise ControlError(409, f"A new group has a negative id that no other has; {chat_id} is none.")
    kind = "supergroup" if chat_id < SUPERGROUPS_BELOW else "group"
    chat = Chat(chat_id, kind, "Nhóm mới", members=list(staff_group(telegram).members))
    telegram.world.keep_chat(chat)
    telegram.events.publish("chat", chat=chat_shape(telegram, chat))
    return chat


def migrate(telegram: Telegram, chat: Chat) -> Chat:
    """Turn a group into a supergroup with another id; the bot hears of it in both."""
    if chat.private:
        raise ControlError(400, "Only groups become supergroups.")
    number = telegram.world.count("supergroup", 1002000000001)
    new = replace(chat, id=-number, type="supergroup", members=list(chat.members), topics={})
    sender = telegram.world.users[chat.members[0]].as_telegram()
    farewell = posting.post(telegram, chat, sender, {"migrate_to_chat_id": new.id})
    chat.migrated_to = new.id
    for each in (chat, new):
        telegram.world.keep_chat(each)
        telegram.events.publish("chat", chat=chat_shape(telegram, each))
    welcome = posting.post(telegram, new, sender, {"migrate_from_chat_id": chat.id})
    tell_bot(telegram, new, "message", farewell.message)
    tell_bot(telegram, new, "message", welcome.message)
    return new
