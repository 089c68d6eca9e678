"""The queue: what waits for a person, worst first, and what customers asked about their data and do not have yet."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from store.models import Customer, DataRequest, Message, OutboxMessage, Ticket
from support.tickets import UNCLOSED

MOST = 200

AT_CUSTOMER = Ticket.state.in_(("waiting", "solved"))


@dataclass(frozen=True)
class Row:
    """A ticket, the last words of its customer, and since when they wait; None when staff spoke last."""

    ticket: Ticket
    last_words: str
    waiting_since: datetime | None


@dataclass(frozen=True)
class Wish:
    """An open data request, whose it is, and the state of the row that carries its file; None when none is made."""

    request: DataRequest
    customer: str
    file: str | None


@dataclass(frozen=True)
class Counts:
    """How many tickets nobody holds, somebody holds, wait for the customer, are late, and were closed since the day began.

    A solved ticket waits for the customer, too; late is an answer or a solution that is overdue.
    """

    new: int
    open: int
    waiting: int
    overdue: int
    closed_today: int


def rows(session: Session, show: str) -> list[Row]:
    """Return up to 200 tickets: `show` is "all" (unclosed), "new" (nobody holds them) or "closed" (newest first)."""
    found = session.execute(_chosen(show).limit(MOST))
    return [Row(ticket, words or "", _waiting(ticket, unanswered)) for ticket, words, unanswered in found]


def wishes(session: Session) -> list[Wish]:
    """Return the open data requests, what is due first first."""
    query = (
        select(DataRequest, Customer.name, OutboxMessage.state)
        .join(Customer, Customer.id == DataRequest.customer_id)
        .outerjoin(OutboxMessage, OutboxMessage.id == DataRequest.outbox_id)
        .where(DataRequest.done_at.is_(None))
    )
    found = session.execute(query.order_by(DataRequest.due_at, DataRequest.id).limit(MOST))
    return [Wish(*each) for each in found]


def counts(session: Session, now: datetime, day_began: datetime) -> Counts:
    """Count the tickets by state."""
    late = or_(and_(Ticket.first_answered_at.is_(None), Ticket.answer_by < now), Ticket.solve_by < now)
    states = (
        _count(Ticket.state == "new"),
        _count(Ticket.state == "open"),
        _count(AT_CUSTOMER),
        _count(late),
    )
    query = select(*states)
    new, held, waiting, overdue = session.execute(query.where(UNCLOSED)).one()
    closed = session.scalar(
        select(func.count()).where(Ticket.state == "closed", Ticket.closed_at >= day_began)
    )
    return Counts(new, held, waiting, overdue, closed or 0)


def _chosen(show: str) -> Select[Ticket, str, datetime]:
    query = select(Ticket, _last_words(), _unanswered_since()).options(
        joinedload(Ticket.customer), joinedload(Ticket.staff_member)
    )
    if show == "closed":
        return query.where(Ticket.state == "closed").order_by(Ticket.closed_at.desc(), Ticket.id.desc())
    query = query.where(UNCLOSED).order_by(AT_CUSTOMER, Ticket.severity, Ticket.answer_by, Ticket.id)
    return query.where(Ticket.state == "new") if show == "new" else query


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _waiting(ticket: Ticket, unanswered_since: datetime | None) -> datetime | None:
    if ticket.state == "closed":
        return None
    return ticket.opened_at if ticket.first_answered_at is None else unanswered_since


def _last_words() -> ScalarSelect[str]:
    newest = select(Message.text).where(_of_customer()).order_by(Message.id.desc()).limit(1)
    return newest.correlate(Ticket).scalar_subquery()


def _unanswered_since() -> ScalarSelect[datetime]:
    by_staff = select(func.max(Message.id)).where(
        Message.conversation_id == Ticket.conversation_id, Message.author == "staff"
    )
    last_answer = func.coalesce(by_staff.correlate(Ticket).scalar_subquery(), 0)
    return (
        select(func.min(Message.at))
        .where(_of_customer(), Message.id > last_answer)
        .correlate(Ticket)
        .scalar_subquery()
    )


def _of_customer() -> ColumnElement[bool]:
    return (Message.conversation_id == Ticket.conversation_id) & (Message.author == "customer")
