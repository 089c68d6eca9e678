"""Which orders are a customer's: proved by a signed link or by the phone number their owner shared."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Customer, Order
from support.desk import Desk
from support.links import order_code_of


def canonical_code(written: str) -> str:
    """Return an order code as it is kept: in capitals, without the sign # and spaces around it."""
    return unicodedata.normalize("NFC", written).strip().removeprefix("#").strip().upper()


def tie_by_token(session: Session, desk: Desk, customer: Customer, token: str) -> Order | None:
    """Give the order that a signed link names to `customer` and return it.

    None when the token was not made here, or the order is another customer's. The shop hands out a link when it
    takes the order and imports the file later, so an order that is not known yet is begun here.
    """
    code = canonical_code(order_code_of(desk.secret_key, token) or "")
    if not code:
        return None
    order = _order_of(session, code, desk.clock())
    if order.customer_id is None:
        order.customer_id, order.updated_at = customer.id, desk.clock()
    return order if order.customer_id == customer.id else None


def tie_by_phone(session: Session, desk: Desk, customer: Customer, phone_e164: str) -> Sequence[Order]:
    """Keep the phone number that `customer` proved to own, and give them the orders with it that are nobody's yet.

    Returns the customer's orders with that number, newest first.
    """
    customer.phone = phone_e164
    free = update(Order).where(Order.phone == phone_e164, Order.customer_id.is_(None))
    session.execute(free.values(customer_id=customer.id, updated_at=desk.clock()))
    mine = select(Order).where(Order.phone == phone_e164, Order.customer_id == customer.id)
    return session.scalars(mine.order_by(Order.id.desc())).all()


def of_customer(session: Session, customer_id: int) -> Sequence[Order]:
    """Return a customer's orders, newest first."""
    return session.scalars(
        select(Order).where(Order.customer_id == customer_id).order_by(Order.id.desc())
    ).all()


def meant(session: Session, customer_id: int, codes: Sequence[str]) -> Sequence[Order]:
    """Return the customer's own orders that `codes` name, all of theirs without any."""
    if not codes:
        return of_customer(session, customer_id)
    return [order for code in codes if (order := find(session, customer_id, code))]


def find(session: Session, customer_id: int, code: str) -> Order | None:
    """Return the customer's own order with this code, however it is written; None for anybody else's."""
    return session.scalar(
        select(Order).where(Order.customer_id == customer_id, Order.code == canonical_code(code))
    )


def _order_of(session: Session, code: str, now: datetime) -> Order:
    same_code = select(Order).where(Order.code == code).with_for_update()
    same_code = same_code.execution_options(populate_existing=True)
    order = session.scalar(same_code)
    if order is not None:
        return order
    order = Order(code=code, updated_at=now)
    try:
        with session.begin_nested():
            session.add(order)
    except IntegrityError:  # an import wrote it in the same moment
        return session.scalars(same_code).one()
    return order
