"""What the staff group is told of deadlines: of all cases that are due at one look in one message."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from store.models import Ticket
from store.outbox import STAFF, Content, Outgoing, put
from support import cards, sla, tickets
from support.desk import Desk
from support.visit import in_words

MOST_AT_ONCE = 20  # lines; the rest comes with the next look


def anything_due(session: Session, desk: Desk) -> bool:
    """Return whether `remind_due` would say anything now; it only reads, so no writer waits for it."""
    return session.scalar(_due(desk).limit(1)) is not None


def remind_due(session: Session, desk: Desk) -> int:
    """Tell the staff group of the cases whose deadline is near or past, let those rise that nobody moved; return how many."""
    due = session.scalars(_due(desk).limit(MOST_AT_ONCE).with_for_update(skip_locked=True)).all()
    lines = [_remind(session, desk, ticket) for ticket in due]
    if lines and desk.staff_chat_id is not None:
        content = Content("message", "\n".join(lines), desk.wording.say("reminders_title"))
        put(session, Outgoing(desk.staff_channel, desk.staff_chat_id, content, STAFF), desk.clock())
    return len(lines)


def _due(desk: Desk) -> Select[Ticket]:
    return select(Ticket).where(Ticket.remind_at <= desk.clock()).order_by(Ticket.severity, Ticket.remind_at)


def _remind(session: Session, desk: Desk, ticket: Ticket) -> str:
    what = {sla.BEFORE: "reminded", sla.PASSED: "overdue"}.get(ticket.reminders, "risen")
    if what == "risen":
        ticket.level += 1
    tickets.record(session, desk, ticket, what, "clock", detail={"level": ticket.level})
    line = _line(desk, ticket, what)
    sla.remind_next(desk, ticket)
    if what != "reminded":
        cards.refresh(session, desk, ticket)
    return line


def _line(desk: Desk, ticket: Ticket, what: str) -> str:
    say, due = desk.wording.say, sla.deadline(ticket)
    deed = say("due_answer" if ticket.first_answered_at is None else "due_solution")
    name = {"reminded": "reminder_soon", "overdue": "reminder_late", "risen": "reminder_risen"}[what]
    return say(
        name,
        code=ticket.code,
        severity=ticket.severity,
        topic=desk.answers.label(ticket.intent),
        deed=deed,
        due=in_words(desk, due) if due else "",
        who=_who(desk, ticket),
    )


def _who(desk: Desk, ticket: Ticket) -> str:
    """The one who holds the case until it rises, and then the level that it is for."""
    levels: Sequence[str] = desk.config.tickets.escalation.levels
    if ticket.staff_member is not None and ticket.reminders <= sla.PASSED:
        return ticket.staff_member.name
    return levels[min(ticket.level, len(levels) - 1)]
