"""Updates brought to a webhook: the secret, the order within a chat, retries, and what getWebhookInfo says."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.sandbox.server import STAFF_CHAT, Sandbox, wait_until

pytestmark = pytest.mark.slow

SECRET = "shop-secret_1"


@dataclass
class Hook:
    """A bot's webhook that takes what it is brought, or fails as told."""

    url: str = ""
    failures: dict[str, list[int]] = field(default_factory=dict)
    seconds: float = 0.0
    reply: dict[str, Any] | None = None
    came: list[tuple[float, dict[str, Any], str | None]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update, _ in self.came]


def handler(hook: Hook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            update = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with hook.lock:
                hook.came.append((time.monotonic(), update, self.headers["X-Telegram-Bot-Api-Secret-Token"]))
                failures = hook.failures.get(update["message"]["text"], [])
                status = failures.pop(0) if failures else 200
                hook.at_once += 1
                hook.most_at_once = max(hook.most_at_once, hook.at_once)
            time.sleep(hook.seconds)
            with hook.lock:
                hook.at_once -= 1
            body = json.dumps(hook.reply).encode() if hook.reply else b""
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
            pass

    return Handler


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(hook))
    hook.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield hook
    server.shutdown()
    thread.join()
    server.server_close()


def test_updates_are_brought_with_the_secret_and_acknowledged(sandbox: Sandbox, hook: Hook) -> None:
    sandbox.customer().says("trước")
    sandbox.result(
        "setWebhook", url=hook.url, secret_token=SECRET, max_connections=5, allowed_updates=["message"]
    )
    sandbox.customer().says("sau")
    wait_until(lambda: hook.texts() == ["trước", "sau"], "both updates")
    assert {secret for _, _, secret in hook.came} == {SECRET}
    wait_until(lambda: not sandbox.get("updates")["pending"], "acknowledged")
    assert sandbox.result("getWebhookInfo") == {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 5,
        "allowed_updates": ["message"],
    }


def test_a_failed_delivery_is_tried_again_after_one_then_two_seconds_and_keeps_the_order(
    sandbox: Sandbox, hook: Hook
) -> None:
    hook.failures["một"] = [500, 502]
    sandbox.result("setWebhook", url=hook.url)
    customer = sandbox.customer()
    customer.says("một")
    customer.says("hai")
    sandbox.customer(1).says("khác")
    wait_until(lambda: sandbox.result("getWebhookInfo").get("last_error_message"), "an error is told")
    assert sandbox.result("getWebhookInfo")["last_error_message"].startswith(
        "Wrong response from the webhook: 50"
    )
    wait_until(lambda: len(hook.came) == 5, "all came")
    assert hook.texts().index("khác") < hook.texts().index("hai"), "the other chat was held up"
    own = [
        (at, update["message"]["text"]) for at, update, _ in hook.came if update["message"]["text"] != "khác"
    ]
    assert [text for _, text in own] == ["một", "một", "một", "hai"]
    assert own[1][0] - own[0][0] == pytest.approx(1, abs=0.6)
    assert own[2][0] - own[1][0] == pytest.approx(2, abs=0.6)


def test_a_chat_is_served_one_by_one_and_chats_together(sandbox: Sandbox, hook: Hook) -> None:
    hook.seconds = 0.15
    customers = [sandbox.customer(number) for number in range(3)]
    for number in range(3):
        for customer in customers:
            customer.says(f"{customer.id} {number}")
    sandbox.result("setWebhook", url=hook.url)
    wait_until(lambda: len(hook.came) == 9, "all came")
    for customer in customers:
        own = [text for text in hook.texts() if text.startswith(str(customer.id))]
        assert own == [f"{customer.id} {number}" for number in range(3)]
    assert 1 < hook.most_at_once <= 3


def test_max_connections_holds(sandbox: Sandbox, hook: Hook) -> None:
    hook.seconds = 0.1
    for number in range(3):
        sandbox.customer(number).says(str(number))
    sandbox.result("setWebhook", url=hook.url, max_connections=1)
    wait_until(lambda: len(hook.came) == 3, "all came")
    assert hook.most_at_once == 1


def test_a_method_in_the_answer_is_obeyed(sandbox: Sandbox, hook: Hook) -> None:
    hook.reply = {"method": "sendMessage", "chat_id": STAFF_CHAT, "text": "từ webhook"}
    sandbox.result("setWebhook", url=hook.url)
    sandbox.customer().says("alo")
    sandbox.staff().wait_for_bot_message("từ webhook")


def test_a_webhook_that_nobody_listens_at_keeps_its_updates(sandbox: Sandbox, hook: Hook) -> None:
    sandbox.result("setWebhook", url="http://127.0.0.1:9/hook")
    sandbox.customer().says("alo")
    info = wait_until(
        lambda: info if "last_error_date" in (info := sandbox.result("getWebhookInfo")) else None, "an error"
    )
    assert (info["pending_update_count"], info["last_error_message"][:12]) == (1, "ConnectError")
    sandbox.result("setWebhook", url=hook.url)
    wait_until(lambda: hook.texts() == ["alo"], "the new webhook gets it")
    wait_until(lambda: not sandbox.get("updates")["pending"], "acknowledged")


def test_deleting_with_drop_pending_updates(sandbox: Sandbox) -> None:
    sandbox.result("setWebhook", url="http://127.0.0.1:9/hook")
    sandbox.customer().says("alo")
    sandbox.result("deleteWebhook", drop_pending_updates=True)
    assert sandbox.result("getWebhookInfo") == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 0,
    }
    assert sandbox.result("getUpdates") == []


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"url": "nonsense"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.com/hook"},
            "bad webhook: the sandbox calls loopback addresses only, not example.com",
        ),
        ({"url": "http://127.0.0.1/", "secret_token": "ệ"}, "secret token contains unallowed characters"),
        (
            {"url": "http://127.0.0.1/", "max_connections": 101},
            "bad webhook: max_connections is out of range",
        ),
    ],
)
def test_webhooks_that_are_refused(shared: Sandbox, parameters: dict[str, object], description: str) -> None:
    assert shared.refusal("setWebhook", **parameters) == f"Bad Request: {description}"
