"""A forum's topics: opened, renamed, closed, opened again and deleted, by the bot or by a person."""

from sandbox import posting
from sandbox.errors import ControlError
from sandbox.model import Chat, Json, Kept, Topic
from sandbox.telegram import Telegram
from sandbox.view import chat_shape

LONGEST_NAME = 128
DEFAULT_ICON_COLOR = 0x6FB9F0


def opened(
    telegram: Telegram, chat: Chat, sender: Json, name: str, color: int = DEFAULT_ICON_COLOR
) -> tuple[Topic, Kept]:
    """Post the message that opens a topic, whose id is the topic's, and keep the topic."""
    created = {"forum_topic_created": {"name": name, "icon_color": color}}
    kept = posting.post(telegram, chat, sender, created)
    kept = posting.change(
        telegram, kept, {"message_thread_id": kept.id, "is_topic_message": True}, silent=True
    )
    topic = Topic(kept.id, name, color, by_bot=bool(sender["is_bot"]))
    keep(telegram, chat, topic)
    return topic, kept


def renamed(telegram: Telegram, chat: Chat, topic: Topic, sender: Json, name: str) -> Kept:
    """Give a topic another name."""
    topic.name = name
    keep(telegram, chat, topic)
    return posting.post(telegram, chat, sender, {"forum_topic_edited": {"name": name}}, thread_id=topic.id)


def set_closed(telegram: Telegram, chat: Chat, topic: Topic, sender: Json, *, closed: bool) -> Kept:
    """Close or open a topic; the grey line about it is returned."""
    topic.closed = closed
    keep(telegram, chat, topic)
    service: Json = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    return posting.post(telegram, chat, sender, service, thread_id=topic.id)


def delete(telegram: Telegram, chat: Chat, topic: Topic) -> None:
    """Take a topic away with everything in it. Telegram tells nobody, so the bot hears nothing."""
    del chat.topics[topic.id]
    for kept in list(telegram.world.messages[chat.id].values()):
        if is_in(kept, topic):
            posting.remove(telegram, kept)
    telegram.world.keep_chat(chat)
    telegram.events.publish("chat", chat=chat_shape(telegram, chat))


def is_in(kept: Kept, topic: Topic) -> bool:
    """Return whether a message stands in a topic."""
    return bool(kept.message.get("is_topic_message")) and kept.message["message_thread_id"] == topic.id


def keep(telegram: Telegram, chat: Chat, topic: Topic) -> None:
    """Keep a topic and show the chat anew."""
    chat.topics[topic.id] = topic
    telegram.world.keep_chat(chat)
    telegram.events.publish("chat", chat=chat_shape(telegram, chat))


def find(chat: Chat, topic_id: object) -> Topic:
    """Return a forum's topic; raise ControlError 404."""
    topic = chat.topics.get(topic_id) if isinstance(topic_id, int) and chat.is_forum else None
    if topic is None:
        raise ControlError(404, f"There is no topic {topic_id!r} in chat {chat.id}.")
    return topic
