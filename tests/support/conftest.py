import pytest

from store.engine import Sessions
from tests.support.scene import Scene


@pytest.fixture
def scene(sessions: Sessions) -> Scene:
    return Scene(sessions)


@pytest.fixture
def regular(sessions: Sessions) -> Scene:
    """A scene with a customer who wrote before and was asked for consent."""
    return Scene(sessions).agreed_before()
