"""`langnghe parse`: one JSON object a line, in order, whatever the lines hold."""

import json
from collections.abc import Iterator

import pytest

from tests.langnghe.project import PATIENCE, Project, running_processes

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("model_server")]  # so there is a trained model

KEYS = [
    *(
        "text",
        "kind",
        "intent",
        "topic",
        "sentiment",
        "severity",
        "reasons",
        "confidence",
        "entities",
        "also",
        "topics",
    ),
]
LINES = [
    b"giao hang tre 5 ngay roi ma khong ai tra loi",
    b"",
    "áo đẹp lắm, cho 5 sao\r".encode(),
    b"   ",
    b"shop \xff\xfe oi",
    ("phí ship bao nhiêu vậy shop " * 150)[:4000].encode(),
    "dòng này\u2028là một dòng\x0bthôi".encode(),
    b"/intent_of_my_choice",
    b"shop mo cua luc may gio",
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project whose model server runs, as `langnghe nlu` starts it."""
    project = Project(tmp_path_factory.mktemp("served"))
    project.link_models()
    with project.piped("nlu", "--supervised") as (server, given, said, _):
        assert said.readline() == b"ready\n"
        yield project
        given.close()
        assert server.wait(PATIENCE) == 0
    assert running_processes(project.root) == []


def test_without_a_server_it_starts_one_of_its_own_and_ends_it(project: Project) -> None:
    project.link_models()
    ended = project.finish("parse", given=b"\n".join(LINES))
    assert (ended.code, ended.err) == (0, "")
    rows = [json.loads(line) for line in ended.out.split("\n")[:-1]]
    assert [list(row) for row in rows] == [KEYS] * len(LINES)
    assert [row["text"] for row in rows] == [
        line.decode(errors="replace").removesuffix("\r") for line in LINES
    ]
    assert [rows[place]["kind"] for place in (0, 1, 2, 3, 5, 8)] == [
        "complaint", "other", "review", "other", "question", "question"
    ]  # fmt: skip
    assert all(row["severity"] in {None, "S1", "S2", "S3", "S4"} for row in rows)
    assert all(row["sentiment"] in {"negative", "neutral", "positive"} for row in rows)
    assert running_processes(project.root) == []


def test_a_server_that_runs_is_used(served: Project) -> None:
    """Without a model of its own it could start none."""
    (served.root / "models").rename(served.root / "models-elsewhere")
    try:
        ended = served.finish("parse", given=b"shop oi\n\n")
    finally:
        (served.root / "models-elsewhere").rename(served.root / "models")
    assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 2)


def test_without_model_and_server_it_says_so(project: Project) -> None:
    ended = project.finish("parse", given=b"shop oi\n")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"There is no model in {project.root / 'models'}; train one with `langnghe train`.\n"


def test_nothing_to_read_is_nothing_to_say(served: Project) -> None:
    assert served.finish("parse") == (0, "", "")


def test_a_line_is_answered_before_the_next_one_comes(served: Project) -> None:
    with served.piped("parse") as (parse, given, said, _):
        for line in ("shop ơi", "phí ship bao nhiêu"):
            given.write(f"{line}\n".encode())
            given.flush()
            assert json.loads(said.readline())["text"] == line
        given.close()
        assert parse.wait(PATIENCE) == 0


def test_a_reader_that_goes_away_ends_it_quietly(served: Project) -> None:
    with served.piped("parse") as (parse, given, said, complained):
        given.write(b"shop oi\n" * 500)
        given.flush()
        assert said.readline()
        said.close()
        given.close()
        parse.wait(PATIENCE)
        assert complained.read() == b""
