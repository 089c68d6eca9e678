"""Numbers of a small made set, health, reviews."""

import re
from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy.orm import Session

from store.engine import Sessions, engine_of
from store.models import Handover, InboxUpdate, Response, ReviewFile, ReviewVersion
from support.desk import Desk
from tests.web.shop import (
    NOW,
    Staff,
    add_conversation,
    add_message,
    add_outgoing,
    add_review,
    add_ticket,
    plain,
    serving,
)
from web.app import create_app
from web.numbers import Figure, of_last


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def add_answer(
    session: Session, survey: str, number: int, *, asked: datetime, score: int | None, state: str
) -> None:
    conversation = add_conversation(session)
    ticket = add_ticket(session, conversation, opened_at=ago(days=90), state="closed", closed_at=ago(days=80))
    session.add(
        Response(
            survey=survey,
            step=number,
            customer_id=conversation.customer_id,
            conversation_id=conversation.id,
            ticket_id=ticket.id,
            state=state,
            asked_at=asked,
            answered_at=asked if state == "answered" else None,
            score=score,
        )
    )


def test_the_numbers_are_those_of_the_period(sessions: Sessions) -> None:
    with sessions.begin() as session:
        for minutes in (10, 20, 30, 40, 600):  # the median is 30 minutes
            opened, answered = ago(days=2), ago(days=2) + timedelta(minutes=minutes)
            conversation = add_conversation(session)
            add_ticket(session, conversation, opened_at=opened, first_answered_at=answered)
            add_message(session, conversation, "trễ", minutes_ago=2 * 24 * 60)
        add_ticket(
            session, add_conversation(session), opened_at=ago(days=20), state="closed", closed_at=ago(days=3)
        )
        for _ in range(3):
            add_message(session, add_conversation(session), "giá bao nhiêu", minutes_ago=60)
        for number, score in enumerate((5, 4, 5, 3, 4)):
            add_answer(session, "csat", number, asked=ago(days=1), score=score, state="answered")
        add_answer(session, "csat", 9, asked=ago(days=15), score=1, state="answered")
        add_answer(session, "check_in", 1, asked=ago(days=1), score=None, state="answered")
        add_answer(session, "check_in", 2, asked=ago(days=1), score=None, state="asked")
    with sessions() as session:
        week, month = of_last(session, 7, NOW), of_last(session, 30, NOW)
    assert (week.messages, week.opened, week.closed) == (8, 5, 1)
    assert (month.messages, month.opened, month.closed) == (8, 6, 1)
    assert week.first_answer == Figure(1800.0, 5)
    assert week.without_person == Figure(3 / 8, 8)
    assert week.satisfaction.value == pytest.approx(4.2)
    assert month.satisfaction.value == pytest.approx(22 / 6)
    assert (week.check_ins_asked, week.check_ins_answered) == (2, 1)


def test_a_person_who_wrote_or_was_asked_for_counts_as_a_person(sessions: Sessions) -> None:
    with sessions.begin() as session:
        written, handed, long_ago, *_alone = [add_conversation(session) for _ in range(6)]
        for conversation in (written, handed, long_ago, *_alone):
            add_message(session, conversation, "shop ơi", minutes_ago=30)
        add_message(session, written, "Dạ", author="staff")
        session.add(Handover(conversation_id=handed.id, reason="", began_at=ago(days=9)))
        session.add(
            Handover(conversation_id=long_ago.id, reason="", began_at=ago(days=9), ended_at=ago(days=8))
        )
    with sessions() as session:
        assert of_last(session, 7, NOW).without_person == Figure(4 / 6, 6)


def test_few_answers_are_not_made_into_a_number(sessions: Sessions, staff: Staff) -> None:
    with sessions.begin() as session:
        for number in range(4):
            add_answer(session, "csat", number, asked=ago(days=1), score=5, state="answered")
    page = plain(staff.read("/numbers"))
    assert "Hài lòng sau khi đóng phiếu chưa đủ trả lời n = 4" in page
    assert "5,0" not in page
    with sessions.begin() as session:
        add_answer(session, "csat", 4, asked=ago(days=1), score=4, state="answered")
    assert "Hài lòng sau khi đóng phiếu 4,8 / 5 n = 5 trả lời" in plain(staff.read("/numbers"))


def test_reviews_come_newest_first_with_their_stars(sessions: Sessions, staff: Staff) -> None:
    with sessions.begin() as session:
        conversation = add_conversation(session, "Trần Thị Lan")
        ticket = add_ticket(session, conversation)
        add_review(session, add_message(session, conversation, "áo đẹp lắm"), 5)
        add_review(session, add_message(session, conversation, "vải xấu"), 1, ticket_id=ticket.id)
        add_review(session, add_message(session, conversation, "tạm được"), None)
    page = staff.read("/reviews")
    assert re.findall(r'class="text">([^<]+)', page) == ["tạm được", "vải xấu", "áo đẹp lắm"]
    assert re.findall(r"(\d) trên 5 sao", page) == ["1", "5"]
    assert "chưa cho sao" in page
    assert f'href="/tickets/{ticket.code}"' in page


def test_reviews_show_what_they_were_their_pictures_and_whether_help_was_taken(
    sessions: Sessions, staff: Staff
) -> None:
    with sessions.begin() as session:
        conversation = add_conversation(session, "Trần Thị Lan")
        first = add_message(session, conversation, "áo <b>đẹp</b> lắm")
        review = add_review(session, add_message(session, conversation, "phai màu rồi"), 2)
        picture = add_message(session, conversation, "")
        picture.attachments = [{"kind": "photo", "file_id": "f", "name": ""}] * 2
        review.changed_at = review.offered_at = ago(hours=1)
        session.flush()
        session.add(ReviewFile(review_id=review.id, message_id=picture.id))
        session.add(
            ReviewVersion(
                review_id=review.id, message_id=first.id, stars=5, sentiment="positive", at=review.at
            )
        )
    page = staff.read("/reviews")
    assert "2 ảnh và tệp" in page
    assert "đã mời giúp, khách chưa nhận" in page
    assert "Khách đã sửa 1 lần" in page
    assert "áo &lt;b&gt;đẹp&lt;/b&gt; lắm" in page


def test_health_counts_what_waits_without_entering(sessions: Sessions, url: str) -> None:
    quiet = {
        "staff_group": "unknown",
        "inbox_waiting": 0,
        "outbox_waiting": 0,
        "poisoned": 0,
        "unsure": 0,
        "oldest_waiting_seconds": 0,
    }
    assert httpx.get(f"{url}/health").json() == {"database": "ok"} | quiet
    with sessions.begin() as session:
        for number, state in enumerate(("new", "new", "poisoned", "done")):
            session.add(
                InboxUpdate(
                    channel="telegram",
                    update_id=str(number),
                    chat_id="1",
                    payload={"text": "bí mật"},
                    state=state,
                    received_at=ago(seconds=90 if number else 30),
                )
            )
        for state in ("waiting", "sent", "unsure"):
            add_outgoing(
                session, add_message(session, add_conversation(session), "bí mật", author="bot"), state
            )
    answer = httpx.get(f"{url}/health")
    waiting = {
        "staff_group": "unknown",
        "inbox_waiting": 2,
        "outbox_waiting": 1,
        "poisoned": 1,
        "unsure": 1,
        "oldest_waiting_seconds": 90,
    }
    assert answer.json() == {"database": "ok"} | waiting
    assert "bí mật" not in answer.text


def test_health_says_when_the_database_is_down(sqlite_sessions: Sessions, desk: Desk) -> None:
    with engine_of(sqlite_sessions).begin() as connection:
        connection.exec_driver_sql("DROP TABLE inbox")
    with serving(create_app(sqlite_sessions, desk)) as address:
        answer = httpx.get(f"{address}/health")
    assert answer.status_code == 503
    assert answer.json() == {"database": "down"}
