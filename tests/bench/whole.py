"""The whole service as people start it: seconds until it serves, memory of all its processes, seconds until it is gone."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from tests.bench.measure import Figure
from tests.dialogues.desk import ROOT

PATIENCE = 120.0
START_BAR, STOP_BAR = 25.0, 10.0  # s
MEMORY_BAR = 1500.0  # MiB


def run() -> Sequence[Figure]:
    """Start it once, weigh it, stop it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"LANGNGHE_DATABASE_URL": f"sqlite:///{folder}/bench.db"}
        said = Path(folder) / "said"
        begun = time.monotonic()
        with said.open("w") as output:
            command = [sys.executable, "-m", "langnghe.commands", "run"]
            service = subprocess.Popen(
                command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=environment
            )
        _wait_until_served(service, said)
        started = time.monotonic() - begun
        memory = _memory(service.pid)
        begun = time.monotonic()
        service.send_signal(signal.SIGINT)
        service.wait(PATIENCE)
        stopped = time.monotonic() - begun
    return [
        Figure("service_start", round(started, 1), "s", START_BAR),
        Figure("service_memory", round(memory), "MiB", MEMORY_BAR),
        Figure("service_stop", round(stopped, 1), "s", STOP_BAR),
    ]


def _wait_until_served(service: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while "Ctrl-C stops everything" not in said.read_text(encoding="utf-8"):
        assert service.poll() is None, f"the service ended:\n{said.read_text(encoding='utf-8')}"
        assert time.monotonic() < deadline, "the service did not start"
        time.sleep(0.1)


def _memory(pid: int) -> float:
    """Return MiB: the proportional set size, so that what processes share counts once."""
    parent = psutil.Process(pid)
    everyone = [parent, *parent.children(recursive=True)]
    return float(sum(process.memory_full_info().pss for process in everyone)) / 1024**2
