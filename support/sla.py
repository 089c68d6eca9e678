"""By when a case is answered and solved, in working time; the clock stands while the customer owes an answer."""

from datetime import datetime, timedelta

from store.models import Ticket
from support import calendar
from support.desk import Desk


def answer_by(desk: Desk, severity: str) -> datetime:
    """Return by when a person answers a case of this severity, in working time from now."""
    return _from_now(desk, desk.config.tickets.first_answer.within(severity))


def start(desk: Desk, ticket: Ticket) -> None:
    """Give a new case its times."""
    ticket.answer_by = answer_by(desk, ticket.severity)
    ticket.solve_by = _from_now(desk, desk.config.tickets.solve.within(ticket.severity))


def hurry(desk: Desk, ticket: Ticket) -> None:
    """Give a case that became more severe the shorter times, counted from now; no time becomes longer by it."""
    within = desk.config.tickets.solve.within(ticket.severity)
    ticket.answer_by = min(ticket.answer_by, answer_by(desk, ticket.severity))
    if ticket.solve_by is not None:
        ticket.solve_by = min(ticket.solve_by, _from_now(desk, within))
    elif ticket.solve_left is not None:
        ticket.solve_left = min(ticket.solve_left, int(within.total_seconds()))


def stop(desk: Desk, ticket: Ticket) -> None:
    """Stop the clock: what is left is kept. A case that is late stays late."""
    now = desk.clock()
    if ticket.solve_by is not None and ticket.solve_by > now:
        left = calendar.working_time(desk.config.shop, now, ticket.solve_by)
        ticket.solve_by, ticket.solve_left = None, int(left.total_seconds())


def go_on(desk: Desk, ticket: Ticket) -> None:
    """Let a clock that stands run again with what is left."""
    if ticket.solve_left is not None:
        ticket.solve_by = _from_now(desk, timedelta(seconds=ticket.solve_left))
        ticket.solve_left = None


def _from_now(desk: Desk, working_time: timedelta) -> datetime:
    return calendar.answer_by(desk.config.shop, desk.clock(), working_time)
