"""What a watchman may see without entering: counts alone, no words and no names."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from store.engine import Sessions, reading
from store.models import InboxUpdate, OutboxMessage
from web import staff_group


def look(sessions: Sessions, now: datetime) -> dict[str, str | int]:
    """Return what waits, what went wrong and whether the staff group is reached; only `{"database": "down"}` when the database does not answer."""
    try:
        with reading(sessions) as session:
            group = staff_group.state(session)
        return {"database": "ok", "staff_group": group} | _counts(sessions, now)
    except SQLAlchemyError:
        return {"database": "down"}


def _counts(sessions: Sessions, now: datetime) -> dict[str, int]:
    waiting_in, waiting_out = InboxUpdate.state == "new", OutboxMessage.state == "waiting"
    with reading(sessions) as session:
        received = session.execute(
            select(func.count(), func.min(InboxUpdate.received_at)).where(waiting_in)
        ).one()
        written = session.execute(
            select(func.count(), func.min(OutboxMessage.created_at)).where(waiting_out)
        ).one()
        poisoned = session.scalar(select(func.count()).where(InboxUpdate.state == "poisoned"))
        unsure = session.scalar(select(func.count()).where(OutboxMessage.state == "unsure"))
    oldest = min((moment for moment in (received[1], written[1]) if moment), default=now)
    return {
        "inbox_waiting": received[0],
        "outbox_waiting": written[0],
        "poisoned": poisoned or 0,
        "unsure": unsure or 0,
        "oldest_waiting_seconds": max(0, int((now - oldest).total_seconds())),
    }
