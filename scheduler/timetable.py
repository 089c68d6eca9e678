"""The timetable: everything that happens on its own, and how often it is looked at.

A job asks the store "what is due now?" by the desk's clock; the times here are real time and only say how soon it
notices. So a stop loses nothing: what fell due meanwhile is still due.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event

from scheduler import jobs, leader
from store.engine import Sessions
from support.desk import Desk


@dataclass(frozen=True)
class Entry:
    """A job, its name in the log, and the pause between two looks; the first look is at once."""

    name: str
    every: timedelta
    job: Callable[[Sessions, Desk], object]


TIMETABLE = (
    Entry("check-ins and surveys", timedelta(seconds=2), jobs.ask_due),
    # One message a look, so that the group's twenty a minute stay free for what customers write.
    Entry("reminders of deadlines", timedelta(seconds=20), jobs.remind_due),
    Entry("silent cases", timedelta(seconds=5), jobs.end_silent),
    Entry("forgetting worked updates", timedelta(days=1), jobs.forget_worked_updates),
    Entry("forgetting guessed order codes", timedelta(days=1), jobs.forget_guesses),
)


def run(sessions: Sessions, desk: Desk, stop: Event) -> None:
    """Work the timetable until `stop` is set; beside another scheduler, wait until that one is gone.

    Raises:
        SchedulerSilent: the jobs are not run any more; end the process and start it again.
    """
    works = [leader.Work(entry.name, entry.every, entry.job, (sessions, desk)) for entry in TIMETABLE]
    leader.lead(sessions, works, stop, lambda: datetime.now(UTC))
