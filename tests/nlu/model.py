"""The real model for tests: trained when data or pipeline changed, served once a run."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from nlu import server, training
from nlu.client import Client
from nlu.server import ModelServer

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def model_server() -> Iterator[ModelServer]:
    """The server of the model of this data and pipeline."""
    if training.needs_training(ROOT):
        training.train(ROOT)
    running = server.start(ROOT)
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


@pytest.fixture
async def model(model_server: ModelServer) -> AsyncIterator[Client]:
    """A client of that server; patient, because tests may share the machine."""
    async with Client(model_server.base_url, model_server.token, timeout=30) as client:
        yield client
