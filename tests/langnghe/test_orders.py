"""`langnghe orders`: a report people can act on, the same again without harm, and links that customers can open."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from langnghe.parts import SANDBOX_TOKEN
from support.links import order_code_of
from tests.dialogues.service import running_sandbox
from tests.langnghe.project import ROOT, Project

SECRET = "a secret of the tests, long enough"
WITH_SECRET = {"LANGNGHE_SECRET_KEY": SECRET}


@pytest.fixture
def sheet(project: Project) -> Path:
    """A shop's list of three orders, of which two cannot be right."""
    return Path(shutil.copy(ROOT / "tests" / "langnghe" / "orders.csv", project.root))


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[dict[str, str]]:
    """What names a Telegram, as far as the service can tell, and a bot's token there."""
    with running_sandbox(tmp_path) as url:
        yield {"LANGNGHE_TELEGRAM_API": url, "LANGNGHE_TELEGRAM_TOKEN": SANDBOX_TOKEN}


def test_the_report_counts_and_names_the_line_of_each_refused_row(project: Project, sheet: Path) -> None:
    first = project.run("orders", "import", str(sheet))
    counts, *refused = first.out.splitlines()
    assert (first.code, counts) == (0, "3 rows: 1 new, 0 changed, 0 as before, 2 refused.")
    assert [line.partition(":")[0] for line in refused] == ["  line 3", "  line 4"]
    assert "found the phone number “12”" in refused[0]
    assert "found the total “nhiều lắm”" in refused[1]
    again = project.run("orders", "import", str(sheet))
    assert again.out.splitlines()[0] == "3 rows: 0 new, 0 changed, 1 as before, 2 refused."


def test_many_refused_rows_do_not_fill_the_screen(project: Project, sheet: Path) -> None:
    with sheet.open("a", encoding="utf-8") as file:
        file.writelines(f"X{number},12,Minh,Áo,1,đang giao,\n" for number in range(30))
    lines = project.run("orders", "import", str(sheet)).out.splitlines()
    assert len(lines) == 22
    assert lines[-1] == "  and 12 more"


def test_a_file_that_is_not_there_is_a_sentence(project: Project) -> None:
    ended = project.run("orders", "import", "no-such.csv")
    assert (ended.code, ended.out) == (2, "")
    assert (
        ended.err.strip() == "no-such.csv: cannot be read (No such file or directory), expected a CSV file."
    )


def test_the_link_carries_a_token_for_its_order(project: Project) -> None:
    link = urlsplit(project.run("orders", "link", "DH1", environment=WITH_SECRET).out.strip())
    assert (link.scheme, link.netloc) == ("https", "t.me")
    assert order_code_of(SECRET, parse_qs(link.query)["start"][0]) == "DH1"


def test_a_code_that_no_link_can_carry_is_refused(project: Project) -> None:
    ended = project.run("orders", "link", "x" * 32)
    assert ended.code == 2
    assert "expected 1 to 31" in ended.err


def test_with_a_token_the_link_leads_to_that_bot(project: Project, telegram: dict[str, str]) -> None:
    link = project.run("orders", "link", "DH1", environment=telegram)
    assert link.out.startswith("https://t.me/langnghe_bot?start="), link
    wrong = {**telegram, "LANGNGHE_TELEGRAM_TOKEN": "4200000001:wrong"}
    refused = project.run("orders", "link", "DH1", environment=wrong)
    assert refused.code == 2
    assert "refused the bot's token" in refused.err
    assert "4200000001:wrong" not in refused.err
