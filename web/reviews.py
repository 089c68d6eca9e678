"""The newest reviews, with their stars and the words they came in."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.models import Customer, Message, Review, Ticket

MOST = 100


@dataclass(frozen=True)
class Row:
    """A review, what the customer wrote, who it is, and the ticket it led to."""

    review: Review
    words: str
    customer: str
    ticket_code: str | None


def newest(session: Session) -> list[Row]:
    """Return the 100 newest reviews."""
    query = (
        select(Review, func.coalesce(Message.text, ""), Customer.name, Ticket.code)
        .outerjoin(Message, Message.id == Review.message_id)
        .join(Customer, Customer.id == Review.customer_id)
        .outerjoin(Ticket, Ticket.id == Review.ticket_id)
    )
    return [Row(*found) for found in session.execute(query.order_by(Review.id.desc()).limit(MOST))]
