"""What the tests of surveys begin with: a customer who agreed, an order that was delivered, and what was sent."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import outbox
from store.engine import Sessions
from store.models import Conversation, Order, OutboxMessage, Response, Ticket
from support import consents, surveys, tickets
from support.desk import Desk
from tests.support.order_scenes import NOON, add_customer, add_order


def add_delivery(
    session: Session, desk: Desk, chat_id: str = "1001", code: str = "DH1"
) -> tuple[Conversation, Order]:
    """A customer who agreed to be asked, and an order delivered at noon."""
    conversation = add_customer(session, chat_id)
    consents.give(session, desk, conversation.customer, consents.CHECK_IN, "telegram")
    return conversation, add_order(
        session, code, conversation.customer_id, items="Áo thun đen M", status="đã giao", delivered_at=NOON
    )


def add_ticket(session: Session, desk: Desk, conversation: Conversation) -> Ticket:
    """A complaint that waits for somebody."""
    return tickets.open_ticket(
        session,
        desk,
        conversation,
        intent="complaint_late",
        topic="late",
        severity="S3",
        reasons=["giao trễ"],
    )


def ask(sessions: Sessions, desk: Desk) -> int:
    """One look of the clock."""
    with sessions.begin() as session:
        return surveys.ask_due(session, desk)


def deliver(sessions: Sessions, desk: Desk) -> None:
    """The sender's part: everything that waits arrives."""
    with sessions.begin() as session:
        for row in session.scalars(select(OutboxMessage).where(OutboxMessage.state == "waiting")).all():
            outbox.record_sent(session, row.id, f"m{row.id}", desk.clock())


def tap(sessions: Sessions, desk: Desk, chat_id: str, action: str) -> str:
    """A tap in a chat; returns the toast."""
    with sessions.begin() as session:
        conversation = session.scalars(select(Conversation).where(Conversation.chat_id == chat_id)).one()
        return surveys.tap(session, desk, conversation, action, "m1")


def responses(sessions: Sessions) -> Sequence[Response]:
    with sessions() as session:
        return session.scalars(select(Response).order_by(Response.id)).all()


def sent(sessions: Sessions, chat_id: str = "1001", what: str = "message") -> list[OutboxMessage]:
    """The rows of the outbox for a chat, oldest first."""
    with sessions() as session:
        rows = session.scalars(
            select(OutboxMessage).where(OutboxMessage.chat_id == chat_id).order_by(OutboxMessage.id)
        )
        return [row for row in rows if row.content["what"] == what]


def texts(sessions: Sessions, chat_id: str = "1001") -> list[str]:
    return [row.content["text"] for row in sent(sessions, chat_id)]


def actions(row: OutboxMessage) -> list[str]:
    return [button["action"] for buttons in row.content.get("buttons", ()) for button in buttons]
