"""Methods about chats, their members and a forum's topics."""

from sandbox import posting
from sandbox.errors import bad_request
from sandbox.methods.call import Call, find_chat, recipient
from sandbox.model import Chat, Json, Topic
from sandbox.view import chat_shape

LONGEST_TOPIC_NAME = 128
DEFAULT_ICON_COLOR = 0x6FB9F0
NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)
RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
]
GRANTED = {
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_topics",
    "can_pin_messages",
    "can_invite_users",
}
ACTIONS = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
]


def get_chat(call: Call) -> Json:
    """Describe a chat."""
    chat = find_chat(call.telegram, call.p["chat_id"])
    return {
        **chat.as_telegram(),
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": NO_GIFTS,
    }


def get_chat_member(call: Call) -> Json:
    """Say what someone is in a chat."""
    chat, user_id = find_chat(call.telegram, call.p["chat_id"]), call.p["user_id"]
    bot = call.telegram.world.bot
    if user_id == bot["id"]:
        return bot_member(bot) if not chat.private else {"status": "member", "user": bot}
    user = call.telegram.world.users.get(user_id)
    if user is None:
        raise bad_request("user not found")
    inside = user_id in chat.members or user_id == chat.user_id
    return {"status": "member" if inside else "left", "user": user.as_telegram()}


def bot_member(bot: Json) -> Json:
    """Describe the bot as the administrator that it is in the staff group."""
    return {"status": "administrator", "user": bot, **{right: right in GRANTED for right in RIGHTS}}


def get_chat_administrators(call: Call) -> list[Json]:
    """Return the administrators other than bots, as Telegram does: here nobody is one."""
    chat = find_chat(call.telegram, call.p["chat_id"])
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return []


def send_chat_action(call: Call) -> bool:
    """Show "typing" and the like."""
    chat, action = recipient(call), call.p["action"]
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread_id = call.p.get("message_thread_id")
    call.telegram.events.publish("typing", chat_id=chat.id, action=action, thread_id=thread_id)
    return True


def create_forum_topic(call: Call) -> Json:
    """Open a topic; its id is that of the message that says so."""
    chat = forum(call)
    name = topic_name(call.p["name"])
    color = call.p.get("icon_color", DEFAULT_ICON_COLOR)
    topic = open_topic(call, chat, name, color)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}


def open_topic(call: Call, chat: Chat, name: str, color: int) -> Topic:
    """Post the opening message and keep the topic."""
    created = {"forum_topic_created": {"name": name, "icon_color": color}}
    kept = posting.post(call.telegram, chat, call.telegram.world.bot, created)
    posting.change(call.telegram, kept, {"message_thread_id": kept.id, "is_topic_message": True}, silent=True)
    topic = Topic(kept.id, name, color)
    keep_topic(call, chat, topic)
    return topic


def edit_forum_topic(call: Call) -> bool:
    """Rename a topic."""
    chat, topic = find_topic(call)
    name = topic_name(call.p.get("name", topic.name))
    if name == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name
    keep_topic(call, chat, topic)
    announce(call, chat, topic, {"forum_topic_edited": {"name": name}})
    return True


def close_forum_topic(call: Call) -> bool:
    """Close a topic."""
    return set_closed(call, closed=True)


def reopen_forum_topic(call: Call) -> bool:
    """Open a closed topic again."""
    return set_closed(call, closed=False)


def set_closed(call: Call, *, closed: bool) -> bool:
    """Close or reopen; raise ApiError 400 when it already is so."""
    chat, topic = find_topic(call)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    keep_topic(call, chat, topic)
    announce(call, chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def forum(call: Call) -> Chat:
    """Return the chat, which must be a forum."""
    chat = find_chat(call.telegram, call.p["chat_id"])
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return chat


def find_topic(call: Call) -> tuple[Chat, Topic]:
    """Return a forum and the topic meant."""
    chat = forum(call)
    topic = chat.topics.get(call.p["message_thread_id"])
    if topic is None:
        raise bad_request("message thread not found")
    return chat, topic


def topic_name(name: str) -> str:
    """Return a name of 1 to 128 characters."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_TOPIC_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_INVALID")
    return name


def keep_topic(call: Call, chat: Chat, topic: Topic) -> None:
    """Keep a topic and show the chat anew."""
    chat.topics[topic.id] = topic
    call.telegram.world.keep_chat(chat)
    call.telegram.events.publish("chat", chat=chat_shape(call.telegram, chat))


def announce(call: Call, chat: Chat, topic: Topic, service: Json) -> None:
    """Post a grey line into the topic."""
    posting.post(call.telegram, chat, call.telegram.world.bot, service, thread_id=topic.id)
