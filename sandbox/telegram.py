"""The parts of one sandbox, held together."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.callbacks import Callbacks
from sandbox.clock import Clock
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.limits import Limits
from sandbox.model import Json
from sandbox.options import Options
from sandbox.shelf import Shelf
from sandbox.updates import Updates
from sandbox.world import World

REMEMBERED_CALLS = 20_000


@dataclass
class CallLog:
    """The last Bot API calls, numbered."""

    last: int = 0
    entries: deque[Json] = field(default_factory=lambda: deque(maxlen=REMEMBERED_CALLS))

    def add(self, method: str, params: Json, body: Json, at: float) -> None:
        """Note a call and how it was answered."""
        self.last += 1
        told = {name: body.get(name) for name in ("ok", "error_code", "description", "result")}
        self.entries.append({"n": self.last, "method": method, "params": params, **told, "time": at})

    def since(self, number: int) -> Json:
        """Return the calls after `number`."""
        return {"calls": [entry for entry in self.entries if entry["n"] > number], "next": self.last}


@dataclass
class Telegram:
    """One local Telegram."""

    options: Options
    clock: Clock
    shelf: Shelf
    world: World
    updates: Updates
    events: Events
    callbacks: Callbacks
    limits: Limits
    faults: Faults = field(default_factory=Faults)
    calls: CallLog = field(default_factory=CallLog)


def build(options: Options, monotonic: Callable[[], float] = time.monotonic) -> Telegram:
    """Put the parts together; what the shelf kept is there again."""
    shelf = Shelf(options.state_path)
    world = World(options, shelf)
    return Telegram(
        options=options,
        clock=Clock(options.clock_path),
        shelf=shelf,
        world=world,
        updates=Updates(shelf, lambda name: world.count(name, first=100_000_001)),
        events=Events(),
        callbacks=Callbacks(monotonic),
        limits=Limits(enabled=options.limits, monotonic=monotonic),
    )
