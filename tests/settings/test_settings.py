"""Settings are checked at start: file, line, what was found, what was expected."""

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

import pytest

from settings import SettingsError, load
from settings.checked_yaml import plain, read_yaml

ROOT = Path(__file__).parents[2]
Edit = Callable[[str, str], Path]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """A project folder whose config.yml has one text replaced by another."""

    def edit(old: str, new: str) -> Path:
        text = (ROOT / "config.yml").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "config.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return edit


def fault(root: Path, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load(root, environ or {})
    return str(caught.value)


def line_of(root: Path, text: str) -> int:
    lines = (root / "config.yml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_shops_own_file_is_read(edited: Edit) -> None:
    config = load(edited("after: 2d", "after: 36h"), {}).config
    assert config.shop.hours.on(6) == ((time(9), time(18)),)
    assert config.check_in.after == timedelta(hours=36)
    assert config.tickets.first_answer.within("S1") == timedelta(minutes=15)


def test_the_environment_wins_over_env_file_and_that_over_config(edited: Edit) -> None:
    root = edited("https://api.telegram.org", "http://config.example")
    assert load(root, {}).config.telegram.api == "http://config.example"
    (root / ".env").write_text("LANGNGHE_TELEGRAM_API=http://file.example\nLANGNGHE_STAFF_CHAT_ID=-5\n")
    assert load(root, {}).config.telegram.api == "http://file.example"
    won = load(root, {"LANGNGHE_TELEGRAM_API": "http://environment.example"})
    assert won.config.telegram.api == "http://environment.example"
    assert won.config.telegram.staff_chat_id == -5


def test_an_empty_value_is_not_set(edited: Edit) -> None:
    assert load(edited("after: 2d", "after: 2d"), {"LANGNGHE_TELEGRAM_TOKEN": ""}).token is None


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        (
            "  phone: 0900",
            "  fone: 0900",
            "fone:",
            "shop.fone: found '0900 000 000', expected a key that exists here",
        ),
        (
            "fee: 20000",
            "fee: miễn phí",
            "miễn phí",
            "shop.delivery.0.fee: found 'miễn phí', expected a whole number",
        ),
        ("fee: 20000", "fee: -1", "fee: -1", "shop.delivery.0.fee: found -1"),
        (
            "S1: {to: trưởng nhóm",
            "S1: {to: giám đốc",
            "escalation:",
            "S1: to and up_to to be two of the levels nhân viên, trưởng nhóm, quản lý",
        ),
        (
            "S4: {to: nhân viên, up_to: nhân viên",
            "S4: {to: quản lý, up_to: nhân viên",
            "escalation:",
            "S4: up_to to be quản lý or a level above it",
        ),
        (
            "staff: []",
            'staff: [{id: "1", name: Lan, level: sếp}]',
            "staff: [{",
            "expected the level of Lan to be one of nhân viên, trưởng nhóm, quản lý",
        ),
        (
            "staff: []",
            'staff: [{id: "1", name: Lan, level: nhân viên}, {id: "1", name: Minh, level: nhân viên}]',
            "staff: [{",
            "expected an id of its own for everyone",
        ),
        (
            "holidays: closed",
            "holidays: nghỉ",
            "nghỉ",
            """shop.holidays: found 'nghỉ', expected "closed", "usual", or a list of opening times""",
        ),
        (
            "days: {}",
            'days: {30/4: ["8:00-12:00"]}',
            "30/4",
            "expected days written like 2027-02-05, each with its opening times",
        ),
        (
            '"13:00-21:00"',
            '"13:00-25:00"',
            "25:00",
            "shop.hours.mon: found ['8:00-12:00', '13:00-25:00'], expected a time of day",
        ),
        (
            '"13:00-21:00"',
            '"11:00-21:00"',
            "11:00-21",
            "opening times that follow each other without overlapping",
        ),
        ('"8:00-12:00"', '"12:00-8:00"', "12:00-8", "an opening time that lies before the closing time"),
        ("after: 2d", "after: two days", "two days", 'expected a length of time such as "30m", "4h" or "2d"'),
        ("Asia/Ho_Chi_Minh", "Asia/Saigonn", "Saigonn", "expected a time zone"),
        ("answer_from: 0.8", "answer_from: 5", "answer_from: 5", "understanding.answer_from: found 5"),
        ("code_prefix: KN", "code_prefix: kn-", "kn-", "one to five capital letters"),
        ('not_before: "8:00"', 'not_before: "22:00"', "check_in:", "not_before to lie before not_after"),
        ("sandbox: 8081", "sandbox: 80810", "80810", "ports.sandbox: found 80810"),
    ],
)
def test_a_wrong_line_is_named(edited: Edit, old: str, new: str, at: str, says: str) -> None:
    root = edited(old, new)
    message = fault(root)
    assert f"config.yml:{line_of(root, at)}: " in message
    assert says in message


def test_all_faults_are_said_at_once(edited: Edit) -> None:
    root = edited("fee: 20000", "fee: x")
    path = root / "config.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("after: 2d", "after: x"), encoding="utf-8")
    assert len(fault(root).splitlines()) == 2


def test_a_key_that_is_missing_is_named(edited: Edit) -> None:
    assert "tickets.code_prefix: found nothing, expected this key to be there" in fault(
        edited("  code_prefix: KN\n", "")
    )


def test_broken_yaml_names_its_line(edited: Edit) -> None:
    root = edited("  name: Shop", '  name: "Shop')
    assert fault(root).startswith("config.yml:")
    assert "expected valid YAML" in fault(root)


def test_no_file_is_a_sentence(tmp_path: Path) -> None:
    assert "config.yml: cannot be read (FileNotFoundError)" in fault(tmp_path)


def test_an_unknown_name_in_env_is_refused_with_its_line(edited: Edit) -> None:
    root = edited("after: 2d", "after: 2d")
    (root / ".env").write_text("# a comment\nLANGNGHE_TELEGRAM_TOKKEN=1\n")
    assert ".env:2: LANGNGHE_TELEGRAM_TOKKEN: unknown name" in fault(root)


def test_a_wrong_environment_value_is_refused_without_showing_it(edited: Edit) -> None:
    root = edited("after: 2d", "after: 2d")
    message = fault(root, {"LANGNGHE_SECRET_KEY": "short-secret"})
    assert "the environment: LANGNGHE_SECRET_KEY: " in message
    assert "short-secret" not in message
    assert "LANGNGHE_STAFF_CHAT_ID" in fault(root, {"LANGNGHE_STAFF_CHAT_ID": "group"})


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    missing = [key for key in keys(plain(read_yaml(ROOT / "config.yml"))) if f"`{key}`" not in page]
    assert missing == []


def test_every_name_of_the_environment_is_documented_and_in_the_example() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    from settings.schema import Environment  # noqa: PLC0415 - only here

    for name in Environment.model_fields:
        assert f"`LANGNGHE_{name.upper()}`" in page
        assert f"LANGNGHE_{name.upper()}=" in example


def test_nothing_is_documented_that_does_not_exist() -> None:
    known = keys(plain(read_yaml(ROOT / "config.yml"))) | {"telegram.proxy", "telegram.staff_chat_id"}
    rows = [
        line
        for line in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    documented = {line.split("`")[1] for line in rows}
    assert {key for key in documented if not key.startswith("LANGNGHE_")} <= known


def keys(data: object, prefix: str = "") -> set[str]:
    """The dotted keys of config.yml down to where the shop's own words begin."""
    free = {
        "shop.hours",
        "shop.delivery",
        "shop.facts",
        "importers",
        "pipeline",
        "tickets.first_answer",
        "tickets.solve",
        "tickets.escalation",
        "shop.days",
        "orders.tracking_links",
    }
    if not isinstance(data, dict) or prefix in free:
        return {prefix}
    return {
        key for name, value in data.items() for key in keys(value, f"{prefix}.{name}" if prefix else name)
    }
