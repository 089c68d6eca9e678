"""Rasa's own dialogue server on nine intents, trained and run as its documentation says: what ours is measured against."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from nlu.server import free_port
from nlu.training import rasa_environment, rasa_python
from tests.dialogues.desk import ROOT

PROJECT = Path(__file__).parent / "rasa"
READY_WITHIN = 180.0
TRAINED_WITHIN = 600.0


@contextmanager
def running_rasa() -> Iterator[str]:
    """Train the project in a folder of its own, run `rasa run` there and give its address."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(PROJECT, folder, dirs_exist_ok=True)
        _rasa(folder, "train", "--data", "nlu.yml", "rules.yml", "stories.yml", "--quiet").wait(
            TRAINED_WITHIN
        )
        port = free_port()
        server = _rasa(
            folder,
            *("run", "--model", "models", "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
            *("--interface", "127.0.0.1", "--port", str(port)),
        )
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_until_ready(server, url)
            yield url
        finally:
            server.terminate()
            server.wait(30)


def _rasa(folder: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **rasa_environment(), "LOG_LEVEL": "ERROR"}
    command = [str(rasa_python(ROOT)), "-m", "rasa", *arguments]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet)


def _wait_until_ready(server: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        assert server.poll() is None, f"Rasa's server ended with {server.returncode}"
        try:
            httpx.get(url, timeout=1, trust_env=False).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.3)
        else:
            return
    raise AssertionError("Rasa's server did not become ready")
