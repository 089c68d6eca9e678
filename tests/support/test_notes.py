"""What staff note among themselves: kept, listed, changed, erased, and never sent to the customer."""

import json
from collections.abc import Sequence

import pytest

from settings.schema import Member
from store.models import Handover, Message, OutboxMessage, StaffPost, Ticket, TicketEvent, TicketNote
from store.outbox import Content, Mention
from support import staff_commands
from support.events import Attachment
from tests.support.scene import PHOTO, Scene, meaning, texts

SECRET = "khách này hay bom hàng"
VOICE = Attachment("voice", "file-voice")
WAYS = [
    "/ghichu {}",
    "/ghichu@shop_bot {}",
    "/GHICHU {}",
    "/ghichú {}",
    "/ghi chú {}",
    "/ghi chu: {}",
    "/ghi_chu {}",
    "/ghi-chú {}",
    "/ghichu\n{}",
    "  /ghichu   {}",
    "/ ghichu {}",
    "／ghichu {}",
    "\\ghichu {}",
    "/ghichu{}",
    "/ghicu {}",
    "/note {}",
    "/ghi chu\u0301 {}",
]


@pytest.fixture
def complained(regular: Scene) -> Scene:
    regular.says("giao trễ quá", meaning("complaint_late"))
    regular.card()
    return regular


def to_customers(scene: Scene) -> Sequence[OutboxMessage]:
    return [row for row in scene.rows(OutboxMessage) if row.chat_id != "-100"]


def told(scene: Scene) -> Content:
    return next(sent for sent in reversed(scene.sent()) if sent.what == "message")


def prompt(scene: Scene, name: str = "Minh") -> str:
    """Tap "Ghi chú" on the card; return the id of the message that asks for a note."""
    scene.staff_tap("note:1", name=name)
    scene.deliver()
    return next(post.channel_message_id for post in reversed(scene.rows(StaffPost)) if post.asks)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("files", [(), (PHOTO,)])
def test_a_note_is_kept_and_nothing_of_it_goes_to_the_customer(
    complained: Scene, way: str, files: Sequence[Attachment]
) -> None:
    sent = len(to_customers(complained))
    said = complained.staff_write(way.format(SECRET), reply_to=complained.card(), files=files)
    note = complained.the(TicketNote)
    assert said == []
    assert (note.text, [file["kind"] for file in note.attachments]) == (SECRET, [file.kind for file in files])
    assert len(to_customers(complained)) == sent
    assert SECRET not in json.dumps(
        [row.content for row in complained.rows(OutboxMessage)], ensure_ascii=False
    )
    assert SECRET not in "".join(message.text for message in complained.rows(Message))
    assert told(complained).text == "📝 Đã ghi chú vào phiếu KN-0001, khách không thấy."


@pytest.mark.parametrize("text", ["/ghchu {}", "/gichu {}", "/gc {}", "/ghi {}", "/kho {}", "/Đổi {}"])
@pytest.mark.parametrize("files", [(), (PHOTO,)])
def test_a_mistyped_command_is_not_sent_to_the_customer(
    complained: Scene, text: str, files: Sequence[Attachment]
) -> None:
    sent = len(to_customers(complained))
    complained.staff_write(text.format(SECRET), reply_to=complained.card(), files=files)
    assert len(to_customers(complained)) == sent
    assert "chưa gửi cho khách vì bắt đầu bằng dấu /" in told(complained).text
    assert complained.rows(TicketNote) == []


def test_a_note_is_no_answer(complained: Scene) -> None:
    before = complained.the(Ticket)
    complained.staff_write(f"/ghichu {SECRET}?", reply_to=complained.card())
    ticket = complained.the(Ticket)
    kept = (
        "state",
        "staff_member_id",
        "first_answered_at",
        "answer_by",
        "solve_by",
        "remind_at",
        "quiet_since",
    )
    assert [getattr(ticket, name) for name in kept] == [getattr(before, name) for name in kept]
    assert complained.rows(Handover) == []
    event = complained.rows(TicketEvent)[-1]
    assert (event.what, event.source, event.detail) == ("noted", "group", {"note": 1})
    assert event.staff_member_id is not None


@pytest.mark.parametrize("moment", ["held", "waiting", "solved", "closed", "blocked", "speaking"])
def test_whatever_the_case_is_in_a_note_goes_nowhere(complained: Scene, moment: str) -> None:
    card = complained.card()
    match moment:
        case "held":
            complained.staff_tap("take:1")
        case "waiting":
            complained.staff_tap("wait:1")
        case "solved":
            complained.staff_tap("solve:1")
        case "closed":
            complained.staff_tap("close:1")
        case "blocked":
            complained.leaves()
        case "speaking":
            complained.staff_write("Dạ em đây", reply_to=card)
    state, sent = complained.the(Ticket).state, len(to_customers(complained))
    complained.staff_write(f"/ghichu {SECRET}", reply_to=card)
    assert (complained.the(TicketNote).text, complained.the(Ticket).state) == (SECRET, state)
    assert len(to_customers(complained)) == sent


def test_a_note_on_what_the_customer_added_belongs_to_the_same_case(complained: Scene) -> None:
    complained.says("alo", meaning("complaint_late"))
    complained.deliver()
    complained.staff_write(f"/ghichu {SECRET}", reply_to=complained.rows(StaffPost)[-1].channel_message_id)
    assert complained.the(TicketNote).ticket_id == 1


def test_a_code_names_the_case_where_nothing_is_replied_to(complained: Scene) -> None:
    complained.staff_write(f"/ghichu KN-0001 {SECRET}")
    assert complained.the(TicketNote).text == SECRET
    for text in ("/ghichu", "/ghichu gì đó", "/ghichu KN-0099 gì đó"):
        complained.staff_write(text)
        assert told(complained).text.startswith("Trả lời vào thẻ khách bằng /ghichu nội dung")
    assert len(complained.rows(TicketNote)) == 1


def test_in_a_reply_a_code_is_part_of_the_note(complained: Scene) -> None:
    complained.staff_write("/ghichu KN-0007 cũng của khách này", reply_to=complained.card())
    assert complained.the(TicketNote).text == "KN-0007 cũng của khách này"


# The button, and what answers it.


def test_the_button_asks_whoever_tapped_it_and_his_answer_is_a_note(complained: Scene) -> None:
    asked = prompt(complained)
    question = told(complained)
    assert question.asks == "note"
    assert question.mentions == (Mention("Minh", "Minh"),)
    assert "Chỉ shop đọc, khách không thấy." in question.text
    sent = len(to_customers(complained))
    complained.staff_write(SECRET, reply_to=asked)
    assert complained.the(TicketNote).text == SECRET
    assert len(to_customers(complained)) == sent


@pytest.mark.parametrize(
    "text", [SECRET, f"/ghichu {SECRET}", f"/gc {SECRET}", f"{SECRET}?", f"1/2 {SECRET}"]
)
@pytest.mark.parametrize("files", [(), (PHOTO,), (VOICE,)])
def test_whatever_answers_the_question_for_a_note_never_leaves_the_shop(
    complained: Scene, text: str, files: Sequence[Attachment]
) -> None:
    asked, sent = prompt(complained), len(to_customers(complained))
    assert complained.staff_write(text, reply_to=asked, files=files) == []
    assert SECRET in complained.the(TicketNote).text
    assert len(to_customers(complained)) == sent


def test_a_ready_answer_named_to_the_question_for_a_note_is_not_sent(complained: Scene) -> None:
    asked, sent = prompt(complained), len(to_customers(complained))
    complained.staff_write("/mau xin_loi", reply_to=asked)
    assert len(to_customers(complained)) == sent


def test_a_file_without_words_is_a_note_too(complained: Scene) -> None:
    asked = prompt(complained)
    complained.staff_write("", reply_to=asked, files=[VOICE])
    note = complained.the(TicketNote)
    assert (note.text, note.attachments[0]["kind"]) == ("", "voice")
    prompt(complained)
    assert "[1 tệp]" in told(complained).text


def test_an_album_is_one_note_and_none_of_its_files_is_sent(complained: Scene) -> None:
    card, sent = complained.card(), len(to_customers(complained))
    complained.staff_write(f"/ghichu {SECRET}", reply_to=card, files=[PHOTO], group_id="a1")
    complained.staff_write("", reply_to=card, files=[PHOTO], group_id="a1")
    complained.staff_write("mặt sau", reply_to=card, files=[PHOTO], group_id="a1")
    assert len(to_customers(complained)) == sent
    assert len(complained.the(TicketNote).attachments) == 3
    complained.staff_write("đây ạ", reply_to=card, files=[PHOTO], group_id="a2")  # another album is an answer
    name, answer = [Content.from_json(row.content) for row in to_customers(complained)[sent:]]
    assert ("Minh (nhân viên)" in name.text, answer.what) == (True, "copy")


# Changing.


@pytest.mark.parametrize("text", ["/ghichu khách đã hẹn lại", "khách đã hẹn lại", "/gc khách đã hẹn lại"])
def test_a_changed_note_stays_a_note_whatever_it_becomes(complained: Scene, text: str) -> None:
    card = complained.card()
    complained.staff_write(f"/ghichu {SECRET}", reply_to=card, message_id="n1")
    sent = len(to_customers(complained))
    complained.staff_write(text, reply_to=card, message_id="n1", edited=True)
    assert complained.the(TicketNote).text.endswith("khách đã hẹn lại")
    assert len(to_customers(complained)) == sent
    assert [event.what for event in complained.rows(TicketEvent)][-2:] == ["noted", "note_edited"]


def test_an_answer_to_the_question_for_a_note_may_be_changed_too(complained: Scene) -> None:
    asked = prompt(complained)
    complained.staff_write(SECRET, reply_to=asked, message_id="n1")
    sent = len(to_customers(complained))
    complained.staff_write("hẹn lại rồi", reply_to=asked, message_id="n1", edited=True)
    complained.staff_write("hẹn lại rồi", reply_to=asked, message_id="n1", edited=True)
    assert complained.the(TicketNote).text == "hẹn lại rồi"
    assert len(to_customers(complained)) == sent
    assert [event.what for event in complained.rows(TicketEvent)].count("note_edited") == 1


def test_an_answer_cannot_become_a_note_afterwards_and_that_is_said(complained: Scene) -> None:
    card = complained.card()
    complained.staff_write("Dạ", reply_to=card, message_id="r1")
    sent = len(to_customers(complained))
    complained.staff_write(f"/ghichu {SECRET}", reply_to=card, message_id="r1", edited=True)
    assert told(complained).text.startswith("⚠️ Tin này đã gửi cho khách trước khi sửa")
    assert complained.rows(TicketNote) == []
    assert len(to_customers(complained)) == sent


def test_a_changed_answer_and_a_changed_talk_among_staff_do_nothing(complained: Scene) -> None:
    card = complained.card()
    complained.staff_write("Dạ", reply_to=card, message_id="r1")
    sent = len(complained.rows(OutboxMessage))
    complained.staff_write("Dạ vâng", reply_to=card, message_id="r1", edited=True)
    complained.staff_write("/cho", message_id="r2", edited=True)
    complained.staff_write("bún bò", message_id="r3", edited=True)
    assert len(complained.rows(OutboxMessage)) == sent


# Who may, what is shown, what is erased.


def test_who_is_not_staff_notes_nothing(complained: Scene) -> None:
    asked = prompt(complained)
    complained.staff_are(Member(id="Lan", name="Lan", level="nhân viên"))
    sent = len(to_customers(complained))
    complained.staff_write(SECRET, reply_to=asked, name="Minh")
    complained.staff_write(f"/ghichu {SECRET}", reply_to=complained.card(), name="Minh")
    assert complained.rows(TicketNote) == []
    assert len(to_customers(complained)) == sent


@pytest.mark.parametrize(
    ("under", "listed", "kept"), [("channel", False, 0), ("group", False, 1), ("group", True, 0)]
)
def test_who_hides_behind_a_channel_or_the_group(
    complained: Scene, under: str, *, listed: bool, kept: int
) -> None:
    if listed:
        complained.staff_are(Member(id="Lan", name="Lan", level="nhân viên"))
    card, sent = complained.card(), len(to_customers(complained))
    complained.staff_write("Dạ em đây", reply_to=card, name="-100", under=under)
    assert len(to_customers(complained)) == sent + kept
    complained.staff_write(f"/ghichu {SECRET}", reply_to=card, name="-100", under=under)
    assert len(complained.rows(TicketNote)) == kept
    assert ("Tắt chế độ ẩn danh" in told(complained).text) is (kept == 0)


def test_notes_are_listed_on_request_with_who_and_when(complained: Scene) -> None:
    card = complained.card()
    complained.staff_write("/ghichu", reply_to=card, name="Lan")
    assert told(complained).text.splitlines()[0] == "📝 Phiếu KN-0001 chưa có ghi chú nào."
    complained.staff_write(f"/ghichu {SECRET}", reply_to=card, name="Lan")
    complained.staff_write("/ghichu kho còn 2 đôi", reply_to=card, files=[PHOTO], name="Minh")
    complained.staff_write("/ghichu KN-0001", name="Hoa")
    assert told(complained).text.splitlines() == [
        "📝 Ghi chú của phiếu KN-0001 (2):",
        f"• 10:05 sáng nay, Lan: {SECRET}",
        "• 10:05 sáng nay, Minh: kho còn 2 đôi [1 tệp]",
        "✍️ Trả lời tin này để ghi chú cho phiếu KN-0001. Chỉ shop đọc, khách không thấy.",
    ]


def test_a_customers_file_tells_that_there_are_notes_and_not_what_they_say(complained: Scene) -> None:
    complained.staff_write(f"/ghichu {SECRET}", reply_to=complained.card())
    (file,) = (sent for sent in complained.says(command="dulieu") if sent.what == "document")
    assert "ghi chú nội bộ" in file.body
    assert "Ghi chú nội bộ của nhân viên không nằm trong tệp này" in file.body
    assert SECRET not in file.body


def test_notes_go_when_the_customer_is_erased_and_none_comes_after(complained: Scene) -> None:
    card = complained.card()
    complained.staff_write(f"/ghichu {SECRET}", reply_to=card)
    prompt(complained)
    complained.says("xoá dữ liệu của tôi", meaning("other_erase_my_data"))
    complained.deliver()
    complained.taps("erase:1:yes")
    assert complained.rows(TicketNote) == []
    assert SECRET not in json.dumps(
        [row.content for row in complained.rows(OutboxMessage)], ensure_ascii=False
    )
    complained.staff_write(f"/ghichu KN-0001 {SECRET}")
    assert "không ghi chú thêm được nữa" in told(complained).text
    assert complained.rows(TicketNote) == []


def test_a_phieu_of_the_customer_shows_no_note(complained: Scene) -> None:
    complained.staff_write(f"/ghichu {SECRET}", reply_to=complained.card())
    assert SECRET not in "".join(texts(complained.says(command="phieu")))


def test_the_menu_of_the_group_names_every_command(complained: Scene) -> None:
    assert {"chuyen", "ghichu"} < set(staff_commands.COMMANDS)
    for command in staff_commands.COMMANDS:
        assert complained.desk.wording.say(f"command_{command}")
