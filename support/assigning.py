"""Giving a case to somebody else: to a colleague by name, or to a level above."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from nlu.text import fold
from store.models import StaffMember, Ticket
from store.outbox import Mention
from support import cards, colleagues, sla, ticket_lines, tickets
from support.colleagues import Colleague
from support.desk import Desk
from support.tickets import By


def to_colleague(session: Session, desk: Desk, ticket: Ticket, colleague: Colleague, by: By) -> str:
    """Let a colleague hold a case and call him in the group; return the name of the toast that says what came of it."""
    return to_holder(session, desk, ticket, colleagues.row_of(session, desk, colleague), by)


def to_holder(session: Session, desk: Desk, ticket: Ticket, holder: StaffMember, by: By) -> str:
    """Let somebody known hold a case and call him in the group; return the name of the toast that says what came of it."""
    if ticket.state == "closed":
        return "toast_is_closed"
    before = ticket.staff_member
    if before is not None and before.id == holder.id:
        return "toast_held"
    listed = desk.config.member(holder.user_id) if holder.channel == desk.staff_channel else None
    ticket.staff_member_id, ticket.staff_member = holder.id, holder
    ticket.state = "open" if ticket.state == "new" else ticket.state
    if listed is not None:
        ticket.level = desk.config.tickets.escalation.levels.index(listed.level)
    change: dict[str, object] = {"from": before.name if before else "", "to": holder.name}
    called = () if _is(holder, by.staff_member) else colleagues.call(desk, holder)
    _moved(session, desk, ticket, by, change)
    _announce(session, desk, ticket, by, called)
    return "toast_assigned"


def to_level(session: Session, desk: Desk, ticket: Ticket, level: int, by: By) -> str:
    """Give a case to a level above, where nobody holds it yet, and call those of that level; return the toast's name."""
    if ticket.state == "closed":
        return "toast_is_closed"
    if not ticket.level < level < len(desk.config.tickets.escalation.levels):
        return "toast_no_level_above"
    before, ticket.staff_member_id, ticket.staff_member = ticket.staff_member, None, None
    ticket.state = "new" if ticket.state == "open" else ticket.state
    ticket.level = level
    change: dict[str, object] = {"from": before.name if before else "", "to": whose(desk, ticket)}
    _moved(session, desk, ticket, by, change)
    _announce(session, desk, ticket, by, colleagues.of_level(session, desk, level))
    return "toast_assigned"


def choices(session: Session, desk: Desk, ticket: Ticket) -> Sequence[Colleague]:
    """Return to whom a case may be given: everyone who is there but whoever holds it."""
    holder = ticket.staff_member
    known = holder.user_id if holder is not None and holder.channel == desk.staff_channel else ""
    return [each for each in colleagues.present(session, desk) if each.user_id != known]


def level_above(desk: Desk, ticket: Ticket) -> int | None:
    """Return the level next to a case's own, None when it is at the highest."""
    above = ticket.level + 1
    return above if above < len(desk.config.tickets.escalation.levels) else None


def level_named(desk: Desk, name: str) -> int | None:
    """Return the level of this name, typed with or without accents; None when there is none."""
    levels = [fold(level) for level in desk.config.tickets.escalation.levels]
    return levels.index(fold(name)) if fold(name) in levels else None


def mark(ticket: Ticket) -> str:
    """Return what a button remembers of where a case was, so that it is not moved twice by old buttons."""
    return f"{ticket.staff_member_id or 0}.{ticket.level}"


def whose(desk: Desk, ticket: Ticket) -> str:
    """Return who holds a case by name, or the level that it is for."""
    return (
        ticket.staff_member.name
        if ticket.staff_member
        else desk.config.tickets.escalation.levels[ticket.level]
    )


def _is(member: StaffMember, other: StaffMember | None) -> bool:
    return other is not None and colleagues.same_person(member, other)


def _moved(session: Session, desk: Desk, ticket: Ticket, by: By, change: dict[str, object]) -> None:
    session.flush()
    sla.passed_on(desk, ticket)
    tickets.record(session, desk, ticket, "assigned", by.source, detail=change, staff_member=by.staff_member)
    cards.refresh(session, desk, ticket)


def _announce(session: Session, desk: Desk, ticket: Ticket, by: By, called: tuple[Mention, ...]) -> None:
    who = by.staff_member.name if by.staff_member else ""
    facts = {"code": ticket.code, "severity": ticket.severity, "topic": desk.answers.label(ticket.intent)}
    state, to = ticket_lines.state(desk, ticket), whose(desk, ticket)
    words = desk.wording.say("staff_assigned", who=who, to=to, state=state, **facts)
    cards.note(session, desk, ticket, words, called)
