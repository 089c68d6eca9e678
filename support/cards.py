"""What the staff group sees: a card for each ticket, and under it what the customer writes next."""

from collections.abc import Iterator
from dataclasses import replace
from textwrap import shorten

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Conversation, Message, Order, OutboxMessage, StaffPost, Ticket
from store.outbox import ANSWER, NOWHERE, STAFF, Button, Content, Mention
from support import attachments, handovers, staff_topics, told
from support.desk import Desk
from support.speaking import Rows, tell_staff
from support.visit import in_words

LONGEST_QUOTE = 700  # characters of the customer's words on a card
BESIDE = ("assign", "note", "severity")  # what may be done with a case whatever is to be done next
LONGEST_REPLIED_TO = 200
LONGEST_RELAYED = 3500  # of Telegram's 4,096; longer ones are copied as they are


def post(session: Session, desk: Desk, ticket: Ticket) -> None:
    """Put a ticket's card into the staff group, and the files of its message behind it."""
    _post(session, desk, ticket, STAFF)


def post_anew(session: Session, desk: Desk, ticket: Ticket) -> bool:
    """Put a card where it is missing before everything else that waits for the group; False when it is or comes there."""
    missing = card_of(session, desk, ticket) is None and _waiting_card(session, desk, ticket) is None
    if missing and desk.staff_chat_id is not None:
        _post(session, desk, ticket, ANSWER)
    return missing


def _post(session: Session, desk: Desk, ticket: Ticket, lane: int) -> None:
    tell_staff(session, desk, _card(session, desk, ticket), ticket.conversation, ticket, lane=lane)
    first = first_message(session, ticket)
    if first is not None and first.attachments:
        _show_files(session, desk, first, ticket)


def refresh(session: Session, desk: Desk, ticket: Ticket) -> None:
    """Bring the card up to date, in the group or on its way there."""
    card = card_of(session, desk, ticket)
    if card is not None:
        content = replace(_card(session, desk, ticket), what="edit", target=card.channel_message_id)
        tell_staff(session, desk, content, ticket.conversation, ticket)
    elif waiting := _waiting_card(session, desk, ticket):
        waiting.content = _card(session, desk, ticket).as_json()


def relay(session: Session, desk: Desk, message: Message, ticket: Ticket, note: str = "relay_title") -> None:
    """Show the staff what a customer wrote, under the ticket's card; `note` names the line above it."""
    conversation = ticket.conversation
    if attachments.is_copied(message) or _too_long(message.text):  # a caption goes with its picture
        for quoted in _quote(desk, message):
            tell_staff(
                session,
                desk,
                Content("message", quoted, reply_to=_anchor(session, desk, ticket)),
                conversation,
                ticket,
            )
        _copy(session, desk, message, conversation, ticket)
        return
    title = desk.wording.say(note, name=conversation.customer.name, code=ticket.code)
    text = "\n".join(
        filter(None, [*_quote(desk, message), message.text, *attachments.in_words(desk, message)])
    )
    content = Content("message", text, title, reply_to=_anchor(session, desk, ticket))
    tell_staff(session, desk, content, conversation, ticket)


def note(
    session: Session,
    desk: Desk,
    ticket: Ticket,
    text: str,
    called: tuple[Mention, ...] = (),
    *,
    asks: str = "",
) -> None:
    """Tell the staff something about a ticket, under its card; `called` are named below it, `asks` as in `Content`."""
    content = Content("message", text, reply_to=_anchor(session, desk, ticket), mentions=called, asks=asks)
    tell_staff(session, desk, content, ticket.conversation, ticket)


def card_of(session: Session, desk: Desk, ticket: Ticket) -> StaffPost | None:
    """Return the post that is the ticket's card: the first one about it in its customer's topic, or in a plain group."""
    query = select(StaffPost).where(StaffPost.ticket_id == ticket.id, StaffPost.chat_id == desk.staff_chat_id)
    topic = staff_topics.current(session, desk, ticket.conversation_id)
    if topic is not None:
        query = query.where(StaffPost.thread_id == topic.thread_id)
    return session.scalars(query.order_by(StaffPost.id).limit(1)).first()


def _waiting_card(session: Session, desk: Desk, ticket: Ticket) -> OutboxMessage | None:
    """Return the row that carries the card: the one on which the ticket can be closed."""
    query = select(OutboxMessage).where(
        OutboxMessage.about_ticket_id == ticket.id,
        OutboxMessage.chat_id == desk.staff_chat_id,
        OutboxMessage.state == "waiting",
    )
    for row in session.scalars(query.order_by(OutboxMessage.lane, OutboxMessage.id)):
        content = Content.from_json(row.content)
        actions = {button.action for buttons in content.buttons for button in buttons}
        if content.what == "message" and f"close:{ticket.id}" in actions:
            return row
    return None


def first_message(session: Session, ticket: Ticket) -> Message | None:
    """Return the customer's message that a ticket began with, None when it began with a tap.

    It is the first with words: a picture that was sent before them says nothing yet.
    """
    query = select(Message).where(Message.ticket_id == ticket.id, Message.author == "customer")
    return session.scalars(query.order_by(Message.text == "", Message.id).limit(1)).first()


def _show_files(session: Session, desk: Desk, message: Message, ticket: Ticket) -> None:
    if attachments.is_copied(message):
        _copy(session, desk, message, ticket.conversation, ticket)
    else:
        note(session, desk, ticket, "\n".join(attachments.in_words(desk, message)))


def _anchor(session: Session, desk: Desk, ticket: Ticket) -> str:
    """The card; while it is on its way, what the sender turns into the card when it is there."""
    card = card_of(session, desk, ticket)
    return card.channel_message_id if card else NOWHERE


def _copy(session: Session, desk: Desk, message: Message, conversation: Conversation, ticket: Ticket) -> None:
    content = Content(
        "copy",
        target=message.channel_message_id or "",
        from_chat=conversation.chat_id,
        reply_to=_anchor(session, desk, ticket),
    )
    if attachments.is_album_part(message):
        part = attachments.album_part(message)
        content = replace(content, what="album", target="", group_id=message.group_id or "", parts=(part,))
    tell_staff(session, desk, content, conversation, ticket)


def _card(session: Session, desk: Desk, ticket: Ticket) -> Content:
    severity = desk.wording.say(f"severity_{ticket.severity.lower()}")
    title = desk.wording.say(
        "card_title", code=ticket.code, severity=severity, topic=_topic(desk, ticket.intent)
    )
    text = "\n".join(_lines(session, desk, ticket))
    return Content("message", text, title, buttons(session, desk, ticket))


def _lines(session: Session, desk: Desk, ticket: Ticket) -> Iterator[str]:
    say, first = desk.wording.say, first_message(session, ticket)
    yield say("card_customer", name=ticket.customer.name)
    if ticket.customer.phone:
        yield say("card_phone", phone=ticket.customer.phone)
    if ticket.order_id:
        order = session.get_one(Order, ticket.order_id)
        yield say("card_order", order=", ".join(filter(None, [order.code, order.status])))
    for name, value in told.in_words(desk, ticket):
        yield say("card_fact", name=name, value=value)
    if first is not None:
        yield from _quote(desk, first)
    if first is not None and first.text:
        yield say("card_words", words=_cut(first.text))
    if first is not None and first.confidence is not None and first.intent:
        topic, percent = _topic(desk, first.intent), round(first.confidence * 100)
        yield say("card_understood", topic=topic, percent=percent)
        yield from (say("card_also", topic=_topic(desk, part["intent"])) for part in first.also)
    if ticket.reasons:
        yield say("card_reasons", reasons="; ".join(ticket.reasons))
    yield from _state_lines(session, desk, ticket)


def _state_lines(session: Session, desk: Desk, ticket: Ticket) -> Iterator[str]:
    say = desk.wording.say
    if ticket.first_answered_at is None and ticket.state != "closed":
        yield say("card_answer_by", answer_by=in_words(desk, ticket.answer_by))
    elif ticket.solve_by is not None:
        yield say("card_solve_by", solve_by=in_words(desk, ticket.solve_by))
    if ticket.level and ticket.state != "closed":
        yield say("card_level", level=desk.config.tickets.escalation.levels[ticket.level])
    if ticket.staff_member is not None:
        yield say("card_holder", staff=ticket.staff_member.name)
    if ticket.state in {"waiting", "solved", "closed"}:
        yield say(f"card_{ticket.state}")
    if ticket.state != "closed" and handovers.running(session, ticket.conversation):
        yield say("card_handover")


def buttons(session: Session, desk: Desk, ticket: Ticket) -> Rows:
    """Return a card's buttons, at most three a row: a phone shows no more without cutting the words."""
    say = desk.wording.say
    rows = [
        [Button(say(f"button_{deed}"), f"{deed}:{ticket.id}") for deed in deeds]
        for deeds in (_deeds(ticket), () if ticket.state == "closed" else BESIDE)
    ]
    if handovers.running(session, ticket.conversation):
        rows.append([Button(say("button_give_back"), f"giveback:{ticket.conversation_id}")])
    return tuple(tuple(row) for row in rows if row)


def _deeds(ticket: Ticket) -> tuple[str, ...]:
    """What staff may do next, by the names of the buttons."""
    if ticket.state == "closed":
        return ()
    after = {"waiting": ("solve", "close"), "solved": ("close",)}.get(ticket.state)
    if ticket.staff_member_id is None:
        return ("take", *(after or ("close",)))
    return after or ("wait", "solve", "close")


def _quote(desk: Desk, message: Message) -> Iterator[str]:
    """What the message replies to."""
    if message.quote:
        yield desk.wording.say(
            "reply_quote", words=shorten(message.quote, LONGEST_REPLIED_TO, placeholder="…")
        )


def _topic(desk: Desk, intent: str) -> str:
    label = desk.answers.label(intent)
    return label[:1].upper() + label[1:]


def _too_long(text: str) -> bool:
    """Whether a title above it would make a message longer than a channel takes (Telegram counts UTF-16 units)."""
    return len(text.encode("utf-16-le")) // 2 > LONGEST_RELAYED


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1].rstrip() + "…"
