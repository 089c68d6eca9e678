"""Runs the parts as processes: starts them in order, starts again what died and says so, stops them in order.

A part prints one line, "ready", when it serves; everything it prints goes to its log. It ends when its standard input
closes, so a supervisor that was killed leaves nothing behind.
"""

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path

from langnghe.parts import ROOT

READY = "ready"
# Seconds a part may take after SIGTERM; with the two groups of `stop` it stays within ten in all.
PATIENCE = 6.0
LAST_PATIENCE = 2.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
LARGEST_LOG = 10_000_000  # bytes; the one before it is kept too

Say = Callable[[str], None]


@dataclass
class Part:
    """One process of the service: `langnghe NAME --supervised`, its log, and what it said of itself."""

    name: str
    log: Path
    process: subprocess.Popen[str] | None = None
    ready: threading.Event = field(default_factory=threading.Event)
    started_at: float = 0.0
    failures: int = 0

    def start(self) -> None:
        """Start the process and a thread that keeps what it prints."""
        self.ready.clear()
        self.started_at = time.monotonic()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "langnghe.commands", self.name, "--supervised"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            # Wherever we were started: Python looks for modules in the working folder first.
            cwd=ROOT,
            # Ctrl-C goes to the whole group of the terminal; the order of stopping is ours to keep.
            start_new_session=True,
        )
        threading.Thread(target=self._keep_output, args=(self.process,), daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def wait_ready(self, seconds: float, stop: threading.Event) -> bool:
        """Wait until the part serves; False when it died, took longer, or is to stop before that."""
        deadline = time.monotonic() + seconds
        while self.running and time.monotonic() < deadline and not stop.is_set():
            if self.ready.wait(0.1):
                return True
        return self.ready.is_set() and self.running

    def stop(self, deadline: float) -> None:
        """End the process: SIGTERM, and SIGKILL when it is still there at `deadline` (monotonic seconds)."""
        if self.process is None:
            return
        if self.running:
            self.process.terminate()
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_lines(self, count: int = 5) -> str:
        """Return the end of the part's log, for a sentence about why it died."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])

    def _keep_output(self, process: subprocess.Popen[str]) -> None:
        log = RotatingFileHandler(self.log, maxBytes=LARGEST_LOG, backupCount=1, encoding="utf-8")
        for line in process.stdout or ():
            if line.strip() == READY:
                self.ready.set()
            else:
                log.handle(logging.makeLogRecord({"msg": line.rstrip("\n")}))
        log.close()


def watch(parts: Sequence[Part], stop: threading.Event, say: Say) -> None:
    """Until `stop` is set, start again every part that died, after a pause that doubles with each failure."""
    due: dict[str, float] = {}
    while not stop.wait(0.2):
        for part in parts:
            if part.running:
                part.failures = 0 if time.monotonic() - part.started_at > STEADY_AFTER else part.failures
            elif part.name not in due:
                pause = min(LONGEST_PAUSE, 2.0**part.failures)
                due[part.name] = time.monotonic() + pause
                say(
                    f"The {part.name} stopped ({_exit(part)}); it is started again in {pause:.0f} s. Log: {part.log}"
                )
            elif time.monotonic() >= due[part.name]:
                part.failures += 1
                del due[part.name]
                part.start()
                threading.Thread(target=_say_when_back, args=(part, stop, say), daemon=True).start()


def stop_in_order(
    groups: Sequence[Sequence[Part]], patience: Sequence[float] = (PATIENCE, LAST_PATIENCE)
) -> None:
    """Stop group after group: what others lean on (model, sandbox) comes last."""
    for group, seconds in zip(groups, patience, strict=True):
        deadline = time.monotonic() + seconds
        for part in group:
            if part.running and part.process:
                part.process.send_signal(signal.SIGTERM)
        for part in group:
            part.stop(deadline)


def _exit(part: Part) -> str:
    code = part.process.returncode if part.process else None
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"


def _say_when_back(part: Part, stop: threading.Event, say: Say) -> None:
    if part.wait_ready(60, stop):
        say(f"The {part.name} is back.")
