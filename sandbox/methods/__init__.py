"""The Bot API methods that the sandbox has."""

from collections.abc import Awaitable, Callable

from sandbox.methods import about, chats, editing, receiving, sending, topics
from sandbox.methods.call import Call
from sandbox.model import Json

Result = Json | list[Json] | bool
Handler = Callable[[Call], Result | Awaitable[Result]]

HANDLERS: dict[str, Handler] = {
    "answercallbackquery": about.answer_callback_query,
    "closeforumtopic": topics.close_forum_topic,
    "copymessage": sending.copy_message,
    "createforumtopic": topics.create_forum_topic,
    "deleteforumtopic": topics.delete_forum_topic,
    "deletemessage": editing.delete_message,
    "deletemycommands": about.delete_my_commands,
    "deletewebhook": receiving.delete_webhook,
    "editforumtopic": topics.edit_forum_topic,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "editmessagetext": editing.edit_message_text,
    "getchat": chats.get_chat,
    "getchatadministrators": chats.get_chat_administrators,
    "getchatmember": chats.get_chat_member,
    "getfile": about.get_file,
    "getme": about.get_me,
    "getmycommands": about.get_my_commands,
    "getupdates": receiving.get_updates,
    "getwebhookinfo": receiving.get_webhook_info,
    "reopenforumtopic": topics.reopen_forum_topic,
    "sendchataction": chats.send_chat_action,
    "senddocument": sending.send_document,
    "sendmediagroup": sending.send_media_group,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "sendvoice": sending.send_voice,
    "setmycommands": about.set_my_commands,
    "setwebhook": receiving.set_webhook,
}
