"""The jobs of the timetable. Each is safe to run twice at once: the database decides who does what."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from store import inbox
from store.engine import Sessions, reading
from support import order_guesses, reminders, silence, surveys
from support.desk import Desk

KEEP_WORKED = timedelta(days=3)


def ask_due(sessions: Sessions, desk: Desk) -> int:
    """Ask the check-ins and surveys that are due and return how many; the rest of many comes with the next look."""
    return _if_due(sessions, desk, surveys.anything_due, surveys.ask_due)


def remind_due(sessions: Sessions, desk: Desk) -> int:
    """Tell the staff of deadlines that are near or past and return of how many; the rest comes with the next look."""
    return _if_due(sessions, desk, reminders.anything_due, reminders.remind_due)


def end_silent(sessions: Sessions, desk: Desk) -> int:
    """Close cases whose customers are silent, let the bot speak where staff are, and return how many."""
    return _if_due(sessions, desk, silence.anything_due, silence.end_due)


def forget_worked_updates(sessions: Sessions, desk: Desk) -> int:
    """Delete updates that were worked days ago and return how many (see `inbox.forget_done`)."""
    with sessions.begin() as session:
        return inbox.forget_done(session, desk.clock() - KEEP_WORKED)


def forget_guesses(sessions: Sessions, desk: Desk) -> int:
    """Delete guessed order codes that count no more and return how many (see `support/order_guesses.py`)."""
    with sessions.begin() as session:
        return order_guesses.forget_old(session, desk)


def _if_due(
    sessions: Sessions,
    desk: Desk,
    anything_due: Callable[[Session, Desk], bool],
    work: Callable[[Session, Desk], int],
) -> int:
    """Look first, which costs no writer its turn: nearly always there is nothing to do."""
    with reading(sessions) as session:
        if not anything_due(session, desk):
            return 0
    with sessions.begin() as session:
        return work(session, desk)
