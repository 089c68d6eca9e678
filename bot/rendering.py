"""From what is to be shown to calls of the Bot API."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import CallbackQueryLimit, MessageLimit, ParseMode
from telegram.helpers import mention_html

from store.outbox import Button, Content, Mention

LONGEST_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
LONGEST_CAPTION = int(MessageLimit.CAPTION_LENGTH)
LONGEST_TOAST = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
LONGEST_TITLE = LONGEST_TEXT // 2
# What comes in albums; of sound only pieces of music do.
ALBUM_TYPES = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "voice": InputMediaAudio,
    "document": InputMediaDocument,
}
NEW = ("message", "copy", "album", "document")


@dataclass(frozen=True)
class Call:
    """One call of the Bot API: the method's name and what it is given."""

    method: str
    arguments: dict[str, Any]

    @property
    def messages(self) -> int:
        """How many messages appear by it, as Telegram's limits count."""
        return len(self.arguments.get("media", [None]))


def calls(content: Content, chat_id: str, thread_id: str = "") -> list[Call]:
    """Return the calls that show a content in a chat: one, or several messages when the text is too long for one.

    Buttons hang under the last one. The result of the last call is the message that is remembered. In a forum
    `thread_id` is the topic of what is new, "" General.
    """
    if content.what == "message":
        made = _messages(content, int(chat_id))
    elif content.what == "album":
        made = [_album(content, chat_id)]
    else:
        method, arguments = SINGLE[content.what]
        made = [Call(method, arguments(content, chat_id))]
    if thread_id and content.what in NEW:
        for each in made:
            each.arguments["message_thread_id"] = int(thread_id)
    return made


def split(text: str, first: int, rest: int) -> list[str]:
    """Cut a text into parts of at most `first` and then `rest` UTF-16 units, at the ends of lines or words if it can.

    Telegram counts characters; units are never fewer.
    """
    parts, limit = [], first
    while text:
        window = _fitting(text, limit)
        end = len(text) if len(window) == len(text) else _border(window)
        parts.append(text[:end].strip())
        text, limit = text[end:].lstrip(), rest
    return [part for part in parts if part] or [""]


def _fitting(text: str, limit: int) -> str:
    window, units = text[:limit], _units(text[:limit])
    while units > limit:
        window = window[: -max(1, (units - limit) // 2)]
        units = _units(window)
    return window


def _border(window: str) -> int:
    for border in ("\n", " "):
        at = window.rfind(border)
        if at > len(window) // 2:
            return at
    return max(1, len(window))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _messages(content: Content, chat_id: int) -> list[Call]:
    title = split(content.title, LONGEST_TITLE, LONGEST_TITLE)[0]
    names = sum(_units(mention.name) + 1 for mention in content.mentions)
    room = LONGEST_TEXT - names - (_units(title) + 1 if title else 0)
    texts = split(content.text, room, LONGEST_TEXT - names)
    words = [_words(Content("message", text, title if n == 0 else "")) for n, text in enumerate(texts)]
    if content.mentions:
        words[-1] = _words(
            Content("message", texts[-1], title if len(texts) == 1 else "", mentions=content.mentions)
        )
    common = {"chat_id": chat_id, "link_preview_options": LinkPreviewOptions(is_disabled=True)}
    made = [Call("sendMessage", common | each) for each in words]
    made[0].arguments.update(_reply(content))
    made[-1].arguments.update(_markup(content))
    return made


def _cut(content: Content) -> Content:
    """Return the part that an edit can show: it cannot become two messages."""
    title = split(content.title, LONGEST_TITLE, LONGEST_TITLE)[0]
    room = LONGEST_TEXT - _units(title) - 1
    first, *more = split(content.text, room - 1, LONGEST_TEXT)
    return Content("edit", f"{first}…" if more else first, title)


def _words(content: Content) -> dict[str, Any]:
    # Plain text goes as it is: only a title needs marks, and then everything else must be escaped.
    if not (content.title or content.mentions):
        return {"text": content.text}
    bold = f"<b>{html.escape(content.title, quote=False)}</b>" if content.title else ""
    lines = (bold, html.escape(content.text, quote=False), " ".join(map(_mention, content.mentions)))
    return {"text": "\n".join(filter(None, lines)), "parse_mode": ParseMode.HTML}


def _mention(mention: Mention) -> str:
    return mention_html(mention.user_id, mention.name)


def _place(content: Content, chat_id: str) -> dict[str, Any]:
    return {"chat_id": int(chat_id), "message_id": int(content.target)}


def _topic(content: Content, chat_id: str) -> dict[str, Any]:
    return {"chat_id": int(chat_id), "message_thread_id": int(content.target)}


def _renamed_topic(content: Content, chat_id: str) -> dict[str, Any]:
    return _topic(content, chat_id) | {"name": content.text}


def _edit(content: Content, chat_id: str) -> dict[str, Any]:
    return _place(content, chat_id) | _words(_cut(content)) | _inline(content)


def _buttons(content: Content, chat_id: str) -> dict[str, Any]:
    return _place(content, chat_id) | _inline(content)


def _toast(content: Content, _chat_id: str) -> dict[str, Any]:
    text = split(content.text, LONGEST_TOAST, LONGEST_TOAST)[0]
    return {"callback_query_id": content.target} | ({"text": text} if text else {})


def _copy(content: Content, chat_id: str) -> dict[str, Any]:
    source = {"from_chat_id": int(content.from_chat), "message_id": int(content.target)}
    return {"chat_id": int(chat_id)} | source | _reply(content) | _markup(content)


def _album(content: Content, chat_id: str) -> Call:
    """One part alone is copied: an album has two or more."""
    if len(content.parts) == 1:
        alone = replace(content, what="copy", target=content.parts[0].message_id)
        return Call("copyMessage", _copy(alone, chat_id))
    media = [ALBUM_TYPES[part.kind](part.file_id, caption=part.text or None) for part in content.parts]
    return Call("sendMediaGroup", {"chat_id": int(chat_id), "media": media} | _reply(content))


def _document(content: Content, chat_id: str) -> dict[str, Any]:
    file = InputFile(content.body.encode(), filename=content.file_name)
    caption = split(content.text, LONGEST_CAPTION, LONGEST_CAPTION)[0]
    return {"chat_id": int(chat_id), "document": file} | ({"caption": caption} if caption else {})


def _reply(content: Content) -> dict[str, Any]:
    if not content.reply_to:
        return {}
    # The message answered to may be gone; then the answer stands alone.
    return {"reply_parameters": ReplyParameters(int(content.reply_to), allow_sending_without_reply=True)}


def _markup(content: Content) -> dict[str, Any]:
    if content.buttons:
        return _inline(content)
    if content.asks:
        return {"reply_markup": ForceReply(selective=True)}
    if content.ask_contact:
        share = KeyboardButton(content.ask_contact, request_contact=True)
        return {"reply_markup": ReplyKeyboardMarkup([[share]], resize_keyboard=True, one_time_keyboard=True)}
    return {"reply_markup": ReplyKeyboardRemove()} if content.remove_keyboard else {}


def _inline(content: Content) -> dict[str, Any]:
    if not content.buttons:
        return {}
    return {
        "reply_markup": InlineKeyboardMarkup([[_button(each) for each in row] for row in content.buttons])
    }


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    return InlineKeyboardButton(button.label, callback_data=button.action)


SINGLE: Mapping[str, tuple[str, Callable[[Content, str], dict[str, Any]]]] = {
    "edit": ("editMessageText", _edit),
    "buttons": ("editMessageReplyMarkup", _buttons),
    "toast": ("answerCallbackQuery", _toast),
    "copy": ("copyMessage", _copy),
    "document": ("sendDocument", _document),
    "delete": ("deleteMessage", _place),
    "close_topic": ("closeForumTopic", _topic),
    "delete_topic": ("deleteForumTopic", _topic),
    "rename_topic": ("editForumTopic", _renamed_topic),
}
