"""The ledger of consents: who allowed what, when, on which channel and to which words; nothing is ever overwritten."""

from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store import outbox
from store.models import Consent, Customer, OutboxMessage, Response
from support.desk import Desk

CHECK_IN = "check_in"  # being asked about purchases
QUESTION = "consent_question"  # the words in data/wording.yml that customers agree to


def give(session: Session, desk: Desk, customer: Customer, purpose: str, channel: str) -> None:
    """Write down that a customer said yes."""
    _write(session, desk, customer, purpose, channel, given=True)


def withdraw(session: Session, desk: Desk, customer: Customer, purpose: str, channel: str) -> None:
    """Write down that a customer said no, and take back the questions that were not sent yet."""
    _write(session, desk, customer, purpose, channel, given=False)
    take_back(session, customer)


def take_back(session: Session, customer: Customer) -> None:
    """Take back every question to a customer that was not sent yet: what waits in the outbox, and what was put off."""
    waiting = (
        select(OutboxMessage.id)
        .join(Response, OutboxMessage.response_id == Response.id)
        .where(
            OutboxMessage.state == "waiting", Response.state == "queued", Response.customer_id == customer.id
        )
        .with_for_update(of=OutboxMessage)
    )
    for outbox_id in session.scalars(waiting).all():
        outbox.withdraw(session, outbox_id)
    put_off = update(Response).where(Response.customer_id == customer.id, Response.state == "postponed")
    session.execute(put_off.values(state="withdrawn", due_at=None))


def given(session: Session, customer_id: int, purpose: str) -> bool:
    """Return whether the customer's last word was yes; silence is not."""
    newest = _newest(session, customer_id, purpose)
    return newest is not None and newest.given


def refused(session: Session, customer_id: int, purpose: str) -> bool:
    """Return whether the customer's last word was no; silence is not."""
    newest = _newest(session, customer_id, purpose)
    return newest is not None and not newest.given


def wording_version(desk: Desk) -> str:
    """Return a short name of the words that consent is asked with; it changes when they do, by itself."""
    return sha256("\n".join(desk.wording.texts[QUESTION]).encode()).hexdigest()[:12]


def _newest(session: Session, customer_id: int, purpose: str) -> Consent | None:
    lines = select(Consent).where(Consent.customer_id == customer_id, Consent.purpose == purpose)
    return session.scalars(lines.order_by(Consent.id.desc()).limit(1)).one_or_none()


def _write(
    session: Session, desk: Desk, customer: Customer, purpose: str, channel: str, *, given: bool
) -> None:
    version = wording_version(desk)
    newest = _newest(session, customer.id, purpose)
    if newest is not None and (newest.given, newest.wording_version) == (given, version):
        return  # the button was tapped twice
    line = Consent(
        customer_id=customer.id,
        purpose=purpose,
        given=given,
        wording_version=version,
        channel=channel,
        at=desk.clock(),
    )
    session.add(line)
