"""Keeps the sandbox's things in one SQLite file, each written as it changes; without a path nothing is kept.

A restart, even after a kill, finds every chat as it was. Only a power cut may lose the last moments (synchronous=OFF),
which a sandbox can bear.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from sandbox.model import Json

# Not INSERT OR REPLACE: that would move a changed thing to the end of its drawer.
PUT = "INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT (drawer, key) DO UPDATE SET value = excluded.value"


class Shelf:
    """Named drawers of JSON objects and of bytes."""

    def __init__(self, path: Path | None) -> None:
        self._db: sqlite3.Connection | None = None if path is None else open_file(path)

    def put(self, drawer: str, key: str | int, value: Json) -> None:
        """Keep a JSON object, replacing what was there."""
        self.put_bytes(drawer, key, json.dumps(value, ensure_ascii=False).encode())

    def put_bytes(self, drawer: str, key: str | int, value: bytes) -> None:
        """Keep bytes, replacing what was there."""
        if self._db is not None:
            self._db.execute(PUT, (drawer, str(key), value))

    def drop(self, drawer: str, key: str | int) -> None:
        """Forget one thing, if it is there."""
        if self._db is not None:
            self._db.execute("DELETE FROM kept WHERE drawer = ? AND key = ?", (drawer, str(key)))

    def load(self, drawer: str) -> Iterator[tuple[str, Json]]:
        """Yield each key and object of a drawer, in the order in which they were first kept."""
        for key, value in self.load_bytes(drawer):
            yield key, cast("Json", json.loads(value))

    def load_bytes(self, drawer: str) -> Iterator[tuple[str, bytes]]:
        """Yield each key and its bytes."""
        if self._db is not None:
            rows = self._db.execute("SELECT key, value FROM kept WHERE drawer = ? ORDER BY rowid", (drawer,))
            yield from rows.fetchall()

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()


def open_file(path: Path) -> sqlite3.Connection:
    """Open or make the file; the server's one thread uses it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=OFF")
    db.execute(
        "CREATE TABLE IF NOT EXISTS kept (drawer TEXT, key TEXT, value BLOB, PRIMARY KEY (drawer, key))"
    )
    return db
