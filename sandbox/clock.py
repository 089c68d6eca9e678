"""The sandbox's clock: real time plus a number of seconds, which only grows."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Tells the sandbox's time and moves it forward.

    The offset (one integer, seconds, decimal text) is written to `path` in one step, so that processes that read
    the file move with the sandbox and never see half a number. A file left by an earlier run is taken up again.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.offset_seconds = read_offset(path)

    def now(self) -> datetime:
        """Return the sandbox's time, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds)

    def unix(self) -> int:
        """Return the sandbox's time in whole seconds since 1970."""
        return int(self.now().timestamp())

    def advance(self, seconds: int) -> None:
        """Move forward by `seconds`; raise ValueError when that would turn time back."""
        if seconds < 0:
            raise ValueError(f"The clock only moves forward; advance_seconds is {seconds}.")
        self.offset_seconds += seconds
        if self._path is not None:
            write_offset(self._path, self.offset_seconds)


def read_offset(path: Path | None) -> int:
    """Return the offset kept in `path`, 0 when there is none; raise ValueError when the file holds something else."""
    if path is None or not path.exists():
        return 0
    text = path.read_text(encoding="ascii").strip()
    if not text.isdecimal():
        raise ValueError(f"{path} should hold one whole number of seconds; it holds {text[:40]!r}.")
    return int(text)


def write_offset(path: Path, seconds: int) -> None:
    """Replace the file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_text(f"{seconds}\n", encoding="ascii")
    fresh.replace(path)
