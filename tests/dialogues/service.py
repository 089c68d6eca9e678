"""The whole service in one process for tests: sandbox and bot over HTTP, a database, the model, a clock to move."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol, Self

import httpx
from sqlalchemy import func, select

from bot.app import run as run_bot
from langnghe.parts import SANDBOX_STAFF_CHAT_ID, SANDBOX_TOKEN, SANDBOX_USERNAME, moved_clock
from nlu.client import Client, ModelUnavailable
from nlu.understanding import Understanding
from sandbox.options import Options
from scheduler.timetable import TIMETABLE
from settings.schema import Telegram
from store import models
from store.engine import Sessions, reading
from store.models import InboxUpdate, OutboxMessage
from support.calendar import is_open
from support.desk import Desk
from support.links import make_token
from support.order_import import import_file
from tests.dialogues.desk import SECRET, desk_on
from tests.dialogues.person import Person
from tests.dialogues.staff_group import StaffGroup
from tests.sandbox.server import running

PATIENCE = 20.0  # seconds until what was set going must have come to rest
LOOK_EVERY = 0.03
PIECES_APART = timedelta(seconds=2)
FRIDAY = 4


class Understands(Protocol):
    """A model, or what stands in for one."""

    async def understand(self, text: str) -> Understanding: ...


class SwitchableModel:
    """The real model's client, which a dialogue can switch off."""

    def __init__(self, client: Client | None, renew: Callable[[], Client] | None = None) -> None:
        self.client, self.renew = client, renew
        self.up = True

    async def understand(self, text: str) -> Understanding:
        if not self.up or self.client is None:
            raise ModelUnavailable("The model is switched off for this test.")
        return await self.client.understand(text)

    async def aclose(self) -> None:
        """Close the client's connections, in the loop that opened them."""
        if self.client:
            await self.client.aclose()


class Bot(threading.Thread):
    """The real bot against the sandbox, in a thread of its own."""

    def __init__(
        self, url: str, sessions: Sessions, make_desk: Callable[[str], Desk], model: Understands
    ) -> None:
        super().__init__(daemon=True)
        self._loop, self._halt = asyncio.new_event_loop(), asyncio.Event()
        self._ready, self._model = threading.Event(), model
        telegram = Telegram(api=url, staff_chat_id=SANDBOX_STAFF_CHAT_ID)
        self._work = run_bot(
            SANDBOX_TOKEN,
            telegram,
            sessions,
            make_desk,
            model,
            stop=self._halt,
            on_ready=lambda _name: self._ready.set(),
        )

    def run(self) -> None:
        self._loop.run_until_complete(self._work)
        if isinstance(self._model, SwitchableModel):
            self._loop.run_until_complete(self._model.aclose())
        self._loop.close()

    def __enter__(self) -> Self:
        self.start()
        assert self._ready.wait(PATIENCE), "the bot is not ready"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._halt.set)
        self.join(PATIENCE)
        assert not self.is_alive(), "the bot does not stop"


@contextmanager
def running_sandbox(folder: Path) -> Iterator[str]:
    """Run a sandbox without limits and give its address; its clock is told in `folder`/clock."""
    with running(Options(SANDBOX_TOKEN, port=0, clock_path=folder / "clock", limits=False)) as sandbox:
        yield sandbox.url


@contextmanager
def running_service(folder: Path, sessions: Sessions, model: Understands) -> Iterator["Service"]:
    """Run sandbox and bot on a database; the clock begins at ten in the morning of a working day."""
    with running_sandbox(folder) as url:
        clock = moved_clock(folder / "clock")
        desks: list[Desk] = []

        def make_desk(bot_username: str) -> Desk:
            desks.append(desk_on(clock, bot_username))
            return desks[-1]

        service = Service(url, sessions, make_desk(SANDBOX_USERNAME), model, folder)
        service.desks = desks
        service.new_bot = lambda: Bot(url, sessions, make_desk, model)
        service.bot(up=True)
        try:
            service.begin_at_ten()
            yield service
        finally:
            service.bot(up=False)
            service.http.close()


class Service:
    """What dialogues drive: the sandbox's control API, and the clock."""

    def __init__(self, url: str, sessions: Sessions, desk: Desk, model: Understands, folder: Path) -> None:
        self.http = httpx.Client(base_url=url, timeout=10)
        self.sessions, self.desk, self.switch, self.folder = sessions, desk, model, folder
        self.desks: list[Desk] = [desk]
        self.new_bot: Callable[[], Bot] | None = None
        self.running: Bot | None = None
        self.is_down = False
        self.group: StaffGroup = StaffGroup(self)
        self.customers = 0
        self.staff_id = next(user["id"] for user in self._state()["users"] if user["staff"])

    def new_customer(self) -> Person:
        """Let somebody new into the sandbox, with a phone number of their own."""
        self.customers += 1
        phone = f"+84901{self.customers:06d}"
        made = self.post("/sandbox/users", {"name": f"Khách {self.customers}", "phone": phone})
        return Person(self, made["user"]["id"], phone, self.customers)

    def import_orders(self, orders: list[dict[str, Any]]) -> None:
        """Hand orders to the shop's own import."""
        if not orders:
            return
        columns = [
            *("order_code", "phone", "link_token", "name", "items", "total", "status", "delivered_at"),
            *("expected_on", "carrier", "tracking_code"),
        ]
        path = self.folder / "orders.csv"
        lines = [",".join(columns), *(",".join(self._cells(order)) for order in orders)]
        path.write_text("\n".join(lines), encoding="utf-8")
        report = import_file(self.sessions, path, self.desk, self.desk.clock(), lambda _done, _total: None)
        assert not report.refused, report.refused

    def _cells(self, order: dict[str, Any]) -> list[str]:
        code, phone = order["code"], order.get("phone", "")
        now = self.desk.clock().astimezone(self.desk.config.shop.timezone)
        at = now.strftime("%Y-%m-%d %H:%M") if order.get("delivered") else ""
        expected = f"{now + timedelta(days=int(order['expected'])):%Y-%m-%d}" if "expected" in order else ""
        token = "" if phone else self.token(code)
        return [
            code,
            phone,
            token,
            "Khách",
            order["items"],
            order.get("total", "250000"),
            order["status"],
            at,
            expected,
            order.get("carrier", ""),
            order.get("tracking", ""),
        ]

    def token(self, code: str) -> str:
        """Return the deep link's token of an order."""
        return make_token(SECRET, code)

    def begin_at_ten(self) -> None:
        """Move the clock to the next Monday, Tuesday or Wednesday on which the shop works, at ten."""
        self.advance_to(10, 0)
        while not self._is_early_in_a_working_week():
            self.advance(timedelta(days=1))

    def _is_early_in_a_working_week(self) -> bool:
        shop, now = self.desk.config.shop, self.desk.clock()
        return now.astimezone(shop.timezone).weekday() <= FRIDAY - 2 and is_open(shop, now)

    def advance(self, by: timedelta) -> None:
        """Move the clock and let the scheduler look."""
        self.advance_clock(by)
        for entry in TIMETABLE:
            entry.job(self.sessions, self.desk)

    def advance_clock(self, by: timedelta) -> None:
        """Move the clock alone."""
        self.post("/sandbox/clock", {"advance_seconds": int(by.total_seconds())})

    def advance_to(self, hour: int, minute: int) -> None:
        """Move the clock to a time of the next day in the shop's zone."""
        now = self.desk.clock().astimezone(self.desk.config.shop.timezone)
        goal = (now + timedelta(days=1)).replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.advance(goal - now)

    def model(self, *, up: bool) -> None:
        """Switch the model on or off."""
        assert isinstance(self.switch, SwitchableModel), "this service has no model to switch"
        self.switch.up = up

    def staff_reply(self, person: Person, text: str) -> None:
        """Answer the newest card about this customer."""
        card = person.newest_card()
        body = {"user_id": self.staff_id, "text": text, "reply_to": card["id"]}
        self.post(f"/sandbox/chats/{SANDBOX_STAFF_CHAT_ID}/send", body)

    @contextmanager
    def group_as(self, what: str) -> Iterator[None]:
        """Let the staff group be a forum, or plain; afterwards it is plain again, with the bot in it."""
        if what == "forum":
            self.set_forum(on=True)
        try:
            yield
        finally:
            if what:
                self.make_bot("administrator")
                self.set_forum(on=False)

    def set_forum(self, *, on: bool) -> None:
        """Switch the group's topics; the bot hears of it with the next message there."""
        self.post(f"/sandbox/chats/{SANDBOX_STAFF_CHAT_ID}/forum", {"is_forum": on})
        self.post(
            f"/sandbox/chats/{SANDBOX_STAFF_CHAT_ID}/send",
            {"user_id": self.staff_id, "text": "Nhóm mình đổi cách chia chủ đề nha mọi người"},
        )
        self.settle()

    def make_bot(self, what: str) -> None:
        """Make the bot kicked, left, restricted or administrator in the group, or one that manages no topics."""
        body: dict[str, Any] = {"status": what}
        if what == "without topics":
            body = {"status": "administrator", "rights": ["can_manage_chat"]}
        self.post(f"/sandbox/chats/{SANDBOX_STAFF_CHAT_ID}/bot", body)
        self.settle()

    def topics(self) -> list[dict[str, Any]]:
        """Return the group's topics."""
        group = next(chat for chat in self._state()["chats"] if chat["id"] == SANDBOX_STAFF_CHAT_ID)
        found: list[dict[str, Any]] = group["topics"] if group["is_forum"] else []
        return found

    def change_topic(self, person: Person, deed: str) -> None:
        """Let a staff member delete or close a customer's topic, or open it again."""
        topic = person.topic()
        assert topic is not None, "the customer has no topic"
        body = {"deleted": True} if deed == "delete" else {"closed": deed == "close"}
        self.post(f"/sandbox/chats/{SANDBOX_STAFF_CHAT_ID}/topics/{topic['id']}", body)

    def staff_say(self, person: Person, text: str) -> None:
        """Write into the customer's topic, answering nothing."""
        topic = person.topic()
        assert topic is not None, "the customer has no topic"
        body = {"user_id": self.staff_id, "text": text, "thread_id": topic["id"]}
        self.post(f"/sandbox/chats/{SANDBOX_STAFF_CHAT_ID}/send", body)

    def staff_tap(self, person: Person, label: str) -> None:
        """Tap a button of the newest card about this customer that has one with this label."""
        self.press(self.staff_id, SANDBOX_STAFF_CHAT_ID, person.group_messages(), label)

    def press(self, user_id: int, chat_id: int, messages: list[dict[str, Any]], label: str) -> str | None:
        """Tap the newest button whose label contains these words; return what the tap is answered with."""
        for message in reversed(messages):
            for button in (button for row in message["buttons"] for button in row):
                if label.lower() in button["text"].lower():
                    tap = {
                        "user_id": user_id,
                        "chat_id": chat_id,
                        "message_id": message["id"],
                        "data": button["data"],
                    }
                    text: str | None = self.post("/sandbox/press", tap)["text"]
                    return text
        raise AssertionError(f"No button {label!r} in {[message['buttons'] for message in messages]}")

    def bot(self, *, up: bool) -> None:
        """Start or stop the bot; while it is down, messages pile up at the sandbox."""
        assert self.new_bot is not None, "this service runs no bot of its own"
        self.is_down = not up
        if self.running is not None and not up:
            self.running.__exit__()
            self.running = None
        if self.running is None and up:
            if isinstance(self.switch, SwitchableModel) and self.switch.renew:
                self.switch.client = self.switch.renew()
            self.running = self.new_bot().__enter__()

    def settle(self) -> None:
        """Wait until everything that was set going has come to rest."""
        if self.is_down:
            return
        deadline = time.monotonic() + PATIENCE
        while self._restless():
            assert time.monotonic() < deadline, f"still restless after {PATIENCE} s: {self._restless()}"
            if self._only_waits_for_more():
                self.advance_clock(PIECES_APART)
            time.sleep(LOOK_EVERY)

    def _only_waits_for_more(self) -> bool:
        """Whether every message in the inbox was looked at, and waits for its writer to go on."""
        if self.get("/sandbox/updates")["pending"]:
            return False
        with reading(self.sessions) as session:
            rows = session.scalars(select(InboxUpdate).where(InboxUpdate.state == "new")).all()
            return bool(rows) and all(row.retry_at and not row.attempts for row in rows)

    def _restless(self) -> str:
        if pending := self.get("/sandbox/updates")["pending"]:
            return f"{len(pending)} updates are not fetched"
        with reading(self.sessions) as session:
            new = session.scalar(select(func.count()).where(InboxUpdate.state == "new"))
            # What waits for a group that the bot cannot write to is at rest.
            shut = select(models.StaffGroup.chat_id).where(models.StaffGroup.away_since.is_not(None))
            waiting = session.scalar(
                select(func.count()).where(
                    OutboxMessage.state.in_(["waiting", "sending"]), OutboxMessage.chat_id.not_in(shut)
                )
            )
        return f"{new} in the inbox, {waiting} in the outbox" if new or waiting else ""

    def get(self, path: str) -> Any:
        """Read from the control API."""
        return self.http.get(path).raise_for_status().json()

    def post(self, path: str, body: Any) -> Any:
        """Do something through the control API."""
        response = self.http.post(path, json=body)
        assert response.status_code == httpx.codes.OK, response.text
        return response.json()

    def _state(self) -> Any:
        return self.get("/sandbox/state")
