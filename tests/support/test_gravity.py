"""What is known beside the words makes a ticket grave, and the staff read why."""

from nlu.understanding import Severity, Understanding
from store.models import Ticket
from tests.support.order_scenes import add_order
from tests.support.scene import PHOTO, Scene, meaning, texts

LATE = meaning("complaint_late")
ALONE = ["nói về việc đã xảy ra"]


def order_of(scene: Scene, code: str, total: int | None) -> None:
    with scene.sessions.begin() as session:
        add_order(session, code, scene.conversation().customer_id, total=total)


def newest(scene: Scene) -> Ticket:
    return scene.rows(Ticket)[-1]


def closed(scene: Scene) -> None:
    scene.staff_tap(f"close:{newest(scene).id}")
    scene.clock.forward(minutes=1)


def test_a_complaint_about_a_dear_order_is_grave_and_the_card_says_so(regular: Scene) -> None:
    order_of(regular, "DH1", 5_200_000)
    regular.says("giao trễ quá", LATE)
    ticket = regular.the(Ticket)
    assert (ticket.severity, ticket.reasons) == ("S2", [*ALONE, "đơn 5.200.000 đ"])
    assert ticket.answer_by == regular.clock() + regular.desk.config.tickets.first_answer.S2
    (card,) = regular.sent()
    assert "S2 nặng" in card.title
    assert "đơn 5.200.000 đ" in card.text


def test_the_orders_value_counts_from_what_the_shop_set(regular: Scene) -> None:
    order_of(regular, "DH1", 2_000_000)
    order_of(regular, "DH2", 1_999_999)
    order_of(regular, "DH3", None)
    for code, severity in (("DH2", "S3"), ("DH3", "S3"), ("DH1", "S2")):
        regular.says(f"{code} trễ quá", meaning("complaint_late", order_code=code), chat="1001")
        assert newest(regular).severity == severity
        closed(regular)
        regular.clock.forward(days=31)


def test_what_is_known_never_makes_a_ticket_milder(regular: Scene) -> None:
    order_of(regular, "DH1", 9_000_000)
    regular.says("nổi mẩn đỏ cả mặt", meaning("complaint_safety", severity="S1"))
    assert regular.the(Ticket).severity == "S1"
    assert "đơn 9.000.000 đ" in regular.the(Ticket).reasons


def test_a_question_about_a_dear_order_is_a_question(regular: Scene) -> None:
    order_of(regular, "DH1", 9_000_000)
    regular.says("đổi địa chỉ giúp em", meaning("other_change_order"))
    assert (regular.the(Ticket).severity, regular.the(Ticket).reasons) == ("S3", ALONE)


def test_the_dear_order_that_is_named_later_makes_the_ticket_grave(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    regular.card()
    order_of(regular, "DH1", 5_200_000)
    order_of(regular, "DH2", 100_000)
    regular.says("DH1", meaning("other_give_info", order_code="DH1"))
    assert regular.the(Ticket).severity == "S2"
    edits = [content for content in regular.sent() if content.what == "edit"]
    assert len(edits) == 1
    assert "đơn 5.200.000 đ" in edits[0].text


def test_the_same_complaint_again_names_the_ticket_before(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    closed(regular)
    regular.says("lại giao trễ nữa", LATE)
    ticket = newest(regular)
    assert (ticket.severity, ticket.reasons[1:]) == ("S2", ["lần trước đã phàn nàn chuyện này: KN-0001"])


def test_the_third_complaint_within_the_time_is_grave_and_questions_do_not_count(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    closed(regular)
    regular.says("sửa địa chỉ giúp em", meaning("other_change_order"))
    closed(regular)
    regular.says("thiếu 1 cái áo", meaning("complaint_missing_item"))
    assert newest(regular).severity == "S3"
    closed(regular)
    regular.says("shipper khó chịu", meaning("complaint_courier"))
    ticket = newest(regular)
    assert (ticket.severity, ticket.reasons[1:]) == ("S2", ["phiếu phàn nàn thứ 3 trong 30 ngày"])


def test_complaints_of_long_ago_and_of_others_do_not_count(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    closed(regular)
    regular.says("giao trễ quá", LATE, chat="1002")
    regular.clock.forward(days=31)
    regular.says("giao trễ quá", LATE)
    assert (newest(regular).severity, newest(regular).reasons) == ("S3", ALONE)


def test_who_writes_a_third_time_to_nobody_is_grave(scene: Scene) -> None:
    scene.says("giao trễ quá", LATE)
    scene.card()
    for severity, words in (("S3", "sao rồi shop"), ("S2", "có ai không vậy")):
        scene.clock.forward(minutes=20)
        scene.says(words, LATE)
        assert scene.the(Ticket).severity == severity
    assert "khách nhắn lần thứ 3, chưa ai trả lời" in scene.sent()[-1].text


def test_the_count_on_the_card_is_the_newest_one(scene: Scene) -> None:
    scene.says("giao trễ quá", LATE)
    for _ in range(3):
        scene.clock.forward(minutes=20)
        scene.says("sao rồi shop", LATE)
    assert scene.the(Ticket).reasons == [*ALONE, "khách nhắn lần thứ 4, chưa ai trả lời"]


def test_a_message_typed_in_pieces_is_one_time(scene: Scene) -> None:
    for words in ("giao trễ quá", "đơn em đặt thứ 2", "tới giờ chưa có", "chán ghê"):
        scene.says(words, LATE)
        scene.clock.forward(minutes=1)
    scene.says(files=[PHOTO])
    assert scene.the(Ticket).severity == "S3"


def test_who_was_answered_by_a_person_waits_for_nobody(scene: Scene) -> None:
    scene.says("giao trễ quá", LATE)
    scene.staff_write("Dạ em xem ngay ạ", reply_to=scene.card())
    for _ in range(3):
        scene.clock.forward(minutes=20)
        scene.says("sao rồi shop", LATE)
    assert scene.the(Ticket).severity == "S3"


def test_what_the_bot_answered_is_no_time_and_a_correction_neither(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    for _ in range(3):
        regular.clock.forward(minutes=20)
        regular.says("mấy giờ đóng cửa", meaning("question_opening_hours"))
        regular.says("giao trễ quá à", edited=True)
    assert regular.the(Ticket).severity == "S3"


def test_who_writes_while_a_person_has_taken_over_is_weighed_too(scene: Scene) -> None:
    scene.says("cho gặp nhân viên", meaning("other_human"))
    scene.card()
    assert scene.the(Ticket).severity == "S2"
    scene.says("bôi vào nổi mẩn đỏ", _harm("S1"))
    ticket = scene.the(Ticket)
    assert ticket.severity == "S1"
    assert ticket.reasons[-1] == "nói về việc đã xảy ra"
    assert scene.sent()[-1].what == "edit"


def test_few_stars_for_a_dear_order_are_grave(regular: Scene) -> None:
    order_of(regular, "DH1", 5_200_000)
    regular.says("vải xấu quá, 1 sao", meaning("review_negative", stars=1))
    regular.taps("ticket:1")
    assert regular.the(Ticket).severity == "S2"
    assert "đơn 5.200.000 đ" in regular.the(Ticket).reasons


def test_a_question_in_which_a_loss_is_heard_goes_to_a_person_too(regular: Scene) -> None:
    (answer,) = texts(regular.says("bill cộng trùng một hộp", meaning("question_invoice", severity="S2")))
    assert (regular.the(Ticket).severity, regular.the(Ticket).intent) == ("S2", "question_invoice")
    assert "KN-0001" in answer


def test_an_order_code_with_a_loss_goes_to_a_person(regular: Scene) -> None:
    understood = meaning("other_give_info", severity="S2", order_code="DH3390")
    (answer,) = texts(regular.says("đơn DH3390 thất lạc", understood))
    assert regular.the(Ticket).severity == "S2"
    assert "KN-0001" in answer


def test_a_request_is_as_grave_as_its_words(regular: Scene) -> None:
    regular.says("huỷ đơn, giữ cọc của em à", meaning("other_cancel_order", severity="S2"))
    assert regular.the(Ticket).severity == "S2"


def _harm(severity: Severity) -> Understanding:
    return meaning("complaint_safety", severity=severity)
