"""How a call comes in: tokens, method names, the four ways of passing parameters."""

import json
import socket

import httpx
import pytest

from sandbox.methods import HANDLERS
from sandbox.validate import known_methods
from tests.sandbox.server import STAFF_CHAT, Sandbox

MARKUP = {"inline_keyboard": [[{"text": "Nhận", "callback_data": "take"}]]}


def sent_text(response: httpx.Response) -> str:
    body = response.json()
    assert body["ok"], body
    assert body["result"]["reply_markup"] == MARKUP
    return str(body["result"]["text"])


def test_a_malformed_token_is_not_found(shared: Sandbox) -> None:
    for token in ("nonsense", "123:short", f"{shared.token}!"):
        response = shared.http.get(f"/bot{token}/getMe")
        assert response.status_code == 404
        assert response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


def test_another_bots_token_is_unauthorized(shared: Sandbox) -> None:
    response = shared.http.get(f"/bot{shared.token[:-1]}B/getMe")
    assert response.status_code == 401
    assert response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


def test_an_unknown_method_is_not_found(shared: Sandbox) -> None:
    assert shared.api("sendNonsense") == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert shared.http.get(f"/bot{shared.token}").status_code == 404


def test_a_method_that_the_sandbox_lacks_says_so(shared: Sandbox) -> None:
    answer = shared.api("sendDice", chat_id=1)
    assert answer["error_code"] == 400
    assert "does not have the method sendDice" in answer["description"]


def test_every_handler_is_a_method_of_the_bot_api() -> None:
    assert set(HANDLERS) <= set(known_methods())


@pytest.mark.parametrize("name", ["getMe", "GETME", "getme"])
def test_method_names_are_read_in_any_case_by_get_and_post(shared: Sandbox, name: str) -> None:
    for response in (
        shared.http.get(f"/bot{shared.token}/{name}"),
        shared.http.post(f"/bot{shared.token}/{name}"),
    ):
        assert response.json()["result"]["username"] == "langnghe_bot"


def test_parameters_come_as_json_form_multipart_and_query(sandbox: Sandbox) -> None:
    url = f"/bot{sandbox.token}/sendMessage"
    fields = {"chat_id": str(STAFF_CHAT), "text": "xin chào", "reply_markup": json.dumps(MARKUP)}
    parts = [(name, (None, value)) for name, value in fields.items()]
    answers = [
        sandbox.http.post(url, json={"chat_id": STAFF_CHAT, "text": "xin chào", "reply_markup": MARKUP}),
        sandbox.http.post(url, json=fields),
        sandbox.http.post(url, data=fields),
        sandbox.http.post(url, files=parts),
        sandbox.http.get(url, params=fields),
        sandbox.http.post(
            url, params={"chat_id": fields["chat_id"]}, data={**fields, "chat_id": fields["chat_id"]}
        ),
    ]
    assert [sent_text(answer) for answer in answers] == ["xin chào"] * len(answers)


def test_the_body_wins_over_the_query(sandbox: Sandbox) -> None:
    url = f"/bot{sandbox.token}/sendMessage"
    answer = sandbox.http.post(url, params={"text": "query", "chat_id": STAFF_CHAT}, json={"text": "body"})
    assert answer.json()["result"]["text"] == "body"


def test_text_that_looks_like_json_stays_text(sandbox: Sandbox) -> None:
    answer = sandbox.http.post(
        f"/bot{sandbox.token}/sendMessage", data={"chat_id": STAFF_CHAT, "text": '{"a": 1}'}
    )
    assert answer.json()["result"]["text"] == '{"a": 1}'


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({}, "chat_id is empty"),
        ({"chat_id": STAFF_CHAT}, "message text is empty"),
        (
            {"chat_id": STAFF_CHAT, "text": "x", "reply_markup": "{broken"},
            "can't parse reply markup JSON object",
        ),
        (
            {"chat_id": STAFF_CHAT, "text": "x", "reply_markup": {"keyboard": "rows"}},
            "can't parse reply markup",
        ),
        (
            {"chat_id": STAFF_CHAT, "text": "x", "message_thread_id": "second"},
            "can't parse message thread id",
        ),
    ],
)
def test_requests_are_checked_against_the_bot_apis_types(
    shared: Sandbox, parameters: dict[str, object], description: str
) -> None:
    assert shared.refusal("sendMessage", **parameters).startswith(f"Bad Request: {description}")


def test_a_broken_body_is_refused(shared: Sandbox) -> None:
    url, kind = f"/bot{shared.token}/getMe", {"content-type": "application/json"}
    for content in (b"{nonsense", b"[1]", b'"text"'):
        assert shared.http.post(url, content=content, headers=kind).json()["error_code"] == 400
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert shared.http.post(url, content=b"--y\r\nnonsense", headers=broken).json()["error_code"] == 400


def test_a_body_larger_than_telegram_takes_is_refused_before_it_is_read(shared: Sandbox) -> None:
    head = (
        f"POST /bot{shared.token}/getMe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {60 * 2**20}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", shared.options.port), timeout=5) as connection:
        connection.sendall(head.encode())
        answer = connection.recv(4096)
        while b"}" not in answer:
            answer += connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"description":"Request Entity Too Large"' in answer
