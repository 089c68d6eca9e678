"""What the staff group is told of deadlines: of all cases that are due at one look in one message."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from store.models import StaffMember, Ticket
from store.outbox import STAFF, Content, Mention, Outgoing, put
from support import cards, sla, tickets
from support.desk import Desk
from support.visit import in_words

STEPS: Mapping[int, tickets.What] = {sla.BEFORE: "reminded", sla.PASSED: "overdue"}
MOST_AT_ONCE = 20  # lines; the rest comes with the next look


def anything_due(session: Session, desk: Desk) -> bool:
    """Return whether `remind_due` would say anything now; it only reads, so no writer waits for it."""
    return session.scalar(_due(desk).limit(1)) is not None


def remind_due(session: Session, desk: Desk) -> int:
    """Tell the staff group of the cases whose deadline is near or past, let those rise that nobody moved; return how many.

    Whoever holds a case is called by name until it rises, then those of the level that it is for.
    """
    due = session.scalars(_due(desk).limit(MOST_AT_ONCE).with_for_update(skip_locked=True)).all()
    reminded = [_remind(session, desk, ticket) for ticket in due]
    if reminded and desk.staff_chat_id is not None:
        lines = "\n".join(line for line, _ in reminded)
        called = tuple(dict.fromkeys(who for _, whom in reminded for who in whom))
        content = Content("message", lines, desk.wording.say("reminders_title"), mentions=called)
        put(session, Outgoing(desk.staff_channel, desk.staff_chat_id, content, STAFF), desk.clock())
    return len(reminded)


def _due(desk: Desk) -> Select[Ticket]:
    return select(Ticket).where(Ticket.remind_at <= desk.clock()).order_by(Ticket.severity, Ticket.remind_at)


def _remind(session: Session, desk: Desk, ticket: Ticket) -> tuple[str, Sequence[Mention]]:
    if ticket.reminders == sla.BEFORE and sla.is_late(desk, ticket):
        ticket.reminders = sla.PASSED  # nobody looked in between: there is nothing to warn of any more
    what = STEPS.get(ticket.reminders, "risen")
    ticket.level += what == "risen"
    tickets.record(session, desk, ticket, what, "clock", detail={"level": ticket.level})
    holder = None if what == "risen" else ticket.staff_member
    line = _line(desk, ticket, what, holder)
    sla.remind_next(desk, ticket)
    if what != "reminded":
        cards.refresh(session, desk, ticket)
    return line, _whom(desk, ticket, holder)


def _line(desk: Desk, ticket: Ticket, what: str, holder: StaffMember | None) -> str:
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
        who=holder.name if holder else desk.config.tickets.escalation.levels[ticket.level],
    )


def _whom(desk: Desk, ticket: Ticket, holder: StaffMember | None) -> Sequence[Mention]:
    """Who is called: those whom the staff's channel knows."""
    if holder is not None:
        return [Mention(holder.user_id, holder.name)] if holder.channel == desk.staff_channel else []
    return [Mention(member.id, member.name) for member in desk.config.of_level(ticket.level)]
