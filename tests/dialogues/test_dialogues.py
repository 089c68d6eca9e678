"""Every dialogue of this folder, on each database, with the real model and the real bot over HTTP."""

import pytest

from tests.dialogues.script import Dialogue, dialogues, play
from tests.dialogues.service import Service

pytestmark = pytest.mark.model


@pytest.mark.parametrize("dialogue", dialogues())
def test_dialogue(service: Service, dialogue: Dialogue) -> None:
    play(service, dialogue)
