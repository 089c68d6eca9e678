"""A few true numbers of the last days; each says of how many it speaks, so that few are not taken for a trend."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, median

from sqlalchemy import ColumnElement, func, or_, select, union
from sqlalchemy.orm import Session

from store.models import Handover, Message, Response, Ticket

ENOUGH = 5


@dataclass(frozen=True)
class Figure:
    """A value and of how many it was made; `value` is None when they are fewer than five."""

    value: float | None
    n: int


@dataclass(frozen=True)
class Numbers:
    """What happened in the last `days`.

    `first_answer` is the median in seconds from a ticket's opening to the first answer of a person. `without_person`
    is the share of conversations in which the customer wrote and no person did, no ticket was opened and no
    handover ran. `satisfaction` is the mean of CSAT's 1 to 5.
    """

    days: int
    messages: int
    opened: int
    closed: int
    first_answer: Figure
    without_person: Figure
    satisfaction: Figure
    check_ins_asked: int
    check_ins_answered: int


def of_last(session: Session, days: int, now: datetime) -> Numbers:
    """Count the last `days` times 24 hours."""
    since = now - timedelta(days=days)
    asked = (Response.survey == "check_in") & (Response.asked_at >= since)
    return Numbers(
        days=days,
        messages=_count(session, (Message.author == "customer") & (Message.at >= since)),
        opened=_count(session, Ticket.opened_at >= since),
        closed=_count(session, Ticket.closed_at >= since),
        first_answer=_first_answer(session, since),
        without_person=_without_person(session, since),
        satisfaction=_satisfaction(session, since),
        check_ins_asked=_count(session, asked),
        check_ins_answered=_count(session, asked & (Response.state == "answered")),
    )


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(condition)) or 0


def _first_answer(session: Session, since: datetime) -> Figure:
    answered = (Ticket.opened_at >= since) & Ticket.first_answered_at.is_not(None)
    pairs = session.execute(select(Ticket.opened_at, Ticket.first_answered_at).where(answered)).all()
    seconds = [(answered_at - opened_at).total_seconds() for opened_at, answered_at in pairs if answered_at]
    return Figure(median(seconds) if len(seconds) >= ENOUGH else None, len(seconds))


def _without_person(session: Session, since: datetime) -> Figure:
    running = or_(Handover.ended_at.is_(None), Handover.ended_at >= since)
    with_person = union(
        select(Message.conversation_id).where(Message.author == "staff", Message.at >= since),
        select(Ticket.conversation_id).where(Ticket.opened_at >= since),
        select(Handover.conversation_id).where(running),
    )
    wrote = select(func.count(Message.conversation_id.distinct())).where(
        Message.author == "customer", Message.at >= since
    )
    n = session.scalar(wrote) or 0
    alone = session.scalar(wrote.where(Message.conversation_id.not_in(with_person))) or 0
    return Figure(alone / n if n >= ENOUGH else None, n)


def _satisfaction(session: Session, since: datetime) -> Figure:
    answered = (Response.survey == "csat") & (Response.answered_at >= since) & Response.score.is_not(None)
    scores = [score for score in session.scalars(select(Response.score).where(answered)) if score]
    return Figure(fmean(scores) if len(scores) >= ENOUGH else None, len(scores))
