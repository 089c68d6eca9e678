"""Codes that are not the chat's own are counted, slowed and refused, and nothing tells whether one exists."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from nlu.understanding import Understanding
from scheduler import jobs
from store.engine import Sessions
from store.models import DataRequest, OrderGuess, Ticket
from support.links import make_token
from tests.support.data_scenes import everything
from tests.support.order_scenes import SECRET, add_order
from tests.support.scene import GROUP, Scene, actions, meaning, texts


def about(*codes: str, intent: str = "question_order_status") -> Understanding:
    named = [meaning(intent, order_code=code) for code in codes]
    return replace(named[0], entities=tuple(entity for each in named for entity in each.entities))


def asks(scene: Scene, *codes: str) -> str:
    scene.clock.forward(minutes=2)
    return "\n".join(texts(scene.says(f"đơn {' '.join(codes)} giao chưa", about(*codes))))


def asks_for(scene: Scene, numbers: Sequence[int]) -> list[str]:
    return [asks(scene, f"DH{number}") for number in numbers]


def notes(scene: Scene) -> list[str]:
    return [text for text in texts(scene.sent()) if "thử nhiều mã đơn" in text]


def test_a_few_codes_go_to_the_staff_in_one_case_and_after_that_one_waits(regular: Scene) -> None:
    looked_after, fourth = asks_for(regular, range(1, 4)), asks(regular, "DH4")
    assert all("KN-0001" in answer for answer in looked_after)
    assert "KN-0001" not in fourth
    assert "11:13 trưa nay" in fourth  # an hour after the fourth
    regular.the(Ticket)
    assert "DH4" not in "".join(texts(regular.sent()))


def test_who_waited_is_helped_again(regular: Scene) -> None:
    asks_for(regular, range(1, 5))
    regular.clock.forward(hours=1)
    assert "KN-0001" in asks(regular, "DH5")


def test_more_is_refused_for_a_day_and_the_staff_hear_of_it_once(regular: Scene) -> None:
    *_, waits, refused, again = asks_for(regular, range(1, 9))
    assert "tới 10:19 sáng mai" in refused
    assert ("tra" in waits, "gặp nhân viên" in again) == (True, True)
    assert len(notes(regular)) == 1
    assert "Chị Hoa" in notes(regular)[0]
    regular.clock.forward(hours=23)
    assert "KN-0001" not in asks(regular, "DH20")  # asking on does not make it longer, nor shorter
    regular.clock.forward(hours=1)
    assert "KN-0001" in asks(regular, "DH21")


def test_many_codes_in_one_message_count_as_many(regular: Scene) -> None:
    answer = asks(regular, *(f"DH{number}" for number in range(1, 9)))
    assert "ngưng tra" in answer or "không tra thêm" in answer
    assert regular.rows(Ticket) == []
    assert len(notes(regular)) == 1


def test_the_same_code_again_is_no_further_guess(regular: Scene) -> None:
    answers = [asks(regular, "DH1") for _ in range(2)]  # the third time a person takes over
    assert all("KN-0001" in answer for answer in answers)
    assert len(regular.rows(OrderGuess)) == 1


def test_nothing_is_forgotten_with_a_restart(regular: Scene, sessions: Sessions) -> None:
    asks_for(regular, range(1, 8))
    restarted = Scene(sessions)
    restarted.clock.now = regular.clock.now
    restarted._ids = regular._ids
    assert "KN-0001" not in asks(restarted, "DH9")


def test_what_is_proved_is_told_whatever_was_guessed_and_never_counts(regular: Scene) -> None:
    owner = regular.conversation().customer_id
    with regular.sessions.begin() as session:
        for number in range(20, 30):
            add_order(session, f"DH{number}", owner, status="đang giao")
    answers = asks_for(regular, range(20, 30))
    assert all("đang giao" in answer for answer in answers)
    assert regular.rows(OrderGuess) == []
    asks_for(regular, range(1, 8))
    assert "DH25: đang giao" in asks(regular, "DH25")
    assert "đang giao" in "".join(texts(regular.says("đơn em đâu", meaning("question_order_status"))))


def test_a_signed_link_and_a_shared_phone_prove_also_while_codes_are_refused(regular: Scene) -> None:
    asks_for(regular, range(1, 8))
    with regular.sessions.begin() as session:
        add_order(session, "DH50", status="đang giao")
        add_order(session, "DH51", status="đã giao", phone="+84900000001")
    tied = texts(regular.says(command="start", argument=make_token(SECRET, "DH50")))
    assert "Em đã gắn đơn DH50" in tied[0]
    assert "DH51" in "".join(texts(regular.says(phone="+84900000001")))


def test_forged_links_count_too(regular: Scene) -> None:
    for number in range(1, 7):
        assert (
            "không dùng được" in texts(regular.says(command="start", argument=f"{number}" * 30))[0]
            or number > 3
        )
        regular.clock.forward(minutes=2)
    (refused,) = texts(regular.says(command="start", argument="x" * 30))
    assert "tới 10:17 sáng mai" in refused
    assert "KN-" not in asks(regular, "DH1")


def test_forged_links_count_also_while_a_person_speaks(regular: Scene) -> None:
    regular.says("cho gặp người", meaning("other_human"))
    assert regular.says(command="start", argument="x" * 30) == []
    assert len(regular.rows(OrderGuess)) == 1


def test_codes_that_come_as_information_are_slowed_too_and_no_longer_shown_to_staff(regular: Scene) -> None:
    regular.says("giao trễ quá", meaning("complaint_late"))
    for number in range(1, 9):
        regular.says(f"DH{number}", about(f"DH{number}", intent="other_give_info"))
    group = "".join(texts(regular.sent()))
    assert "DH3" in group
    assert "DH4" not in group


def test_a_complaint_is_taken_whatever_was_guessed(regular: Scene) -> None:
    asks_for(regular, range(1, 8))
    answer = "".join(texts(regular.says("DH9 giao trễ quá", about("DH9", intent="complaint_late"))))
    assert "KN-0002" in answer


def test_who_shared_a_number_is_pointed_to_a_person_by_a_button(regular: Scene) -> None:
    regular.says(phone="+84900000009")
    asks_for(regular, range(1, 7))
    (refused,) = regular.says("đơn DH7 đâu", about("DH7"))
    assert (actions(refused), refused.ask_contact) == (["human"], "")


def test_who_shared_none_is_pointed_to_the_phone(regular: Scene) -> None:
    asks_for(regular, range(1, 7))
    (refused,) = regular.says("đơn DH7 đâu", about("DH7"))
    assert refused.ask_contact
    assert "chia sẻ số" in refused.text


def test_erasing_is_no_way_to_guess_on_and_keeps_nothing_that_names(regular: Scene) -> None:
    asks_for(regular, range(1, 8))
    regular.says("xoá dữ liệu của tôi", meaning("other_erase_my_data"))
    regular.deliver()
    regular.taps(f"erase:{regular.the(DataRequest).id}:yes")
    assert "KN-" not in asks(regular, "DH9")
    assert all(
        mark not in f"{row.chat}{row.code}" for row in regular.rows(OrderGuess) for mark in ("1001", "DH")
    )


def test_others_are_not_slowed(regular: Scene) -> None:
    asks_for(regular, range(1, 8))
    other = texts(regular.says("đơn DH1 giao chưa", about("DH1"), chat="2002"))
    assert "KN-0002" in other[0]


def test_what_counts_for_nobody_any_more_goes(regular: Scene) -> None:
    asks_for(regular, range(1, 4))
    regular.clock.forward(days=1, hours=23)
    assert jobs.forget_guesses(regular.sessions, regular.desk) == 0
    regular.clock.forward(hours=2)
    assert jobs.forget_guesses(regular.sessions, regular.desk) == 3
    assert regular.rows(OrderGuess) == []


# ---- Whether a code exists cannot be told from anything.

INTENTS = (
    *("question_order_status", "other_give_info", "complaint_late", "complaint_lost", "other_cancel_order"),
    *("other_change_order", "question_delivery_time", "question_exchange_return", "question_warranty"),
    *("question_invoice", "review_negative", "other_order"),
)


@pytest.mark.parametrize(
    ("first", "shared", "hours"),
    [
        *((intent, False, 0) for intent in INTENTS),
        *(("question_order_status", shared, hours) for shared, hours in ((False, 12), (True, 0), (True, 12))),
    ],
)
def test_a_code_that_exists_is_answered_exactly_like_one_that_does_not(
    regular: Scene, first: str, shared: bool, hours: int
) -> None:
    there, not_there = ("DH71", "DH72"), ("DH81", "DH82")
    with regular.sessions.begin() as session:
        _anothers(session, there)
    regular.clock.forward(hours=hours)
    begin = regular.clock.now
    exists = _life(regular, "3001", there, first, shared)
    regular.clock.now = begin
    missing = _life(regular, "3002", not_there, first, shared)
    for name, rows in missing["kept"].items():  # table by table, so that a difference is seen
        assert rows == exists["kept"][name], name
    assert missing == exists


def _anothers(session: Session, codes: Sequence[str]) -> None:
    facts: dict[str, Any] = {"items": "Máy ảnh", "total": 9_000_000, "status": "đang giao", "carrier": "GHN",
                             "tracking_code": "X1", "name": "Khách khác"}  # fmt: skip
    for code in codes:
        add_order(session, code, phone="+84911111111", expected_on=None, **facts)


def _life(scene: Scene, chat: str, codes: Sequence[str], first: str, shared: bool) -> dict[str, Any]:
    """All that is seen and kept of a chat that names codes until it is refused; what differs by nature is made alike."""
    posts = len(scene.sent(GROUP))
    before = {name: len(rows) for name, rows in _kept(scene).items()}
    sent = []
    if shared:
        sent += scene.says(phone="+84922222222", chat=chat)
    for intent in (first, "question_order_status", "other_give_info"):
        for code in codes:
            scene.clock.forward(minutes=1)
            sent += scene.says(f"đơn {code} nha", about(code, intent=intent), chat=chat)
    for number in range(6):
        scene.clock.forward(minutes=1)
        sent += scene.says(f"đơn XX9{number}", about(f"XX9{number}"), chat=chat)
        sent += scene.says(f"đơn {codes[0]} nha", about(codes[0]), chat=chat)
    kept = {
        name: [
            _alike(str({key: value for key, value in row.items() if key not in _BY_NATURE}), chat)
            for row in rows[before[name] :]
        ]
        for name, rows in _kept(scene).items()
        if name != "order_guesses"
    }
    counts = len(_kept(scene)["order_guesses"]) - before["order_guesses"]
    seen = [_alike(str(content), chat) for content in (*sent, *scene.sent(GROUP)[posts:])]
    return {"seen": seen, "kept": kept, "counted": counts}


def _kept(scene: Scene) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, the oldest first."""
    return {
        name: sorted(rows, key=lambda row: row.get("id", 0))
        for name, rows in everything(scene.sessions).items()
    }


# Numbers that count on, whoever the chat is.
_BY_NATURE = {
    *("id", "customer_id", "conversation_id", "message_id", "ticket_id", "inbox_id", "channel_message_id"),
    *("about_conversation_id", "about_ticket_id", "code"),
}


def _alike(text: str, chat: str) -> str:
    text = text.replace(chat, "CHAT")
    text = re.sub(r"DH[78](\d)", r"CODE\1", text)
    return re.sub(r"KN-\d+|(?<=:)\d+(?=[:'])|(?<=_id': )\d+|DL-\d+", "N", text)


def test_the_comparison_would_see_a_difference(regular: Scene) -> None:
    owner = regular.conversation().customer_id
    with regular.sessions.begin() as session:
        _anothers(session, ["DH71"])
        add_order(session, "DH81", owner, status="đang giao")
    theirs = _life(regular, "3001", ["DH71"], "question_order_status", shared=False)
    own = _life(regular, "1001", ["DH81"], "question_order_status", shared=False)
    assert theirs != own
