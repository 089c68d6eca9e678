"""A reply is for what it replies to, whatever was said since."""

from store.models import Message, Response, Review, Ticket
from support import surveys
from support.csat import CSAT
from tests.support.order_scenes import add_order
from tests.support.scene import MONDAY_TEN, PHOTO, Scene, meaning, texts

LATE, STAFF = meaning("complaint_late"), meaning("complaint_staff")
UNSURE = meaning("other_give_info", confidence=0.2)


def said(scene: Scene, words: str) -> str:
    """The channel's id of the newest message that says this."""
    scene.deliver()
    found = [each for each in scene.rows(Message) if words in each.text and each.channel_message_id]
    return found[-1].channel_message_id or ""


def two_cases(scene: Scene) -> tuple[str, str]:
    """Two open cases, KN-0001 and KN-0002; the ids of what the bot said about each."""
    scene.says("giao trễ quá", LATE)
    older = said(scene, "KN-0001")
    scene.clock.forward(hours=25)
    scene.says("nhân viên nói chuyện trống không", STAFF)
    return older, said(scene, "KN-0002")


def test_a_reply_to_an_older_case_is_added_to_it(regular: Scene) -> None:
    older, _ = two_cases(regular)
    (answer,) = texts(regular.says("trễ từ thứ hai tới giờ", UNSURE, reply_to=older))
    assert "KN-0001" in answer
    first, _second = regular.rows(Ticket)
    assert next(each for each in regular.rows(Message) if "thứ hai" in each.text).ticket_id == first.id


def test_without_a_reply_the_newest_case_is_meant(regular: Scene) -> None:
    two_cases(regular)
    (answer,) = texts(regular.says("trễ từ thứ hai tới giờ", UNSURE))
    assert "KN-0002" in answer


def test_a_picture_in_reply_goes_to_the_case_that_is_replied_to(regular: Scene) -> None:
    older, _ = two_cases(regular)
    (answer,) = texts(regular.says(files=[PHOTO], reply_to=older))
    assert "KN-0001" in answer


def test_a_complaint_in_reply_joins_the_case_whatever_its_topic(regular: Scene) -> None:
    older, _ = two_cases(regular)
    (answer,) = texts(regular.says("hàng tới còn bị móp", meaning("complaint_damaged"), reply_to=older))
    assert "KN-0001" in answer
    assert len(regular.rows(Ticket)) == 2


def test_a_question_in_reply_is_answered_and_thanks_stay_thanks(regular: Scene) -> None:
    older, _ = two_cases(regular)
    assert "KN-" not in texts(regular.says("shop ở đâu", meaning("question_address"), reply_to=older))[0]
    (thanks,) = texts(regular.says("cảm ơn nha", meaning("other_thanks"), reply_to=older))
    assert "KN-" not in thanks


def test_staff_see_what_was_replied_to(regular: Scene) -> None:
    older, _ = two_cases(regular)
    regular.says("cái này sao rồi", UNSURE, reply_to=older, quote="Em đã mở phiếu <KN-0001>")
    assert regular.sent()[-1].text == "↪ “Em đã mở phiếu <KN-0001>”\ncái này sao rồi"
    regular.says("ảnh nè", meaning("other_give_info"), files=[PHOTO], reply_to=older, quote="phiếu KN-0001")
    note, copy = [each for each in regular.sent() if each.what in {"message", "copy"}][-2:]
    assert (note.text, copy.what) == ("↪ “phiếu KN-0001”", "copy")


def test_a_message_we_do_not_know_is_understood_by_what_it_says(regular: Scene) -> None:
    two_cases(regular)
    quote = "Dạ em đã ghi thêm vào phiếu KN-0001 ạ"
    (answer,) = texts(regular.says("trễ từ thứ hai", UNSURE, reply_to="gone", quote=quote))
    assert "KN-0001" in answer


def test_a_code_of_somebody_elses_case_means_nothing(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    regular.says(command="start", chat="1002")
    regular.says("sao rồi", UNSURE, chat="1002", quote="phiếu KN-0001", reply_to="x")
    assert regular.the(Ticket).conversation_id == 1
    assert [each.ticket_id for each in regular.rows(Message) if each.text == "sao rồi"] == [None]


def test_a_reply_to_what_staff_said_goes_to_its_case(regular: Scene) -> None:
    two_cases(regular)
    regular.deliver()
    regular.staff_write("Dạ shop kiểm tra ạ", reply_to=_card_of(regular, 1))
    staffs = said(regular, "Dạ shop kiểm tra")
    regular.says("ok shop, nhớ gọi em trước", UNSURE, reply_to=staffs)
    assert regular.rows(Message)[-1].ticket_id == regular.rows(Ticket)[0].id


def _card_of(scene: Scene, ticket_id: int) -> str:
    from store.models import StaffPost  # noqa: PLC0415

    return next(post.channel_message_id for post in scene.rows(StaffPost) if post.ticket_id == ticket_id)


def test_a_reply_to_a_closed_case_opens_it_again(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    about = said(regular, "KN-0001")
    regular.staff_tap("close:1")
    regular.deliver()
    (answer,) = texts(regular.says("giao trễ nữa rồi", LATE, reply_to=about))
    assert "KN-0001" in answer
    assert regular.the(Ticket).state == "new"


def test_a_closed_case_of_last_month_stays_closed(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    about = said(regular, "KN-0001")
    regular.staff_tap("close:1")
    regular.clock.forward(days=31)
    (answer,) = texts(regular.says("giao trễ nữa rồi", LATE, reply_to=about))
    assert "KN-0002" in answer


def test_a_reply_to_the_question_of_stars_answers_it_although_another_came_since(regular: Scene) -> None:
    regular.says("áo đẹp lắm nha", meaning("review_positive"))
    question = said(regular, "sao")
    regular.says("thôi", meaning("other_no"))
    regular.says("5", meaning("other_out_of_scope", confidence=0.2), reply_to=question)
    assert regular.the(Review).stars == 5


def test_a_score_in_reply_to_the_question_how_the_help_was(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    regular.staff_write("Dạ shop giao rồi ạ", reply_to=regular.card())
    regular.deliver()
    regular.staff_tap("close:1")
    question = said(regular, "1 là rất tệ")
    regular.says("shop ở đâu", meaning("question_address"))
    regular.says("4", meaning("other_out_of_scope", confidence=0.2), reply_to=question)
    asked = next(each for each in regular.rows(Response) if each.survey == CSAT)
    assert (asked.score, asked.state) == (4, "answered")
    regular.says("shop ở đâu", meaning("question_address"))
    regular.says("lần sau nhanh hơn nha", meaning("other_out_of_scope", confidence=0.3), reply_to=question)
    asked = next(each for each in regular.rows(Response) if each.survey == CSAT)
    assert asked.comment == "lần sau nhanh hơn nha"


def check_in(scene: Scene) -> str:
    with scene.sessions.begin() as session:
        add_order(session, "DH1", 1, items="Áo", status="đã giao", delivered_at=MONDAY_TEN)
    scene.clock.forward(days=2)
    with scene.sessions.begin() as session:
        assert surveys.ask_due(session, scene.desk) == 1
    return said(scene, "DH1")


def test_a_check_in_may_be_answered_in_words(regular: Scene) -> None:
    question = check_in(regular)
    regular.says("shop ở đâu", meaning("question_address"))
    regular.says("ok shop nha", meaning("other_yes"), reply_to=question)
    asked = regular.the(Response)
    assert (asked.state, asked.answer) == ("answered", "ok")


def test_what_is_wrong_in_reply_to_a_check_in_opens_its_case(regular: Scene) -> None:
    question = check_in(regular)
    regular.says("chê lắm, vải xấu", meaning("review_negative"), reply_to=question)
    ticket, asked = regular.the(Ticket), regular.the(Response)
    assert (ticket.intent, asked.answer) == ("check_in", "wrong")
    assert next(each for each in regular.rows(Message) if "vải xấu" in each.text).ticket_id == ticket.id
