"""Methods about chats and their members."""

from sandbox.errors import bad_request
from sandbox.membership import bot_member
from sandbox.methods.call import Call, find_chat, recipient
from sandbox.model import Json

NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)
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
        return bot_member(chat, bot)
    user = call.telegram.world.users.get(user_id)
    if user is None:
        raise bad_request("user not found")
    inside = user_id in chat.members or user_id == chat.user_id
    return {"status": "member" if inside else "left", "user": user.as_telegram()}


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
