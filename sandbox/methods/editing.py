"""Methods that change or take away messages."""

from sandbox import markup, posting
from sandbox.errors import NOT_MODIFIED, bad_request
from sandbox.methods.call import Call, caption_content, find_message, recipient, text_content
from sandbox.model import Json, Kept
from sandbox.posting import MEDIA

DELETABLE_SECONDS = 48 * 3600


def edit_message_text(call: Call) -> Json:
    """Replace the text and the buttons (left out: the buttons go)."""
    kept = own_message(call)
    if "text" not in kept.message:
        raise bad_request("there is no text in the message to edit")
    return edit(call, kept, {"entities": None, **text_content(call.p)})


def edit_message_caption(call: Call) -> Json:
    """Replace the caption and the buttons."""
    kept = own_message(call)
    if not any(name in kept.message for name in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return edit(call, kept, {"caption": None, "caption_entities": None, **caption_content(call.p)})


def edit_message_reply_markup(call: Call) -> Json:
    """Replace the buttons alone."""
    return edit(call, own_message(call), {}, silent=True)


def own_message(call: Call) -> Kept:
    """Return the bot's message to edit."""
    kept = find_message(call, "message to edit not found")
    if kept.message["from"]["id"] != call.telegram.world.bot["id"]:
        raise bad_request("message can't be edited")
    return kept


def edit(call: Call, kept: Kept, fields: Json, *, silent: bool = False) -> Json:
    """Change a message; raise ApiError 400 when nothing would change."""
    fields = {**fields, "reply_markup": markup.checked(call.p.get("reply_markup"), inline_only=True)}
    chat = recipient(call)
    if all(kept.message.get(name) == value for name, value in fields.items()):
        raise bad_request(NOT_MODIFIED)
    call.telegram.limits.spend(chat)
    return posting.change(call.telegram, kept, fields, silent=silent).message


def delete_message(call: Call) -> bool:
    """Take a message away; in a private chat only within 48 hours."""
    kept = find_message(call, "message to delete not found")
    if "forum_topic_created" in kept.message:
        raise bad_request("message can't be deleted")
    age = call.telegram.clock.unix() - kept.message["date"]
    if kept.message["chat"]["type"] == "private" and age > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    posting.remove(call.telegram, kept)
    return True
