"""A lock in the database that ends by itself, so that of two schedulers started by mistake only one works."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.engine import Sessions
from store.models import Lease


def take(sessions: Sessions, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Take or renew the lease `name` for `length`; False while somebody else holds it."""
    try:
        with sessions.begin() as session:
            return _renew(session, name, holder, now, now + length) or _begin(
                session, name, holder, now + length
            )
    except IntegrityError:  # two began it in the same moment, and the other one won
        return False


def give_back(sessions: Sessions, name: str, holder: str) -> None:
    """End a lease early, so that a restart need not wait for it."""
    with sessions.begin() as session:
        session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


def _renew(session: Session, name: str, holder: str, now: datetime, until: datetime) -> bool:
    mine_or_over = or_(Lease.holder == holder, Lease.until < now)
    renewed = update(Lease).where(Lease.name == name, mine_or_over).values(holder=holder, until=until)
    return session.execute(renewed.returning(Lease.name)).first() is not None


def _begin(session: Session, name: str, holder: str, until: datetime) -> bool:
    if session.get(Lease, name) is not None:
        return False
    session.add(Lease(name=name, holder=holder, until=until))
    session.flush()
    return True
