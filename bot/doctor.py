"""Asks Telegram whether the token and the staff group are as they must be."""

from telegram import Bot, User
from telegram.error import InvalidToken, TelegramError

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
    except TelegramError as error:
        return "staff group", False, f"The bot is not in the group {chat_id} ({error.message}): add it there."
    if me.can_read_all_group_messages or member.status == "administrator":
        return "staff group", True, "The bot reads the staff group."
    fix = "switch off privacy in @BotFather (/setprivacy), or make the bot an administrator"
    return "staff group", False, f"The bot does not see what staff reply there: {fix}."
