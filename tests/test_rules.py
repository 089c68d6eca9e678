"""The six rules of the house (docs/architecture.md, CONTRIBUTING.md), one test or more for each, and its order."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.delivery import Delivery
from bot.rendering import Call
from nlu.understanding import Understanding
from store import lease
from store.engine import Sessions, reading
from store.models import (
    Base,
    Conversation,
    Customer,
    DataRequest,
    Handover,
    InboxUpdate,
    Message,
    Order,
    OutboxMessage,
    Response,
    Review,
    StaffMember,
    StaffPost,
    Ticket,
)  # fmt: skip
from tests.code import RASAS_OWN, ROOMS, ROOT, importers, literals, modules, tracked
from tests.dialogues.service import running_service

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


# Rule 1: imports go one way.


def test_imports_go_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(ROOT)
    assert lint_imports(no_logo=True) == 0, capsys.readouterr().out


def test_nobody_but_the_command_line_and_the_settings_speaks_of_the_sandbox() -> None:
    knowing = [
        name
        for name in tracked()
        if name.startswith(("bot/", "scheduler/", "support/", "store/", "nlu/", "web/"))
        and "sandbox" in (ROOT / name).read_text(encoding="utf-8", errors="replace").lower()
    ]
    assert knowing == []


# Rule 2: one transaction an event, none across a network call.


def test_what_runs_in_a_transaction_cannot_wait_for_a_network() -> None:
    waiting = {
        "asyncio",
        "httpx",
        "requests",
        "urllib.request",
        "http.client",
        "socket",
        "aiohttp",
        "anyio",
        "telegram",
    }
    for package in waiting:
        assert importers(package, "support", "store") == set()
    for file, module in modules("support", "store"):
        assert not any(isinstance(node, ast.AsyncFunctionDef) for node in ast.walk(module)), file


class WritesMeanwhile:
    """A model that writes to the database while it is asked: with a transaction open elsewhere that would fail."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions, self.asked = sessions, 0

    async def understand(self, text: str) -> Understanding:
        self.asked += 1
        self.write("model")
        return Understanding(
            text, "question", "question_address", "address", "neutral", None, (), confidence=0.99, entities=()
        )

    def write(self, name: str) -> None:
        assert lease.take(self.sessions, name, "test", datetime.now(UTC), timedelta(seconds=1))


def test_no_transaction_is_open_while_the_model_or_telegram_is_asked(
    sqlite_sessions: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer at a time, and this thread would have to let go before the other may go on."""
    model, sent = WritesMeanwhile(sqlite_sessions), count()
    send = Delivery._one_call

    async def writing(self: Delivery, call: Call, row: OutboxMessage) -> object:
        model.write(f"telegram {next(sent)}")
        return await send(self, call, row)

    monkeypatch.setattr(Delivery, "_one_call", writing)
    with running_service(tmp_path, sqlite_sessions, model) as service:
        service.new_customer().says("shop ở đâu")
        service.settle()
    with reading(sqlite_sessions) as session:
        assert [message.intent for message in session.query(Message).filter_by(author="customer")] == [
            "question_address"
        ]
        assert {row.state for row in session.query(OutboxMessage)} == {"sent"}
    assert model.asked == 1
    assert next(sent) > 0


# Rule 3: the database decides who gets what.


def base(session: Session) -> None:
    """One of everything that other rows need; the database is empty, so each gets the id 1."""
    for row in (
        Customer(name="Lan", created_at=NOW),
        Conversation(channel="telegram", chat_id="1", customer_id=1, created_at=NOW),
        Order(code="DH1", updated_at=NOW),
        Message(conversation_id=1, inbox_id=1, author="customer", text="", at=NOW),
        ticket("KN-0001"),
    ):
        session.add(row)
        session.flush()


def ticket(code: str) -> Ticket:
    return Ticket(
        code=code, conversation_id=1, customer_id=1, intent="", topic="", severity="S3", opened_at=NOW,
        answer_by=NOW,
    )  # fmt: skip


def response(survey: str, **about: int) -> Response:
    return Response(survey=survey, customer_id=1, conversation_id=1, state="asked", **about)


def data_request(**facts: datetime) -> DataRequest:
    return DataRequest(customer_id=1, what="see", channel="telegram", asked_at=NOW, due_at=NOW, **facts)


ONLY_ONE: dict[str, Callable[[], Base]] = {
    "inbox row an update": lambda: InboxUpdate(
        channel="telegram", update_id="7", chat_id="1", payload={}, received_at=NOW
    ),
    "message an inbox row": lambda: Message(
        conversation_id=1, inbox_id=2, author="customer", text="", at=NOW
    ),
    "conversation a chat": lambda: Conversation(
        channel="telegram", chat_id="2", customer_id=1, created_at=NOW
    ),
    "check-in an order": lambda: response("check_in", order_id=1),
    "CSAT a ticket": lambda: response("csat", ticket_id=1),
    "running handover a conversation": lambda: Handover(conversation_id=1, reason="", began_at=NOW),
    "ticket a code": lambda: ticket("KN-0002"),
    "order a code": lambda: Order(code="DH2", updated_at=NOW),
    "review a message": lambda: Review(
        conversation_id=1, customer_id=1, message_id=1, topics=[], sentiment="positive", at=NOW
    ),
    "staff member an account": lambda: StaffMember(channel="telegram", user_id="9", name="Minh"),
    "open request of a kind a customer": data_request,
    "post a message of the group": lambda: StaffPost(
        channel="telegram", chat_id="-1", channel_message_id="5", conversation_id=1
    ),
}


@pytest.mark.parametrize("what", ONLY_ONE)
def test_there_is_only_one(what: str, sessions: Sessions) -> None:
    with sessions.begin() as session:
        base(session)
        session.add(ONLY_ONE[what]())
    with pytest.raises(IntegrityError, match=r"(?i)unique"), sessions.begin() as session:
        session.add(ONLY_ONE[what]())


def test_the_constraints_leave_room_for_what_may_come_again(sessions: Sessions) -> None:
    with sessions.begin() as session:
        base(session)
        ended = {"conversation_id": 1, "reason": "", "began_at": NOW, "ended_at": NOW}
        session.add_all([Handover(**ended), Handover(**ended), Handover(**ended | {"ended_at": None})])
        session.add_all([data_request(done_at=NOW), data_request(done_at=NOW), data_request()])
        session.add_all([response("check_in", order_id=1), response("check_in", order_id=1, step=2)])
        session.add_all([Message(conversation_id=1, author="bot", text="", at=NOW) for _ in range(2)])


def test_apscheduler_only_wakes_and_is_known_to_the_scheduler_alone() -> None:
    assert importers("apscheduler", *ROOMS) == {"scheduler/leader.py"}
    assert "jobstores" not in (ROOT / "scheduler" / "leader.py").read_text(encoding="utf-8")


# Rule 4: nothing is built at import.

IMPORT_EVERYTHING = """
import importlib, sys
from pathlib import Path

BUILT = {"Engine", "Session", "sessionmaker", "Client", "AsyncClient", "Bot", "Application", "Settings", "Config",
         "BackgroundScheduler", "Starlette", "Desk", "House", "Reader", "Thread", "Lock", "Event"}

def refuse(event, arguments):
    if event in {"socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen", "_thread.start_new_thread"}:
        raise AssertionError(f"{event} at import: {arguments}")
    if event == "open" and (set("wax+") & set(str(arguments[1] or "")) or str(arguments[0]).endswith((".yml", ".env"))):
        raise AssertionError(f"opened at import: {arguments}")

sys.addaudithook(refuse)
for name in sys.argv[1:]:
    module = importlib.import_module(name)
    for key, value in vars(module).items():
        if type(value).__name__ in BUILT:
            raise AssertionError(f"{name}.{key} is a {type(value).__name__}, built at import")
"""


@pytest.mark.slow
def test_nothing_is_built_at_import() -> None:
    names = [
        file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for file, _ in modules(*ROOMS)
        if not file.startswith((*RASAS_OWN, "store/migrations/"))
    ]
    assert len(names) > 100
    done = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_EVERYTHING, *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_clock_is_passed_in() -> None:
    """The one clock is made in langnghe/parts.py; the sandbox has its own, because nobody hands it one."""
    reading_it = {
        f"{file}:{node.lineno}"
        for file, module in modules("support", "store", "web", "bot")
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCKS
    }
    assert reading_it == set()


CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}


# Rule 5: each library has one room.


def test_only_bot_knows_telegram() -> None:
    assert all(file.startswith("bot/") for file in importers("telegram", *ROOMS))


def test_only_store_knows_the_engine() -> None:
    for name in ("create_engine", "Engine", "event", "make_url", "Connection", "engine"):
        assert all(file.startswith("store/") for file in importers(f"sqlalchemy.{name}", *ROOMS)), name


def test_only_nlus_own_corner_knows_rasa() -> None:
    for name in ("rasa", "sanic", "sklearn"):
        assert all(file.startswith(RASAS_OWN) for file in importers(name, *ROOMS)), name


# Rule 6: every Vietnamese sentence is content.

VIETNAMESE = re.compile("[à-ãè-êìíò-õùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
# Signs and words that are read, not said.
MAY_HOLD_WORDS: dict[str, dict[str, str]] = {
    **{room: {} for room in ("bot", "scheduler", "store", "settings", "web")},
    "support": {
        "support/order_cells.py": "the statuses of orders, as shops write them, and how money is written",
        "support/order_sheet.py": "the letter đ, which Unicode does not take apart",
        "support/reviews.py": "how people type stars",
    },
    "langnghe": {
        "langnghe/commands.py": "the product's name, and who opens the staff page when nobody is named",
        "langnghe/demo.py": "the sandbox's orders",
        "langnghe/doctor.py": "what the model is asked to see whether it answers",
        "langnghe/run.py": "what to try first",
        "langnghe/serving.py": "who opens the staff page when nobody is named",
    },
}


@pytest.mark.parametrize("room", MAY_HOLD_WORDS)
def test_no_vietnamese_sentence_stands_in_code(room: str) -> None:
    found = {
        file: literal
        for file, module in modules(room)
        for literal in literals(module)
        if VIETNAMESE.search(literal)
    }
    assert found.keys() == MAY_HOLD_WORDS[room].keys(), found
