"""What the tests of orders, consents and surveys begin with: a desk with the shop's real words, customers, orders."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

import settings
from store.models import Conversation, Customer, Order
from support import address, answers, canned_replies, choices, signs, wording
from support.desk import Clock, Desk

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # 12:00 in Vietnam
SECRET = "a secret key of the tests"


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def bare_desk(clock: Clock = Hands()) -> Desk:  # noqa: B008 - nobody moves this one
    """A desk for what says nothing."""
    config = settings.load(ROOT, {}).config
    return Desk(
        config, answers.Answers({}), wording.Wording({}), clock, SECRET, "shop_bot", "telegram", "-100"
    )


def speaking_desk(clock: Clock) -> Desk:
    """A desk with the words of data/."""
    bare = bare_desk(clock)
    return replace(
        bare,
        answers=answers.load(ROOT / "data/answers.yml", bare.config.shop),
        wording=wording.load(ROOT / "data/wording.yml"),
        canned=canned_replies.load(ROOT / "data/canned_replies.yml"),
        address=address.load(ROOT / "data/address.yml"),
        choices=choices.load(ROOT / "data/choices.yml"),
        signs=signs.load(ROOT / "data/signs.yml"),
    )


def add_customer(session: Session, chat_id: str = "1001", phone: str | None = None) -> Conversation:
    """A customer with a chat."""
    customer = Customer(name=f"Khách {chat_id}", phone=phone, created_at=NOON)
    conversation = Conversation(channel="telegram", chat_id=chat_id, customer=customer, created_at=NOON)
    session.add(conversation)
    session.flush()
    return conversation


def add_order(session: Session, code: str, customer_id: int | None = None, **facts: object) -> Order:
    """An order as an import keeps it."""
    order = Order(code=code, customer_id=customer_id, updated_at=NOON, **facts)
    session.add(order)
    session.flush()
    return order
