"""Who works here: those listed in config.yml, or, while nobody is, everyone whom the staff group showed."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlu.text import fold
from store.models import StaffMember
from store.outbox import Mention
from support.desk import Desk


class Colleague(NamedTuple):
    """Somebody who may be given a case: the user id in the staff's channel, the name, the level ("" for none)."""

    user_id: str
    name: str
    level: str


def present(session: Session, desk: Desk) -> Sequence[Colleague]:
    """Return who may be given cases; nobody who left the group, and not the group itself."""
    known = select(StaffMember).where(StaffMember.channel == desk.staff_channel)
    kept = session.scalars(known.order_by(StaffMember.name, StaffMember.id)).all()
    gone = {member.user_id for member in kept if member.left_at is not None}
    if desk.config.staff:
        return [Colleague(*each) for each in _listed(desk) if each[0] not in gone]
    return [
        Colleague(member.user_id, member.name, "")
        for member in kept
        if member.left_at is None and member.user_id != desk.staff_chat_id
    ]


def named(session: Session, desk: Desk, name: str) -> Sequence[Colleague]:
    """Return those whom a name fits, typed with or without accents: their whole name, or else words of it."""
    wanted, everyone = fold(name).split(), present(session, desk)
    whole = [each for each in everyone if fold(each.name).split() == wanted]
    return whole or [each for each in everyone if wanted and {*wanted} <= {*fold(each.name).split()}]


def row_of(session: Session, desk: Desk, colleague: Colleague) -> StaffMember:
    """Return what is kept of a colleague, made when he never did anything yet."""
    query = select(StaffMember).where(
        StaffMember.channel == desk.staff_channel, StaffMember.user_id == colleague.user_id
    )
    member = session.scalars(query).one_or_none()
    if member is None:
        member = StaffMember(channel=desk.staff_channel, user_id=colleague.user_id, name=colleague.name)
        session.add(member)
        session.flush()
    member.name = colleague.name
    return member


def same_person(one: StaffMember, other: StaffMember) -> bool:
    """Return whether two are the same person, who may be known in the group and on the page."""
    return one.id == other.id or (one.channel != other.channel and fold(one.name) == fold(other.name))


def call(desk: Desk, *members: StaffMember) -> tuple[Mention, ...]:
    """Return how members are called in the staff group: those whom its channel knows."""
    return tuple(
        Mention(member.user_id, member.name)
        for member in members
        if member.channel == desk.staff_channel and member.user_id != desk.staff_chat_id
    )


def of_level(session: Session, desk: Desk, level: int) -> tuple[Mention, ...]:
    """Return how those of a level are called, who are there."""
    there = {each.user_id for each in present(session, desk)}
    return tuple(
        Mention(member.id, member.name) for member in desk.config.of_level(level) if member.id in there
    )


def _listed(desk: Desk) -> Sequence[tuple[str, str, str]]:
    return [(member.id, member.name, member.level) for member in desk.config.staff]
