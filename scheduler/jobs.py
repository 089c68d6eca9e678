"""The jobs of the timetable. Each is safe to run twice at once: the database decides who does what."""

from datetime import timedelta

from store import inbox
from store.engine import Sessions, reading
from support import reminders, silence, surveys
from support.desk import Desk

KEEP_WORKED = timedelta(days=3)


def ask_due(sessions: Sessions, desk: Desk) -> int:
    """Ask the check-ins and surveys that are due and return how many; the rest of many comes with the next look."""
    # Looking first costs no writer its turn: nearly always there is nothing to ask.
    with reading(sessions) as session:
        if not surveys.anything_due(session, desk):
            return 0
    with sessions.begin() as session:
        return surveys.ask_due(session, desk)


def remind_due(sessions: Sessions, desk: Desk) -> int:
    """Tell the staff of deadlines that are near or past and return of how many; the rest comes with the next look."""
    with reading(sessions) as session:
        if not reminders.anything_due(session, desk):
            return 0
    with sessions.begin() as session:
        return reminders.remind_due(session, desk)


def end_silent(sessions: Sessions, desk: Desk) -> int:
    """Close cases whose customers are silent, let the bot speak where staff are, and return how many."""
    with reading(sessions) as session:
        if not silence.anything_due(session, desk):
            return 0
    with sessions.begin() as session:
        return silence.end_due(session, desk)


def forget_worked_updates(sessions: Sessions, desk: Desk) -> int:
    """Delete updates that were worked days ago and return how many (see `inbox.forget_done`)."""
    with sessions.begin() as session:
        return inbox.forget_done(session, desk.clock() - KEEP_WORKED)
