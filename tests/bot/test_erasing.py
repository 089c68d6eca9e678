"""A customer is erased over the real bot: nothing is left in the database, in its file, or in the staff group."""

import json
from pathlib import Path

import pytest

from langnghe.parts import SANDBOX_STAFF_CHAT_ID
from nlu.understanding import Understanding
from store.engine import Sessions, engine_of
from tests.dialogues.person import Person
from tests.dialogues.service import Service, running_service
from tests.support.data_scenes import traces

pytestmark = pytest.mark.slow

WORDS = ("nhà em ở hẻm 27", "đây nè shop", "dạ chị Sen ơi shop đổi ngay", "nhanh giùm em")


class Complaints:
    """Understands everything as the same complaint."""

    async def understand(self, text: str) -> Understanding:
        return Understanding(
            text, "complaint", "complaint_late", "late", "negative", "S3", ("giao trễ",), 0.99, ()
        )


def live(service: Service, person: Person) -> None:
    """A talk with a photo and a person of the shop, then the file of it all."""
    person.starts("")
    person.shares_phone()
    person.says(WORDS[0])
    person.sends_photo(WORDS[1])
    service.settle()
    service.staff_reply(person, WORDS[2])
    service.settle()
    person.says(WORDS[3])
    person.says("/dulieu")
    service.settle()


def test_nothing_is_left(sqlite_sessions: Sessions, tmp_path: Path) -> None:
    with running_service(tmp_path, sqlite_sessions, Complaints()) as service:
        person = service.new_customer()
        marks = ("Khách 1", str(person.user_id), person.phone, *WORDS)
        live(service, person)
        (file,) = (each["document"] for each in person.messages() if each.get("document"))
        page = service.http.get(file["url"]).text
        assert all(mark in page for mark in marks)
        assert {mark for _, _, mark in traces(sqlite_sessions, marks)} == {*marks}
        person.says("/xoadulieu")
        service.settle()
        person.taps("Xoá hết")
        service.settle()
        assert traces(sqlite_sessions, marks) == set()
        assert "Mã biên nhận: DL-0002" in person.messages()[-1]["text"]
        posts = service.get(f"/sandbox/chats/{SANDBOX_STAFF_CHAT_ID}/messages")
        by_bot = [post for post in posts if post["from"]["is_bot"]]
        assert not any(mark in json.dumps(by_bot, ensure_ascii=False) for mark in marks)
        assert not any(post["buttons"] or post["photo"] for post in by_bot)
    engine_of(sqlite_sessions).dispose()
    database = (tmp_path / "test.db").read_bytes()
    assert not any(mark.encode() in database or json.dumps(mark)[1:-1].encode() in database for mark in marks)
