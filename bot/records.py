"""The outbox's rows that may be sent next, and what is written down when one did not simply arrive."""

from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import notices
from bot.shell import CHANNEL
from bot.verdict import Verdict
from store import outbox
from store.models import OutboxMessage
from store.outbox import Content, Outgoing, put
from support import staff_group, staff_moves, staff_topics
from support.desk import Desk

LOOK_AHEAD = 16  # rows
IS_TOAST = OutboxMessage.content["what"].as_string() == "toast"


def next_rows(session: Session, not_now: Collection[str], now: datetime) -> list[OutboxMessage]:
    """Return the next row of each chat that is not among `not_now`, answers first, without the answers to taps."""
    rows = outbox.next_of_each_chat(session, not_now, now, LOOK_AHEAD)
    return [row for row in rows if row.content["what"] != "toast"]


def next_toasts(session: Session, in_hand: Collection[int], now: datetime) -> list[OutboxMessage]:
    """Return the answers to taps. Telegram does not count them and soon takes them no more, so they wait for nothing."""
    query = select(OutboxMessage).where(OutboxMessage.state == "waiting", IS_TOAST)
    rows = session.scalars(query.order_by(OutboxMessage.id).limit(LOOK_AHEAD))
    return [row for row in rows if row.id not in in_hand and (row.retry_at is None or row.retry_at <= now)]


def again(session: Session, row: OutboxMessage, why: str, now: datetime, seconds: float) -> None:
    """Send the row again in `seconds`."""
    outbox.record_retry(session, row.id, why, now + timedelta(seconds=seconds))


def moved(session: Session, desk: Desk, row: OutboxMessage, verdict: Verdict) -> None:
    """Follow a group to its new id with everything that waits for it, this row included."""
    outbox.record_retry(session, row.id, verdict.why, desk.clock())
    follow_group(session, desk, row.chat_id, verdict.new_chat_id)


def follow_group(session: Session, desk: Desk, old: str, new: str) -> None:
    """Follow a group, the staff's or any other, to its new id."""
    if old == desk.staff_chat_id:
        staff_moves.follow(session, replace(desk, staff_chat_id=new), old)
    else:
        outbox.move_chat(session, CHANNEL, old, new)


def away(session: Session, desk: Desk, row: OutboxMessage, why: str, seconds: float) -> None:
    """Let everything for the staff group wait, because the bot cannot write there; look again in `seconds`."""
    staff_group.lost(session, desk, why)
    again(session, row, why, desk.clock(), seconds)


def sent(session: Session, desk: Desk, row: OutboxMessage, shown: Sequence[str], *, thread_id: str) -> None:
    """Note that a row arrived as the messages `shown`, and what that says of the staff group when it went there."""
    last = shown[-1] if shown else None
    outbox.record_sent(session, row.id, last, desk.clock(), shown[:-1], thread_id=thread_id)
    if row.chat_id == desk.staff_chat_id and row.content["what"] != "toast":
        staff_group.reached(session, desk)
    if row.content["what"] == "close_topic":
        staff_topics.set_closed(session, desk, thread_id, closed=True)


def unsure(session: Session, desk: Desk, row: OutboxMessage, why: str) -> None:
    """Leave a row of which nobody knows whether it arrived. Staff hear of an answer; the page shows them surveys."""
    outbox.record_unsure(session, row.id, why)
    if not row.at_most_once:
        notices.not_delivered(session, desk, row, blocked=False)


def refused(session: Session, desk: Desk, row: OutboxMessage, verdict: Verdict) -> None:
    """Leave a row that Telegram refused for good; a topic that cannot be deleted loses its name at least."""
    outbox.record_failed(session, row.id, verdict.why)
    if row.content["what"] == "album" and verdict.outcome == "failed":
        _one_by_one(session, desk, row)
    if row.content["what"] == "delete_topic" and verdict.outcome == "failed":
        nameless = Content("rename_topic", row.content["text"], target=row.content["target"])
        put(session, Outgoing(row.channel, row.chat_id, nameless, outbox.BACKGROUND), desk.clock())
    if verdict.outcome == "blocked":
        notices.cannot_be_reached(session, desk, row.chat_id)
    if verdict.outcome != "outdated":
        notices.not_delivered(session, desk, row, blocked=verdict.outcome == "blocked")


def _one_by_one(session: Session, desk: Desk, row: OutboxMessage) -> None:
    """Copy what cannot go together message by message: nothing that a customer sent is lost to the staff."""
    album = Content.from_json(row.content)
    for part in album.parts:
        alone = replace(album, what="copy", target=part.message_id, group_id="", parts=())
        kept = {each.name: getattr(row, each.name) for each in fields(Outgoing) if each.name != "retry_at"}
        put(session, Outgoing(**kept | {"content": alone}), desk.clock())
