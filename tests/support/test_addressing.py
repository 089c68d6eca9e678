"""The form of address is learnt, kept and spoken, in every sentence to the customer and in none to the staff."""

import ast
import re
from collections.abc import Iterator

import pytest

from store.models import Customer, Message, OutboxMessage, Ticket
from support import silence, surveys
from tests.support.data_scenes import whole_life
from tests.support.order_scenes import ROOT
from tests.support.scene import GROUP, PHOTO, Scene, meaning, texts
from tests.support.test_content import ANSWERS, WORDS

OUTRIGHT = meaning("other_give_info")
CUSTOMER = re.compile(r"(?<!tự )(?<!một )\bmình\b", re.IGNORECASE)
FOR_STAFF = re.compile(
    r"card_|severity_|relay|staff_|reason_|data_note_|cho_|toi_|mau_|reminder|line_|ticket_line|csat_low|update_failed|"
    r"send_|not_staff|checkin_wrong_reason|toast_(taken|held|not_listed|waiting|solved|is_|closed|given|bot)|button_|command_"
)


def test_who_says_it_is_called_so_from_then_on(regular: Scene) -> None:
    (noted,) = texts(regular.says("em là nữ ạ", OUTRIGHT))
    assert "chị" in noted
    assert regular.rows(Ticket) == []
    (answer,) = texts(regular.says("shop ở đâu", meaning("question_address")))
    assert not CUSTOMER.search(answer)
    assert regular.the(Customer).address == "chị"


def test_the_rest_of_the_message_is_answered_too(regular: Scene) -> None:
    noted, answer = texts(regular.says("gọi anh nha, shop ở đâu", meaning("question_address")))
    assert "anh" in noted
    assert "Quận 3" in answer


def test_how_somebody_speaks_of_themselves_is_heard_without_a_word(regular: Scene) -> None:
    (answer,) = texts(regular.says("cho chị hỏi phí ship", meaning("question_delivery_fee")))
    assert "35.000đ" in answer
    assert regular.the(Customer).address == "chị"


def test_a_later_word_corrects_an_earlier_one(regular: Scene) -> None:
    regular.says("chị hỏi chút", meaning("other_wait"))
    (sorry,) = texts(regular.says("đừng kêu chị, anh là nam", OUTRIGHT))
    assert "xin lỗi anh" in sorry
    assert regular.the(Customer).address == "anh"


def test_what_was_said_outright_stays_whatever_is_heard(regular: Scene) -> None:
    regular.says("gọi cô nha", OUTRIGHT)
    regular.says("chị hỏi chút", meaning("other_wait"))
    assert regular.the(Customer).address == "cô"
    regular.says("thôi gọi chị nha", OUTRIGHT)
    assert regular.the(Customer).address == "chị"


def test_who_refuses_a_form_is_called_as_before(regular: Scene) -> None:
    regular.says("chị hỏi chút", meaning("other_wait"))
    (sorry,) = texts(regular.says("đừng gọi chị nữa", OUTRIGHT))
    assert "xin lỗi mình" in sorry
    assert regular.the(Customer).address is None


def test_who_is_harmed_hears_nothing_of_it(regular: Scene) -> None:
    harmed = meaning("complaint_safety", severity="S1")
    said = texts(regular.says("em là nữ ạ, dùng kem bị nổi mẩn khó thở", harmed))
    assert len(said) == 1
    assert "115" in said[0]
    assert not CUSTOMER.search(said[0])


def test_while_a_person_speaks_it_is_learnt_in_silence(regular: Scene) -> None:
    regular.says("gặp nhân viên", meaning("other_human"))
    assert regular.says("gọi chị nha", OUTRIGHT) == []
    assert regular.sent()[-1].text == "gọi chị nha"
    assert regular.the(Customer).address == "chị"


def test_it_is_in_the_file_of_their_data_and_goes_with_it(regular: Scene) -> None:
    regular.says("gọi chị nha", OUTRIGHT)
    regular.says(command="dulieu")
    (file,) = [content for content in regular.sent("1001") if content.what == "document"]
    assert "<th>Cách xưng hô</th>" in file.body
    assert "<td>chị</td>" in file.body
    regular.says(command="xoadulieu")
    regular.taps("erase:2:yes")
    erased = regular.the(Customer)
    assert (erased.address, erased.address_told) == (None, False)


@pytest.mark.parametrize("form", ["anh", "bạn", None])
def test_a_greeting_in_pieces_is_answered_once_in_every_form(regular: Scene, form: str | None) -> None:
    _called(regular, form)
    assert len(texts(regular.says("shop ơi", meaning("other_greeting")))) == 1
    _called(regular, "chị")
    assert texts(regular.says("ới", meaning("other_greeting"))) == []


def test_consent_is_asked_once_whatever_one_is_called_since(scene: Scene) -> None:
    scene.says(command="start")
    _called(scene, "chị")
    assert texts(scene.says("dạ được", meaning("other_yes")))[0].startswith("Dạ em cảm ơn chị")


def test_a_name_that_is_put_in_keeps_its_words(regular: Scene) -> None:
    _called(regular, "chị")
    regular.desk.config.shop.facts["payment"] = "ví Mình Pay"
    (answer,) = texts(regular.says("trả bằng gì", meaning("question_payment")))
    assert "ví Mình Pay" in answer


def test_staff_read_the_same_whoever_the_customer_is(scene: Scene) -> None:
    _life(scene)
    assert not [text for text in texts(scene.sent(GROUP)) if CUSTOMER.search(text)]


def test_every_sentence_to_the_customer_calls_them_so(scene: Scene) -> None:
    scene.says("gọi chị nha", OUTRIGHT)
    _life(scene)
    said = [text for text in texts(scene.sent("1001")) if CUSTOMER.search(text)]
    assert said == []
    assert len(texts(scene.sent("1001"))) > 25
    assert "chị" in " ".join(texts(scene.sent("1001")))


def test_sentences_for_staff_and_buttons_never_say_it() -> None:
    names = [name for name in WORDS.texts if FOR_STAFF.match(name)]
    assert len(names) > 60
    assert {name for name in names if CUSTOMER.search(" ".join(WORDS.texts[name]))} == set()
    assert {intent for intent in ANSWERS.topics if CUSTOMER.search(ANSWERS.label(intent))} == set()


def test_whoever_speaks_outside_a_visit_asks_for_the_customers_form() -> None:
    """A visit's desk calls the customer right already; the staff's and the clock's desk does not."""
    forgetting = {
        f"{where}: {ast.unparse(function).splitlines()[0]}"
        for where, function in _functions()
        if any(_says_by_itself(node) for node in ast.walk(function))
        and "speaking_to(" not in ast.unparse(function)
    }
    assert {where.partition(":")[0] for where in forgetting} <= BY_A_VISITS_DESK, forgetting


# What a tap or a message reaches with the desk of its own visit; and what is said in the staff's group.
BY_A_VISITS_DESK = {"check_ins.py", "csat.py", "introductions.py", "visit.py", "staff_commands.py"}


def _functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted((ROOT / "support").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield path.name, node


def _says_by_itself(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"say", "speaking.say"}
        and len(node.args) > 3
    )


def _called(scene: Scene, form: str | None) -> None:
    with scene.sessions.begin() as session:
        session.query(Customer).update({"address": form})


def _life(scene: Scene) -> None:
    """As many paths as there are sentences to say."""
    whole_life(scene)
    scene.clock.forward(hours=1)
    for intent in [
        "question_price",
        "question_delivery_time",
        "question_exchange_return",
        "question_opening_hours",
        "other_greeting",
        "other_thanks",
        "other_bye",
        "other_yes",
        "other_no",
        "other_wait",
        "other_bot",
        "other_order",
        "other_change_order",
        "other_cancel_order",
        "other_foreign",
        "other_give_info",
        "other_out_of_scope",
        "other_nonsense",
        "other_stop",
    ]:
        scene.clock.forward(minutes=3)
        scene.says(f"tin {intent}", meaning(intent))
    scene.clock.forward(minutes=3)
    scene.staff_tap("giveback:1")
    for understood in (
        meaning("complaint_late"),
        meaning("complaint_late"),
        meaning("review_negative", sentiment="negative"),
        meaning("question_order_status", order_code="DH1023"),
        meaning("question_order_status", order_code="XX1"),
        meaning("question_stock", confidence=0.2),
    ):
        scene.clock.forward(minutes=3)
        scene.says(f"tin {understood.intent} {understood.confidence}", understood)
    scene.says(files=[PHOTO])
    scene.says(command="phieu")
    scene.deliver()
    for ticket in scene.rows(Ticket):
        scene.staff_write("Dạ em xem rồi", reply_to=scene.card())
        scene.staff_tap(f"solve:{ticket.id}")
        scene.taps(f"solved:{ticket.id}:no")
        scene.staff_tap(f"close:{ticket.id}")
        scene.clock.forward(minutes=3)
    scene.says(command="phieu")
    scene.taps(f"mine:{scene.rows(Ticket)[-1].id}:reopen")
    scene.says("bực quá rồi nha", meaning("other_insult", sentiment="negative", angry=True))
    scene.staff_tap("giveback:1")
    scene.clock.forward(hours=1)
    scene.says_unread("có ai không")
    scene.says(command="dulieu")
    scene.says(command="xoadulieu")
    scene.says(command="huy")
    scene.clock.forward(days=2)
    for _ in range(3):
        scene.clock.forward(days=2)
        with scene.sessions.begin() as session:
            surveys.ask_due(session, scene.desk)
            silence.end_due(session, scene.desk)
    assert scene.rows(Message)
    assert scene.rows(OutboxMessage)
