"""docs/hoi-thoai.md shows what the bot says today, and is the same whenever it is written."""

import pytest

from nlu.client import Client
from nlu.server import ModelServer
from store.engine import Sessions
from tests.dialogues.service import SwitchableModel
from tests.transcripts.page import page
from tests.transcripts.play import PAGE, play_all, zone

pytestmark = pytest.mark.model


def test_the_page_is_what_is_said_today(sqlite_sessions: Sessions, model_server: ModelServer) -> None:
    talks = play_all(sqlite_sessions, SwitchableModel(Client(model_server.base_url, model_server.token)))
    assert page(talks, zone()) == PAGE.read_text(encoding="utf-8"), "`make transcripts` writes it anew"
