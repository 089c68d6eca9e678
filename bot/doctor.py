"""Asks Telegram whether the token and the staff group are as they must be."""

from typing import Any

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberRestricted, User
from telegram.error import EndPointNotFound, InvalidToken, TelegramError

from bot.app import build
from settings.schema import Telegram

Finding = tuple[str, bool, str]


async def examine_telegram(token: str, telegram: Telegram) -> list[Finding]:
    """Return what was looked at, whether it is well, and a sentence that says what to do."""
    application, _polls = build(token, telegram.api.rstrip("/"), telegram.proxy)
    try:
        async with application.bot as bot:
            me = await bot.get_me()
            said = f"The bot is @{me.username}, at {telegram.api}."
            return [("telegram", True, said), await _staff_group(bot, me, telegram.staff_chat_id)]
    except InvalidToken:
        return [("telegram", False, "Telegram does not know the token: copy it again from @BotFather.")]
    except TelegramError as error:
        found = f"{telegram.api} does not answer ({type(error).__name__})"
        return [("telegram", False, f"{found}: check the network, or set LANGNGHE_TELEGRAM_PROXY.")]


async def _staff_group(bot: Bot, me: User, chat_id: int | None) -> Finding:
    if chat_id is None:
        return (
            "staff group",
            False,
            "None is set: add the bot to a group, put its id into LANGNGHE_STAFF_CHAT_ID.",
        )
    try:
        member = await bot.get_chat_member(chat_id, me.id)
        is_forum = await _is_forum(bot, chat_id)
    except TelegramError as error:
        return "staff group", False, f"The bot is not in the group {chat_id} ({error.message}): add it there."
    if found := _silenced_or_forum(member, is_forum=is_forum):
        return found
    if me.can_read_all_group_messages or member.status == "administrator":
        return "staff group", True, "The bot reads the staff group."
    fix = "switch off privacy in @BotFather (/setprivacy), or make the bot an administrator"
    return "staff group", False, f"The bot does not see what staff reply there: {fix}."


async def _is_forum(bot: Bot, chat_id: int) -> bool:
    try:
        chat: Any = await bot.do_api_request("getChat", {"chat_id": chat_id})
    except EndPointNotFound:  # a Bot API that knows no chats has no forums
        return False
    return bool(chat.get("is_forum"))


def _silenced_or_forum(member: ChatMember, *, is_forum: bool) -> Finding | None:
    if member.status in {ChatMember.LEFT, ChatMember.BANNED}:
        return (
            "staff group",
            False,
            "The bot was put out of the staff group: add it again; what waits goes there then.",
        )
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        return (
            "staff group",
            False,
            "The bot may not write in the staff group: let it; what waits goes there then.",
        )
    if not is_forum:
        return None
    if isinstance(member, ChatMemberAdministrator) and member.can_manage_topics:
        return (
            "staff group",
            True,
            "The bot reads the staff group, a forum: each customer with a ticket gets a topic.",
        )
    fix = "make the bot an administrator with the right to manage topics"
    return "staff group", False, f"The staff group is a forum, but all tickets stand in General: {fix}."
