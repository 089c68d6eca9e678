"""A customer and the staff at work: everything goes in as events and is seen as what was sent and kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from nlu.understanding import Entity, Kind, Sentiment, Severity, Understanding
from settings.schema import Member
from store import outbox
from store.engine import Sessions
from store.models import Base, Conversation, OutboxMessage, StaffPost
from store.outbox import Content
from support import conversation, staff
from support.desk import Desk
from support.events import Attachment, CustomerLeft, CustomerMessage, CustomerTap, StaffMessage, StaffTap
from tests.support.order_scenes import Hands, speaking_desk

MONDAY_TEN = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)  # 10:00 in Vietnam, the shop is open
GROUP = "-100"
PHOTO = Attachment("photo", "file-1")
BESIDE = ["assign:1", "note:1", "severity:1"]  # what a card of ticket 1 offers besides
KINDS: dict[str, Kind] = {"question": "question", "complaint": "complaint", "review": "review"}
Row = TypeVar("Row", bound=Base)


def meaning(
    intent: str,
    *,
    confidence: float = 0.9,
    sentiment: Sentiment = "neutral",
    severity: Severity | None = None,
    angry: bool = False,
    alternatives: Sequence[tuple[str, float]] = (),
    **entities: str | int,
) -> Understanding:
    """An understanding; entities are given as name=value."""
    kind, _, topic = intent.partition("_")
    if kind == "complaint":
        sentiment, severity = "negative", severity or "S3"
    facts = tuple(Entity(name, value, str(value), 0, 0) for name, value in entities.items())
    reasons = ("nói về việc đã xảy ra",)
    return Understanding(
        "", KINDS.get(kind, "other"), intent, topic, sentiment, severity, reasons, confidence, facts,
        tuple(alternatives), angry,
    )  # fmt: skip


@cache
def _desk() -> Desk:
    return speaking_desk(Hands())


class Scene:
    """One customer (chat 1001), the staff group (-100), and a clock that a test moves."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.clock = Hands(MONDAY_TEN)
        self.desk = replace(_desk(), clock=self.clock)
        self._ids = count(1)

    # What people do; each returns what was sent to the customer because of it.

    def says(
        self,
        text: str = "",
        understood: Understanding | None = None,
        *,
        files: Sequence[Attachment] = (),
        chat: str = "1001",
        **event: Any,
    ) -> list[Content]:
        number = next(self._ids)
        message = CustomerMessage(
            "telegram", chat, "Chị Hoa", f"c{number}", self.clock(), number, text, tuple(files), **event
        )
        return self._after(
            lambda session: conversation.receive(session, self.desk, message, understood), chat
        )

    def says_unread(self, text: str, chat: str = "1001") -> list[Content]:
        number = next(self._ids)
        message = CustomerMessage("telegram", chat, "Chị Hoa", f"c{number}", self.clock(), number, text)
        return self._after(lambda session: conversation.receive_unread(session, self.desk, message), chat)

    def taps(self, action: str, chat: str = "1001") -> list[Content]:
        number = next(self._ids)
        event = CustomerTap("telegram", chat, "Chị Hoa", f"t{number}", "m1", action, self.clock(), number)
        return self._after(lambda session: conversation.tap(session, self.desk, event), chat)

    def leaves(self, *, returned: bool = False) -> list[Content]:
        event = CustomerLeft("telegram", "1001", returned, self.clock())
        return self._after(lambda session: conversation.left(session, self.desk, event))

    def staff_write(
        self,
        text: str,
        reply_to: str = "",
        files: Sequence[Attachment] = (),
        name: str = "Minh",
        message_id: str = "",
        **event_: Any,
    ) -> list[Content]:
        number = next(self._ids)
        event = StaffMessage(
            "telegram", GROUP, name, name, message_id or f"s{number}", self.clock(), number, reply_to, text,
            tuple(files), **event_,
        )  # fmt: skip
        return self._after(lambda session: staff.receive(session, self.desk, event))

    def staff_tap(self, action: str, name: str = "Minh", under: str = "m1") -> list[Content]:
        number = next(self._ids)
        event = StaffTap("telegram", GROUP, name, name, f"t{number}", under, action, self.clock(), number)
        return self._after(lambda session: staff.tap(session, self.desk, event))

    def staff_are(self, *members: Member) -> None:
        """Only these are listed as staff from now on."""
        config = self.desk.config.model_copy(update={"staff": list(members)})
        self.desk = replace(self.desk, config=config)

    def deliver(self) -> None:
        """The sender's part: everything that waits arrives."""
        with self.sessions.begin() as session:
            for row in session.scalars(select(OutboxMessage).where(OutboxMessage.state == "waiting")).all():
                outbox.record_sent(session, row.id, f"m{row.id}", self.clock())

    # What is to be seen.

    def sent(self, chat: str = GROUP, after: int = 0) -> list[Content]:
        """What was written for a chat `after` a row of the outbox, the staff group unless another is named."""
        with self.sessions() as session:
            rows = select(OutboxMessage).where(OutboxMessage.chat_id == chat, OutboxMessage.id > after)
            return [
                Content.from_json(row.content) for row in session.scalars(rows.order_by(OutboxMessage.id))
            ]

    def rows(self, table: type[Row]) -> Sequence[Row]:
        with self.sessions() as session:
            return session.scalars(select(table).order_by(*table.__table__.primary_key)).all()

    def the(self, table: type[Row]) -> Row:
        (row,) = self.rows(table)
        return row

    def card(self) -> str:
        """The id of the newest ticket's card in the group, once it is delivered."""
        self.deliver()
        posts = self.rows(StaffPost)
        newest = max(post.ticket_id or 0 for post in posts)
        return next(post.channel_message_id for post in posts if post.ticket_id == newest)

    def conversation(self) -> Conversation:
        return self.the(Conversation)

    def agreed_before(self) -> "Scene":
        """The consent question is out of the way."""
        self.says(command="start")
        self.taps("consent:yes")
        self.deliver()
        self.clock.forward(minutes=5)
        return self

    def _after(self, act: Any, chat: str = "1001") -> list[Content]:
        before = max((row.id for row in self.rows(OutboxMessage)), default=0)
        with self.sessions.begin() as session:
            act(session)
        return self.sent(chat, before)


def texts(contents: Sequence[Content]) -> list[str]:
    """The words of the messages among what was sent."""
    return [content.text for content in contents if content.what == "message"]


def actions(content: Content) -> list[str]:
    """The actions of a message's buttons."""
    return [button.action for row in content.buttons for button in row]
