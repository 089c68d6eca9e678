"""`langnghe doctor`: a sentence for each fault, and an exit code that a script can ask."""

from collections.abc import Iterator

import pytest

from langnghe.parts import SANDBOX_STAFF_CHAT_ID, SANDBOX_TOKEN
from sandbox.options import Options
from store.engine import open_sessions
from store.migrate import upgrade
from tests.bot.emulator import TOKEN as SPARSE_TOKEN
from tests.bot.emulator import emulating
from tests.dialogues.service import running_sandbox
from tests.langnghe.project import Project
from tests.sandbox.server import running


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Telegram, as far as the service can tell."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as url:
        yield url


def findings(project: Project, environment: dict[str, str] | None = None) -> dict[str, str]:
    """Run doctor; return what it says by what it looked at, "fix: ..." or "ok: ..."."""
    ended = project.run("doctor", environment=environment)
    lines = ended.out.splitlines()
    found = {
        what.partition(" ")[2].strip(): f"{what.partition(' ')[0]}: {sentence.strip()}"
        for what, sentence in zip(lines[::2], lines[1::2], strict=True)
    }
    assert ended.code == (1 if any(said.startswith("fix") for said in found.values()) else 0)
    assert all(said.endswith(".") for said in found.values())
    return found


def test_a_fresh_folder_lacks_a_model_and_what_runs(project: Project) -> None:
    found = findings(project)
    assert found["settings"].startswith("ok")
    assert found["content"].startswith("ok")
    assert found["model"] == "fix: There is no trained model: run `langnghe train`."
    assert "It runs with `langnghe run`" in found["model server"]
    assert found["database"] == "fix: Its schema is not the program's: `langnghe run` brings it up to date."
    assert found["telegram"] == "ok: No token is set, so the sandbox stands in for Telegram."
    for part in ("staff page", "sandbox"):
        assert found[part].startswith("fix: It does not answer: it runs with `langnghe run`")


def test_a_bot_and_a_scheduler_that_do_not_run_are_said(project: Project) -> None:
    upgrade(open_sessions(f"sqlite:///{project.root}/var/sandbox/langnghe.db"))
    found = findings(project)
    for part in ("bot", "scheduler"):
        assert (
            found[part]
            == f"fix: It does not run: it runs with `langnghe run`, or alone with `langnghe {part}`."
        )


def test_data_that_changed_since_the_training_is_said(project: Project) -> None:
    project.pretend_model()
    assert findings(project)["model"].startswith("ok")
    project.edit("seed: 1", "seed: 2")
    assert findings(project)["model"].startswith("fix: Data or pipeline changed since")


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:////dev/null/langnghe.db", "postgresql://nobody:secret@127.0.0.1:9/none"]
)
def test_a_database_out_of_reach_is_said_without_its_password(project: Project, url: str) -> None:
    found = findings(project, {"LANGNGHE_DATABASE_URL": url})
    assert found["database"].startswith("fix: ")
    assert "LANGNGHE_DATABASE_URL" in found["database"]
    assert "secret" not in found["database"]
    assert "staff page" in found, "one fault hides the others"


def test_a_token_needs_a_group(project: Project, api: str) -> None:
    known = {"LANGNGHE_TELEGRAM_API": api, "LANGNGHE_TELEGRAM_TOKEN": SANDBOX_TOKEN}
    found = findings(project, known)
    assert found["telegram"] == f"ok: The bot is @langnghe_bot, at {api}."
    assert found["staff group"].startswith("fix: None is set: add the bot to a group")
    in_group = findings(project, {**known, "LANGNGHE_STAFF_CHAT_ID": str(SANDBOX_STAFF_CHAT_ID)})
    assert in_group["staff group"].startswith("ok")
    elsewhere = findings(project, {**known, "LANGNGHE_STAFF_CHAT_ID": "-100999"})
    assert elsewhere["staff group"].startswith("fix: The bot is not in the group -100999")


def test_what_the_group_is_and_what_the_bot_may_do_there_is_said(project: Project) -> None:
    group = SANDBOX_STAFF_CHAT_ID
    known = {"LANGNGHE_TELEGRAM_TOKEN": SANDBOX_TOKEN, "LANGNGHE_STAFF_CHAT_ID": str(group)}
    with running(Options(token=SANDBOX_TOKEN, port=0, staff_chat_id=group, forum=True)) as sandbox:

        def said() -> str:
            return findings(project, {**known, "LANGNGHE_TELEGRAM_API": sandbox.url})["staff group"]

        assert "each customer with a ticket gets a topic" in said()
        for body, words in (
            ({"status": "administrator", "rights": ["can_manage_chat"]}, "the right to manage topics"),
            ({"status": "restricted"}, "The bot may not write in the staff group"),
            ({"status": "kicked"}, f"The bot is not in the group {group}"),
        ):
            sandbox.post(f"chats/{group}/bot", body)
            assert said().startswith("fix: ")
            assert words in said()


def test_a_wrong_token_is_said_and_not_shown(project: Project, api: str) -> None:
    wrong = {"LANGNGHE_TELEGRAM_API": api, "LANGNGHE_TELEGRAM_TOKEN": "4200000001:wrong"}
    found = findings(project, wrong)
    assert found["telegram"].startswith("fix: Telegram does not know the token")
    assert not any("4200000001:wrong" in said for said in found.values())


def test_a_bot_api_of_somebody_else_is_looked_at_too(project: Project) -> None:
    with emulating() as (_, url):
        found = findings(project, {"LANGNGHE_TELEGRAM_API": url, "LANGNGHE_TELEGRAM_TOKEN": SPARSE_TOKEN})
    assert found["telegram"] == f"ok: The bot is @somebody_elses_bot, at {url}."


def test_an_address_that_does_not_answer_is_said(project: Project) -> None:
    nobody = {
        "LANGNGHE_TELEGRAM_API": "http://127.0.0.1:9",
        "LANGNGHE_TELEGRAM_TOKEN": SANDBOX_TOKEN,
    }
    found = findings(project, nobody)
    assert found["telegram"].startswith("fix: http://127.0.0.1:9 does not answer")
