"""By when a case is answered and solved, in working time, and when the staff are reminded of it.

The clock stands while the customer owes an answer. The first answer is due first, then the solution: `deadline` is the
one that counts now. Of each deadline the staff group hears before it, when it passes, and when the case rises a level.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from store.models import Ticket
from support import calendar
from support.desk import Desk

BEFORE, PASSED = 0, 1
"""How many reminders there were when the next one comes before the deadline, and when it passes."""
STOPS, STARTS = frozenset({"waiting", "solved", "closed"}), frozenset({"answered", "reopened"})
"""The steps of a history after which the clock of the solution stands, and after which it runs."""
Steps = Sequence[tuple[str, datetime]]


def answer_by(desk: Desk, severity: str) -> datetime:
    """Return by when a person answers a case of this severity, in working time from now."""
    return _from(desk, desk.clock(), desk.config.tickets.first_answer.within(severity))


def deadline(ticket: Ticket) -> datetime | None:
    """Return by when staff must act: answer first, then solve; None when the case is not at the staff."""
    if ticket.state not in {"new", "open"}:
        return None
    return ticket.answer_by if ticket.first_answered_at is None else ticket.solve_by


def is_late(desk: Desk, ticket: Ticket) -> bool:
    """Return whether the deadline that counts now has passed."""
    due = deadline(ticket)
    return due is not None and due <= desk.clock()


def start(desk: Desk, ticket: Ticket) -> None:
    """Give a new case its times and its level."""
    ticket.answer_by = answer_by(desk, ticket.severity)
    ticket.solve_by = _from(desk, desk.clock(), desk.config.tickets.solve.within(ticket.severity))
    ticket.level = desk.config.tickets.escalation.first_level(ticket.severity)
    remind_anew(desk, ticket)


def hurry(desk: Desk, ticket: Ticket) -> None:
    """Give a case that became more severe the shorter times, counted from now; no time becomes longer by it."""
    within = desk.config.tickets.solve.within(ticket.severity)
    ticket.answer_by = min(ticket.answer_by, answer_by(desk, ticket.severity))
    if ticket.solve_by is not None:
        ticket.solve_by = min(ticket.solve_by, _from(desk, desk.clock(), within))
    elif ticket.solve_left is not None:
        ticket.solve_left = min(ticket.solve_left, int(within.total_seconds()))
    ticket.level = max(ticket.level, desk.config.tickets.escalation.first_level(ticket.severity))
    remind_anew(desk, ticket)


def relax(desk: Desk, ticket: Ticket, before: str, steps: Steps) -> None:
    """Give a case that became milder the times it would have, had it been so mild from the start.

    No time becomes shorter by it, and a deadline that has passed stays passed. `before` is the severity that it had,
    `steps` its history (what, when), the oldest first. The level follows where nobody but the severity chose it.
    """
    now, rules = desk.clock(), desk.config.tickets
    if ticket.first_answered_at is None and ticket.answer_by > now:
        within = rules.first_answer.within(ticket.severity)
        ticket.answer_by = max(ticket.answer_by, _from(desk, ticket.opened_at, within))
    left = rules.solve.within(ticket.severity) - _worked(desk, ticket.opened_at, steps)
    if ticket.solve_by is not None and ticket.solve_by > now:
        ticket.solve_by = max(ticket.solve_by, _from(desk, now, max(left, timedelta(0))))
    elif ticket.solve_left is not None:
        ticket.solve_left = max(ticket.solve_left, int(left.total_seconds()))
    if ticket.level == rules.escalation.first_level(before) and not is_late(desk, ticket):
        ticket.level = rules.escalation.first_level(ticket.severity)
    passed_on(desk, ticket)


def passed_on(desk: Desk, ticket: Ticket) -> None:
    """Plan the reminders of a case that went to somebody else: what was said of a late one is not said again."""
    if not is_late(desk, ticket):
        remind_anew(desk, ticket)
    elif ticket.reminders > PASSED:
        _rise_next(desk, ticket)


def _worked(desk: Desk, opened_at: datetime, steps: Steps) -> timedelta:
    """Return the working time for which the case was at the staff; one that was closed begins anew."""
    worked, since = timedelta(0), opened_at
    running = True
    for what, at in steps:
        if what in STOPS and running:
            worked, running = worked + calendar.working_time(desk.config.shop, since, at), False
        if what == "closed":
            worked = timedelta(0)
        if what in STARTS:
            since, running = at, True
    return worked + (
        calendar.working_time(desk.config.shop, since, desk.clock()) if running else timedelta(0)
    )


def stop(desk: Desk, ticket: Ticket) -> None:
    """Stop the clock: what is left is kept. A case that is late stays late."""
    now = desk.clock()
    ticket.remind_at = None
    if ticket.solve_by is not None and ticket.solve_by > now:
        left = calendar.working_time(desk.config.shop, now, ticket.solve_by)
        ticket.solve_by, ticket.solve_left = None, int(left.total_seconds())


def go_on(desk: Desk, ticket: Ticket) -> None:
    """Let a clock that stands run again with what is left; a case that was closed gets its time anew."""
    if ticket.solve_left is not None:
        ticket.solve_by = _from(desk, desk.clock(), timedelta(seconds=ticket.solve_left))
        ticket.solve_left = None
    elif ticket.solve_by is None:
        ticket.solve_by = _from(desk, desk.clock(), desk.config.tickets.solve.within(ticket.severity))
    remind_anew(desk, ticket)


def end(ticket: Ticket) -> None:
    """Let a closed case be due no more."""
    ticket.solve_by = ticket.solve_left = ticket.remind_at = None


def answered(desk: Desk, ticket: Ticket) -> None:
    """Note the first answer of a person: from now on the solution is what is due."""
    ticket.first_answered_at = desk.clock()
    remind_anew(desk, ticket)


def remind_anew(desk: Desk, ticket: Ticket) -> None:
    """Begin the reminders of the deadline that counts now; none come before it when it is that near already."""
    due, now = deadline(ticket), desk.clock()
    ticket.reminders, ticket.remind_at = BEFORE, None
    if due is None:
        return
    early = calendar.working_time(desk.config.shop, now, due) - desk.config.tickets.escalation.warn_before
    if early > timedelta(0):
        ticket.remind_at = _from(desk, now, early)
    else:
        ticket.reminders, ticket.remind_at = PASSED, due


def remind_next(desk: Desk, ticket: Ticket) -> None:
    """Count a reminder and plan the next one: when the deadline passes, then whenever the case may rise a level."""
    due = deadline(ticket)
    ticket.reminders, ticket.remind_at = ticket.reminders + 1, None
    if due is not None and ticket.reminders == PASSED:
        ticket.remind_at = due
    elif due is not None:
        _rise_next(desk, ticket)


def _rise_next(desk: Desk, ticket: Ticket) -> None:
    rules = desk.config.tickets.escalation
    rises = ticket.level < rules.last_level(ticket.severity)
    ticket.remind_at = _from(desk, desk.clock(), rules.of(ticket.severity).rises_after) if rises else None


def _from(desk: Desk, moment: datetime, working_time: timedelta) -> datetime:
    return calendar.answer_by(desk.config.shop, moment, working_time)
