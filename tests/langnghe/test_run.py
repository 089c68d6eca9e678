"""`langnghe run`: everything comes up, what dies comes back, and nothing is left behind however it ends."""

import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.langnghe.project import PATIENCE, Project, running_processes

pytestmark = [pytest.mark.model, pytest.mark.kill, pytest.mark.usefixtures("model_server")]

PARTS = {"nlu", "sandbox", "web", "bot", "scheduler"}
STOPS_WITHIN = 10.0


class Service:
    """A `langnghe run` of its own process, and what it printed."""

    def __init__(self, project: Project, screen: Path) -> None:
        self.project, self.screen = project, screen
        with screen.open("wb") as output:
            self.process = project.start("run", screen=output)

    def said(self) -> str:
        return self.screen.read_text(encoding="utf-8")

    def until_it_says(self, words: str, seconds: float = PATIENCE) -> None:
        until(lambda: words in self.said() or self.process.poll() is not None, seconds, self.said)
        assert words in self.said()

    def part(self, name: str) -> psutil.Process:
        """Return the process of a part; Rasa's takes the place of `langnghe nlu`."""
        words = "nlu.rasa_server" if name == "nlu" else name
        return next(each for each in running_processes(self.project.root) if words in each.cmdline())

    def end(self, number: signal.Signals) -> float:
        """Send a signal to the supervisor alone; return the seconds until nothing of the service is left."""
        begun = time.monotonic()
        self.process.send_signal(number)
        until(lambda: not self.left(), 2 * STOPS_WITHIN, lambda: f"{self.left()}\n{self.said()}")
        seconds = time.monotonic() - begun
        self.process.wait(STOPS_WITHIN)  # It may have ended just after it was last asked.
        return seconds

    def left(self) -> list[psutil.Process]:
        self.process.poll()
        return running_processes(self.project.root)


def until(condition: Callable[[], object], seconds: float, said: Callable[[], str]) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, said()
        time.sleep(0.1)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """One project for all of it: a second start finds what the first one left."""
    made = Project(tmp_path_factory.mktemp("run"))
    made.link_models()
    yield made
    for process in running_processes(made.root):
        process.kill()


@pytest.fixture(scope="module")
def service(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The service, up: several tests look at the same one, the last of them stops it."""
    started = Service(project, tmp_path_factory.mktemp("screen") / "first")
    started.until_it_says("Ctrl-C stops everything.", 2 * PATIENCE)
    return started


def test_it_says_what_runs_and_where_to_open_it(service: Service) -> None:
    said = service.said()
    assert service.project.url("sandbox", "") in said
    assert "nlu, sandbox, web, bot, scheduler" in said
    assert "shop oi don cua minh toi dau roi" in said
    assert "Training" not in said
    assert {path.stem for path in service.project.root.glob("var/sandbox/log/*.log")} == PARTS


def test_the_staff_link_opens_the_page(service: Service) -> None:
    link = re.search(r"Staff page: (\S+)", service.said())
    assert link
    with httpx.Client(trust_env=False, base_url=service.project.url("web")) as browser:
        assert browser.get("/").status_code == 403
        assert browser.get(link[1]).status_code == 200
        assert browser.get("/").status_code == 200


def test_a_customer_is_answered(service: Service) -> None:
    with httpx.Client(trust_env=False, base_url=service.project.url("sandbox")) as page:
        customer = page.get("/sandbox/state").json()["users"][0]["id"]
        chat = f"/sandbox/chats/{customer}"

        def answers() -> list[str]:
            found = page.get(f"{chat}/messages").json()
            return [message["text"] for message in found if message["from"]["is_bot"]]

        assert answers() == []
        page.post(f"{chat}/send", json={"user_id": customer, "text": "gặp nhân viên"}).raise_for_status()
        until(answers, PATIENCE, lambda: f"no answer\n{service.said()}")


def test_the_doctor_finds_nothing_to_mend(service: Service) -> None:
    assert "fix" not in (ended := service.project.run("doctor")).out
    assert ended.code == 0


def test_a_second_one_is_refused(service: Service) -> None:
    ended = service.project.run("run")
    assert ended.code == 2
    assert ended.err.startswith("The service runs already in this folder; stop that one first")


def test_a_part_that_dies_comes_back_and_it_is_said(service: Service) -> None:
    killed = {name: service.part(name) for name in ("bot", "nlu")}
    for process in killed.values():
        process.kill()
    for name, before in killed.items():
        service.until_it_says(f"The {name} stopped (signal 9); it is started again in 1 s.")
        service.until_it_says(f"The {name} is back.")
        assert service.part(name).pid != before.pid


def test_ctrl_c_stops_all_of_it_in_time(service: Service) -> None:
    assert service.end(signal.SIGINT) < STOPS_WITHIN
    assert service.process.returncode == 0
    assert service.said().endswith("Stopping ...\nStopped; nothing is lost.\n")


def test_the_next_start_needs_no_training_and_a_kill_leaves_no_part_behind(
    project: Project, tmp_path: Path
) -> None:
    service = Service(project, tmp_path / "screen")
    service.until_it_says("Ctrl-C stops everything.")
    assert "Training" not in service.said()
    assert len(running_processes(project.root)) == 1 + len(PARTS)
    service.end(signal.SIGKILL)
    assert service.process.returncode == -signal.SIGKILL


def test_ctrl_c_while_it_starts_stops_it_too(project: Project, tmp_path: Path) -> None:
    service = Service(project, tmp_path / "screen")
    until(lambda: len(running_processes(project.root)) > 1, PATIENCE, service.said)
    assert service.end(signal.SIGINT) < STOPS_WITHIN
    assert service.process.returncode == 0
    assert "Traceback" not in service.said()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_while_it_trains_it_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    untrained = Project(tmp_path)
    service = Service(untrained, tmp_path / "screen")
    until(lambda: len(running_processes(untrained.root)) > 1, PATIENCE, service.said)
    assert service.end(number) < STOPS_WITHIN
    assert "Traceback" not in service.said()
    assert list((untrained.root / "models").iterdir()) == []
