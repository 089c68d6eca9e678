"""The sandbox for tests: a real server in a thread on a free loopback port, and people to play in it.

with running() as sandbox:
    customer = sandbox.customer()
    customer.starts()
    ...                                             # the bot under test, started with sandbox.url and sandbox.token
    message = customer.wait_for_bot_message("Shop chào")
    customer.presses(message, "Gặp nhân viên")
"""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar

import httpx

from sandbox.server import Options, Server, make_server

TOKEN = "1234567890:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
STAFF_CHAT = -1001000000001
PATIENCE = 10.0
LOOK_EVERY = 0.02

# Loopback needs none, and reading the machine's takes longer than most tests.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

Message = dict[str, Any]


class HeldTime:
    """Monotonic time that passes only when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def passes(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass(frozen=True)
class Person:
    """A customer, in their private chat, or a staff member, in the group."""

    sandbox: "Sandbox"
    id: int
    chat_id: int

    def starts(self, token: str | None = None) -> Message:
        """Press Start, or follow a deep link."""
        return self._message("start", {"user_id": self.id, "token": token})

    def says(self, text: str, **more: object) -> Message:
        """Write a text; `reply_to` and `thread_id` go along."""
        return self._sends(text=text, **more)

    def shares_contact(self) -> Message:
        """Share their own phone number."""
        return self._sends(contact=True)

    def sends_files(self, files: list[tuple[str, tuple[str, bytes, str]]], **fields: object) -> list[Message]:
        """Upload (part, (name, bytes, type)); `caption`, `reply_to`, `thread_id` go along."""
        data = {"user_id": str(self.id), **{name: str(value) for name, value in fields.items()}}
        response = self.sandbox.http.post(f"/sandbox/chats/{self.chat_id}/upload", files=files, data=data)
        sent: list[Message] = self.sandbox.told(response)["messages"]
        return sent

    def opens_topic(self, name: str) -> Message:
        """Open a forum topic."""
        return self._message(f"chats/{self.chat_id}/topic", {"user_id": self.id, "name": name})

    def edits(self, message_id: int, text: str) -> Message:
        """Change one of their own messages."""
        body = {"user_id": self.id, "message_id": message_id, "text": text}
        return self._message(f"chats/{self.chat_id}/edit", body)

    def blocks(self, blocked: bool = True) -> None:
        """Block the bot, or take it back."""
        self.sandbox.post(f"users/{self.id}/block", {"blocked": blocked})

    def presses(self, message: Message, label: str, wait_seconds: float = 3) -> dict[str, Any]:
        """Press the inline button whose label contains `label`; return what the bot answered."""
        buttons = [button for row in message["buttons"] for button in row if label in button["text"]]
        assert buttons, f"no button {label!r} in {message['buttons']}"
        body = {
            "user_id": self.id,
            "chat_id": message["chat_id"],
            "message_id": message["id"],
            "data": buttons[0]["data"],
        }
        answer: dict[str, Any] = self.sandbox.post("press", {**body, "wait_seconds": wait_seconds})
        return answer

    def messages(self) -> list[Message]:
        """Return the chat, oldest first."""
        return self.sandbox.messages(self.chat_id)

    def bot_messages(self) -> list[Message]:
        """Return what the bot said here."""
        return [message for message in self.messages() if message["from"]["is_bot"]]

    def wait_for_bot_message(
        self, containing: str = "", after: int = 0, patience: float = PATIENCE
    ) -> Message:
        """Return the bot's first message behind the id `after` with these words, as soon as it is there."""

        def look() -> Message | None:
            found = (each for each in self.bot_messages() if each["id"] > after)
            return next((each for each in found if containing in (each["text"] or "")), None)

        return wait_until(look, f"no message of the bot with {containing!r} in {self.chat_id}", patience)

    def _sends(self, **body: object) -> Message:
        return self._message(f"chats/{self.chat_id}/send", {"user_id": self.id, **body})

    def _message(self, path: str, body: object) -> Message:
        message: Message = self.sandbox.post(path, body)["message"]
        return message


class Sandbox:
    """A running sandbox: its addresses, its people, and its control API."""

    def __init__(self, url: str, options: Options) -> None:
        self.url = url
        self.token = options.token
        self.options = options
        self.http = httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False, verify=NO_CERTIFICATES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def api(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call the Bot API with JSON; return the answer, refused or not."""
        answer: dict[str, Any] = self.http.post(f"/bot{self.token}/{method}", json=parameters).json()
        return answer

    def result(self, method: str, **parameters: Any) -> Any:
        """Call the Bot API and return the result, which there must be."""
        answer = self.api(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    def refusal(self, method: str, **parameters: Any) -> str:
        """Call the Bot API and return the description of the refusal, which there must be."""
        answer = self.api(method, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    def get(self, path: str) -> Any:
        """Read from the control API."""
        return self.told(self.http.get(f"/sandbox/{path}"))

    def post(self, path: str, body: object) -> Any:
        """Do something through the control API."""
        return self.told(self.http.post(f"/sandbox/{path}", json=body))

    def told(self, response: httpx.Response) -> Any:
        """Return what the control API said, which must be no refusal."""
        assert response.is_success, f"{response.status_code} {response.text}"
        return response.json()

    def state(self) -> dict[str, Any]:
        """Return everything there is but the messages."""
        state: dict[str, Any] = self.get("state")
        return state

    def customer(self, number: int = 0) -> Person:
        """Return one of the customers that are there from the start."""
        user = [user for user in self.state()["users"] if not user["staff"]][number]
        return Person(self, user["id"], user["id"])

    def staff(self, number: int = 0) -> Person:
        """Return one of the staff members, in the staff group."""
        user = [user for user in self.state()["users"] if user["staff"]][number]
        return Person(self, user["id"], self.options.staff_chat_id)

    def new_customer(self, name: str = "Khách mới", phone: str | None = None) -> Person:
        """Let somebody new in."""
        user = self.post("users", {"name": name, "phone": phone})["user"]
        return Person(self, user["id"], user["id"])

    def messages(self, chat_id: int) -> list[Message]:
        """Return a chat, oldest first."""
        found: list[Message] = self.get(f"chats/{chat_id}/messages")
        return found

    def calls(self, method: str | None = None) -> list[dict[str, Any]]:
        """Return the Bot API calls so far, of one method or of all."""
        calls = self.get("calls")["calls"]
        return [call for call in calls if method in (None, call["method"])]

    def fault(self, method: str, kind: str, **more: object) -> None:
        """Let a method fail: see README.md for the kinds."""
        self.post("faults", {"method": method, "kind": kind, **more})

    def forget_faults(self) -> None:
        """Let nothing fail any more."""
        self.told(self.http.delete("/sandbox/faults"))

    def advance(self, seconds: int) -> None:
        """Move the sandbox's clock forward."""
        self.post("clock", {"advance_seconds": seconds})

    def inject(self, update: dict[str, Any]) -> int:
        """Queue a raw update, right or wrong."""
        return int(self.post("updates", {"update": update})["update_id"])


Found = TypeVar("Found")


def wait_until(look: Callable[[], Found | None], complaint: str, patience: float = PATIENCE) -> Found:
    """Return what `look` finds as soon as it finds something true."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"after {patience} s: {complaint}")
        time.sleep(LOOK_EVERY)
    return found


@contextmanager
def running(
    options: Options | None = None, monotonic: Callable[[], float] = time.monotonic
) -> Iterator[Sandbox]:
    """Run a sandbox until the block ends; port 0 stands for any free one."""
    options = options or Options(token=TOKEN, port=0)
    server = make_server(options, monotonic)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        port = wait_until(lambda: listening_port(server), "the sandbox does not listen")
        with Sandbox(f"http://127.0.0.1:{port}", replace(options, port=port)) as sandbox:
            yield sandbox
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the sandbox did not stop"


def listening_port(server: Server) -> int | None:
    """Return the port, None while the server starts."""
    return int(server.servers[0].sockets[0].getsockname()[1]) if server.started else None
