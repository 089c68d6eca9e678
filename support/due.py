"""What is due now: the hours in which customers may be asked, and the orders and questions whose time has come."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from settings.schema import CheckIn
from store.models import Consent, Conversation, Handover, Order, Response, Ticket
from support.consents import CHECK_IN
from support.desk import Desk

# A portion every two seconds is as fast as a channel sends, and short enough that an answer waits for no survey.
MOST_AT_ONCE = 50
# Later than this nobody knows any more which parcel, or which talk, is meant.
CHECK_IN_WITHIN = timedelta(days=14)
CSAT_WITHIN = timedelta(days=3)


def may_ask(hours: CheckIn, zone: ZoneInfo, now: datetime) -> bool:
    """Return whether customers may be asked at `now`; from `not_before` on, and no longer at `not_after`."""
    return hours.not_before <= now.astimezone(zone).time() < hours.not_after


def next_time_to_ask(hours: CheckIn, zone: ZoneInfo, now: datetime) -> datetime:
    """Return `now` when customers may be asked, otherwise the moment (UTC) when the hours begin next."""
    if may_ask(hours, zone, now):
        return now
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= hours.not_before)
    return datetime.combine(day, hours.not_before, zone).astimezone(UTC)


def new_check_ins(
    session: Session, desk: Desk, limit: int = MOST_AT_ONCE
) -> Sequence[tuple[Order, Conversation]]:
    """Return orders to ask about, oldest delivery first, each with the newest chat its customer can be reached in."""
    found = session.scalars(_new_check_ins(desk).limit(limit)).all()
    chats = _reachable_chats(session, {order.customer_id for order in found})
    return [(order, chats[order.customer_id]) for order in found if order.customer_id in chats]


def postponed(session: Session, desk: Desk, limit: int = MOST_AT_ONCE) -> Sequence[Response]:
    """Return questions that were put off until now, locked for the caller; what another one locked is left to him."""
    query = _postponed(desk).order_by(Response.due_at, Response.id).limit(limit)
    return session.scalars(query.with_for_update(of=Response, skip_locked=True)).all()


def anything(session: Session, desk: Desk) -> bool:
    """Return whether there is anything to ask now; it only reads, so nobody waits for it."""
    return bool(new_check_ins(session, desk, 1)) or session.scalar(_postponed(desk).limit(1)) is not None


def _new_check_ins(desk: Desk) -> Select[Order]:
    now = desk.clock()
    asked = exists().where(Response.survey == "check_in", Response.order_id == Order.id)
    reachable = exists().where(
        Conversation.customer_id == Order.customer_id, Conversation.unreachable_since.is_(None)
    )
    return (
        select(Order)
        .where(
            Order.delivered_at > now - CHECK_IN_WITHIN,
            Order.delivered_at <= now - desk.config.check_in.after,
            Order.customer_id.is_not(None),
            ~asked,
            reachable,
            _may_be_checked_on(Order.customer_id),
        )
        .order_by(Order.delivered_at, Order.id)
    )


def _reachable_chats(
    session: Session, customer_ids: Collection[int | None]
) -> dict[int | None, Conversation]:
    chats = select(Conversation).where(
        Conversation.customer_id.in_(customer_ids), Conversation.unreachable_since.is_(None)
    )
    return {chat.customer_id: chat for chat in session.scalars(chats.order_by(Conversation.id))}


def _postponed(desk: Desk) -> Select[Response]:
    now = desk.clock()
    check_in = and_(
        Response.survey == "check_in",
        Response.due_at > now - CHECK_IN_WITHIN,
        _may_be_checked_on(Response.customer_id),
    )
    csat = and_(
        Response.survey == "csat",
        Response.due_at > now - CSAT_WITHIN,
        exists().where(Ticket.id == Response.ticket_id, Ticket.state == "closed"),
        ~_bot_is_silent(Response.customer_id),
        func.coalesce(_last_word(Response.customer_id), True),
    )
    return (
        select(Response)
        .join(Conversation, Conversation.id == Response.conversation_id)
        .where(
            Response.state == "postponed",
            Response.due_at <= now,
            Conversation.unreachable_since.is_(None),
            or_(check_in, csat),
        )
    )


def _may_be_checked_on(customer_id: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    has_ticket = exists().where(Ticket.customer_id == customer_id, Ticket.state != "closed")
    return and_(_last_word(customer_id), ~has_ticket, ~_bot_is_silent(customer_id))


def _last_word(customer_id: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    """The newest line of the consent ledger, NULL without one."""
    lines = select(Consent.given).where(Consent.customer_id == customer_id, Consent.purpose == CHECK_IN)
    return lines.order_by(Consent.id.desc()).limit(1).scalar_subquery()


def _bot_is_silent(customer_id: SQLColumnExpression[int | None]) -> ColumnElement[bool]:
    chat = aliased(Conversation)
    return exists().where(
        chat.customer_id == customer_id, Handover.conversation_id == chat.id, Handover.ended_at.is_(None)
    )
