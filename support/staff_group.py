"""The group in which the staff sit, as the channel last told of it: has it topics, and can the bot write there?

While it cannot, what is for the group waits in the outbox; customers are served as ever.
"""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store import outbox
from store.models import StaffGroup
from store.outbox import Content
from support.desk import Desk
from support.speaking import tell_staff


@dataclass(frozen=True)
class Seen:
    """What the channel says of the group: `away` is why the bot cannot write there, "" when it can."""

    is_forum: bool
    manages_topics: bool
    away: str = ""


def of(session: Session, desk: Desk) -> StaffGroup | None:
    """Return what is known of the desk's group, None when nobody looked yet or there is no group."""
    query = select(StaffGroup).where(
        StaffGroup.channel == desk.staff_channel, StaffGroup.chat_id == desk.staff_chat_id
    )
    return session.scalars(query).one_or_none()


def newest(session: Session) -> StaffGroup | None:
    """Return what is known of the group wherever it has moved, which only the bot's own desk follows."""
    return session.scalars(select(StaffGroup).order_by(StaffGroup.id.desc()).limit(1)).first()


def take_in(session: Session, desk: Desk, seen: Seen) -> None:
    """Note what the channel says of the group; a forum in which the bot may not manage topics is told so once."""
    group = _kept(session, desk)
    group.is_forum, group.manages_topics = seen.is_forum, seen.manages_topics
    if seen.away:
        lost(session, desk, seen.away)
        return
    reached(session, desk)
    if not seen.is_forum or seen.manages_topics:
        group.told_at = None
    elif group.told_at is None:
        group.told_at = desk.clock()
        tell_staff(session, desk, Content("message", desk.wording.say("staff_topics_not_allowed")), None)


def lost(session: Session, desk: Desk, why: str) -> None:
    """Note that the bot cannot write in the group; the first moment and the last reason count."""
    group = _kept(session, desk)
    group.away_since, group.away_why = group.away_since or desk.clock(), why


def reached(session: Session, desk: Desk) -> None:
    """Note that the bot can write in the group; what waited there goes at once."""
    group = of(session, desk)
    if group is not None and group.away_since is not None:
        group.away_since = group.away_why = None
        outbox.release(session, group.channel, group.chat_id)


def heard(session: Session, desk: Desk, *, is_forum: bool) -> None:
    """Note what a message of the group says of it; whether the bot may make topics is asked when it is needed."""
    group = of(session, desk)
    if group is not None and is_forum != group.is_forum:
        group.is_forum, group.manages_topics = is_forum, None


def _kept(session: Session, desk: Desk) -> StaffGroup:
    group = of(session, desk)
    if group is None:
        # The page and the bot may learn of it in the same moment.
        with suppress(IntegrityError), session.begin_nested():
            session.add(StaffGroup(channel=desk.staff_channel, chat_id=desk.staff_chat_id, is_forum=False))
        group = of(session, desk)
    if group is None:
        raise ValueError("Found no staff group, expected one whose channel speaks.")
    return group
