"""What customers asked about their data and do not have yet stands on the queue until it is done or settled."""

from datetime import timedelta

import httpx
from sqlalchemy import select

from store.engine import Sessions
from store.models import DataRequest, StaffMember
from support import erasure
from support.desk import Desk
from tests.web.shop import (
    NOW,
    Staff,
    add_conversation,
    add_data_request,
    add_message,
    add_outgoing,
    add_review,
    add_ticket,
    plain,
)


def kept(sessions: Sessions) -> list[DataRequest]:
    with sessions() as session:
        return list(session.scalars(select(DataRequest).order_by(DataRequest.id)))


def test_what_is_done_is_not_shown(sessions: Sessions, staff: Staff) -> None:
    with sessions.begin() as session:
        add_data_request(session, add_conversation(session), state="done", done_at=NOW)
    assert "Yêu cầu về dữ liệu" not in staff.read("/")


def test_what_is_open_says_whose_it_is_how_it_stands_and_how_long_there_is(
    sessions: Sessions, staff: Staff
) -> None:
    with sessions.begin() as session:
        lan, hoa = add_conversation(session, "Lan"), add_conversation(session, "Hoa")
        add_data_request(session, lan, what="erase", due_at=NOW + timedelta(days=15))
        file = add_outgoing(session, add_message(session, hoa, "tệp", author="bot"), "failed")
        add_data_request(session, hoa, outbox_id=file.id, due_at=NOW - timedelta(hours=2))
    page = plain(staff.read("/"))
    late = "Xem dữ liệu Hoa DL-0002 không gửi được tệp Quá hạn 2 giờ Đã giải quyết"
    waits = "Xoá dữ liệu Lan DL-0001 chờ khách xác nhận bằng nút hoặc lệnh Còn 15 ngày Đã giải quyết"
    assert f"Yêu cầu về dữ liệu {late} {waits}" in page


def test_a_person_settles_one_otherwise_and_who_did_is_kept(sessions: Sessions, staff: Staff) -> None:
    with sessions.begin() as session:
        number = add_data_request(session, add_conversation(session)).id
    form = staff.hidden("/")
    for _ in range(2):
        answer = staff.http.post(f"/data-requests/{number}", data=form, follow_redirects=True)
        assert answer.status_code == 200
    (request,) = kept(sessions)
    assert (request.state, request.done_at) == ("done", NOW)
    with sessions() as session:
        assert session.get_one(StaffMember, request.staff_member_id).name == "Mai"
    assert "Yêu cầu về dữ liệu" not in staff.read("/")


def test_only_who_entered_settles_by_a_form_of_the_page(sessions: Sessions, staff: Staff, url: str) -> None:
    with sessions.begin() as session:
        number = add_data_request(session, add_conversation(session)).id
    assert httpx.post(f"{url}/data-requests/{number}").status_code == 403
    assert staff.http.post(f"/data-requests/{number}", data={"token": "x"}).status_code == 403
    assert staff.http.post(f"/data-requests/{10**30}", data=staff.hidden("/")).status_code == 303
    assert kept(sessions)[0].done_at is None


def test_of_an_erased_customer_the_pages_show_what_is_left(
    sessions: Sessions, staff: Staff, desk: Desk
) -> None:
    with sessions.begin() as session:
        conversation = add_conversation(session, "Trần Thị Lan")
        code = add_ticket(session, conversation).code
        add_review(session, add_message(session, conversation, "giày đẹp ghê"), 4)
        erasure.erase(session, desk, conversation.customer)
    page = staff.read(f"/tickets/{code}")
    assert "Khách đã yêu cầu xoá dữ liệu của mình lúc 12:00 22/11/2026" in plain(page)
    assert "<textarea" not in page
    reviews = staff.read("/reviews")
    assert "Khách đã xoá dữ liệu" in reviews
    assert "4 trên 5 sao" in reviews
    assert not any(
        "Lan" in each or "giày đẹp" in each for each in (page, reviews, staff.read("/?show=closed"))
    )
