from store.models import Consent, Order
from support.links import make_token
from tests.support.order_scenes import SECRET, add_order
from tests.support.scene import Scene, actions, meaning, texts


def test_start_greets_says_what_is_kept_and_asks_consent(scene: Scene) -> None:
    welcome, question = scene.says(command="start")
    assert "chào" in welcome.text
    assert welcome.ask_contact
    assert "lưu lại tin nhắn và đơn hàng" in question.text
    assert actions(question) == ["consent:yes", "consent:no"]
    assert scene.rows(Consent) == []  # silence is no consent


def test_consent_is_written_down_and_not_asked_again(scene: Scene) -> None:
    scene.says(command="start")
    _, thanks, toast = scene.taps("consent:yes")
    assert "/huy" in thanks.text
    assert toast.text == "Đã ghi nhận."
    assert scene.the(Consent).given
    scene.clock.forward(minutes=2)
    (again,) = texts(scene.says(command="start"))
    assert "quay lại" in again


def test_a_refusal_is_respected_and_not_asked_again(scene: Scene) -> None:
    scene.says(command="start")
    scene.taps("consent:no")
    assert not scene.the(Consent).given
    scene.clock.forward(minutes=2)
    assert len(texts(scene.says(command="start"))) == 1
    assert len(texts(scene.says("shop ở đâu", meaning("question_address")))) == 1


def test_huy_withdraws_and_confirms(scene: Scene) -> None:
    scene.says(command="start")
    scene.taps("consent:yes")
    (confirmed,) = texts(scene.says(command="huy"))
    assert "không nhắn hỏi thăm" in confirmed
    assert [line.given for line in scene.rows(Consent)] == [True, False]


def test_saying_stop_withdraws_too(regular: Scene) -> None:
    (confirmed,) = texts(regular.says("đừng nhắn tin cho tôi nữa", meaning("other_stop")))
    assert "không nhắn hỏi thăm" in confirmed
    assert [line.given for line in regular.rows(Consent)] == [True, False]


def test_a_plain_yes_counts_only_right_behind_the_question(scene: Scene) -> None:
    scene.says(command="start")
    scene.says("ok nha", meaning("other_yes"))
    assert scene.the(Consent).given


def test_a_plain_yes_to_something_else_is_no_consent(scene: Scene) -> None:
    scene.says(command="start")
    scene.says("phí ship nhiêu", meaning("question_delivery_fee"))
    scene.says("ok", meaning("other_yes"))
    assert scene.rows(Consent) == []


def test_a_link_ties_the_order(scene: Scene) -> None:
    welcome, question = scene.says(command="start", argument=make_token(SECRET, "DH1023"))
    assert "DH1023" in welcome.text
    assert actions(question)
    assert scene.the(Order).customer_id == 1


def test_a_forged_link_ties_nothing(scene: Scene) -> None:
    with scene.sessions.begin() as session:
        add_order(session, "DH1023")
    welcome, _ = scene.says(command="start", argument=make_token("another secret key", "DH1023"))
    assert "không dùng được" in welcome.text
    assert scene.the(Order).customer_id is None


def test_who_begins_with_a_question_is_answered_first_and_asked_consent_once(scene: Scene) -> None:
    answer, question = scene.says("phí ship nhiêu", meaning("question_delivery_fee"))
    assert "20.000đ" in answer.text
    assert actions(question) == ["consent:yes", "consent:no"]
    scene.clock.forward(hours=2)
    assert len(scene.says("shop ở đâu", meaning("question_address"))) == 1


def test_who_begins_with_trouble_is_not_asked_for_consent(scene: Scene) -> None:
    assert len(texts(scene.says("giao trễ quá", meaning("complaint_late")))) == 1
    assert (
        len(texts(scene.says("tệ", meaning("review_negative", sentiment="negative", stars=1), chat="1002")))
        == 1
    )


def test_stars_are_asked_before_consent(scene: Scene) -> None:
    assert len(scene.says("áo đẹp", meaning("review_positive", sentiment="positive"))) == 1
    assert scene.conversation().pending["what"] == "stars"  # type: ignore[index]


def test_a_mere_greeting_waits_for_its_matter_before_consent_is_asked(scene: Scene) -> None:
    assert len(scene.says("shop ơi", meaning("other_greeting"))) == 1
    assert len(scene.says("shop ở đâu", meaning("question_address"))) == 2


def test_nobody_with_an_open_complaint_is_asked_for_consent(scene: Scene) -> None:
    scene.says("giao trễ quá", meaning("complaint_late"))
    assert len(texts(scene.says("shop ở đâu", meaning("question_address")))) == 1
