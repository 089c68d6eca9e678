"""Methods that put a new message into a chat."""

import secrets

from sandbox import markup, media, posting
from sandbox.errors import bad_request
from sandbox.methods.call import Call, caption_content, find_chat, recipient, text_content
from sandbox.model import Chat, Json, Kept

ALBUM_SIZES = range(2, 11)


def send_message(call: Call) -> Json:
    """Send text."""
    return send(call, text_content(call.p))


def send_photo(call: Call) -> Json:
    """Send a photo with a caption."""
    return send_media(call, "photo")


def send_document(call: Call) -> Json:
    """Send a file with a caption."""
    return send_media(call, "document")


def send_voice(call: Call) -> Json:
    """Send a voice message with a caption."""
    return send_media(call, "voice")


def send_media(call: Call, kind: str) -> Json:
    """Send one file. The chat is looked up first, so that a refused call keeps no file."""
    recipient(call)
    caption = caption_content(call.p)
    return send(call, {**media_content(call, kind, call.p), **caption})


def media_content(call: Call, kind: str, p: Json, field: str | None = None) -> Json:
    """Return the message fields of the file that a parameter names."""
    world = call.telegram.world
    file = media.from_parameter(world, kind, p[field or kind], call.uploads)
    return media.content(world, kind, file, p.get("duration", 0))


def send(call: Call, content: Json) -> Json:
    """Send `content` where and how the parameters say."""
    keyboard = markup.checked(call.p.get("reply_markup"))
    chat = recipient(call)
    reply_to = reply_target(call, chat)
    thread_id = thread(call, chat, reply_to)
    call.telegram.limits.spend(chat)
    bot = call.telegram.world.bot
    kept = posting.post(
        call.telegram, chat, bot, content, reply_to=reply_to, thread_id=thread_id, markup=keyboard
    )
    return kept.message


def reply_target(call: Call, chat: Chat) -> Kept | None:
    """Return the message to answer to; raise ApiError 400 when it is gone and that is not allowed."""
    wanted = call.p.get("reply_parameters") or {}
    message_id = wanted.get("message_id", call.p.get("reply_to_message_id"))
    if message_id is None:
        return None
    kept = call.telegram.world.message(chat.id, message_id)
    lenient = wanted.get("allow_sending_without_reply", call.p.get("allow_sending_without_reply", False))
    if kept is None and not lenient:
        raise bad_request("message to be replied not found")
    return kept


def thread(call: Call, chat: Chat, reply_to: Kept | None) -> int | None:
    """Return the forum topic to send to, None for General; raise ApiError 400 when there is none such, or it is closed.

    An answer stands where the message is that it answers, whatever topic is asked for.
    """
    thread_id: int | None = call.p.get("message_thread_id")
    if thread_id is not None and not (chat.is_forum and thread_id in chat.topics):
        raise bad_request("message thread not found")
    if chat.is_forum and reply_to is not None:
        in_topic = reply_to.message.get("is_topic_message")
        thread_id = reply_to.message["message_thread_id"] if in_topic else None
    topic = chat.topics.get(thread_id) if thread_id else None
    if topic and topic.closed and not (topic.by_bot or chat.bot_may("can_manage_topics")):
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def send_media_group(call: Call) -> list[Json]:
    """Send an album: photos together, or documents together."""
    items: list[Json] = call.p["media"]
    check_album(items)
    chat = recipient(call)
    captions = [caption_content(item) for item in items]
    reply_to = reply_target(call, chat)
    thread_id = thread(call, chat, reply_to)
    call.telegram.limits.spend(chat, len(items))
    album = {"media_group_id": str(secrets.randbits(53))}
    contents = [
        {**media_content(call, item["type"], item, "media"), **caption, **album}
        for item, caption in zip(items, captions, strict=True)
    ]
    bot = call.telegram.world.bot
    return [
        posting.post(call.telegram, chat, bot, content, reply_to=reply_to, thread_id=thread_id).message
        for content in contents
    ]


def check_album(items: list[Json]) -> None:
    """Raise ApiError 400 for an album that Telegram does not take, or one of kinds that the sandbox does not show."""
    if len(items) not in ALBUM_SIZES:
        raise bad_request("media group must include 2-10 items")
    kinds = {item["type"] for item in items}
    if not kinds <= {"photo", "document"}:
        raise bad_request(
            f"the sandbox shows albums of photos or documents, not of {', '.join(sorted(kinds))}"
        )
    if len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")


def copy_message(call: Call) -> Json:
    """Send the content of a message again, without saying whose it was."""
    source_chat = find_chat(call.telegram, call.p["from_chat_id"])
    source = call.telegram.world.message(source_chat.id, call.p["message_id"])
    if source is None:
        raise bad_request("message to copy not found")
    content = {name: source.message[name] for name in posting.CONTENT if name in source.message}
    if not content:
        raise bad_request("message can't be copied")
    if "caption" in call.p and "text" not in content:
        kept = {name: value for name, value in content.items() if not name.startswith("caption")}
        content = {**kept, **caption_content(call.p)}
    return {"message_id": send(call, content)["message_id"]}
