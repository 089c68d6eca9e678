"""The bot is killed at each step of a message's path: no message is lost, no check-in is sent twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from langnghe.parts import SANDBOX_USERNAME, moved_clock
from store.engine import Sessions, engine_of, open_sessions, reading
from store.migrate import upgrade
from store.models import Conversation, Customer, Message, Order, OutboxMessage, Response, Ticket, TicketEvent
from support import consents
from support.surveys import ask_due
from tests.dialogues.desk import ROOT, desk_on
from tests.dialogues.person import Person
from tests.dialogues.service import Service, SwitchableModel, running_sandbox
from tests.kill import nursery
from tests.kill.victim import STEPS

pytestmark = pytest.mark.kill

PATIENCE = 40.0
# `make soak` asks for hundreds.
ROUNDS = int(os.environ.get("SOAK_ROUNDS", "12"))
CUSTOMERS = 3
CALM_EVERY = 25
LONGEST_LIFE = 1.0  # s; a bot is up in a fraction of it


class Scene:
    """A sandbox and a database that outlive the bot."""

    def __init__(self, service: Service, url: str, database_url: str, folder: Path) -> None:
        self.service, self.url, self.database_url, self.folder = service, url, database_url, folder

    @property
    def place(self) -> tuple[str, str, Path]:
        """Where a bot lives: the sandbox, the database, the clock."""
        return self.url, self.database_url, self.folder / "clock"

    def victim(self, step: str = "none", count: int = 1) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.kill.victim", step, str(count), self.url, self.database_url]
        environment = os.environ | {"PYTHONWARNINGS": "ignore"}
        arguments = [*command, str(self.folder / "clock")]
        return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL, env=environment)


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    sessions, database_url = _database(request, tmp_path)
    with running_sandbox(tmp_path) as url:
        desk = desk_on(moved_clock(tmp_path / "clock"), SANDBOX_USERNAME)
        service = Service(url, sessions, desk, SwitchableModel(None), tmp_path)
        service.begin_at_ten()
        yield Scene(service, url, database_url, tmp_path)
        service.http.close()
    engine_of(sessions).dispose()


def _database(request: pytest.FixtureRequest, folder: Path) -> tuple[Sessions, str]:
    if request.param == "postgresql":
        shared: Sessions = request.getfixturevalue("empty_postgresql")
        url = engine_of(shared).url.render_as_string(hide_password=False)
    else:
        url = f"sqlite:///{folder}/kill.db"
    sessions = open_sessions(url)
    upgrade(sessions)
    return sessions, url


@contextmanager
def running(victim: subprocess.Popen[bytes]) -> Iterator[None]:
    """Keep a bot that nobody kills running until the end of the block."""
    yield
    victim.terminate()
    assert victim.wait(PATIENCE) == 0


def dies(victim: subprocess.Popen[bytes], patience: float = PATIENCE) -> bool:
    """Wait until the bot has killed itself; False when it had to be killed from outside."""
    try:
        return victim.wait(patience) == -9
    except subprocess.TimeoutExpired:
        victim.kill()
        victim.wait()
        return False


@pytest.mark.parametrize("step", STEPS)
def test_no_message_is_lost_and_no_check_in_is_sent_twice(scene: Scene, step: str) -> None:
    service = scene.service
    people = [service.new_customer() for _ in range(CUSTOMERS)]
    due = _ask_one(service, people[0])
    # The second passing, so that something is under way; of the polls only the first one surely brings messages.
    victim = scene.victim(step, count=1 if "updates" in step else 2)
    _write(people, ("một", "hai"))
    assert dies(victim), f"the bot was not killed at {step!r}"
    _write(people, ("ba",))
    with running(scene.victim()):
        service.settle()
    _nothing_lost(service, people, ("một", "hai", "ba"))
    _asked_at_most_once(service, people[0], due)


def test_random_kills_lose_nothing_and_double_nothing(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    """The short form of `make soak`: the bot dies at a random step or moment, again and again, under load."""
    service, dice = scene.service, random.Random(20261122)  # noqa: S311 - the same run every time
    people = [service.new_customer() for _ in range(CUSTOMERS)]
    complaining = service.new_customer()
    due, begun, killed = _ask_one(service, people[0]), time.monotonic(), 0
    words = [f"tin số {number}" for number in range(ROUNDS)]
    for number, word in enumerate(words, 1):
        _write(people, (word,))
        _write([complaining], (f"giao trễ, {word}",))
        killed += _one_life(scene, dice)
        if number % CALM_EVERY == 0 or number == ROUNDS:
            _calm_life(scene)
            _nothing_lost(service, people, words[:number])
            _nothing_doubled(service, complaining, number)
            with capsys.disabled():
                rate = (time.monotonic() - begun) / number
                print(f" {number} rounds, {killed} kills, {rate:.2f} s a round", flush=True)
    assert killed == ROUNDS
    _asked_at_most_once(service, people[0], due)


def _one_life(scene: Scene, dice: random.Random) -> bool:
    """Let a bot live until it dies at a step of its own or at a moment that nobody chose; whether it was killed."""
    step = dice.choice(["none", *STEPS])
    life = nursery.bear(step, dice.randint(1, CUSTOMERS), *scene.place)
    life.join(dice.uniform(0.05, LONGEST_LIFE))
    life.kill()
    life.join()
    return life.exitcode == -signal.SIGKILL


def _calm_life(scene: Scene) -> None:
    """Let a bot that nobody kills work what is left."""
    life = nursery.bear("none", 1, *scene.place)
    deadline = time.monotonic() + PATIENCE
    while scene.service._restless():
        assert time.monotonic() < deadline, f"still restless: {scene.service._restless()}"
        time.sleep(0.1)
    life.terminate()
    life.join(PATIENCE)
    assert life.exitcode == 0


def _nothing_doubled(service: Service, person: Person, said: int) -> None:
    """One case holds everything that somebody complained of, and its history has each message once."""
    with reading(service.sessions) as session:
        chat = select(Conversation.id).where(Conversation.chat_id == str(person.user_id)).scalar_subquery()
        (ticket,) = session.scalars(select(Ticket).where(Ticket.conversation_id == chat)).all()
        theirs = Message.conversation_id == chat, Message.author == "customer"
        kept = session.scalars(select(Message.ticket_id).where(*theirs)).all()
        lines = select(func.count()).where(
            TicketEvent.ticket_id == ticket.id, TicketEvent.what.in_(["opened", "added"])
        )
        assert kept == [ticket.id] * said
        assert session.scalar(lines) == said


def _write(people: list[Person], words: tuple[str, ...]) -> None:
    for word in words:
        for person in people:
            person.says(f"{word} {person.number}")


def _ask_one(service: Service, person: Person) -> int:
    """Let a check-in fall due for a customer whom the shop knows, and return its outbox row."""
    person.says("chào")
    desk, now = service.desk, service.desk.clock()
    with service.sessions.begin() as session:
        customer = Customer(name="Khách", created_at=now)
        session.add(customer)
        session.flush()
        chat = Conversation(
            channel="telegram", chat_id=str(person.user_id), customer_id=customer.id, created_at=now
        )
        delivered = now - timedelta(days=3)
        order = Order(code="DH1", customer_id=customer.id, items="Áo", delivered_at=delivered, updated_at=now)
        session.add_all([chat, order])
        consents.give(session, desk, customer, "check_in", "telegram")
        session.flush()
        assert ask_due(session, desk) == 1
        return session.scalars(select(OutboxMessage.id).where(OutboxMessage.response_id.is_not(None))).one()


def _nothing_lost(service: Service, people: list[Person], words: tuple[str, ...] | list[str]) -> None:
    with reading(service.sessions) as session:
        kept = Counter(session.scalars(select(Message.text).where(Message.author == "customer")))
        unsent = session.scalar(select(func.count()).where(OutboxMessage.state == "waiting"))
    expected = Counter(f"{word} {person.number}" for word in words for person in people)
    assert {text: kept[text] for text in expected} == expected
    assert unsent == 0
    for person in people:
        shown = [message["id"] for message in person.messages() if message["from"]["is_bot"]]
        assert len(shown) >= 1, f"customer {person.number} was never answered"


def _asked_at_most_once(service: Service, person: Person, outbox_id: int) -> None:
    with reading(service.sessions) as session:
        row = session.get_one(OutboxMessage, outbox_id)
        response = session.get_one(Response, row.response_id)
    shown = [
        message for message in person.messages() if any("checkin:" in str(row) for row in message["buttons"])
    ]
    assert (row.state, len(shown)) in {("sent", 1), ("unsure", 0), ("unsure", 1)}
    assert response.state == ("asked" if row.state == "sent" else "unsure")


def test_two_kills_in_a_row_at_the_worst_step(scene: Scene) -> None:
    """Sent, not recorded, twice: an answer may come again, a check-in never."""
    service = scene.service
    person = service.new_customer()
    due = _ask_one(service, person)
    for _ in range(2):
        victim = scene.victim("sent, not recorded")
        person.says("còn đó không")
        assert dies(victim)
    with running(scene.victim()):
        service.settle()
    _asked_at_most_once(service, person, due)
