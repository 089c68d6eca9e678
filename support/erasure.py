"""Erasing a customer: what names them or is theirs goes, what stays has no name (docs/decisions/0011)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from store import inbox, outbox
from store.models import (
    Base,
    Consent,
    Conversation,
    Customer,
    DataRequest,
    Handover,
    Message,
    Order,
    OutboxMessage,
    Response,
    Review,
    ReviewFile,
    ReviewVersion,
    StaffPost,
    Ticket,
    TicketNote,
)
from store.outbox import BACKGROUND, Content, Outgoing, put
from support import consents, sla, staff_moves, tickets
from support.desk import Desk

# In place of the chat's number, which says who it was; a conversation must have one of its own.
NO_CHAT = "erased:{id}"
Counts = dict[str, int]


def erase(session: Session, desk: Desk, customer: Customer) -> dict[str, Counts]:
    """Erase a customer and return the receipt: how much was "erased" and how much was "kept" without a name."""
    # Locked, so that what somebody is just writing to them is there before it goes.
    chats = select(Conversation).where(Conversation.customer_id == customer.id).with_for_update()
    theirs = session.scalars(chats).all()
    receipt = {"erased": _to_erase(session, customer, theirs), "kept": _to_keep(session, customer)}
    consents.take_back(session, customer)
    _close_tickets(session, desk, customer)
    for conversation in theirs:
        _erase_conversation(session, desk, conversation)
    _erase_orders(session, desk, customer)
    _erase_comments(session, customer)
    _end_other_requests(session, desk, customer)
    customer.address, customer.address_told = None, False
    customer.name, customer.phone, customer.erased_at = desk.wording.say("erased_name"), None, desk.clock()
    return receipt


def _to_erase(session: Session, customer: Customer, theirs: Sequence[Conversation]) -> Counts:
    said = Message.conversation_id.in_([conversation.id for conversation in theirs])
    files = sum(map(len, session.scalars(select(Message.attachments).where(said))))
    comments = (Response.customer_id == customer.id) & Response.comment.is_not(None)
    return {
        "messages": _count(session, Message, said),
        "files": files,
        "comments": _count(session, Response, comments),
    }


def _to_keep(session: Session, customer: Customer) -> Counts:
    scored = _count(session, Response, (Response.customer_id == customer.id) & Response.score.is_not(None))
    return {
        "orders": _count(session, Order, _orders_of(customer)),
        "tickets": _count(session, Ticket, Ticket.customer_id == customer.id),
        "scores": _count(session, Review, Review.customer_id == customer.id) + scored,
        "consents": _count(session, Consent, Consent.customer_id == customer.id),
    }


def _count(session: Session, table: type[Base], these: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(these)) or 0


def _close_tickets(session: Session, desk: Desk, customer: Customer) -> None:
    """Close what is open, because nobody is left to be answered; reasons and facts may quote and notes tell, so they go."""
    for ticket in session.scalars(select(Ticket).where(Ticket.customer_id == customer.id)).all():
        ticket.reasons, ticket.facts, ticket.intake = [], {}, None
        session.execute(delete(TicketNote).where(TicketNote.ticket_id == ticket.id))
        if ticket.state != "closed":
            ticket.state, ticket.closed_at = "closed", desk.clock()
            sla.end(ticket)
            tickets.record(session, desk, ticket, "closed", "customer")


def _erase_conversation(session: Session, desk: Desk, conversation: Conversation) -> None:
    """Empty what came from the chat and went to it, and let nothing ever be said there again."""
    _clear_staff_group(session, desk, conversation)
    inbox.forget_chat(session, conversation.channel, conversation.chat_id)
    outbox.forget_chat(session, conversation.channel, conversation.chat_id)
    said = select(Message.id).where(Message.conversation_id == conversation.id)
    reviewed = select(Review.id).where(Review.conversation_id == conversation.id)
    for parts in (ReviewVersion, ReviewFile):
        session.execute(delete(parts).where(parts.review_id.in_(reviewed)))
    for pointing in (Review, OutboxMessage):
        session.execute(update(pointing).where(pointing.message_id.in_(said)).values(message_id=None))
    for table in (Message, Handover):
        session.execute(delete(table).where(table.conversation_id == conversation.id))
    conversation.chat_id = NO_CHAT.format(id=conversation.id)
    conversation.pending, conversation.unreachable_since = None, desk.clock()


def _clear_staff_group(session: Session, desk: Desk, conversation: Conversation) -> None:
    """Take away what the bot posted about the customer in the staff group, and what lies here of it."""
    texts = {(row.chat_id, row.channel_message_id) for row in session.scalars(_texts_about(conversation))}
    posts = select(StaffPost).where(StaffPost.conversation_id == conversation.id).order_by(StaffPost.id)
    for post in session.scalars(posts).all():
        is_text = (post.chat_id, post.channel_message_id) in texts
        content = _in_its_place(desk, post, is_text=is_text)
        put(session, Outgoing(post.channel, post.chat_id, content, BACKGROUND), desk.clock())
    staff_moves.delete_topics(session, desk, conversation)
    outbox.forget_about(session, conversation.id)
    session.execute(delete(StaffPost).where(StaffPost.conversation_id == conversation.id))
    if desk.staff_chat_id:  # a reply that could not be worked carries the post it replies to
        inbox.forget_poisoned(session, desk.staff_channel, desk.staff_chat_id)


def _texts_about(conversation: Conversation) -> Select[OutboxMessage]:
    what = OutboxMessage.content["what"].as_string()
    return select(OutboxMessage).where(
        OutboxMessage.about_conversation_id == conversation.id, what == "message"
    )


def _in_its_place(desk: Desk, post: StaffPost, *, is_text: bool) -> Content:
    """A text can be changed at any time; a copied file has no text, so it is deleted."""
    if is_text:
        return Content("edit", desk.wording.say("erased_post"), target=post.channel_message_id)
    return Content("delete", target=post.channel_message_id)


def _erase_orders(session: Session, desk: Desk, customer: Customer) -> None:
    # A carrier shows the name behind a tracking code to whoever has the code.
    nameless = dict.fromkeys(("customer_id", "phone", "name", "items", "carrier", "tracking_code"))
    session.execute(update(Order).where(_orders_of(customer)).values(**nameless, erased_at=desk.clock()))


def _orders_of(customer: Customer) -> ColumnElement[bool]:
    """Theirs, and those with their number that are nobody's."""
    same_phone = and_(Order.phone == customer.phone, Order.customer_id.is_(None))
    return (
        or_(Order.customer_id == customer.id, same_phone)
        if customer.phone
        else Order.customer_id == customer.id
    )


def _erase_comments(session: Session, customer: Customer) -> None:
    session.execute(update(Response).where(Response.customer_id == customer.id).values(comment=None))


def _end_other_requests(session: Session, desk: Desk, customer: Customer) -> None:
    """A file that is on its way would show what is no more."""
    others = update(DataRequest).where(
        DataRequest.customer_id == customer.id, DataRequest.done_at.is_(None), DataRequest.what != "erase"
    )
    session.execute(others.values(state="withdrawn", done_at=desk.clock()))
