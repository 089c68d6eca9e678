"""The control API: people, what they do, and what the page is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.sandbox.server import STAFF_CHAT, Sandbox, wait_until


@contextmanager
def listening(sandbox: Sandbox, last_event_id: str = "") -> Iterator[list[dict[str, Any]]]:
    """Collect server-sent events, each with its id."""
    events: list[dict[str, Any]] = []
    welcome, done = threading.Event(), threading.Event()

    def collect() -> None:
        headers = {"last-event-id": last_event_id} if last_event_id else {}
        with sandbox.http.stream("GET", "/sandbox/events", headers=headers) as response:
            number = ""
            for line in response.iter_lines():
                if line.startswith(": welcome"):
                    welcome.set()
                elif line.startswith("id: "):
                    number = line.removeprefix("id: ")
                elif line.startswith("data: "):
                    events.append({"n": number, **json.loads(line.removeprefix("data: "))})
                if done.is_set():
                    return

    thread = threading.Thread(target=collect, daemon=True)
    thread.start()
    assert welcome.wait(5)
    yield events
    done.set()
    sandbox.post("clock", {"advance_seconds": 0})
    thread.join(5)
    assert not thread.is_alive()


def test_the_demo_has_three_customers_two_staff_members_and_their_group(sandbox: Sandbox) -> None:
    state = sandbox.state()
    assert [(user["name"], user["phone"]) for user in state["users"]] == [
        ("Khách A", "0900000001"),
        ("Khách B", "0900000002"),
        ("Khách C", "0900000003"),
        ("Nhân viên 1", None),
        ("Nhân viên 2", None),
    ]
    assert [user["staff"] for user in state["users"]] == [False] * 3 + [True] * 2
    assert state["bot"] == {"id": 1234567890, "name": "Lắng Nghe", "username": "langnghe_bot"}
    group = state["chats"][-1]
    assert (group["id"], group["type"], group["title"]) == (STAFF_CHAT, "group", "Nhóm chăm sóc khách hàng")
    assert state["chats"][0] == {
        "id": state["users"][0]["chat_id"],
        "type": "private",
        "title": "Khách A",
        "user_id": state["users"][0]["id"],
        "is_forum": False,
        "topics": [],
        "migrated_to": None,
        "started": False,
        "bot": None,
        "bot_manages_topics": False,
    }


def test_a_deep_link_sends_start_with_its_token(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    assert customer.starts("abc-123")["text"] == "/start abc-123"
    assert customer.starts()["text"] == "/start"
    update = sandbox.result("getUpdates")[0]["message"]
    assert update["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


def test_a_shared_contact_is_ones_own_with_the_countrys_code(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    assert customer.shares_contact()["contact"] == {"phone": "84900000001", "name": "Khách A"}
    assert sandbox.result("getUpdates")[0]["message"]["contact"]["user_id"] == customer.id
    nameless = {"user_id": sandbox.new_customer().id, "contact": True}
    response = sandbox.http.post(f"/sandbox/chats/{nameless['user_id']}/send", json=nameless)
    assert (response.status_code, "no phone number" in response.json()["error"]) == (400, True)


def test_locations_and_stickers(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    path = f"chats/{customer.id}/send"
    shown = sandbox.post(path, {"location": {"latitude": 21.03, "longitude": 105.85}})["message"]
    assert shown["location"] == {"latitude": 21.03, "longitude": 105.85}
    assert sandbox.post(path, {"sticker": "😀"})["message"]["sticker"] == {"emoji": "😀"}
    kinds = [set(update["message"]) & {"location", "sticker"} for update in sandbox.result("getUpdates")]
    assert kinds == [{"location"}, {"sticker"}]


def test_staff_answer_a_card_in_the_group(sandbox: Sandbox) -> None:
    card = sandbox.result("sendMessage", chat_id=STAFF_CHAT, text="KN-0042")["message_id"]
    answer = sandbox.staff().says("Shop gửi lại ngay ạ", reply_to=card)
    assert answer["reply_to"] == card
    message = sandbox.result("getUpdates")[0]["message"]
    assert message["reply_to_message"]["text"] == "KN-0042"
    assert message["from"]["first_name"] == "Nhân viên 1"


def test_a_new_staff_member_joins_the_group(sandbox: Sandbox) -> None:
    user = sandbox.post("users", {"name": "Nhân viên 3", "staff": True})["user"]
    sandbox.post(f"chats/{STAFF_CHAT}/send", {"user_id": user["id"], "text": "chào"})
    assert sandbox.result("getChatMember", chat_id=STAFF_CHAT, user_id=user["id"])["status"] == "member"


def test_a_new_staff_member_joins_the_group_where_it_moved(sandbox: Sandbox) -> None:
    new_id = sandbox.post("migrate", {"chat_id": STAFF_CHAT})["chat"]["id"]
    user = sandbox.post("users", {"name": "Nhân viên 3", "staff": True})["user"]
    sandbox.post(f"chats/{new_id}/send", {"user_id": user["id"], "text": "chào"})


def test_the_page_hears_of_everything(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    with listening(sandbox) as events:
        customer.starts()
        sandbox.result("sendChatAction", chat_id=customer.id, action="typing")
        sent = sandbox.result("sendMessage", chat_id=customer.id, text="x")["message_id"]
        sandbox.result("editMessageText", chat_id=customer.id, message_id=sent, text="y")
        sandbox.result("deleteMessage", chat_id=customer.id, message_id=sent)
        sandbox.result("setMyCommands", commands=[{"command": "huy", "description": "Thôi"}])
        sandbox.post("links", [{"label": "Đơn 1", "token": "abc"}])
        customer.blocks()
        sandbox.advance(60)
        wait_until(lambda: len(events) == 10, f"ten events, not {events}")
    kinds = [
        "chat",
        "message",
        "typing",
        "message",
        "edited",
        "deleted",
        "commands",
        "links",
        "user",
        "clock",
    ]
    assert [event["type"] for event in events] == kinds
    assert events[3]["message"] == {**events[4]["message"], "text": "x", "edited": None}
    assert (events[5]["chat_id"], events[5]["message_id"]) == (customer.id, sent)
    assert events[2] == {
        "n": events[2]["n"],
        "type": "typing",
        "chat_id": customer.id,
        "action": "typing",
        "thread_id": None,
    }
    assert events[9]["offset_seconds"] == 60


def test_the_page_hears_the_answer_to_a_press(sandbox: Sandbox) -> None:
    markup = {"inline_keyboard": [[{"text": "Nhận", "callback_data": "take"}]]}
    sandbox.result("sendMessage", chat_id=STAFF_CHAT, text="KN-0042", reply_markup=markup)
    card = sandbox.messages(STAFF_CHAT)[-1]
    press = sandbox.staff().presses(card, "Nhận", wait_seconds=0)
    with listening(sandbox) as events:
        sandbox.result("answerCallbackQuery", callback_query_id=press["callback_id"], text="Xong")
        wait_until(lambda: events, "an event")
    told = {name: value for name, value in events[0].items() if name != "n"}
    expected = {
        "type": "callback_answer",
        "chat_id": STAFF_CHAT,
        "message_id": card["id"],
        "user_id": sandbox.staff().id,
    }
    assert told == {**expected, "data": "take", "text": "Xong", "alert": False, "url": None}


def test_a_page_that_lost_the_stream_gets_what_it_missed(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    with listening(sandbox) as events:
        customer.says("một")
        wait_until(lambda: len(events) == 2, "chat and message")
    customer.says("hai")
    with listening(sandbox, last_event_id=events[1]["n"]) as missed:
        wait_until(
            lambda: [each["message"]["text"] for each in missed if each["type"] == "message"] == ["hai"],
            "the second",
        )


def test_messages_after_one_that_is_known(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    first = customer.says("một")
    customer.says("hai")
    assert [each["text"] for each in sandbox.get(f"chats/{customer.id}/messages?after={first['id']}")] == [
        "hai"
    ]


def test_the_log_of_calls(sandbox: Sandbox) -> None:
    sandbox.result("getMe")
    sandbox.result("getUpdates")
    before = sandbox.get("calls")
    assert [call["method"] for call in before["calls"]] == ["getMe"]
    sandbox.refusal("sendMessage", chat_id=5, text="x")
    (call,) = sandbox.get(f"calls?since={before['next']}")["calls"]
    assert call["params"] == {"chat_id": 5, "text": "x"}
    assert (call["ok"], call["error_code"], call["description"]) == (
        False,
        400,
        "Bad Request: chat not found",
    )
    assert call["time"] > before["calls"][0]["time"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("chats/5/send", {"text": "x"}, 404),
        (f"chats/{STAFF_CHAT}/send", {"text": "x"}, 404),
        (f"chats/{STAFF_CHAT}/send", {"user_id": 700000001, "text": "x"}, 400),
        (f"chats/{STAFF_CHAT}/send", {"user_id": 800000001, "text": " "}, 400),
        (f"chats/{STAFF_CHAT}/send", {"user_id": 800000001, "text": "x", "reply_to": 9}, 404),
        (f"chats/{STAFF_CHAT}/send", {"user_id": 800000001, "text": "x", "thread_id": 9}, 404),
        (f"chats/{STAFF_CHAT}/edit", {"user_id": 800000001, "message_id": 9, "text": "x"}, 404),
        (f"chats/{STAFF_CHAT}/topic", {"user_id": 800000001, "name": "x"}, 400),
        ("chats/700000001/send", {"location": "here"}, 400),
        ("users", {"name": " "}, 400),
        ("users/5/block", {"blocked": True}, 404),
        ("start", {}, 400),
        ("press", {"user_id": 1}, 400),
        ("links", [{"label": "x"}], 400),
        ("migrate", {"chat_id": 700000001}, 400),
        ("updates", {"update": "x"}, 400),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    shared: Sandbox, path: str, body: object, status: int
) -> None:
    response = shared.http.post(f"/sandbox/{path}", json=body)
    assert response.status_code == status, response.text
    assert response.json()["error"].endswith(".")


def test_a_moved_group_takes_no_more_messages(sandbox: Sandbox) -> None:
    sandbox.post("migrate", {"chat_id": STAFF_CHAT})
    body = {"user_id": sandbox.staff().id, "text": "x"}
    assert sandbox.http.post(f"/sandbox/chats/{STAFF_CHAT}/send", json=body).status_code == 409


def test_uploads_that_make_no_sense(shared: Sandbox) -> None:
    path, user = f"/sandbox/chats/{STAFF_CHAT}/upload", {"user_id": str(shared.staff().id)}
    for data, files in (
        (user, {"video": b"x"}),
        (user, {"photo": b"no picture"}),
        ({"user_id": "x"}, {"document": b"x"}),
    ):
        response = shared.http.post(path, data=data, files=files)
        assert response.status_code == 400, response.text


def test_the_page_and_its_assets_are_served(shared: Sandbox) -> None:
    page = shared.http.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert shared.http.get("/page/page.js").status_code == 200
    assert shared.http.get("/page/../server.py").status_code == 404
