"""A Bot API that somebody else might have written: three methods, bare answers, an address with a path of its own."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

TOKEN = "42:EMULATOR"


class Emulator:
    """What was queued for the bot, and what the bot said."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.said: list[dict[str, str]] = []
        self.unknown: list[str] = []
        self.news = threading.Condition()

    def customer_says(self, text: str) -> None:
        """Queue a message of customer 7 with no more in it than must be."""
        message = {
            "message_id": len(self.updates) + 1,
            "date": 1_795_000_000,
            "chat": {"id": 7, "type": "private", "first_name": "Lan"},
            "from": {"id": 7, "first_name": "Lan"},
            "text": text,
        }
        with self.news:
            self.updates.append({"update_id": len(self.updates) + 100, "message": message})
            self.news.notify_all()

    def answer(self, method: str, asked: dict[str, str]) -> Any:
        """Return a method's result, None when there is no such method here."""
        match method:
            case "getMe":
                return {"id": 42, "username": "somebody_elses_bot"}
            case "getUpdates":
                return self._updates(int(asked.get("offset", 0)))
            case "sendMessage":
                self.said.append(asked)
                return {}
        self.unknown.append(method)
        return None

    def _updates(self, offset: int) -> list[dict[str, Any]]:
        with self.news:
            self.news.wait_for(lambda: [each for each in self.updates if each["update_id"] >= offset], 0.5)
            return [each for each in self.updates if each["update_id"] >= offset]


@contextmanager
def emulating() -> Iterator[tuple[Emulator, str]]:
    """Run one until the block ends; gives it and its base URL."""
    emulator = Emulator()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            prefix, _, method = self.path.rpartition("/")
            result = emulator.answer(method, asked) if prefix == f"/telegram/bot{TOKEN}" else None
            self._reply(404 if result is None else 200, {"ok": result is not None, "result": result})

        def _reply(self, status: int, answer: dict[str, Any]) -> None:
            body = json.dumps(answer if answer["ok"] else {"ok": False, "description": "Not Found"}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield emulator, f"http://127.0.0.1:{server.server_port}/telegram"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
