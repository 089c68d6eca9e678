"""What customers may ask about their own data: a file of it, and peace; each with its clock and seen by staff."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from store import outbox
from store.models import DataRequest, Message, OutboxMessage, Response, Ticket
from store.outbox import Content
from support import surveys
from tests.support.data_scenes import CHAT, NAME, PHONE, WORDS, complain_again, whole_life
from tests.support.order_scenes import add_order
from tests.support.scene import PHOTO, Scene, meaning, texts

SEE = meaning("other_see_my_data")
STOP = meaning("other_stop")


def file_of(contents: list[Content]) -> Content:
    (file,) = (each for each in contents if each.what == "document")
    return file


def read(file: Content) -> str:
    """What a browser shows of a page."""
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", file.body))


def asked_about(scene: Scene, code: str) -> None:
    """A question about an order is in the outbox."""
    with scene.sessions.begin() as session:
        add_order(session, code, 1, delivered_at=scene.clock() - timedelta(days=2))
        assert surveys.ask_due(session, scene.desk) == 1


def test_the_file_holds_everything_that_is_kept(scene: Scene) -> None:
    page = read(file_of(whole_life(scene).says("shop lưu gì của em", SEE)))
    for kept in (NAME, PHONE, CHAT, *WORDS):
        assert kept in page
    for said in (
        "DH1023",
        "350.000đ",
        "KN-0001",
        "hàng bị hư hỏng",
        "nhân viên Minh",
        "[ảnh]",
        "4",
        "hỏi thăm sau khi nhận hàng",
    ):
        assert said in page
    assert "shop lưu gì của em" in page


def test_the_file_shows_the_ledger_of_consents_with_words_time_and_channel(scene: Scene) -> None:
    page = read(file_of(whole_life(scene).says(command="dulieu")))
    line = r"10:00:00 16/11/2026\s+hỏi thăm sau khi nhận hàng\s+đồng ý\s+[0-9a-f]{12}\s+telegram"
    assert re.search(line, page)


def test_what_people_write_is_text_in_the_file(regular: Scene) -> None:
    regular.says("<script>alert(1)</script>", meaning("question_price"))
    file = file_of(regular.says(command="dulieu"))
    assert "<script>" not in file.body
    assert "<script>alert(1)</script>" in read(file)


def test_of_somebody_else_nothing_is_shown(regular: Scene) -> None:
    regular.says("chuyện riêng của người khác", meaning("question_price"), chat="1002")
    assert "chuyện riêng" not in read(file_of(regular.says(command="dulieu")))


def test_a_wish_to_see_is_done_when_the_file_arrived_and_the_file_is_gone_then(regular: Scene) -> None:
    file = file_of(regular.says("cho xem dữ liệu của tôi", SEE))
    assert file.file_name == "du-lieu-cua-toi-DL-0001.html"
    assert "DL-0001" in file.text
    request = regular.the(DataRequest)
    assert (request.what, request.channel, request.state, request.done_at) == (
        "see",
        "telegram",
        "open",
        None,
    )
    regular.clock.forward(seconds=2)
    regular.deliver()
    request = regular.the(DataRequest)
    assert (request.state, request.done_at) == ("done", regular.clock())
    assert not any("<html" in str(row.content) for row in regular.rows(OutboxMessage))
    assert regular.rows(Message)[-1].attachments[0]["name"] == file.file_name


def test_staff_hear_of_a_wish_and_nobody_has_to_do_anything(regular: Scene) -> None:
    regular.says("cho xem dữ liệu của tôi", SEE)
    assert "Chị Hoa xin xem dữ liệu" in regular.sent()[-1].text
    assert regular.rows(Ticket) == []


def test_a_file_on_its_way_is_not_made_twice(regular: Scene) -> None:
    regular.says(command="dulieu")
    (answer,) = regular.says(command="dulieu")
    assert "đang gửi tệp" in answer.text
    regular.deliver()
    assert file_of(regular.says(command="dulieu"))
    assert [request.state for request in regular.rows(DataRequest)] == ["done", "open"]


def test_a_file_that_did_not_arrive_leaves_the_wish_open_and_asking_again_sends_another(
    regular: Scene,
) -> None:
    regular.says(command="dulieu")
    with regular.sessions.begin() as session:
        outbox.record_failed(session, regular.the(DataRequest).outbox_id or 0, "Forbidden")
    assert regular.the(DataRequest).done_at is None
    assert file_of(regular.says(command="dulieu"))
    regular.deliver()
    assert regular.the(DataRequest).state == "done"


def test_a_file_is_answered_within_two_working_days_holidays_not_counted(regular: Scene) -> None:
    regular.clock.now = datetime(2026, 12, 31, 3, 0, tzinfo=UTC)  # before the first of January
    regular.says(command="dulieu")
    assert regular.the(DataRequest).due_at == datetime(2027, 1, 3, 11, 0, tzinfo=UTC)


def test_the_file_comes_also_while_a_person_speaks(regular: Scene) -> None:
    regular.says("gặp nhân viên", meaning("other_human"))
    assert file_of(regular.says(command="dulieu"))


@pytest.mark.parametrize("wish", [{"command": "huy"}, {"text": "đừng nhắn nữa", "understood": STOP}])
def test_who_wants_peace_has_it_at_once(regular: Scene, wish: dict[str, object]) -> None:
    (confirmed,) = texts(regular.says(**wish))  # type: ignore[arg-type]
    assert "không nhắn hỏi thăm" in confirmed
    request = regular.the(DataRequest)
    assert (request.what, request.state, request.done_at) == ("stop", "done", regular.clock())
    assert request.due_at == request.asked_at + timedelta(days=15)
    assert "không muốn nhận tin hỏi thăm" in regular.sent()[-1].text


def test_a_wish_that_comes_while_a_person_speaks_is_kept_and_peace_given_without_a_word(
    regular: Scene,
) -> None:
    regular.says("gặp nhân viên", meaning("other_human"))
    for intent in ("other_see_my_data", "other_erase_my_data", "other_erase_my_data", "other_stop"):
        assert regular.says("...", meaning(intent)) == []
    wishes = [(request.what, request.state) for request in regular.rows(DataRequest)]
    assert wishes == [("see", "open"), ("erase", "open"), ("stop", "done")]
    told = "\n".join(content.text for content in regular.sent())
    assert told.count("gõ /dulieu để xem, /xoadulieu để xoá") == 2
    assert file_of(regular.says(command="dulieu"))
    assert len(regular.rows(DataRequest)) == 3


def test_an_angry_wish_goes_to_a_person_and_its_clock_runs(regular: Scene) -> None:
    regular.says("xoá hết thông tin của tao đi đồ lừa đảo", meaning("other_erase_my_data", angry=True))
    assert regular.the(Ticket).severity == "S2"
    assert (regular.the(DataRequest).what, regular.the(DataRequest).state) == ("erase", "open")


def test_who_has_peace_already_opens_no_second_wish(regular: Scene) -> None:
    regular.says(command="huy")
    regular.clock.forward(minutes=5)
    regular.says(command="huy")
    assert len(regular.rows(DataRequest)) == 1


def test_peace_takes_back_what_waits_and_what_was_put_off(regular: Scene) -> None:
    asked_about(regular, "DH1")
    regular.deliver()
    regular.taps("checkin:1:later")
    asked_about(regular, "DH2")
    regular.says(command="huy")
    assert [response.state for response in regular.rows(Response)] == ["withdrawn", "withdrawn"]
    surveyed = [row.state for row in regular.rows(OutboxMessage) if row.response_id]
    assert surveyed == ["sent", "withdrawn"]
    regular.says(command="start")
    regular.taps("consent:yes")
    regular.clock.forward(days=2)
    with regular.sessions.begin() as session:
        assert surveys.ask_due(session, regular.desk) == 0


def test_peace_takes_back_a_score_that_was_to_be_asked_in_the_morning(regular: Scene) -> None:
    complain_again(regular)
    regular.clock.forward(hours=13)  # eleven at night
    regular.staff_tap("close:1")
    assert regular.the(Response).state == "postponed"
    regular.says(command="huy")
    assert regular.the(Response).state == "withdrawn"


def test_the_file_tells_of_replies_changes_and_pictures(regular: Scene) -> None:
    regular.says("áo lụa đẹp lắm, 5 sao", meaning("review_positive", stars=5))
    regular.says(files=[PHOTO], quote="lời <em> đã trích")
    regular.says("đổi lại 2 sao nha", meaning("review_negative", stars=2))
    (sent,) = (each for each in regular.says(command="dulieu") if each.what == "document")
    for told in ("bản trước khi sửa", "ảnh và tệp kèm theo: 1", "↪ “lời &lt;em&gt; đã trích”"):
        assert told in sent.body
