"""Methods about a forum's topics. Each leaves a grey line in the group, which counts among its twenty a minute."""

from sandbox import topics
from sandbox.errors import bad_request
from sandbox.methods.call import Call, find_chat
from sandbox.model import Chat, Json, Topic


def create_forum_topic(call: Call) -> Json:
    """Open a topic; its id is that of the message that says so."""
    chat = forum(call)
    if not chat.bot_may("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    name = topic_name(call.p["name"])
    color = call.p.get("icon_color", topics.DEFAULT_ICON_COLOR)
    call.telegram.limits.spend(chat)
    topic, _ = topics.opened(call.telegram, chat, call.telegram.world.bot, name, color)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}


def edit_forum_topic(call: Call) -> bool:
    """Rename a topic."""
    chat, topic = own_topic(call, "edit the topic")
    name = topic_name(call.p.get("name", topic.name))
    if name == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    call.telegram.limits.spend(chat)
    topics.renamed(call.telegram, chat, topic, call.telegram.world.bot, name)
    return True


def close_forum_topic(call: Call) -> bool:
    """Close a topic."""
    return set_closed(call, closed=True)


def reopen_forum_topic(call: Call) -> bool:
    """Open a closed topic again."""
    return set_closed(call, closed=False)


def set_closed(call: Call, *, closed: bool) -> bool:
    """Close or reopen; raise ApiError 400 when it already is so."""
    chat, topic = own_topic(call, "close or reopen the topic")
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    call.telegram.limits.spend(chat)
    topics.set_closed(call.telegram, chat, topic, call.telegram.world.bot, closed=closed)
    return True


def delete_forum_topic(call: Call) -> bool:
    """Delete a topic with all its messages."""
    chat, topic = find_topic(call)
    if not chat.bot_may("can_delete_messages"):
        raise bad_request("not enough rights to delete the topic")
    topics.delete(call.telegram, chat, topic)
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


def own_topic(call: Call, deed: str) -> tuple[Chat, Topic]:
    """Return a topic that the bot may change: it opened it, or it may manage them all."""
    chat, topic = find_topic(call)
    if not (topic.by_bot or chat.bot_may("can_manage_topics")):
        raise bad_request(f"not enough rights to {deed}")
    return chat, topic


def topic_name(name: str) -> str:
    """Return a name of 1 to 128 characters."""
    name = name.strip()
    if not 1 <= len(name) <= topics.LONGEST_NAME:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_INVALID")
    return name
