"""The page as a process: it says when it serves, and stops soon after SIGTERM, also while a browser is connected."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.web.shop import ROOT

PROGRAM = """
import sys
from store.engine import open_sessions
from tests.web.shop import make_desk
from web.app import create_app, serve

serve(create_app(open_sessions(sys.argv[1]), make_desk()), int(sys.argv[2]), lambda: print("ready", flush=True))
"""


def free_port() -> int:
    import socket  # noqa: PLC0415 - pytest-socket guards the module's name

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_it_says_when_it_serves_and_stops_within_three_seconds(sqlite_file: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", PROGRAM, f"sqlite:///{sqlite_file}", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as browser:
            assert browser.get("/health").json()["database"] == "ok"
            assert browser.get("/enter?key=a-key-that-must-not-be-logged").status_code == 403
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=10)
        assert time.monotonic() - began < 3
        assert "must-not-be-logged" not in out + err
    finally:
        process.kill()
        process.wait()
