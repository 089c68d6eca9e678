"""A small shop for the staff page: its desk, its customers and tickets, the page served over HTTP, a visitor."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import httpx
from sqlalchemy.orm import Session
from starlette.applications import Starlette

import settings
from store.models import (
    Conversation,
    Customer,
    DataRequest,
    Message,
    OutboxMessage,
    Review,
    StaffMember,
    Ticket,
)
from support import answers, wording
from support.desk import Desk
from web.access import make_link
from web.app import server

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # 12:00 in Vietnam
SECRET = "a secret key of the tests"
PATIENCE = 10  # seconds


def make_desk() -> Desk:
    """A desk with the words of data/, and a clock that stands at noon."""
    config = settings.load(ROOT, {}).config
    return Desk(
        config=config,
        answers=answers.load(ROOT / "data/answers.yml", config.shop),
        wording=wording.load(ROOT / "data/wording.yml"),
        clock=lambda: NOW,
        secret_key=SECRET,
        bot_username="shop_bot",
        staff_chat_id="-100",
    )


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """Serve the page on a free port for the time of the block; give its address."""
    ready = threading.Event()
    running = server(app, 0, ready.set)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        assert ready.wait(PATIENCE), "the page did not start"
        yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join(PATIENCE)
    assert not thread.is_alive(), "the page did not stop"


class Staff:
    """A staff member with a browser: entered by a link, reads pages, sends their forms."""

    def __init__(self, url: str, name: str = "Mai") -> None:
        self.http = httpx.Client(base_url=url, timeout=PATIENCE)
        entered = self.http.get(make_link(url, SECRET, name))
        assert entered.status_code == 200
        # httpx keeps cookies of plain HTTP on 127.0.0.1 like a browser does.
        assert "langnghe_staff" in self.http.cookies

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def read(self, path: str) -> str:
        """Return a page that must be there."""
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def hidden(self, path: str) -> dict[str, str]:
        """Return the hidden fields of a page's form."""
        return self.hidden_of(self.read(path))

    def hidden_of(self, page: str) -> dict[str, str]:
        """Return the hidden fields of a page that was read."""
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))

    def do(self, code: str, action: str, **fields: str) -> httpx.Response:
        """Open a ticket, send its form, follow to where it leads."""
        form = self.hidden(f"/tickets/{code}") | fields
        return self.http.post(f"/tickets/{code}/{action}", data=form, follow_redirects=True)


def plain(page: str) -> str:
    """Return a page's text as people read it: no tags, one blank between words."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def add_conversation(session: Session, name: str = "Lan") -> Conversation:
    """A customer with a chat; the chat's number is counted up by the database."""
    customer = Customer(name=name, created_at=NOW)
    session.add(customer)
    session.flush()
    conversation = Conversation(
        channel="telegram", chat_id=str(1000 + customer.id), customer=customer, created_at=NOW
    )
    session.add(conversation)
    session.flush()
    return conversation


def add_message(
    session: Session, conversation: Conversation, text: str, *, minutes_ago: float = 0, **facts: Any
) -> Message:
    """A message of a conversation, a customer's when nothing else is said."""
    at = NOW - timedelta(minutes=minutes_ago)
    message = Message(conversation_id=conversation.id, text=text, at=at, **({"author": "customer"} | facts))
    session.add(message)
    session.flush()
    return message


def add_ticket(session: Session, conversation: Conversation, **facts: Any) -> Ticket:
    """A ticket that was opened an hour ago and is due in an hour, when nothing else is said."""
    usual = {
        "intent": "complaint_late",
        "topic": "late",
        "severity": "S3",
        "opened_at": NOW - timedelta(hours=1),
        "answer_by": NOW + timedelta(hours=1),
    }
    ticket = Ticket(conversation=conversation, customer_id=conversation.customer_id, **(usual | facts))
    session.add(ticket)
    session.flush()
    ticket.code = f"KN-{ticket.id:04d}"
    return ticket


def add_staff(session: Session, name: str) -> StaffMember:
    """Somebody of the staff group."""
    member = StaffMember(channel="telegram", user_id=name, name=name)
    session.add(member)
    session.flush()
    return member


def add_outgoing(session: Session, message: Message, state: str) -> OutboxMessage:
    """The row that sent a message of the bot or of staff."""
    row = OutboxMessage(
        channel="telegram",
        chat_id="1",
        content={"what": "message", "text": message.text},
        state=state,
        created_at=message.at,
        message_id=message.id,
    )
    session.add(row)
    session.flush()
    return row


def add_data_request(session: Session, conversation: Conversation, **facts: Any) -> DataRequest:
    """A wish to see one's data, asked an hour ago and due in a day, when nothing else is said."""
    usual = {
        "what": "see",
        "channel": "telegram",
        "asked_at": NOW - timedelta(hours=1),
        "due_at": NOW + timedelta(days=1),
    }
    request = DataRequest(customer_id=conversation.customer_id, **(usual | facts))
    session.add(request)
    session.flush()
    return request


def add_review(session: Session, message: Message, stars: int | None, **facts: Any) -> Review:
    """A review that a message holds."""
    conversation = session.get_one(Conversation, message.conversation_id)
    usual = {"topics": ["product"], "sentiment": "positive", "at": message.at}
    review = Review(
        conversation_id=conversation.id,
        customer_id=conversation.customer_id,
        message_id=message.id,
        stars=stars,
        **(usual | facts),
    )
    session.add(review)
    session.flush()
    return review
