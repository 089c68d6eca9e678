"""What staff ask for with a slash in their group."""

from pathlib import Path

import pytest

from settings import SettingsError
from settings.schema import Member
from store.models import Message, Ticket
from support import canned_replies, staff_commands
from tests.support.scene import Scene, meaning

LATE = meaning("complaint_late")


@pytest.fixture
def two(regular: Scene) -> Scene:
    """A mild question and a grave complaint wait; the group has their cards."""
    regular.says("giá sỉ sao shop", meaning("question_wholesale"))
    regular.says("tôi bị dị ứng", meaning("complaint_safety", severity="S1"), chat="2002")
    regular.deliver()
    return regular


def asks(scene: Scene, text: str, name: str = "Minh", reply_to: str = "") -> tuple[str, list[str]]:
    """What the group is told to a command: the title and the lines."""
    scene.staff_write(text, reply_to=reply_to, name=name)
    told = scene.sent()[-1]
    return told.title, told.text.splitlines()


@pytest.mark.parametrize("command", ["/cho", "/cho@shop_bot", " /CHO "])
def test_what_waits_is_listed_worst_first(two: Scene, command: str) -> None:
    title, (first, second) = asks(two, command)
    assert title == "Đang chờ người nhận (2)"
    assert first.startswith("• KN-0002 · S1 · ")
    assert first.endswith(": trước 10:20 sáng nay")
    assert "Hoa" not in first  # lists stay in the group when a customer is erased
    assert second.startswith("• KN-0001")
    two.clock.forward(hours=1)
    _, (first, _) = asks(two, command)
    assert first.endswith("quá hạn từ 10:20 sáng nay")


def test_everyone_sees_what_is_theirs(two: Scene) -> None:
    two.staff_tap("take:2", name="Minh")
    two.staff_tap("take:1", name="Minh")
    two.staff_tap("wait:1", name="Minh")
    assert [line[:9] for line in asks(two, "/cho")[1]] == ["Không có "]
    title, (first, second) = asks(two, "/toi")
    assert title == "Phiếu bạn đang giữ (2)"
    assert (first[:9], second[:9]) == ("• KN-0002", "• KN-0001")
    assert second.endswith("chờ khách")
    assert asks(two, "/toi", name="Lan") == ("", ["Bạn không giữ phiếu nào."])


def test_a_long_list_says_how_many_more_there_are(regular: Scene) -> None:
    for number in range(18):
        regular.says("giao trễ quá", LATE, chat=str(3000 + number))
    title, lines = asks(regular, "/cho")
    assert title == "Đang chờ người nhận (18)"
    assert len(lines) == staff_commands.MOST + 1
    assert lines[-1] == "… và 3 phiếu nữa, xem trên trang."


def test_a_ready_answer_goes_to_the_customer_with_the_name_put_in(two: Scene) -> None:
    two.staff_write("/mau xin_loi", reply_to=two.card())
    assert (
        two.sent("2002")[-1].text
        == "Dạ Shop Lắng Nghe xin lỗi Chị Hoa vì chuyện này ạ. Em xử lý ngay cho mình."
    )
    assert two.rows(Message)[-1].author == "staff"
    assert two.rows(Ticket)[1].first_answered_at is not None


def test_a_ready_question_lets_the_case_wait(two: Scene) -> None:
    two.staff_write("/mau xin_anh", reply_to=two.card())
    assert two.rows(Ticket)[1].state == "waiting"


@pytest.mark.parametrize("reply", [True, False])
def test_the_ready_answers_are_listed_and_nothing_is_sent(two: Scene, *, reply: bool) -> None:
    before = len(two.sent("2002"))
    title, lines = asks(two, "/mau", reply_to=two.card() if reply else "")
    assert title.startswith("Câu soạn sẵn")
    assert len(lines) == len(two.desk.canned.texts)
    title, _ = asks(two, "/mau xinloi", reply_to=two.card() if reply else "")
    assert title == "Không có câu soạn sẵn tên “xinloi”. Đang có:"
    assert len(two.sent("2002")) == before


def test_other_words_with_a_slash_are_the_staffs_own(two: Scene) -> None:
    before = len(two.sent())
    two.staff_write("/abc")
    assert len(two.sent()) == before
    sent = len(two.sent("2002"))
    two.staff_write("/kg là 50k ạ", reply_to=two.card())
    assert len(two.sent("2002")) == sent  # it may have been a command, mistyped, and not for the customer
    assert two.sent()[-1].text.startswith("⚠️ Tin này chưa gửi cho khách vì bắt đầu bằng dấu /")
    two.staff_write("1/2 kg là 50k ạ", reply_to=two.card())
    assert two.sent("2002")[-1].text == "1/2 kg là 50k ạ"


def test_commands_are_for_staff(two: Scene) -> None:
    two.staff_are(Member(id="Lan", name="Lan", level="nhân viên"))
    title, lines = asks(two, "/cho", name="Minh")
    assert title == ""
    assert lines[0].startswith("⚠️ ")
    assert asks(two, "/cho", name="Lan")[0] == "Đang chờ người nhận (2)"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("xin_loi: Dạ {ten} ơi", "2: xin_loi: found {ten}, expected one of: code, name, shop."),
        ("Xin lỗi: Dạ", "canned_replies.yml:2"),
        ("xin_loi: Dạ { ơi", "braces only around a name"),
    ],
)
def test_a_wrong_line_of_the_ready_answers_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "canned_replies.yml"
    path.write_text(f"# Câu soạn sẵn\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="expected") as caught:
        canned_replies.load(path)
    assert says in str(caught.value)
