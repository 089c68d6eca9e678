"""Plays the stories of stories.yml through the real bot, the sandbox and the model, and writes down who saw what when.

The clock is set anew before each step, so that how long a step takes on this machine is not to be seen.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from bot import limits
from scheduler.timetable import TIMETABLE
from settings import load
from store.engine import Sessions
from tests.dialogues.desk import ROOT
from tests.dialogues.person import Person
from tests.dialogues.script import ACTIONS
from tests.dialogues.service import Service, SwitchableModel, running_service

STORIES = Path(__file__).with_name("stories.yml")
PAGE = ROOT / "docs" / "hoi-thoai.md"
# Mondays on which the shop works, ahead of any day on which this is played.
FIRST = datetime(2030, 3, 4, 3, 5, tzinfo=UTC)
BETWEEN_STEPS = timedelta(minutes=1)
Chat = dict[int, str]
DAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@dataclass(frozen=True)
class Story:
    """A conversation and what it shows."""

    title: str
    about: str
    customer: str
    steps: list[dict[str, Any]]
    orders: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """Who did what at which moment, what the customer saw then, and what the staff group did."""

    at: datetime
    who: str
    did: str
    customer_saw: Sequence[str]
    staff_saw: Sequence[str]


@dataclass(frozen=True)
class Talk:
    """A story as it went."""

    story: Story
    lines: Sequence[Line]


def stories() -> list[Story]:
    """Return the stories as they are written."""
    return [Story(**raw) for raw in YAML(typ="safe").load(STORIES.read_text(encoding="utf-8"))]


def play_all(sessions: Sessions, model: SwitchableModel) -> list[Talk]:
    """Play every story, each from a Monday on."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "GROUP", (10_000, 1.0))
        patch.setattr(limits, "PRIVATE_BURST", 10_000)
        with running_service(Path(folder), sessions, model) as service:
            return [
                Talk(story, list(Stage(service, story, FIRST + number * timedelta(weeks=1)).play()))
                for number, story in enumerate(stories())
            ]


class Stage:
    """One story with its customer and its clock."""

    def __init__(self, service: Service, story: Story, begins: datetime) -> None:
        self.service, self.story, self.now = service, story, begins
        self._be_at(begins)
        self.person = _customer(service, story.customer)

    def play(self) -> Iterator[Line]:
        self.service.import_orders(
            [{key: self._fill(str(value)) for key, value in order.items()} for order in self.story.orders]
        )
        for step in self.story.steps:
            self._be_at(self._moment_of(step))
            before = self._seen()
            self._act(step)
            self.service.settle()
            now = self._seen()
            saw, staff_saw = (_new(here, earlier) for here, earlier in zip(now, before, strict=True))
            yield Line(self.now, *_deed(self.story, step), saw, staff_saw)

    def _seen(self) -> tuple[Chat, Chat]:
        """What the bot has written in both chats until now, as it stands there, by message."""
        return _shown_of(self.person.messages()), _shown_of(self.person.group_messages())

    def _moment_of(self, step: dict[str, Any]) -> datetime:
        zone = self.service.desk.config.shop.timezone
        if "clock" not in step:
            return self.now + BETWEEN_STEPS
        if by := re.fullmatch(r"(\d+)([dh])", step["clock"]):
            return self.now + int(by[1]) * (timedelta(days=1) if by[2] == "d" else timedelta(hours=1))
        hour, minute = map(int, step["clock"].split(":"))
        then = self.now.astimezone(zone).replace(hour=hour, minute=minute)
        return then if then > self.now else then + timedelta(days=1)

    def _be_at(self, moment: datetime) -> None:
        self.now = moment
        self.service.advance_clock(moment + timedelta(seconds=2) - self.service.desk.clock())

    def _act(self, step: dict[str, Any]) -> None:
        if "clock" in step:
            for entry in TIMETABLE:
                entry.job(self.service.sessions, self.service.desk)
            return
        (name,) = step.keys() & ACTIONS.keys()
        ACTIONS[name](self.service, self.person, step[name], step)

    def _fill(self, text: str) -> str:
        return text.replace("{phone}", self.person.phone)


def _customer(service: Service, name: str) -> Person:
    service.customers += 1
    phone = f"+84901{service.customers:06d}"
    made = service.post("/sandbox/users", {"name": name, "phone": phone})
    return Person(service, made["user"]["id"], phone, service.customers)


def _new(now: Chat, before: Chat) -> list[str]:
    """What was written since then, and what was changed; a button that only went away is no news."""
    return [text for number, text in now.items() if _words(text) != _words(before.get(number, ""))]


def _words(text: str) -> str:
    return text.partition("\n`[")[0]


def _shown_of(messages: list[dict[str, Any]]) -> Chat:
    return {message["id"]: _shown(message) for message in messages if message["from"]["is_bot"]}


def _shown(message: dict[str, Any]) -> str:
    buttons = " ".join(f"`[{button['text']}]`" for button in _buttons(message))
    return "\n".join(filter(None, [message["text"] or FILE, buttons]))


def _buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        button for rows in (message["buttons"], message["keyboard"] or []) for row in rows for button in row
    ]


FILE = "📎 (tệp hoặc hình)"


def _deed(story: Story, step: dict[str, Any]) -> tuple[str, str]:
    """Who does a step, and how it is told."""
    told = {
        "customer": (story.customer, "{}"),
        "tap": (story.customer, "bấm `[{}]`"),
        "start": (story.customer, "bấm Bắt đầu (link của đơn {})" if step.get("start") else "bấm Bắt đầu"),
        "shares_phone": (story.customer, "chia sẻ số điện thoại của mình"),
        "photo": (story.customer, f"📷 {step.get('caption', '(hình)')}"),
        "staff": ("Nhân viên", "{}"),
        "staff_taps": ("Nhân viên", "bấm `[{}]`"),
        "clock": ("", ""),
    }
    name = next(key for key in step if key in told)
    who, how = told[name]
    return who, how.format(step[name])


def zone() -> ZoneInfo:
    """The shop's zone."""
    return load(ROOT, {}).config.shop.timezone
