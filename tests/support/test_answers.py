"""Answers by condition: the first block that holds, else the plain ones; a file that cannot be right is refused."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from settings.checked_yaml import SettingsError
from support import answers
from tests.support.order_scenes import add_order, bare_desk
from tests.support.scene import MONDAY_TEN, PHOTO, Scene, meaning, texts

SHOP = bare_desk().config.shop
TODAY = MONDAY_TEN.date()


def say(scene: Scene, words: str, intent: str, **entities: Any) -> str:
    scene.clock.forward(minutes=2)
    return "\n".join(texts(scene.says(words, meaning(intent, **entities))))


def mine(scene: Scene, code: str, **facts: object) -> None:
    owner = scene.conversation().customer_id
    with scene.sessions.begin() as session:
        add_order(session, code, owner, **facts)


def written(scene: Scene, folder: Path, text: str) -> None:
    """The shop has these answers to the question about delivery fees and no others."""
    path = folder / "answers.yml"
    path.write_text(f"question_delivery_fee:\n  label: phí\n  answers:\n{text}", encoding="utf-8")
    scene.desk = replace(scene.desk, answers=answers.load(path, SHOP))


def test_the_hours_are_told_otherwise_when_nobody_is_there(regular: Scene) -> None:
    assert "nhắn trước" not in say(regular, "mấy giờ mở", "question_opening_hours")
    regular.clock.forward(hours=12)
    assert "mở lại lúc 8:00 sáng mai" in say(regular, "số đt shop", "question_contact")
    assert "Mình cứ nhắn trước ở đây" in say(regular, "mấy giờ mở", "question_opening_hours")


def test_a_delivered_order_is_named_where_exchange_and_warranty_are_asked(regular: Scene) -> None:
    mine(regular, "DH7", delivered_at=MONDAY_TEN - timedelta(days=2))
    for intent in ("question_exchange_return", "question_warranty"):
        answer = say(regular, "đổi sao", intent)
        assert "DH7" in answer
        assert "14/11" in answer


def test_the_delivery_of_an_order_under_way_is_told_with_the_usual_times(regular: Scene) -> None:
    mine(regular, "DH8", status="đang giao", carrier="GHN", expected_on=TODAY + timedelta(days=1))
    answer = say(regular, "bao lâu tới", "question_delivery_time")
    assert "• DH8: đang giao" in answer
    assert "Dự kiến tới: ngày mai" in answer
    assert "3-5 ngày" in answer


def test_how_long_delivery_takes_is_no_evasion_for_a_late_order(regular: Scene) -> None:
    mine(regular, "DH8", status="đang giao", expected_on=TODAY - timedelta(days=1))
    answer = say(regular, "bao lâu tới", "question_delivery_time")
    assert "quá hẹn" in answer
    assert "xin lỗi" in answer


def test_without_an_order_the_plain_words_come(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        add_order(session, "DH9", status="đang giao", delivered_at=MONDAY_TEN)  # nobody's
    answer = say(regular, "bao lâu tới", "question_delivery_time")
    assert "DH9" not in answer
    assert "3-5 ngày" in answer


def test_a_message_that_names_anothers_order_hears_of_none_of_ones_own(regular: Scene) -> None:
    mine(regular, "DH7", delivered_at=MONDAY_TEN)
    answer = say(regular, "DH9 đổi được ko", "question_exchange_return", order_code="DH9")
    assert "DH7" not in answer
    assert "7 ngày" in answer


def test_of_several_orders_the_named_one_is_meant_else_the_newest_that_fits(regular: Scene) -> None:
    mine(regular, "DH7", delivered_at=MONDAY_TEN - timedelta(days=3))
    mine(regular, "DH8", delivered_at=MONDAY_TEN - timedelta(days=1))
    mine(regular, "DH9", status="đang giao")
    assert "DH8" in say(regular, "đổi sao", "question_exchange_return")
    assert "DH7" in say(regular, "DH7 đổi sao", "question_exchange_return", order_code="DH7")
    assert "DH9" in say(regular, "bao lâu tới", "question_delivery_time")


def test_colour_and_size_are_taken_up(regular: Scene) -> None:
    assert "màu đen, size M" in say(regular, "con mau den sz M ko", "question_stock", colour="đen", size="M")


def test_who_sent_a_photo_is_not_asked_for_one(regular: Scene) -> None:
    regular.says("", files=[PHOTO])
    answer = say(regular, "chất vải gì", "question_product_info")
    assert "nhận được ảnh" in answer or "trong ảnh" in answer
    assert "xin tên" not in answer


def test_variants_of_a_block_take_turns(regular: Scene) -> None:
    mine(regular, "DH7", delivered_at=MONDAY_TEN)
    first, second = (say(regular, "đổi sao", "question_exchange_return") for _ in range(2))
    assert first != second
    assert all("DH7" in each for each in (first, second))


def test_the_first_block_that_holds_wins(regular: Scene, tmp_path: Path) -> None:
    written(
        regular,
        tmp_path,
        "    - Dạ thường\n    - when: {order_known: false, in_hours: true}\n      say: Dạ người lạ\n"
        "    - when: {in_hours: true}\n      say: Dạ trong giờ\n"
        "    - when: {order_known: true, in_hours: false}\n      say: Dạ {order} đêm\n",
    )
    assert say(regular, "ship", "question_delivery_fee") == "Dạ người lạ"
    mine(regular, "DH7")
    assert say(regular, "ship", "question_delivery_fee") == "Dạ trong giờ"
    regular.clock.forward(hours=12)
    assert say(regular, "ship", "question_delivery_fee") == "Dạ DH7 đêm"


def test_no_order_may_be_what_a_false_condition_names(regular: Scene, tmp_path: Path) -> None:
    written(
        regular,
        tmp_path,
        "    - Dạ thường\n    - when: {order_known: true, order_under_way: false}\n      say: Dạ xong\n",
    )
    mine(regular, "DH7", status="đã giao")
    assert say(regular, "ship", "question_delivery_fee") == "Dạ xong"
    mine(regular, "DH8", status="đang giao")
    assert say(regular, "ship", "question_delivery_fee") == "Dạ thường"


def test_a_complaint_may_have_conditions_too(regular: Scene, tmp_path: Path) -> None:
    path = tmp_path / "answers.yml"
    text = "complaint_late:\n  label: trễ\n  answers:\n    - when: {order_known: true}\n      say: Dạ {order} trễ\n    - Dạ trễ\n"
    path.write_text(text, encoding="utf-8")
    regular.desk = replace(regular.desk, answers=answers.load(path, SHOP))
    mine(regular, "DH7")
    assert "Dạ DH7 trễ" in say(regular, "trễ quá", "complaint_late")


PLAIN = "    - Dạ\n"


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (f"{PLAIN}    - when: {{in_hours: true}}\n      say:\n        - Dạ\n        - Dạ {{order}}\n",
         r"answers\.yml:8: question_price: found \{order\}, expected one of: .*; \{order\} only under when: \{order_known or "),
        (f"{PLAIN}    - when: {{order_known: false}}\n      say: Dạ {{order}}\n", r":6: question_price: found \{order\}"),
        (f"{PLAIN}    - when: {{order_known: true}}\n      say: Dạ {{delivered}}\n",
         r":6: question_price: found \{delivered\}, expected one of: .*; \{delivered\} only under when: \{order_delivered: true\}"),
        ("    - Dạ {details}\n", r":4: question_price: found \{details\}"),
        (f"{PLAIN}    - when: {{weekend: true}}\n      say: Dạ\n",
         r":5: question_price\.answers\.1\.when: found \{'weekend': True\}, expected true or false for one or more of: in_hours, "),
        (f"{PLAIN}    - when: {{}}\n      say: Dạ\n", r":5: .* expected true or false for one or more of"),
        (f"{PLAIN}    - when: {{in_hours: đúng}}\n      say: Dạ\n", r":5: .*in_hours: found 'đúng', expected true or false"),
        (f"{PLAIN}    - when: {{in_hours: true}}\n", r":5: question_price\.answers\.1\.say: found nothing, expected this key"),
        (f"{PLAIN}    - when: {{in_hours: true}}\n      say: []\n", r":6: question_price\.answers\.1\.say"),
        ("    - when: {in_hours: true}\n      say: Dạ\n", r":3: question_price: found only answers with when, expected a plain one too"),
        (f"{PLAIN}  next: [question_pryce]\n", r":5: question_price: found question_pryce under next, expected another topic"),
        (f"{PLAIN}  next: [question_price]\n", r":5: question_price: found question_price under next, expected another topic"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_with_its_line(tmp_path: Path, lines: str, fault: str) -> None:
    path = tmp_path / "answers.yml"
    path.write_text(f"question_price:\n  label: giá\n  answers:\n{lines}", encoding="utf-8")
    with pytest.raises(SettingsError, match=fault):
        answers.load(path, SHOP)
