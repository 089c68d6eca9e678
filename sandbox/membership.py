"""What the bot is in a group, and what becomes of its calls there when it is less than it was."""

from dataclasses import replace

from sandbox.errors import ApiError, ControlError, bad_request, forbidden
from sandbox.model import BOT_RIGHTS, Chat, Json, User
from sandbox.telegram import Telegram
from sandbox.view import chat_shape

RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *(
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
    ),
    *("can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_topics"),
    "can_send_welcome_messages",
)
PERMISSIONS = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
    *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
    *("can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info"),
    *("can_invite_users", "can_pin_messages", "can_manage_topics"),
)
STATUSES = ("administrator", "member", "restricted", "left", "kicked")
AWAY = ("left", "kicked")


def bot_member(chat: Chat, bot: Json) -> Json:
    """Return the Bot API's ChatMember of the bot in a chat; restricted, it may not say a word."""
    if chat.private:
        return {"status": "member", "user": bot}
    more: Json = {}
    match chat.bot_status:
        case "administrator":
            more = {right: right in chat.bot_rights for right in RIGHTS}
        case "restricted":
            more = {"is_member": True, "until_date": 0, **dict.fromkeys(PERMISSIONS, False)}
        case "kicked":
            more = {"until_date": 0}
    return {"status": chat.bot_status, "user": bot, **more}


def refusal_to_enter(chat: Chat) -> ApiError | None:
    """Return the refusal of any call about a group in which the bot is not, None when it is in."""
    kind = "supergroup" if chat.type == "supergroup" else "group"
    if chat.bot_status == "kicked":
        return forbidden(f"bot was kicked from the {kind} chat")
    return forbidden(f"bot is not a member of the {kind} chat") if chat.bot_status == "left" else None


def refusal_to_write(chat: Chat) -> ApiError | None:
    """Return the refusal to let the bot say something in a group, None when it may."""
    restricted = chat.bot_status == "restricted"
    return bad_request("not enough rights to send text messages to the chat") if restricted else None


def change(telegram: Telegram, chat: Chat, by: User, status: object, rights: list[str] | None) -> Chat:
    """Make the bot something else in a group; it hears of it. Raise ControlError for what it cannot be."""
    if chat.private or status not in STATUSES or not set(rights or ()) <= set(RIGHTS):
        raise ControlError(400, f"In a group the bot is one of {', '.join(STATUSES)}; it is not {status!r}.")
    before = bot_member(chat, telegram.world.bot)
    given = list(BOT_RIGHTS if rights is None else rights)
    changed = replace(chat, bot_status=str(status), bot_rights=given)
    after = bot_member(changed, telegram.world.bot)
    telegram.world.keep_chat(changed)
    telegram.events.publish("chat", chat=chat_shape(telegram, changed))
    if after != before:
        update: Json = {
            "chat": changed.as_telegram(),
            "from": by.as_telegram(),
            "date": telegram.clock.unix(),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        telegram.updates.push("my_chat_member", update)
    return changed
