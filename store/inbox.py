"""The inbox: raw updates of a channel, kept before they are acknowledged and worked once, in order, chat by chat."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from store.models import InboxUpdate

MOST_ATTEMPTS = 5
PAUSE = timedelta(
    seconds=1.7
)  # between the pieces of one thought, as people type them; nobody feels it before an answer
LONGEST_PAUSE = timedelta(seconds=6)  # after the first piece, for who goes on and on


@dataclass(frozen=True)
class RawUpdate:
    """An update as the channel gave it; `chat_id` is the chat whose order it must keep ("" for none)."""

    update_id: str
    chat_id: str
    payload: dict[str, Any]
    error: str | None = None


def keep(session: Session, channel: str, updates: Sequence[RawUpdate], now: datetime) -> int:
    """Insert the updates that are not there yet and return how many were new; one with an `error` is poisoned."""
    if not updates:
        return 0
    rows = [
        {
            "channel": channel,
            "update_id": raw.update_id,
            "chat_id": raw.chat_id,
            "payload": raw.payload,
            "state": "poisoned" if raw.error else "new",
            "error": raw.error,
            "attempts": 0,
            "received_at": now,
        }
        for raw in updates
    ]
    added = session.scalars(_insert_if_new(session, rows)).all()
    return len(added)


def oldest_of_each_chat(
    session: Session, busy: Collection[str], now: datetime, limit: int
) -> Sequence[InboxUpdate]:
    """Return the oldest new update of up to `limit` chats that are not `busy` and not waiting for a retry.

    What only waits for more of its writer (see `hold`) waits no longer when there is more.
    """
    oldest = select(func.min(InboxUpdate.id)).where(InboxUpdate.state == "new").group_by(InboxUpdate.chat_id)
    if busy:
        oldest = oldest.where(InboxUpdate.chat_id.not_in(busy))
    newer = aliased(InboxUpdate)
    more = exists().where(
        newer.chat_id == InboxUpdate.chat_id,
        newer.state == "new",
        newer.retry_at.is_(None),
        newer.attempts == 0,
    )
    no_longer = and_(InboxUpdate.attempts == 0, more)
    ready = or_(InboxUpdate.retry_at.is_(None), InboxUpdate.retry_at <= now, no_longer)
    query = select(InboxUpdate).where(InboxUpdate.id.in_(oldest), ready).order_by(InboxUpdate.id).limit(limit)
    return session.scalars(query).all()


def behind(session: Session, row: InboxUpdate, limit: int) -> Sequence[InboxUpdate]:
    """Return up to `limit` new updates of the same chat that came after `row`, in order."""
    query = select(InboxUpdate).where(
        InboxUpdate.state == "new", InboxUpdate.chat_id == row.chat_id, InboxUpdate.id > row.id
    )
    return session.scalars(query.order_by(InboxUpdate.id).limit(limit)).all()


def hold(session: Session, inbox_ids: Sequence[int], now: datetime) -> bool:
    """Let updates of one chat wait for more of their writer; False when they have waited long enough."""
    query = select(InboxUpdate).where(InboxUpdate.id.in_(inbox_ids), InboxUpdate.state == "new")
    rows = session.scalars(query.order_by(InboxUpdate.id)).all()
    if len(rows) != len(inbox_ids):
        return False
    until = min(rows[-1].received_at + PAUSE, rows[0].received_at + LONGEST_PAUSE)
    if until <= now:
        return False
    for row in rows:
        row.retry_at = until
    return True


def finish(session: Session, inbox_id: int, now: datetime) -> bool:
    """Mark an update done, in the transaction of its effect; False when it already was, so the effect must not be.

    Of a worked update only its id is needed any more, so that a repetition is recognised.
    """
    row = session.get(InboxUpdate, inbox_id, with_for_update=True)
    if row is None or row.state != "new":
        return False
    row.state, row.done_at, row.payload = "done", now, {}
    return True


def fail(session: Session, inbox_id: int, error: str, now: datetime) -> bool:
    """Note a failed attempt; the update is tried again later and poisoned after five. True when it is poisoned now."""
    row = session.get_one(InboxUpdate, inbox_id, with_for_update=True)
    row.attempts += 1
    row.error = error
    row.retry_at = now + timedelta(seconds=2**row.attempts)
    if row.attempts >= MOST_ATTEMPTS:
        row.state = "poisoned"
    return row.state == "poisoned"


def forget_done(session: Session, before: datetime) -> int:
    """Delete worked updates older than `before` and return how many.

    Telegram repeats an update for at most 24 hours, and after a quiet week it may use update ids again, so an old
    row would make a new message look like a repetition (Bot API, Update.update_id).
    """
    gone = session.execute(
        delete(InboxUpdate)
        .where(InboxUpdate.state == "done", InboxUpdate.done_at < before)
        .returning(InboxUpdate.id)
    )
    return len(gone.all())


def forget_chat(session: Session, channel: str, chat_id: str) -> None:
    """Leave of what came from a chat only the ids; what is not worked yet stays as it is."""
    theirs = update(InboxUpdate).where(
        InboxUpdate.channel == channel, InboxUpdate.chat_id == chat_id, InboxUpdate.state != "new"
    )
    session.execute(theirs.values(chat_id="", payload={}, error=None))


def forget_poisoned(session: Session, channel: str, chat_id: str) -> None:
    """Empty what could not be worked of a chat."""
    theirs = update(InboxUpdate).where(
        InboxUpdate.channel == channel, InboxUpdate.chat_id == chat_id, InboxUpdate.state == "poisoned"
    )
    session.execute(theirs.values(payload={}))


def _insert_if_new(session: Session, rows: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - one of two dialects' inserts
    dialect = session.get_bind().dialect.name
    made = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(InboxUpdate).values(rows)
    return made.on_conflict_do_nothing(index_elements=["channel", "update_id"]).returning(InboxUpdate.id)
