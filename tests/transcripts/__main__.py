"""Writes docs/hoi-thoai.md: `make transcripts`."""

import tempfile
from pathlib import Path

from nlu import server
from nlu.client import Client
from store.engine import open_sessions
from store.migrate import upgrade
from tests.dialogues.desk import ROOT
from tests.dialogues.service import SwitchableModel
from tests.transcripts.page import page
from tests.transcripts.play import PAGE, play_all, zone


def main() -> None:
    """Play every story and write the page."""
    own = server.start(ROOT)
    own.wait_until_ready()
    with tempfile.TemporaryDirectory() as folder:
        sessions = open_sessions(f"sqlite:///{Path(folder)}/transcripts.db")
        upgrade(sessions)
        talks = play_all(sessions, SwitchableModel(Client(own.base_url, own.token)))
    own.stop()
    PAGE.write_text(page(talks, zone()), encoding="utf-8")
    print(f"Written to {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
