"""A few lines of bot for the page's tests: it greets, echoes, shows every kind of button, and carries a ticket to the staff group and back."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from html import escape
from typing import Any

from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.constants import ChatAction
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE
COMMANDS = [
    BotCommand("start", "Bắt đầu"),
    BotCommand("don", "Hỏi về đơn hàng"),
    BotCommand("huy", "Thôi nhận tin hỏi thăm"),
]
GREETING = "Xin chào <b>{name}</b>! Shop nghe đây ạ. Xem thêm ở https://example.com/giup-do hoặc gõ /don."
CARD = "🎫 <b>KN-0042</b> · S2\nKhách: {name}\n“{words}”"


@contextlib.contextmanager
def running(api: str, token: str, staff_chat_id: int) -> Iterator[None]:
    """Run the bot in a thread of its own until the block ends."""
    ready, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(
        target=loop.run_until_complete, args=(_work(build(api, token, staff_chat_id), ready, stop),)
    )
    thread.start()
    try:
        if not ready.wait(20):
            raise RuntimeError("The scripted bot did not start within 20 s.")
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        loop.close()


async def _work(app: App, ready: threading.Event, stop: asyncio.Event) -> None:
    async with app:
        await app.bot.set_my_commands(COMMANDS)
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(poll_interval=0, timeout=2)
        ready.set()
        await stop.wait()
        await app.updater.stop()
        await app.stop()


def build(api: str, token: str, staff_chat_id: int) -> App:
    """Return the bot, talking to `api`; the staff group is where its tickets go."""
    app = Application.builder().token(token).base_url(f"{api}/bot").base_file_url(f"{api}/file/bot").build()
    app.bot_data.update(staff=staff_chat_id, cards={})
    in_staff = filters.Chat(staff_chat_id)
    app.add_handler(CommandHandler("start", start))
    app.add_handler(MessageHandler(in_staff & filters.REPLY & filters.TEXT, staff_reply))
    app.add_handler(MessageHandler(in_staff, ignore))
    app.add_handler(MessageHandler(filters.CONTACT, contact))
    app.add_handler(MessageHandler(filters.PHOTO, photo))
    app.add_handler(MessageHandler(filters.Regex("(?i)tr[ễe]"), complaint))
    app.add_handler(MessageHandler(filters.Regex("(?i)số điện thoại"), ask_phone))
    app.add_handler(MessageHandler(filters.UpdateType.MESSAGE, echo))
    app.add_handler(CallbackQueryHandler(pressed))
    return app


def keys(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    """Return inline buttons from (text, data)."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
    )


async def start(update: Update, context: Context) -> None:
    assert update.effective_chat
    assert update.effective_user
    buttons = keys([("Đơn của tôi", "order"), ("Góp ý", "review")], [("Gặp nhân viên", "alert")])
    text = GREETING.format(name=escape(update.effective_user.first_name))
    token = f" Link: {context.args[0]}" if context.args else ""
    await update.effective_chat.send_message(text + token, parse_mode="HTML", reply_markup=buttons)


async def echo(update: Update, _context: Context) -> None:
    assert update.message
    await update.message.reply_chat_action(ChatAction.TYPING)
    await asyncio.sleep(0.15)
    await update.message.reply_text(f"Bạn nói: {update.message.text or 'một thứ không phải chữ'}")


async def ask_phone(update: Update, _context: Context) -> None:
    assert update.message
    keyboard: list[list[str | KeyboardButton]] = [
        [KeyboardButton("Chia sẻ số điện thoại", request_contact=True)],
        ["Để sau"],
    ]
    markup = ReplyKeyboardMarkup(keyboard, resize_keyboard=True, one_time_keyboard=True)
    await update.message.reply_text("Bạn cho shop xin số điện thoại nhé?", reply_markup=markup)


async def contact(update: Update, _context: Context) -> None:
    assert update.message
    assert update.message.contact
    await update.message.reply_text(
        f"Shop đã có số {update.message.contact.phone_number}.", reply_markup=ReplyKeyboardRemove()
    )


async def photo(update: Update, context: Context) -> None:
    assert update.message
    await update.message.reply_text("Shop đã nhận ảnh.", do_quote=True)
    await update.message.copy(context.bot_data["staff"])


async def complaint(update: Update, context: Context) -> None:
    assert update.message
    assert update.effective_user
    text = CARD.format(name=escape(update.effective_user.first_name), words=escape(update.message.text or ""))
    buttons = keys([("Nhận", "take"), ("Đóng", "close")])
    card = await context.bot.send_message(
        context.bot_data["staff"], text, parse_mode="HTML", reply_markup=buttons
    )
    context.bot_data["cards"][card.message_id] = update.message.chat_id
    await update.message.reply_text("Shop xin lỗi. Mã phiếu của bạn là KN-0042.")


async def staff_reply(update: Update, context: Context) -> None:
    assert update.message
    assert update.message.reply_to_message
    customer = context.bot_data["cards"].get(update.message.reply_to_message.message_id)
    if customer:
        await context.bot.send_message(customer, f"Nhân viên: {update.message.text}")


async def ignore(_update: Update, _context: Context) -> None:
    """What staff say to each other is none of the bot's business."""


async def pressed(update: Update, _context: Context) -> None:
    query = update.callback_query
    assert query
    assert query.message
    if query.data == "take":
        await query.answer("Bạn đã nhận phiếu KN-0042.")
        await query.edit_message_text(
            f"KN-0042 · {query.from_user.first_name} đã nhận", reply_markup=keys([("Đóng", "close")])
        )
    elif query.data == "alert":
        await query.answer("Nhân viên sẽ vào ngay.", show_alert=True)
    else:
        await asyncio.sleep(0.5)
        await query.answer(f"Bạn chọn: {query.data}")
