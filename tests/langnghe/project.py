"""A project folder of its own for each test, and the command line as people start it there.

`langnghe` is copied, because the folder it lies in is the project; what it runs is linked.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple
from unittest.mock import patch

import psutil
from typer.testing import CliRunner

from langnghe import parts
from langnghe.commands import app
from nlu import training
from nlu.server import free_port

ROOT = Path(__file__).parents[2]
LINKED = ("bot", "data", "nlu", "sandbox", "scheduler", "settings", "store", "support", "web")
PATIENCE = 60.0
# A command that asks a proxy for an address on this machine fails the test.
NO_PROXY_THERE = "http://127.0.0.1:9"


class Project:
    """A copy of the project: its own config.yml with free ports, its own var/, no model until `link_models`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in LINKED:
            (root / name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "langnghe", root / "langnghe", ignore=shutil.ignore_patterns("__pycache__"))
        (root / "models").mkdir()
        self.config = root / "config.yml"
        shutil.copy(ROOT / "config.yml", self.config)
        self.ports = {name: free_port() for name in ("model", "web", "sandbox")}
        for name, default in (("model", 5055), ("web", 8080), ("sandbox", 8081)):
            self.edit(f"{name}: {default}", f"{name}: {self.ports[name]}")

    def edit(self, old: str, new: str) -> int:
        """Replace a text in config.yml, and return the number of its line."""
        text = self.config.read_text(encoding="utf-8")
        assert old in text
        self.config.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def link_models(self) -> None:
        """Use the repository's trained models."""
        (self.root / "models").rmdir()
        (self.root / "models").symlink_to(ROOT / "models")

    def pretend_model(self) -> None:
        """Put a file there that has the name of the model of this data; it cannot be served."""
        (self.root / "models" / f"nlu-{training.fingerprint(self.root)[:16]}.tar.gz").touch()

    def url(self, part: str, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.ports[part]}{path}"

    def run(self, *arguments: str, environment: dict[str, str] | None = None) -> "Ended":
        """Run a command of `langnghe` to its end, in this process: a process of its own needs a second to begin."""
        surroundings = _environment() | (environment or {})
        with (
            patch.dict(os.environ, surroundings, clear=True),
            patch.object(parts, "ROOT", self.root),
            contextlib.chdir(self.root),
        ):
            result = CliRunner().invoke(app, arguments)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception  # a person would see a traceback instead of a sentence
        return Ended(result.exit_code, result.stdout, result.stderr)

    def start(
        self, *arguments: str, environment: dict[str, str] | None = None, screen: IO[bytes] | None = None
    ) -> "subprocess.Popen[bytes]":
        """Start `langnghe` as a process of its own; all it says goes to `screen`, else into two pipes."""
        return subprocess.Popen(
            [sys.executable, "-m", "langnghe.commands", *arguments],
            cwd=self.root,
            env=_environment() | (environment or {}),
            stdin=subprocess.DEVNULL if screen else subprocess.PIPE,
            stdout=screen or subprocess.PIPE,
            stderr=screen or subprocess.PIPE,
        )

    @contextlib.contextmanager
    def piped(
        self, *arguments: str
    ) -> Iterator[tuple["subprocess.Popen[bytes]", IO[bytes], IO[bytes], IO[bytes]]]:
        """Start `langnghe` and give it with its three pipes; it is gone after the block."""
        with self.start(*arguments) as process:
            assert process.stdin
            assert process.stdout
            assert process.stderr
            try:
                yield process, process.stdin, process.stdout, process.stderr
            finally:
                process.kill()

    def finish(
        self, *arguments: str, given: bytes = b"", environment: dict[str, str] | None = None
    ) -> "Ended":
        """Run `langnghe` as a process of its own, with `given` as standard input, to its end."""
        with self.start(*arguments, environment=environment) as process:
            try:
                out, err = process.communicate(given, PATIENCE)
            finally:
                process.kill()
        return Ended(process.returncode, out.decode(), err.decode())


class Ended(NamedTuple):
    """A command that has ended: its exit code, and what it said."""

    code: int
    out: str
    err: str


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LANGNGHE_", "PYTHON"))}
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        kept.pop(name.lower(), None)
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NO_PROXY_THERE)
    return kept | proxies | {"NO_PROXY": "", "COLUMNS": "300", "TERM": "dumb"}


def running_processes(root: Path) -> list[psutil.Process]:
    """Return the processes that work in this project's folder."""
    return [each for each in psutil.process_iter(["cwd"]) if each.info["cwd"] == str(root)]
