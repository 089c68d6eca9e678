"""Works a list of jobs, in one process only: who holds the lease leads, everybody else waits for it.

The lease is the heart-beat too: while its `until` lies ahead of the real time, a scheduler lives.
"""

import logging
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from traceback import extract_tb
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from store import lease
from store.engine import Sessions
from support.desk import Clock

LEASE = "scheduler"
LEASE_LENGTH = timedelta(seconds=15)  # what a killed scheduler keeps the next one waiting
RENEW_EVERY = timedelta(seconds=3)
SILENT_AFTER = timedelta(seconds=60)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

log = logging.getLogger(__name__)


class SchedulerSilent(Exception):  # noqa: N818 - a state, said as it is
    """The scheduler runs and works nothing; only a new process helps."""


@dataclass(frozen=True)
class Work:
    """A job with its arguments, its name in the log, and the real time between two runs."""

    name: str
    every: timedelta
    job: Callable[..., object]
    arguments: tuple[Any, ...] = ()


def lead(sessions: Sessions, works: Sequence[Work], stop: Event, clock: Clock) -> None:
    """Run every work again and again until `stop` is set; `clock` is the real time.

    Raises:
        SchedulerSilent: no work has come to its end for a minute.
    """
    holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    waits = False
    try:
        while not stop.is_set():
            if _holds(sessions, holder, clock):
                waits = False
                _work_while_leading(sessions, works, stop, clock, holder)
            elif not waits:
                waits = True
                log.warning("Another scheduler works; this one waits until it is gone.")
            stop.wait(RENEW_EVERY.total_seconds())
    finally:
        _give_back(sessions, holder)


def _work_while_leading(
    sessions: Sessions, works: Sequence[Work], stop: Event, clock: Clock, holder: str
) -> None:
    beats = {"last": clock()}

    def beat() -> None:
        beats["last"] = clock()

    log.info("This scheduler works now.")
    with _running(works, beat):
        while not stop.wait(RENEW_EVERY.total_seconds()) and _holds(sessions, holder, clock):
            if clock() - beats["last"] > SILENT_AFTER:
                raise SchedulerSilent(
                    f"Found no work done since {beats['last']:%H:%M:%S} UTC, "
                    f"expected some at least every {SILENT_AFTER.seconds} s."
                )


@contextmanager
def _running(works: Sequence[Work], beat: Callable[[], None]) -> Iterator[None]:
    scheduler = BackgroundScheduler(
        timezone=VIETNAM,
        executors={"default": ThreadPoolExecutor(len(works))},
        # A run that is late is made late, and made once: missing one must not lose what is due.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for work in works:
        scheduler.add_job(
            _guarded,
            "interval",
            (work, beat),
            seconds=work.every.total_seconds(),
            next_run_time=datetime.now(VIETNAM),
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)


def _guarded(work: Work, beat: Callable[[], None]) -> None:
    try:
        work.job(*work.arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next run must come
        log.error("%s failed: %s.", work.name, _name_and_place(error))  # noqa: TRY400 - see _name_and_place
    beat()


def _name_and_place(error: Exception) -> str:
    """Name an error without its message: a database's error repeats what customers wrote."""
    places = extract_tb(error.__traceback__)
    ours = [place for place in places if "site-packages" not in place.filename] or places
    return f"{type(error).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"


def _holds(sessions: Sessions, holder: str, clock: Clock) -> bool:
    try:
        return lease.take(sessions, LEASE, holder, clock(), LEASE_LENGTH)
    except Exception as error:  # noqa: BLE001 - a database that comes back must find us here
        log.error("The lease cannot be renewed: %s.", _name_and_place(error))  # noqa: TRY400 - see _name_and_place
        return False


def _give_back(sessions: Sessions, holder: str) -> None:
    try:
        lease.give_back(sessions, LEASE, holder)
    except Exception as error:  # noqa: BLE001 - it ends by itself
        log.error("The lease cannot be given back: %s.", _name_and_place(error))  # noqa: TRY400 - see _name_and_place
