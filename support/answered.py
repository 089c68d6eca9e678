"""What a customer's message answers: an earlier message of the chat, said by the bot, by a person of the shop or by themselves."""

import re

from sqlalchemy import select

from store.models import Message, OutboxMessage, Response, Review, Ticket
from support import tickets
from support.visit import Visit


def ticket(visit: Visit) -> Ticket | None:
    """Return the case that the answered message is about, closed ones too; None when it is about none, or about several."""
    said = message(visit)
    if said is not None and said.ticket_id:
        return visit.session.get(Ticket, said.ticket_id)
    words = said.text if said else visit.message.quote or ""
    codes = set(re.findall(rf"\b{re.escape(visit.desk.config.tickets.code_prefix)}-\d+", words))
    if len(codes) != 1:
        return None
    query = select(Ticket).where(Ticket.conversation_id == visit.conversation.id, Ticket.code == codes.pop())
    return visit.session.scalars(query).one_or_none()


def open_ticket(visit: Visit) -> Ticket | None:
    """Return the case that the answered message is about while it is not closed."""
    found = ticket(visit)
    return found if found is not None and found.state != "closed" else None


def newest_unclosed(visit: Visit) -> Ticket | None:
    """Return the open case that is answered, or the newest one."""
    return open_ticket(visit) or next(iter(tickets.unclosed(visit.session, visit.conversation)), None)


def response(visit: Visit) -> Response | None:
    """Return the survey whose question is answered."""
    row = _row(visit)
    return visit.session.get(Response, row.response_id) if row is not None and row.response_id else None


def review(visit: Visit) -> Review | None:
    """Return the review whose stars were asked for in the answered message, or that is the answered message itself."""
    said = message(visit)
    if said is None:
        return None
    row = _row(visit)
    actions = [
        button["action"] for buttons in (row.content.get("buttons", ()) if row else ()) for button in buttons
    ]
    asked = next((action.split(":")[1] for action in actions if action.startswith("stars:")), None)
    if asked is not None:
        return visit.session.get(Review, int(asked))
    return visit.session.scalars(select(Review).where(Review.message_id == said.id)).one_or_none()


def message(visit: Visit) -> Message | None:
    """Return the newest version of the answered message, None when it is none that we know."""
    if not visit.message.reply_to:
        return None
    query = select(Message).where(
        Message.conversation_id == visit.conversation.id,
        Message.channel_message_id == visit.message.reply_to,
    )
    return visit.session.scalars(query.order_by(Message.id.desc()).limit(1)).first()


def _row(visit: Visit) -> OutboxMessage | None:
    said = message(visit)
    query = select(OutboxMessage).where(OutboxMessage.message_id == said.id) if said else None
    return (
        visit.session.scalars(query.order_by(OutboxMessage.id).limit(1)).first()
        if query is not None
        else None
    )
