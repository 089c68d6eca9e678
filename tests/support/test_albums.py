"""An album is one matter with one answer, and staff see it together and in order, however its parts arrive."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from store import outbox
from store.models import Message, OutboxMessage, StaffPost, Ticket
from store.outbox import Content
from support.events import Attachment
from tests.support.scene import GROUP, Scene, meaning, texts

BROKEN = meaning("complaint_damaged")


def photo(number: int) -> Attachment:
    return Attachment("photo", f"file-{number}")


def send_part(scene: Scene, number: int, text: str = "", album: str = "77") -> list[str]:
    understood = BROKEN if text else None
    return texts(scene.says(text, understood, files=[photo(number)], group_id=album))


def albums(scene: Scene) -> list[list[str]]:
    """The files of each album that goes to the staff, in order."""
    return [[part.file_id for part in content.parts] for content in scene.sent() if content.what == "album"]


def test_an_album_with_its_words_first_is_one_case_with_one_answer(regular: Scene) -> None:
    (answer,) = send_part(regular, 1, "áo rách nè")
    assert "KN-0001" in answer
    assert send_part(regular, 2) == send_part(regular, 3) == []
    ticket = regular.the(Ticket)
    assert [message.ticket_id for message in regular.rows(Message)[-4:] if message.attachments] == [
        ticket.id
    ] * 3
    assert albums(regular) == [["file-1", "file-2", "file-3"]]


def test_words_behind_the_first_part_take_back_what_nobody_has_heard(regular: Scene) -> None:
    send_part(regular, 1)
    (answer,) = send_part(regular, 2, "áo rách nè")
    assert "KN-0001" in answer
    assert send_part(regular, 3) == []
    regular.deliver()
    with regular.sessions() as session:
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.state == "withdrawn")).one()
    assert "nhận được" in Content.from_json(row.content).text
    assert not [each for each in regular.rows(Message) if "nhận được rồi ạ" in each.text]
    assert albums(regular) == [["file-1", "file-2", "file-3"]]


def test_words_that_come_late_are_answered_although_the_question_was_heard(regular: Scene) -> None:
    (question,) = send_part(regular, 1)
    regular.deliver()
    regular.clock.forward(seconds=20)
    (answer,) = send_part(regular, 2, "áo rách nè")
    assert "nhận được" in question
    assert "KN-0001" in answer


def test_an_album_without_words_is_asked_about_once_and_a_moment_later(regular: Scene) -> None:
    (question,) = send_part(regular, 1)
    assert send_part(regular, 2) == []
    assert "về cái này" in question
    row = regular.rows(OutboxMessage)[-1]
    assert row.retry_at is not None
    assert row.retry_at - regular.clock() == timedelta(seconds=1.5)


def test_an_album_on_an_open_case_is_thanked_for_once(regular: Scene) -> None:
    regular.says("áo rách", BROKEN)
    regular.deliver()
    (thanks,) = send_part(regular, 1)
    assert "nhận được" in thanks
    assert send_part(regular, 2) == []
    assert albums(regular) == [["file-1", "file-2"]]


def test_two_albums_are_two_answers(regular: Scene) -> None:
    regular.says("áo rách", BROKEN)
    regular.deliver()
    assert [len(send_part(regular, number, album=str(number // 2))) for number in (2, 3, 4, 5)] == [
        1,
        0,
        1,
        0,
    ]
    assert albums(regular) == [["file-2", "file-3"], ["file-4", "file-5"]]


def test_a_part_that_comes_when_the_others_are_gone_goes_alone(regular: Scene) -> None:
    send_part(regular, 1, "áo rách nè")
    regular.deliver()
    send_part(regular, 2)
    assert albums(regular) == [["file-1"], ["file-2"]]


def test_no_album_is_larger_than_a_channel_takes(regular: Scene) -> None:
    for number in range(12):
        send_part(regular, number, "áo rách nè" if number == 0 else "")
    assert [len(album) for album in albums(regular)] == [10, 2]


def test_while_a_person_speaks_an_album_reaches_the_staff_without_a_word(regular: Scene) -> None:
    regular.says("gặp nhân viên", meaning("other_human"))
    regular.deliver()
    assert send_part(regular, 1) == send_part(regular, 2) == []
    assert albums(regular) == [["file-1", "file-2"]]


@pytest.mark.parametrize("which", ["p1", "p2"])
def test_a_reply_to_any_picture_of_an_album_is_for_its_customer(regular: Scene, which: str) -> None:
    send_part(regular, 1, "áo rách nè")
    send_part(regular, 2)
    with regular.sessions.begin() as session:
        for row in session.scalars(select(OutboxMessage).where(OutboxMessage.state == "waiting")).all():
            album = row.content["what"] == "album"
            outbox.record_sent(
                session, row.id, "p2" if album else f"m{row.id}", regular.clock(), ["p1"] if album else []
            )
    assert {post.channel_message_id for post in regular.rows(StaffPost)} >= {"p1", "p2"}
    (said,) = texts(_reply(regular, which))
    assert said == "Dạ shop xem rồi ạ"


def _reply(scene: Scene, post: str) -> list[Content]:
    before = len(scene.sent("1001"))
    scene.staff_write("Dạ shop xem rồi ạ", reply_to=post)
    return scene.sent("1001")[before:]


def test_the_group_is_where_an_album_is_shown(regular: Scene) -> None:
    send_part(regular, 1, "áo rách nè")
    with regular.sessions() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.chat_id == GROUP)).all()
    assert [row.content["what"] for row in rows] == ["message", "album"]
