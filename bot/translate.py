"""From Telegram's updates to what happened, as `support` knows it."""

from datetime import datetime

import phonenumbers
from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Contact,
    Location,
    Message,
    User,
)

from bot.raw import LONGEST_ID
from bot.shell import CHANNEL
from support.events import (
    Attachment,
    CustomerLeft,
    CustomerMessage,
    CustomerTap,
    StaffLeft,
    StaffMessage,
    StaffTap,
)

REGION = "VN"  # a number without a country code is Vietnamese
MAP = "https://maps.google.com/?q={latitude},{longitude}"
LONGEST_QUOTE = 1000  # characters: enough to see what is meant


def customer_message(
    message: Message, inbox_id: int, command: str = "", argument: str = ""
) -> CustomerMessage:
    """Return what a customer wrote in a private chat, commands, files, own phone number and edits included."""
    return CustomerMessage(
        channel=CHANNEL,
        chat_id=str(message.chat.id),
        name=_name(message.from_user, message.chat),
        message_id=str(message.message_id),
        at=message.edit_date or message.date,
        inbox_id=inbox_id,
        text="" if command else _text(message),
        attachments=_attachments(message),
        command=command,
        argument=argument,
        phone=own_phone(message),
        edited=message.edit_date is not None,
        group_id=(message.media_group_id or "")[:LONGEST_ID],
        reply_to=_reply_to(message),
        quote=_quote(message)[:LONGEST_QUOTE],
    )


def staff_message(message: Message, inbox_id: int) -> StaffMessage:
    """Return what a staff member wrote in the staff group."""
    user_id, name = _staff_author(message)
    return StaffMessage(
        channel=CHANNEL,
        chat_id=str(message.chat.id),
        user_id=user_id,
        name=name,
        message_id=str(message.message_id),
        at=message.date,
        inbox_id=inbox_id,
        reply_to=_reply_to(message),
        text=_text(message),
        attachments=_attachments(message),
        edited=message.edit_date is not None,
        group_id=(message.media_group_id or "")[:LONGEST_ID],
        under=_under(message),
    )


def customer_tap(query: CallbackQuery, now: datetime, inbox_id: int) -> CustomerTap:
    """Return a customer's tap on a button; Telegram does not say when it was."""
    chat_id, message_id = _tapped(query)
    return CustomerTap(
        channel=CHANNEL,
        chat_id=chat_id,
        name=query.from_user.full_name,
        tap_id=query.id,
        message_id=message_id,
        action=query.data or "",
        at=now,
        inbox_id=inbox_id,
    )


def staff_tap(query: CallbackQuery, now: datetime, inbox_id: int) -> StaffTap:
    """Return a staff member's tap on a button in the staff group."""
    chat_id, message_id = _tapped(query)
    return StaffTap(
        channel=CHANNEL,
        chat_id=chat_id,
        user_id=str(query.from_user.id),
        name=query.from_user.full_name,
        tap_id=query.id,
        message_id=message_id,
        action=query.data or "",
        at=now,
        inbox_id=inbox_id,
    )


def customer_left(change: ChatMemberUpdated) -> CustomerLeft:
    """Return that a customer blocked or unblocked the bot."""
    gone = change.new_chat_member.status in {ChatMember.BANNED, ChatMember.LEFT}
    return CustomerLeft(CHANNEL, str(change.chat.id), returned=not gone, at=change.date)


def staff_left(change: ChatMemberUpdated) -> StaffLeft:
    """Return that a member of the staff group left or was removed, or is there (again)."""
    member = change.new_chat_member
    outside = isinstance(member, ChatMemberRestricted) and not member.is_member
    gone = outside or member.status in {ChatMember.BANNED, ChatMember.LEFT}
    return _staff_left(change.chat, member.user, change.date, returned=not gone)


def staff_came_or_went(message: Message) -> list[StaffLeft]:
    """Return who left and who came, as a service message of the staff group says it; bots are nobody."""
    went = [message.left_chat_member] if message.left_chat_member else []
    users = [(user, False) for user in went] + [(user, True) for user in message.new_chat_members]
    return [
        _staff_left(message.chat, user, message.date, returned=returned)
        for user, returned in users
        if not user.is_bot
    ]


def _staff_left(chat: Chat, user: User, at: datetime, *, returned: bool) -> StaffLeft:
    return StaffLeft(CHANNEL, str(chat.id), str(user.id), user.full_name, returned, at)


def sticker_emoji(event: CustomerMessage) -> str:
    """Return the emoji that a sticker stands for, "" when there is no sticker or it stands for none."""
    return "".join(file.name for file in event.attachments if file.kind == "sticker")


def own_phone(message: Message) -> str:
    """Return the phone number in E.164 when the writer shared their own, "" for anybody else's or none."""
    contact = message.contact
    if contact is None or message.from_user is None or contact.user_id != message.from_user.id:
        return ""
    return _e164(contact.phone_number)


def _e164(number: str) -> str:
    # Telegram leaves out the plus: "84901234567".
    international = number if number.startswith(("+", "0")) else f"+{number}"
    try:
        parsed = phonenumbers.parse(international, REGION)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _text(message: Message) -> str:
    return message.text or message.caption or ""


def _reply_to(message: Message) -> str:
    return str(message.reply_to_message.message_id) if message.reply_to_message else ""


def _quote(message: Message) -> str:
    """What the message answers says: the part that its writer marked, or all of it, also of another chat's message as far as it is shown."""
    if message.quote:
        return message.quote.text
    return _text(message.reply_to_message) if message.reply_to_message else ""


def _name(user: User | None, chat: Chat) -> str:
    return (user.full_name if user else "") or chat.effective_name or ""


def _staff_author(message: Message) -> tuple[str, str]:
    # An administrator who writes anonymously writes as the group itself.
    if message.sender_chat is not None:
        return str(
            message.sender_chat.id
        ), message.author_signature or message.sender_chat.effective_name or ""
    if message.from_user is None:
        raise ValueError("Found a message of the staff group without a sender, expected one.")
    return str(message.from_user.id), message.from_user.full_name


def _under(message: Message) -> str:
    """Behind which chat the writer hides: "group" behind the staff group itself, "channel" behind any other, "" for none."""
    if message.sender_chat is None:
        return ""
    return "group" if message.sender_chat.id == message.chat.id else "channel"


def _tapped(query: CallbackQuery) -> tuple[str, str]:
    if query.message is None:
        raise ValueError("Found a tap without a message, expected the message under which the button was.")
    return str(query.message.chat.id), str(query.message.message_id)


def _attachments(message: Message) -> tuple[Attachment, ...]:
    found = _file(message) or _thing(message)
    return (found,) if found else ()


def _file(message: Message) -> Attachment | None:
    if message.photo:
        return Attachment("photo", message.photo[-1].file_id)  # the last size is the largest
    if voice := message.voice or message.audio:
        return Attachment("voice", voice.file_id)
    if video := message.video or message.video_note or message.animation:
        return Attachment("video", video.file_id)
    if message.document:
        return Attachment("document", message.document.file_id, message.document.file_name or "")
    if message.sticker:
        return Attachment("sticker", message.sticker.file_id, message.sticker.emoji or "")
    return None


def _thing(message: Message) -> Attachment | None:
    if message.venue:
        return _place(message.venue.location, f"{message.venue.title}, {message.venue.address}")
    if message.location:
        return _place(message.location)
    if message.contact:
        return None if own_phone(message) else Attachment("contact", name=_contact(message.contact))
    if message.poll:
        return Attachment("poll", name=message.poll.question)
    if message.dice:
        return Attachment("dice", name=f"{message.dice.emoji} {message.dice.value}")
    return None if _text(message) else Attachment("other", name=_title(message))


def _place(place: Location, name: str = "") -> Attachment:
    where = f"{place.latitude}, {place.longitude}"
    url = MAP.format(latitude=place.latitude, longitude=place.longitude)
    return Attachment("location", name=f"{name} ({where})" if name else where, url=url)


def _contact(contact: Contact) -> str:
    return " ".join(filter(None, [contact.first_name, contact.last_name, contact.phone_number]))


def _title(message: Message) -> str:
    """What can be read of a game or a list; a story, a paid picture and what is yet to be invented have none."""
    named = message.game or message.checklist
    return named.title if named else ""
