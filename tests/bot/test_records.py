"""Which rows may be sent next, on each kind of database."""

from datetime import UTC, datetime, timedelta

from bot import records
from bot.verdict import Verdict
from store import outbox
from store.engine import Sessions
from store.models import OutboxMessage
from store.outbox import ANSWER, BACKGROUND, Content, Outgoing, Part, put
from support.desk import Desk

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def write(sessions: Sessions, chat_id: str, content: Content, lane: int = ANSWER) -> int:
    with sessions.begin() as session:
        row = put(session, Outgoing("telegram", chat_id, content, lane), NOW)
        session.flush()
        return row.id


def test_answers_to_taps_wait_for_nothing_and_other_rows_for_their_turn(sessions: Sessions) -> None:
    card = write(sessions, "-1", Content("message", "phiếu"), BACKGROUND)
    first, second = (write(sessions, "7", Content("message", text)) for text in ("một", "hai"))
    toast = write(sessions, "-1", Content("toast", "dạ", target="99"))
    with sessions.begin() as session:
        assert [row.id for row in records.next_toasts(session, (), NOW)] == [toast]
        assert records.next_toasts(session, {toast}, NOW) == []
        outbox.record_sent(session, toast, None, NOW)
        session.flush()
        assert [row.id for row in records.next_rows(session, (), NOW)] == [first, card]
        assert [row.id for row in records.next_rows(session, {"7"}, NOW)] == [card]
        outbox.record_sent(session, first, "1", NOW)
        session.flush()
        assert [row.id for row in records.next_rows(session, {"-1"}, NOW)] == [second]


def test_an_answer_to_a_tap_is_given_again_when_its_time_has_come(sessions: Sessions) -> None:
    toast = write(sessions, "7", Content("toast", "dạ", target="99"))
    with sessions.begin() as session:
        (row,) = records.next_toasts(session, (), NOW)
        records.again(session, row, "TimedOut", NOW, 2)
        session.flush()
        assert records.next_toasts(session, (), NOW) == []
        assert [each.id for each in records.next_toasts(session, (), NOW + timedelta(seconds=2))] == [toast]


def test_an_album_that_is_refused_goes_picture_by_picture(sessions: Sessions, desk: Desk) -> None:
    parts = (Part("photo", "f1", "11", "áo rách"), Part("photo", "f2", "12"))
    album = write(sessions, "-1", Content("album", from_chat="7", group_id="77", reply_to="3", parts=parts))
    with sessions.begin() as session:
        row = session.get_one(OutboxMessage, album)
        records.refused(session, desk, row, Verdict("failed", "BadRequest: wrong file identifier"))
        session.flush()
        copies = [each for each in session.query(OutboxMessage) if each.id != album]
        assert [each.content for each in copies] == [
            {"what": "copy", "from_chat": "7", "target": target, "reply_to": "3"} for target in ("11", "12")
        ]
        assert {each.chat_id for each in copies} == {"-1"}
