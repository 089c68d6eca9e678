"""Erasing a customer: asked once more, obeyed once, and nothing of the person is left in any column of any table."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from store import inbox, outbox
from store.models import (
    Conversation,
    Customer,
    DataRequest,
    InboxUpdate,
    Message,
    Order,
    OutboxMessage,
    Response,
    Review,
    ReviewFile,
    ReviewVersion,
    Ticket,
)
from store.outbox import Content
from support import surveys
from support.order_import import import_file
from tests.support.data_scenes import (
    BOUGHT,
    CHAT,
    NAME,
    PHONE,
    WORDS,
    complain_again,
    everything,
    traces,
    whole_life,
)
from tests.support.order_scenes import add_order
from tests.support.scene import GROUP, PHOTO, Scene, actions, meaning, texts

ERASE = meaning("other_erase_my_data")
MARKS = (NAME, PHONE, CHAT, *WORDS, "file-1", "đã đổi ý")
# What still holds something of an erased customer, as docs/decisions/0011 tells it.
LEFT = {
    "conversations": {"id", "channel", "chat_id", "customer_id", "unreachable_since", "created_at"},
    "customers": {"id", "name", "created_at", "erased_at"},
    "orders": {"id", "code", "total", "status", "expected_on", "delivered_at", "updated_at", "erased_at"},
    "order_guesses": {"id", "chat", "code", "at"},
    "tickets": {
        *("id", "code", "conversation_id", "customer_id", "order_id", "intent", "topic", "severity", "state"),
        *("staff_member_id", "opened_at", "answer_by", "first_answered_at", "closed_at"),
    },
    "ticket_events": {"id", "ticket_id", "staff_member_id", "what", "source", "at"},
    "reviews": {"id", "conversation_id", "customer_id", "order_id", "stars", "sentiment", "at"},
    "responses": {
        *("id", "survey", "step", "customer_id", "conversation_id", "order_id", "ticket_id", "state"),
        *("asked_at", "answered_at", "answer", "score"),
    },
    "consents": {"id", "customer_id", "purpose", "given", "wording_version", "channel", "at"},
    "data_requests": {
        *("id", "customer_id", "what", "channel", "state", "asked_at", "due_at", "done_at", "receipt"),
        "outbox_id",
    },
    "staff_members": {"id", "channel", "user_id", "name"},
    # The chat and the errors are the staff group's.
    "inbox": {
        *("id", "channel", "update_id", "chat_id", "state", "attempts", "error", "received_at", "retry_at"),
        "done_at",
    },
    "messages": set(),
    "ticket_notes": set(),
    "review_versions": set(),
    "review_files": set(),
    "group_notices": set(),
    "handovers": set(),
    "staff_posts": set(),
    "staff_groups": set(),
    "staff_topics": set(),
    "leases": set(),
}


def ask(scene: Scene) -> Content:
    (question,) = (each for each in scene.says("xoá dữ liệu của tôi", ERASE) if each.what == "message")
    return question


def erase(scene: Scene) -> list[Content]:
    """Ask and confirm; return what the chat heard of it, before it is sent."""
    ask(scene)
    request = scene.rows(DataRequest)[-1]
    scene.deliver()
    return scene.taps(f"erase:{request.id}:yes")


def keep_updates(scene: Scene) -> None:
    """Raw updates of the customer and of staff who replied to a card, as the bot keeps them; and one not worked yet."""
    raw = {"message": {"from": {"first_name": NAME}, "text": WORDS[0], "reply_to_message": {"text": PHONE}}}
    updates = [
        inbox.RawUpdate(str(number), chat, raw) for number, chat in enumerate([CHAT, GROUP, CHAT, GROUP])
    ]
    with scene.sessions.begin() as session:
        inbox.keep(session, "telegram", updates, scene.clock())
        inbox.finish(session, 1, scene.clock())
        inbox.finish(session, 2, scene.clock())
        for inbox_id in (3, 4):
            for _ in range(inbox.MOST_ATTEMPTS):
                inbox.fail(
                    session, inbox_id, f"ValueError in chat {(CHAT, GROUP)[inbox_id - 3]}", scene.clock()
                )


def test_nothing_of_the_person_is_left_in_any_column_of_any_table(scene: Scene) -> None:
    keep_updates(whole_life(scene))
    complain_again(scene)
    scene.says("cho xem trước đã, đã đổi ý", meaning("other_see_my_data"))
    assert {mark for _, _, mark in traces(scene.sessions, MARKS)} == {
        *MARKS
    }  # the search finds what is there
    erase(scene)
    scene.deliver()
    assert traces(scene.sessions, MARKS) == set()


def test_what_is_left_is_what_the_decision_says(scene: Scene) -> None:
    keep_updates(whole_life(scene))
    scene.says(command="dulieu")
    erase(scene)
    scene.deliver()
    found = {
        table: {
            column for row in rows for column, value in row.items() if value not in (None, "", [], {}, False)
        }
        for table, rows in everything(scene.sessions).items()
        if table != "outbox"
    }
    assert found == LEFT


def test_the_outbox_keeps_no_word_that_was_sent_or_was_to_be_sent(scene: Scene) -> None:
    whole_life(scene)
    complain_again(scene)
    erase(scene)
    scene.deliver()
    texts_left = {row.content.get("text") for row in scene.rows(OutboxMessage)}
    say = scene.desk.wording.say
    assert texts_left == {None, say("erased_post"), say("data_note_erased", code="DL-0001")}


def test_the_question_says_what_is_lost_and_nothing_is_done_yet(scene: Scene) -> None:
    whole_life(scene)
    question = ask(scene)
    assert "không lấy lại được" in question.text
    assert "phiếu chưa xong" not in question.text
    assert actions(question) == ["erase:1:yes", "erase:1:no"]
    assert scene.the(Customer).name == NAME
    assert scene.the(DataRequest).due_at == scene.clock() + timedelta(days=15)
    assert "muốn xoá hết dữ liệu" in "".join(texts(scene.sent()))


def test_an_open_complaint_is_named_and_the_wish_obeyed_all_the_same(scene: Scene) -> None:
    code = complain_again(whole_life(scene))
    assert code in ask(scene).text
    scene.taps("erase:1:yes")
    closed = scene.rows(Ticket)[-1]
    assert (closed.state, closed.closed_at, closed.reasons) == ("closed", scene.clock(), [])
    assert (closed.solve_by, closed.remind_at) == (None, None)
    assert closed.code == code


def test_the_receipt_is_the_last_message_and_is_kept(scene: Scene) -> None:
    whole_life(scene)
    said = len(scene.rows(Message))
    _buttons, receipt, toast = erase(scene)
    assert toast.text == "Đã xoá xong."
    request = scene.the(DataRequest)
    assert (request.state, request.done_at) == ("done", scene.clock())
    counts = {"messages": said + 2, "files": 1, "comments": 1}
    kept = {"orders": 1, "tickets": 1, "scores": 2, "consents": 1}
    assert request.receipt == {"erased": counts, "kept": kept}
    for part in ("DL-0001", "10:00 18/11/2026", f"{said + 2} tin nhắn", "1 đơn hàng", "2 lần chấm điểm"):
        assert part in receipt.text


def test_what_the_law_lets_be_kept_stays_without_a_name(scene: Scene) -> None:
    whole_life(scene)
    erase(scene)
    order, ticket, review = scene.the(Order), scene.the(Ticket), scene.the(Review)
    assert (order.code, order.total, order.status) == ("DH1023", 350000, "đã giao")
    assert (order.name, order.phone, order.items, order.customer_id) == (None, None, None, None)
    assert (ticket.code, ticket.topic, ticket.severity) == ("KN-0001", "damaged", "S3")
    assert (review.stars, review.message_id) == (4, None)
    assert [response.score for response in scene.rows(Response)] == [2, None]
    assert scene.the(Customer).name == "Khách đã xoá dữ liệu"


def test_a_new_message_begins_as_a_stranger(scene: Scene) -> None:
    whole_life(scene)
    erase(scene)
    scene.deliver()
    answer, question = scene.says("shop ở đâu", meaning("question_address"))
    assert actions(question) == ["consent:yes", "consent:no"]
    _, stranger = scene.rows(Conversation)
    assert (stranger.chat_id, stranger.customer_id) == (CHAT, 2)
    assert scene.rows(Customer)[1].phone is None
    assert answer.text


def test_erasing_twice_is_erasing_once(scene: Scene) -> None:
    whole_life(scene)
    erase(scene)
    receipt = scene.the(DataRequest).receipt
    (toast,) = scene.taps("erase:1:yes")  # the button was tapped twice
    assert (toast.what, toast.text) == ("toast", "Nút này đã cũ, không dùng được nữa.")
    assert scene.the(DataRequest).receipt == receipt
    assert len(scene.rows(Customer)) == 1
    scene.deliver()
    assert traces(scene.sessions, MARKS) == set()


def test_two_can_be_erased_one_after_the_other(regular: Scene) -> None:
    regular.says("của người khác", meaning("question_price"), chat="1002")
    erase(regular)
    assert regular.says("vẫn còn đây", meaning("question_price"), chat="1002")
    regular.says(command="xoadulieu", chat="1002")
    regular.taps("erase:2:yes", chat="1002")
    regular.deliver()
    assert traces(regular.sessions, (NAME, CHAT, "1002", "của người khác")) == set()


def test_the_button_of_another_customer_erases_nobody(regular: Scene) -> None:
    ask(regular)
    regular.says("alo", meaning("other_greeting"), chat="1002")
    (toast,) = regular.taps("erase:1:yes", chat="1002")
    assert toast.what == "toast"
    assert all(customer.erased_at is None for customer in regular.rows(Customer))


def test_who_thinks_better_of_it_keeps_everything(scene: Scene) -> None:
    whole_life(scene)
    ask(scene)
    (kept,) = texts(scene.taps("erase:1:no"))
    assert "giữ nguyên" in kept
    assert scene.the(DataRequest).state == "withdrawn"
    assert "đổi ý" in scene.sent()[-1].text
    (toast,) = scene.taps("erase:1:yes")
    assert toast.what == "toast"
    assert scene.the(Customer).name == NAME
    scene.clock.forward(minutes=5)
    assert actions(ask(scene)) == ["erase:2:yes", "erase:2:no"]


def test_a_typed_yes_is_not_enough_and_a_typed_no_is(regular: Scene) -> None:
    ask(regular)
    regular.clock.forward(seconds=5)
    (again,) = regular.says("ừ xoá đi", meaning("other_yes"))
    assert actions(again) == ["erase:1:yes", "erase:1:no"]
    assert regular.the(Customer).erased_at is None
    (kept,) = texts(regular.says("thôi", meaning("other_no")))
    assert "giữ nguyên" in kept
    assert regular.the(DataRequest).state == "withdrawn"


def test_asking_again_is_the_same_wish_with_the_same_clock(regular: Scene) -> None:
    ask(regular)
    began = regular.the(DataRequest).asked_at
    regular.clock.forward(days=1)
    regular.says(command="xoadulieu")
    assert regular.the(DataRequest).asked_at == began


def test_it_is_obeyed_also_while_a_person_speaks(regular: Scene) -> None:
    regular.says("gặp nhân viên", meaning("other_human"))
    regular.says(command="xoadulieu")
    regular.taps("erase:1:yes")
    assert regular.the(Customer).erased_at == regular.clock()
    regular.deliver()
    assert traces(regular.sessions, (NAME, CHAT, "gặp nhân viên")) == set()


def test_the_staff_group_is_cleared_too(scene: Scene) -> None:
    whole_life(scene)
    before = {content.what for content in scene.sent()}
    assert before >= {"message", "copy"}
    erase(scene)
    cleared = [
        content for content in scene.sent() if content.what in {"edit", "delete"} and not content.buttons
    ]
    assert {content.what for content in cleared} == {"edit", "delete"}
    assert {content.text for content in cleared if content.what == "edit"} == {
        "🗑 Nội dung này đã xoá theo yêu cầu của khách."
    }
    assert "tin do anh chị tự viết" in scene.sent()[-1].text
    scene.deliver()
    assert scene.staff_write("chị ơi còn đó không", reply_to=cleared[0].target) == []
    assert CHAT not in {row.chat_id for row in scene.rows(OutboxMessage)}


def test_nothing_is_asked_of_who_was_erased(scene: Scene) -> None:
    whole_life(scene)
    complain_again(scene)
    scene.staff_tap("close:2")
    with scene.sessions.begin() as session:
        add_order(session, "DH7", 1, delivered_at=scene.clock())
    erase(scene)
    scene.clock.forward(days=2)
    with scene.sessions.begin() as session:
        assert surveys.ask_due(session, scene.desk) == 0
    assert {response.state for response in scene.rows(Response)} <= {"answered", "asked", "withdrawn"}


def test_an_import_does_not_bring_the_name_back(scene: Scene, tmp_path: Path) -> None:
    whole_life(scene)
    erase(scene)
    scene.deliver()
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_code,phone,name,items,total,status,delivered_at\n"
        f"DH1023,{PHONE},{NAME},{BOUGHT},360000,đã giao,2026-11-16 09:00\n",
        encoding="utf-8",
    )
    report = import_file(scene.sessions, path, scene.desk, scene.clock(), lambda _done, _total: None)
    assert report.updated == 1, report
    assert scene.the(Order).total == 360000
    assert traces(scene.sessions, MARKS) == set()


def test_an_order_that_was_nobodys_is_made_nameless_by_its_number(scene: Scene) -> None:
    whole_life(scene)
    with scene.sessions.begin() as session:
        add_order(session, "DH9", phone=PHONE, name=NAME)
        add_order(session, "DH8", phone="+84909999999", name="Anh Tư")
    erase(scene)
    assert [(order.code, order.name) for order in scene.rows(Order)] == [
        ("DH1023", None),
        ("DH9", None),
        ("DH8", "Anh Tư"),
    ]


def test_what_came_behind_the_tap_and_is_not_worked_yet_stays(regular: Scene) -> None:
    ask(regular)
    with regular.sessions.begin() as session:
        later = inbox.RawUpdate("77", CHAT, {"message": {"text": "alo"}})
        inbox.keep(session, "telegram", [later], regular.clock())
    regular.taps("erase:1:yes")
    kept = regular.the(InboxUpdate)
    assert (kept.chat_id, kept.payload) == (CHAT, {"message": {"text": "alo"}})


def test_what_fails_half_way_erases_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    whole_life(scene)
    ask(scene)
    monkeypatch.setattr("support.data_requests._receipt", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        scene.taps("erase:1:yes")
    assert scene.the(Customer).name == NAME
    assert scene.the(DataRequest).done_at is None
    monkeypatch.undo()
    scene.taps("erase:1:yes")
    assert scene.the(DataRequest).state == "done"


def test_what_a_review_was_and_its_pictures_go_with_it(regular: Scene) -> None:
    regular.says("áo lụa <đẹp> lắm, 5 sao", meaning("review_positive", stars=5))
    regular.says(files=[PHOTO], quote="lời cũ em trích")
    regular.says("đổi lại 2 sao nha", meaning("review_negative", stars=2))
    assert regular.rows(ReviewVersion)
    assert regular.rows(ReviewFile)
    erase(regular)
    assert regular.rows(ReviewVersion) == []
    assert regular.rows(ReviewFile) == []
    assert traces(regular.sessions, ["lụa", "em trích", "file-1"]) == set()


def test_an_album_in_the_staff_group_is_taken_away_picture_by_picture(regular: Scene) -> None:
    regular.says("áo rách", meaning("complaint_damaged"), files=[PHOTO], group_id="7")
    with regular.sessions.begin() as session:
        for row in session.scalars(select(OutboxMessage).where(OutboxMessage.state == "waiting")).all():
            album = row.content["what"] == "album"
            outbox.record_sent(
                session, row.id, "p9" if album else f"m{row.id}", regular.clock(), ["p8"] if album else []
            )
    erase(regular)
    deleted = {content.target for content in regular.sent() if content.what == "delete"}
    assert deleted == {"p8", "p9"}
