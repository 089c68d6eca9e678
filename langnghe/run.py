"""`langnghe run`: check, train, migrate, start every part, show where to open it, and stop all of it in order."""

import fcntl
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from langnghe import demo
from langnghe.learning import progress, train_showing_progress
from langnghe.parts import CannotGoOn, House, desk_of, migrated_sessions, need_ports
from langnghe.serving import web_link
from langnghe.supervisor import Part, stop_in_order, watch
from nlu.training import needs_training
from store.engine import Sessions

# Seconds until a part must serve; the model takes longest.
PATIENCE = 90.0
EXAMPLES = (
    "shop oi don cua minh toi dau roi",
    "giao hang tre 5 ngay roi ma khong ai tra loi",
    "áo đẹp lắm, cho 5 sao",
    "gặp nhân viên",
)


def run(house: House, console: Console) -> None:
    """Run the service until SIGINT or SIGTERM.

    Raises:
        CannotGoOn: a port is taken, another one runs already, the database does not answer, or a part did not come up.
        SettingsError: something in data/answers.yml or data/wording.yml is wrong.
        nlu.training.TrainingFailed: data or pipeline changed and cannot be trained on.
    """
    with only_one(house.var / "run.lock"):
        need_ports(house, "model", "web", *(["sandbox"] if house.sandbox else []))
        desk_of(house)  # what is wrong in data/ is said now, and not by a part that does not start
        sessions = migrated_sessions(house)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if needs_training(house.settings.root):
            train_showing_progress(house.settings.root, console)
        # Only now: until here there is nothing to stop in order, and Ctrl-C ends the training at once.
        stop = _stop_on_signals()
        leaning, leaned_on = _parts(house)
        try:
            _start(house, sessions, [*leaned_on, *leaning], console, stop)
            if not stop.is_set():
                console.print(_table(house, leaning, leaned_on))
                # Outside the table, which would cut it.
                console.print(f"Staff page: {web_link(house, 'Quản lý')}", soft_wrap=True, highlight=False)
                console.print("Ctrl-C stops everything.")
                watch([*leaned_on, *leaning], stop, console.print)
        finally:
            console.print("Stopping ...")
            stop_in_order([leaning, leaned_on])
            console.print("Stopped; nothing is lost.")


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock on the file at `path`, so that the same database is not served twice by mistake."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotGoOn(
                "The service runs already in this folder; stop that one first (Ctrl-C in its window)."
            ) from error
        yield


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _parts(house: House) -> tuple[list[Part], list[Part]]:
    """Return the parts that lean on others, and those that are leaned on."""
    leaned_on = ["nlu", "sandbox"] if house.sandbox else ["nlu"]
    return _named(house, ["web", "bot", "scheduler"]), _named(house, leaned_on)


def _named(house: House, names: Sequence[str]) -> list[Part]:
    return [Part(name, house.var / "log" / f"{name}.log") for name in names]


def _start(
    house: House, sessions: Sessions, parts: list[Part], console: Console, stop: threading.Event
) -> None:
    with progress(console) as bar:
        for part in parts:
            if stop.is_set():
                return
            part.start()
            if part.name == "sandbox" and _serves(part, bar, stop):
                demo.set_up(house, sessions)
        for part in parts:
            _serves(part, bar, stop)


def _serves(part: Part, bar: Progress, stop: threading.Event) -> bool:
    """Wait until the part serves, and say so; False when it is to be stopped instead."""
    task = bar.add_task(f"starting the {part.name}", total=None)
    ready = part.wait_ready(PATIENCE, stop)
    if not ready and not stop.is_set():
        raise CannotGoOn(
            f"The {part.name} did not start. The end of its log ({part.log}):\n{part.last_lines()}"
        )
    bar.remove_task(task)
    return ready


def _table(house: House, leaning: list[Part], leaned_on: list[Part]) -> Table:
    table = Table(title="Lắng Nghe", show_header=False, title_justify="left")
    if house.sandbox:
        table.add_row("Chat (sandbox)", house.sandbox_url)
    else:
        table.add_row("Chat", f"Telegram, through {house.settings.config.telegram.api}")
    table.add_row("Running", ", ".join(part.name for part in [*leaned_on, *leaning]))
    table.add_row("Logs", str(house.var / "log"))
    table.add_row("Try first", "\n".join(EXAMPLES))
    if house.sandbox:
        table.add_row("Then", "answer from the right pane, and move the clock by “+2 ngày”")
    return table
