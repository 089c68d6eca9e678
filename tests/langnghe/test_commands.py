"""The command line: it explains itself, and what is wrong is said in a sentence before anything starts."""

import re
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from langnghe.commands import app
from tests.langnghe.project import PATIENCE, ROOT, Project

COMMANDS = {"run", "train", "parse", "orders", "doctor", "nlu", "bot", "scheduler", "web", "sandbox"}
TOKEN = {"LANGNGHE_TELEGRAM_TOKEN": "4200000001:a-real-token-of-thirty-five-letters"}


def test_every_command_there_is_has_help_and_every_option_too() -> None:
    root: Any = typer.main.get_command(app)
    assert set(root.commands) == COMMANDS
    assert unexplained(root, "langnghe") == []


def unexplained(command: Any, path: str) -> list[str]:
    lacking = [] if command.help and command.help.endswith(".") else [path]
    lacking += [f"{path} {each.name}" for each in command.params if not each.help]
    for name, sub in getattr(command, "commands", {}).items():
        lacking += unexplained(sub, f"{path} {name}")
    return lacking


def test_it_is_installed_as_langnghe() -> None:
    said = subprocess.run(
        [Path(sys.executable).parent / "langnghe", "--help"],
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    assert all(name in said.stdout.decode() for name in COMMANDS)


@pytest.mark.parametrize("command", [("run",), ("train", "--if-needed"), ("doctor",)])
def test_a_wrong_line_in_config_is_named_and_nothing_starts(
    project: Project, command: tuple[str, ...]
) -> None:
    line = project.edit("after: 2d", "after: soon")
    ended = project.run(*command)
    assert ended.code == (1 if command == ("doctor",) else 2)
    assert (
        f"config.yml:{line}: check_in.after: found 'soon', expected a length of time" in ended.out + ended.err
    )
    assert not (project.root / "var").exists()


def test_the_sentence_comes_without_a_traceback(project: Project) -> None:
    line = project.edit("after: 2d", "after: soon")
    ended = project.finish("run")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"config.yml:{line}: check_in.after: found 'soon', expected a length of time")
    assert len(ended.err.splitlines()) == 1


def test_broken_yaml_is_a_sentence_for_training_too(project: Project) -> None:
    project.edit("shop:", "shop: [")
    ended = project.run("train", "--if-needed")
    assert ended.code == 2
    assert ended.err.startswith("config.yml:")


def test_training_says_when_there_is_nothing_to_do(project: Project) -> None:
    project.pretend_model()
    ended = project.run("train", "--if-needed")
    assert (ended.code, ended.out) == (0, "The model is trained on the data and pipeline as they are.\n")


def test_the_sandbox_never_runs_beside_a_real_token(project: Project) -> None:
    ended = project.run("sandbox", environment=TOKEN)
    assert ended.code == 2
    assert "LANGNGHE_TELEGRAM_TOKEN is set: the sandbox never runs beside a real token" in ended.err


@pytest.mark.parametrize(
    ("command", "name"), [("run", "web"), ("nlu", "model"), ("web", "web"), ("sandbox", "sandbox")]
)
def test_a_taken_port_is_named(project: Project, command: str, name: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", project.ports[name]))
        other.listen()
        ended = project.run(command)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"Another program listens on ports.{name}: {project.ports[name]}; "
        "end it or choose other ports in config.yml.\n"
    )


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_a_wrong_line_in_data_is_named_before_anything_starts(project: Project, command: str) -> None:
    (project.root / "data").unlink()
    shutil.copytree(ROOT / "data", project.root / "data")
    answers = project.root / "data" / "answers.yml"
    answers.write_text(
        answers.read_text(encoding="utf-8").replace("  {delivery}", "  {no_such_fact}"), encoding="utf-8"
    )
    ended = project.run(command)
    assert ended.code == (1 if command == "doctor" else 2)
    assert re.search(r"answers\.yml:\d+: .*no_such_fact", ended.out + ended.err)
    assert not list(project.root.glob("var/**/*.db")) or command == "doctor"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "Found a database address that cannot be opened (ArgumentError)"),
        (
            "sqlite:////dev/null/langnghe.db",
            "Found a database address that cannot be opened (FileExistsError)",
        ),
        ("postgresql://nobody@127.0.0.1:9/none", "The database does not answer"),
    ],
)
def test_a_database_out_of_reach_is_a_sentence(project: Project, url: str, says: str) -> None:
    ended = project.run("run", environment={"LANGNGHE_DATABASE_URL": url})
    assert ended.code == 2
    assert says in ended.err
    assert "LANGNGHE_DATABASE_URL" in ended.err


def test_a_name_that_no_link_can_carry_is_refused(project: Project) -> None:
    ended = project.run("web", "link", "--name", "x" * 65)
    assert ended.code == 2
    assert "expected 1 to 64 characters" in ended.err


@pytest.mark.slow
def test_the_secret_is_made_once_and_for_nobody_else_to_read(project: Project) -> None:
    at_the_same_time = [project.start("orders", "link", "DH1") for _ in range(2)]
    links = {process.communicate(timeout=PATIENCE)[0] for process in at_the_same_time}
    assert len(links) == 1
    kept = project.root / "var" / "secret-key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(kept.read_text(encoding="ascii")) >= 32
    assert [path.name for path in kept.parent.iterdir() if path.is_file()] == [kept.name]


def test_what_the_sandbox_keeps_lies_apart_from_real_data(project: Project) -> None:
    shutil.copy(ROOT / "tests/langnghe/orders.csv", project.root)
    assert project.run("orders", "import", "orders.csv").code == 0
    assert [path.name for path in project.root.glob("var/**/*.db")] == ["langnghe.db"]
    assert (project.root / "var/sandbox/langnghe.db").exists()
    assert project.run("orders", "import", "orders.csv", environment=TOKEN).out.startswith("3 rows: 1 new")
    assert (project.root / "var/langnghe.db").exists()


def test_a_database_named_beside_config_is_the_sandboxs_too(project: Project) -> None:
    shutil.copy(ROOT / "tests/langnghe/orders.csv", project.root)
    (project.root / ".env").write_text("LANGNGHE_DATABASE_URL=sqlite:///named.db\n")
    assert project.run("orders", "import", "orders.csv").code == 0
    assert [path.name for path in project.root.glob("**/*.db")] == ["named.db"]
