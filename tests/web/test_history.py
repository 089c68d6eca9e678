"""A ticket's history is told in words, complete."""

from typing import get_args

import pytest

from store.engine import Sessions
from store.models import TicketEvent, TicketNote
from support import departures, tickets
from support.desk import Desk
from tests.web.shop import NOW, Staff, add_conversation, add_staff, add_ticket, plain
from web.pages import furnish

STEPS = get_args(tickets.What)


def test_every_step_that_can_be_written_has_words_on_the_page_and_in_the_customers_file(
    sessions: Sessions, desk: Desk
) -> None:
    """mypy lets nothing else be written: `tickets.record` takes a `What`."""
    assert len(STEPS) > 15
    words = furnish(sessions, desk).templates.get_template("words.html").module
    assert set(words.DEEDS) == set(STEPS)  # type: ignore[attr-defined]
    assert {step for step in STEPS if f"data_word_{step}" not in desk.wording.texts} == set()
    assert set(words.WHY_RELEASED) == set(get_args(departures.Why))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("what", "detail", "said"),
    [
        ("raised", {"from": "S3", "to": "S1"}, "Nâng mức S3 → S1"),
        ("lowered", {"from": "S1", "to": "S3"}, "Hạ mức S1 → S3"),
        ("assigned", {"from": "Minh", "to": "Lan"}, "Chuyển phiếu từ Minh cho Lan"),
        ("assigned", {"from": "", "to": "trưởng nhóm"}, "Chuyển phiếu cho trưởng nhóm"),
        ("released", {"from": "Lan", "why": "left"}, "Về hàng chờ: Lan đã rời nhóm"),
        (
            "released",
            {"from": "Lan", "why": "unlisted"},
            "Về hàng chờ: Lan không còn trong danh sách nhân viên",
        ),
        ("together", {"with": "Lan"}, "Hai người cùng trả lời với Lan"),
        ("risen", {"level": 1}, "Chuyển lên cấp trên: trưởng nhóm"),
        ("risen", {"level": 9}, "Chuyển lên cấp trên"),
        ("noted", {"note": 99}, "Ghi chú"),
    ],
)
def test_a_step_says_what_changed_who_did_it_and_from_where(
    sessions: Sessions, staff: Staff, what: str, detail: dict[str, object], said: str
) -> None:
    with sessions.begin() as session:
        ticket = add_ticket(session, add_conversation(session))
        minh = add_staff(session, "Minh")
        session.add(
            TicketEvent(
                ticket_id=ticket.id, staff_member_id=minh.id, what=what, source="group", detail=detail, at=NOW
            )
        )
    page = plain(staff.read(f"/tickets/{ticket.code}"))
    assert f"12:00 22/11 {said} Minh, nhóm nhân viên" in page


def test_a_note_is_told_with_its_words_and_files_as_text(sessions: Sessions, staff: Staff) -> None:
    with sessions.begin() as session:
        ticket = add_ticket(session, add_conversation(session))
        minh = add_staff(session, "Minh")
        note = TicketNote(
            ticket_id=ticket.id,
            staff_member_id=minh.id,
            text="<b>kho báo hết</b> màu đen",
            attachments=[{"kind": "photo", "file_id": "f", "name": ""}],
            channel="telegram",
            at=NOW,
        )
        session.add(note)
        session.flush()
        session.add(
            TicketEvent(
                ticket_id=ticket.id,
                staff_member_id=minh.id,
                what="noted",
                source="group",
                detail={"note": note.id},
                at=NOW,
            )
        )
    page = staff.read(f"/tickets/{ticket.code}")
    assert "&lt;b&gt;kho báo hết&lt;/b&gt; màu đen" in page
    assert "[Ảnh]" in plain(page)
