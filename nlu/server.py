"""Start and stop the model server, a process of its own in Rasa's environment."""

import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import httpx

from nlu.training import newest_model, rasa_environment, rasa_python

Progress = Callable[[str], None]
_POLL_SECONDS = 0.2


class ServerFailed(Exception):  # noqa: N818 - said as it is
    """The model server ended or did not become ready; the message says what was seen."""


@dataclass(slots=True)
class ModelServer:
    """A running model server. `base_url` and `token` are what a Client needs."""

    process: subprocess.Popen[bytes]
    base_url: str
    token: str
    model: Path

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def ready(self) -> bool:
        """Whether it answers. Raises ServerFailed when the process has ended."""
        if not self.alive:
            raise ServerFailed(
                f"The model server ended with code {self.process.returncode} before it was ready."
            )
        try:
            answer = httpx.get(
                f"{self.base_url}/status", params={"token": self.token}, timeout=1, trust_env=False
            )
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    def wait_until_ready(self, progress: Progress = lambda _: None, timeout: float = 90) -> None:
        """Wait until it answers, telling `progress` each second.

        Raises ServerFailed after `timeout` seconds or when the process ends; nothing of it is left then.
        """
        try:
            self._wait(progress, timeout)
        except ServerFailed:
            self.stop(0)
            raise

    def _wait(self, progress: Progress, timeout: float) -> None:
        started = told = time.monotonic()
        while not self.ready():
            now = time.monotonic()
            if now - started > timeout:
                raise ServerFailed(f"The model server was not ready within {timeout:g} s.")
            if now - told >= 1:
                progress(f"loading {self.model.name}, {now - started:.0f} s")
                told = now
            time.sleep(_POLL_SECONDS)

    def stop(self, timeout: float = 5) -> None:
        """End the process: asked first, then made to after `timeout` seconds. It keeps nothing that could be lost."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(root: Path, port: int = 0, token: str | None = None, model: Path | None = None) -> ModelServer:
    """Start the server of `model`, by default the newest under `root`/models, on loopback; port 0 takes a free one.

    Returns at once; see ModelServer.wait_until_ready. The server ends with this process, however that ends.
    Raises ServerFailed when there is no model or Rasa's environment is not installed.
    """
    model = model or _newest(root)
    token = token or secrets.token_urlsafe(24)
    port = port or free_port()
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        _command(root, model, port, supervised=True),
        cwd=root,
        env=_environment(token),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in a terminal is for the service, which stops its parts in order
    )
    return ModelServer(process, f"http://127.0.0.1:{port}", token, model)


def become_server(root: Path, port: int, token: str, *, supervised: bool) -> NoReturn:
    """Become the server of the newest model: this process is replaced by Rasa's.

    When `supervised`, it prints "ready" when it serves and ends when its standard input closes.
    Raises ServerFailed when there is no model or Rasa's environment is not installed.
    """
    command = _command(root, _newest(root), port, supervised=supervised)
    os.chdir(root)
    os.execve(command[0], command, _environment(token))  # noqa: S606 - our own interpreter and module


def _newest(root: Path) -> Path:
    model = newest_model(root)
    if model is None:
        raise ServerFailed(f"There is no model in {root / 'models'}; train one with `langnghe train`.")
    return model


def _command(root: Path, model: Path, port: int, *, supervised: bool) -> list[str]:
    python = rasa_python(root)
    if not python.exists():
        raise ServerFailed(
            f"Rasa's environment is not installed: {python} is missing. `make setup` installs it."
        )
    return [
        str(python),
        "-m",
        "nlu.rasa_server",
        str(model),
        str(port),
        *(["--supervised"] if supervised else []),
    ]


def _environment(token: str) -> dict[str, str]:
    """One thread is enough for one short message at a time."""
    return {**rasa_environment(), "LANGNGHE_MODEL_TOKEN": token, "OMP_NUM_THREADS": "1"}


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
