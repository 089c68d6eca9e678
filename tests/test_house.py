"""The house is in order: what the documents name exists, and nothing in it is unfinished or tells of one machine."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.code import ROOMS, ROOT, tracked

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(
    rf"`((?:{'|'.join((*ROOMS, 'data', 'docs', 'tests'))})/[\w./*-]*|[\w-]+\.(?:yml|md|toml|py))`"
)
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|X{3})\b")
ONE_MACHINE = re.compile(r"(?:^|[\s\"'(=])/(?:work|root|home|Users|tm[p])/\w")
MADE_BY_RUNNING = ("nlu/.venv",)
THERE = tracked()
TEXTS = [name for name in THERE if not name.endswith((".png", ".ico", ".lock", "LICENSE"))]
PAGES = [name for name in tracked("*.md") if not name.startswith("tests/")]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(read(page)) if "://" not in link]
    assert [link for link in links if link and not (ROOT / page).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("page", [page for page in PAGES if "decisions/" not in page])
def test_every_file_a_page_names_exists(page: str) -> None:
    """A decision may name what there was; every other page tells what there is."""
    missing = [name for name in NAMED.findall(read(page)) if not any(fits(name, path) for path in THERE)]
    assert [name for name in missing if not name.startswith(MADE_BY_RUNNING)] == []


def fits(name: str, path: str) -> bool:
    """Whether a page's name for a file or folder, perhaps from within a folder, perhaps without .py, means this one."""
    patterns = (name, f"{name.rstrip('/')}/*", f"{name}.py")
    return any(fnmatch(path, pattern) or fnmatch(path, f"*/{pattern}") for pattern in patterns)


def test_nothing_is_left_for_later() -> None:
    assert [place for name in TEXTS for place in places(name, UNFINISHED)] == []


def test_nothing_tells_of_one_machine() -> None:
    assert [place for name in TEXTS for place in places(name, ONE_MACHINE)] == []


def test_locked_packages_come_from_the_network_and_not_from_one_machine() -> None:
    for lock in ("uv.lock", "nlu/uv.lock"):
        addresses = re.findall(r'(?:registry|url|path|directory) = "([^"]+)"', read(lock))
        assert [each for each in addresses if not each.startswith("https://") or "@" in each] == [], lock


def test_the_rooms_of_the_architecture_are_the_rooms_there_are() -> None:
    page = read("docs/architecture.md")
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} == set(ROOMS)
    assert [room for room in ROOMS if f"{room}/" not in page] == []


def test_the_tables_of_the_architecture_are_the_tables_there_are() -> None:
    from store.models import Base  # noqa: PLC0415 - only here

    rows = re.findall(r"^\| (`.*?`) \|", read("docs/architecture.md"), re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == set(Base.metadata.tables)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def places(name: str, pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line}"
        for number, line in enumerate(lines(ROOT / name), 1)
        if pattern.search(line)
    ]


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()
