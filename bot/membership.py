"""What the bot is in the staff group, as Telegram says it: asked, or told when somebody changes it."""

from collections.abc import Mapping
from typing import Any

from telegram import Bot, ChatMember, ChatMemberUpdated
from telegram.error import BadRequest, Forbidden

from support.staff_group import Seen

OWN = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})


async def look(bot: Bot, chat_id: str) -> Seen:
    """Ask what the group is and what the bot may do there.

    Raises:
        TelegramError: Telegram did not say.
    """
    try:
        # Raw, because what a newer Telegram adds is not ours to check.
        chat: Any = await bot.do_api_request("getChat", {"chat_id": int(chat_id)})
        member: Any = await bot.do_api_request("getChatMember", {"chat_id": int(chat_id), "user_id": bot.id})
    except (Forbidden, BadRequest) as error:
        if isinstance(error, BadRequest) and "chat not found" not in error.message.lower():
            raise
        return Seen(is_forum=False, manages_topics=False, away=error.message[:200])
    return _seen(chat, member)


def told(change: ChatMemberUpdated) -> Seen:
    """Return what an update says that the bot is in a group now."""
    said = change.to_dict()
    return _seen(said["chat"], said["new_chat_member"])


def _seen(chat: Mapping[str, Any], member: Mapping[str, Any]) -> Seen:
    status = member["status"]
    silenced = status == ChatMember.RESTRICTED and not member.get("can_send_messages")
    away = status if silenced or status in {ChatMember.LEFT, ChatMember.BANNED} else ""
    manages = status == ChatMember.OWNER or (status in OWN and bool(member.get("can_manage_topics")))
    return Seen(is_forum=bool(chat.get("is_forum")), manages_topics=manages, away=away)
