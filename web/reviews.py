"""The newest reviews, with their stars and the words they came in."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Customer, Message, Review, ReviewFile, ReviewVersion, Ticket

MOST = 100


class Version(NamedTuple):
    """What a review was before it was changed, and in which words."""

    version: ReviewVersion
    words: str


@dataclass(frozen=True)
class Row:
    """A review, what the customer wrote, who it is, the ticket it led to, how many files it has, and what it was before."""

    review: Review
    words: str
    customer: str
    ticket: Ticket | None
    files: int
    versions: Sequence[Version]


def newest(session: Session) -> list[Row]:
    """Return the 100 newest reviews."""
    query = (
        select(Review, Message, Customer.name, Ticket)
        .outerjoin(Message, Message.id == Review.message_id)
        .join(Customer, Customer.id == Review.customer_id)
        .outerjoin(Ticket, Ticket.id == Review.ticket_id)
    )
    found = session.execute(query.order_by(Review.id.desc()).limit(MOST)).all()
    ids = [review.id for review, *_ in found]
    files, versions = _files(session, ids), _versions(session, ids)
    return [
        Row(
            review,
            message.text if message else "",
            customer,
            ticket,
            files[review.id] + (len(message.attachments) if message else 0),
            versions[review.id],
        )
        for review, message, customer, ticket in found
    ]


def _files(session: Session, ids: Sequence[int]) -> Counter[int]:
    query = select(ReviewFile.review_id, Message.attachments).join(
        Message, Message.id == ReviewFile.message_id
    )
    count: Counter[int] = Counter()
    for review_id, attachments in session.execute(query.where(ReviewFile.review_id.in_(ids))):
        count[review_id] += len(attachments)
    return count


def _versions(session: Session, ids: Sequence[int]) -> dict[int, list[Version]]:
    query = (
        select(ReviewVersion, Message.text)
        .outerjoin(Message, Message.id == ReviewVersion.message_id)
        .where(ReviewVersion.review_id.in_(ids))
        .order_by(ReviewVersion.id)
    )
    found: dict[int, list[Version]] = defaultdict(list)
    for version, words in session.execute(query):
        found[version.review_id].append(Version(version, words or ""))
    return found
