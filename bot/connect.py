"""The first words with the Bot API: who am I, no webhook, which commands, where is the staff group.

Only getMe must succeed. A Bot API that knows nothing else of this is served all the same.
"""

import asyncio
import logging
from collections.abc import Awaitable

from sqlalchemy.exc import SQLAlchemyError
from telegram import BotCommand, BotCommandScopeChat
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot import membership, records
from bot.context import App
from bot.patience import Backoff
from bot.shell import Shell
from support import departures, staff_commands, staff_moves
from support.events import COMMANDS

logger = logging.getLogger(__name__)


class TokenRefused(Exception):  # noqa: N818 - it is a state of the world, said as such
    """The Bot API does not accept the bot's token; the message says what to do."""


def token_refused(api: str) -> TokenRefused:
    """Return the error, with a sentence that never holds the token itself."""
    return TokenRefused(
        f"The Bot API at {api} refused the bot's token, expected the one that @BotFather gave. "
        "Set LANGNGHE_TELEGRAM_TOKEN (a revoked token needs a new one)."
    )


async def introduce(application: App, api: str) -> str:
    """Ask the Bot API who we are until it answers; return the bot's user name.

    Raises:
        TokenRefused: it answered that the token is wrong.
    """
    backoff = Backoff()
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            raise token_refused(api) from None  # the library's own text holds the token
        except TelegramError as error:
            seconds = backoff.next()
            what = "The Bot API at %s does not answer (%s); trying again in %.0f s."
            logger.warning(what, api, _class(error), seconds)
            await asyncio.sleep(seconds)
        else:
            return application.bot.username


async def still_accepted(application: App) -> bool:
    """Return False when the token is refused for good. A 404 alone may only mean that a method is unknown."""
    try:
        await application.bot.get_me()
    except InvalidToken:
        return False
    except TelegramError:
        return True
    return True


async def settle_in(application: App, shell: Shell) -> None:
    """Take a webhook away, name the commands and look where the staff group is. Nothing of this may stop the bot."""
    wording = shell.desk.wording
    commands = [BotCommand(name, wording.say(f"command_{name}")) for name in COMMANDS]
    await _optional("deleteWebhook", application.bot.delete_webhook())
    await _optional("setMyCommands", application.bot.set_my_commands(commands))
    await _find_staff_group(application, shell)
    await _look_at_staff_group(application, shell)
    await _look_who_left(shell)
    if shell.desk.staff_chat_id is not None:
        commands = [BotCommand(name, wording.say(f"command_{name}")) for name in staff_commands.COMMANDS]
        scope = BotCommandScopeChat(int(shell.desk.staff_chat_id))
        await _optional("setMyCommands", application.bot.set_my_commands(commands, scope))


async def _look_who_left(shell: Shell) -> None:
    """Put back into the queue what those hold who are not in config.yml's list any more."""
    try:
        await shell.commit(lambda session: departures.look(session, shell.desk))
    except SQLAlchemyError as error:
        logger.error("Who left could not be seen (%s).", _class(error))  # noqa: TRY400 - a trace may hold words


async def _optional(method: str, call: Awaitable[object]) -> None:
    try:
        await call
    except TelegramError as error:
        logger.info("The Bot API did not take %s (%s); going on without.", method, _class(error))


async def _find_staff_group(application: App, shell: Shell) -> None:
    """Ask by a sign of life, which shows nothing lasting, whether the group that the setting names has moved.

    So its new id needs to be kept nowhere: Telegram knows it for ever.
    """
    if shell.desk.staff_chat_id is None:
        return
    old = shell.desk.staff_chat_id
    try:
        await application.bot.send_chat_action(int(old), ChatAction.TYPING)
    except ChatMigrated as moved:
        new, desk = str(moved.new_chat_id), shell.desk
        await shell.commit(lambda session: records.follow_group(session, desk, old, new))
        shell.move_staff_group(new)
    except BadRequest as error:
        logger.warning("The staff group %s cannot be reached (%s).", old, _class(error))
    except (NetworkError, RetryAfter, InvalidToken) as error:
        logger.info("Whether the staff group has moved is not known (%s).", _class(error))
    except TelegramError as error:
        logger.warning("The staff group %s cannot be reached (%s).", old, _class(error))


async def _look_at_staff_group(application: App, shell: Shell) -> None:
    """Ask what the staff group is and what the bot may do there; what waited for an earlier group goes to this one."""
    desk = shell.desk
    if desk.staff_chat_id is None:
        return
    try:
        seen = await membership.look(application.bot, desk.staff_chat_id)
    except TelegramError as error:
        logger.info("What the staff group is is not known (%s).", _class(error))
    else:
        await shell.commit(lambda session: staff_moves.arrive(session, desk, seen))


def _class(error: Exception) -> str:
    return type(error).__name__
