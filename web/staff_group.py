"""Whether the bot reaches the staff group, and what waits for it when it does not."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.models import OutboxMessage
from support import staff_group


@dataclass(frozen=True)
class Away:
    """Since when the bot cannot write in the staff group, and how many messages wait for that."""

    since: datetime
    waiting: int


def away(session: Session) -> Away | None:
    """Return what the banner says, None when all is well or nobody looked yet."""
    group = staff_group.newest(session)
    if group is None or group.away_since is None:
        return None
    waits = (OutboxMessage.chat_id == group.chat_id) & (OutboxMessage.state == "waiting")
    return Away(group.away_since, session.scalar(select(func.count()).where(waits)) or 0)


def state(session: Session) -> str:
    """Return for a watchman: ok, away, or unknown."""
    group = staff_group.newest(session)
    if group is None:
        return "unknown"
    return "ok" if group.away_since is None else "away"
