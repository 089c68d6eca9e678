"""From a customer's message to the answer sent, through the real bot against the sandbox, with and without the model."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import limits
from nlu import server
from nlu.client import Client
from nlu.understanding import Understanding
from store.engine import open_sessions
from store.migrate import upgrade
from tests.bench.measure import AT_LEAST, Figure, latencies
from tests.dialogues.desk import ROOT
from tests.dialogues.service import Service, SwitchableModel, Understands, running_service

PER_SECOND, SECONDS = 10, 15
BURST, PEOPLE = 200, 40
QUESTIONS = (
    "mấy giờ shop mở cửa vậy",
    "shop o dau a",
    "ship về Huế bao nhiêu tiền",
    "co nhan chuyen khoan khong",
)
LATENCY_BAR = 60.0  # ms
THROUGHPUT_BAR = 20.0  # messages a second


class NoModel:
    """Takes every message for the same question, in no time."""

    async def understand(self, text: str) -> Understanding:
        return Understanding(
            text, "question", "question_address", "address", "neutral", None, (), confidence=0.99, entities=()
        )


def run() -> Sequence[Figure]:
    """Measure both ways."""
    with model() as client:
        return [*_measured("with_model", SwitchableModel(client)), *_measured("without_model", NoModel())]


@contextmanager
def model() -> Iterator[Client]:
    own = server.start(ROOT)
    own.wait_until_ready()
    yield Client(own.base_url, own.token)
    own.stop()


def _measured(name: str, model: Understands) -> list[Figure]:
    with unlimited_service(model) as service:
        steady = _steady(service)
        rate = _burst(service)
    return [
        *latencies(f"answer_{name}", steady, LATENCY_BAR),
        Figure(f"messages_{name}", round(rate, 1), "1/s", THROUGHPUT_BAR, AT_LEAST),
    ]


@contextmanager
def unlimited_service(model: Understands) -> Iterator[Service]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        # What is measured is the service; Telegram's limits are measured with the waves.
        patch.setattr(limits, "OVERALL", (10_000, 1.0))
        patch.setattr(limits, "PRIVATE_BURST", 10_000)
        sessions = open_sessions(f"sqlite:///{folder}/bench.db")
        upgrade(sessions)
        with running_service(Path(folder), sessions, model) as service:
            yield service


def _steady(service: Service) -> list[float]:
    """Return the seconds to each answer at a steady pace."""
    people = [service.new_customer() for _ in range(PEOPLE)]
    sent: dict[int, list[float]] = {person.user_id: [] for person in people}
    begun = time.monotonic()
    for number in range(PER_SECOND * SECONDS):
        time.sleep(max(0.0, begun + number / PER_SECOND - time.monotonic()))
        person = people[number % PEOPLE]
        sent[person.user_id].append(time.time())
        person.says(QUESTIONS[number % len(QUESTIONS)])
    service.settle()
    return _waits(service, sent)


def _waits(service: Service, sent: dict[int, list[float]]) -> list[float]:
    answered: dict[int, list[float]] = {user_id: [] for user_id in sent}
    for call in service.get("/sandbox/calls")["calls"]:
        chat_id = int(call["params"].get("chat_id", 0))
        if call["method"].lower() == "sendmessage" and chat_id in answered:
            answered[chat_id].append(call["time"])
    return [
        min(at for at in answered[user_id] if at >= asked) - asked
        for user_id, moments in sent.items()
        for asked in moments
        if any(at >= asked for at in answered[user_id])
    ]


def _burst(service: Service) -> float:
    """Return how many messages a second are worked when many are there at once."""
    people = [service.new_customer() for _ in range(PEOPLE)]
    for number in range(BURST):
        people[number % PEOPLE].says(QUESTIONS[number % len(QUESTIONS)])
        if number == 0:
            begun = time.monotonic()
    service.settle()
    return BURST / (time.monotonic() - begun)
