"""A shop with several customers, its staff, a clock and crashes: what can happen, each through the front door of `support`.

An event is worked as the bot works it: its inbox row is finished in the transaction of its effect.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import failures, records
from bot.verdict import Verdict
from scheduler.timetable import TIMETABLE
from settings.schema import Member
from store import inbox, outbox
from store.engine import Sessions
from store.inbox import RawUpdate
from store.models import InboxUpdate, OutboxMessage, StaffPost
from store.outbox import Content
from support import conversation, staff
from support.events import Attachment, CustomerLeft, CustomerTap, StaffMessage, StaffTap
from support.links import make_token
from tests.support.order_scenes import SECRET, add_order
from tests.support.scene import GROUP, Scene

STAFF = (
    Member(id="Minh", name="Minh", level="nhân viên"),
    Member(id="Lan", name="Lan", level="trưởng nhóm"),
)
STRANGER_TO_STAFF = "Kẻ lạ"
PHONES = {"1001": "+84901000001", "1002": "+84901000002", "1003": "+84901000003"}
"""Three customers; the last one has no order and names those of the others."""
ORDERS: dict[str, dict[str, Any]] = {
    "DH7001": {"phone": PHONES["1001"], "items": "Áo lụa Tơ Tằm", "status": "đang nằm ở kho Củ Chi"},
    "DH7002": {"phone": PHONES["1002"], "items": "Bình gốm Bát Tràng", "status": "đang trên xe về Cần Thơ"},
    "DH7003": {"items": "Nón lá Gò Găng", "status": "đang đóng gói ở quầy ba", "total": 5_200_000},
}
DELIVERED = "DH7004"


class CrashedError(Exception):
    """The process died before it could commit."""


class Numbers:
    """Numbers of inbox rows; the newest one is remembered."""

    def __init__(self) -> None:
        self.newest = 0

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        self.newest += 1
        return self.newest


class World(Scene):
    """Everything that may happen to the service; `crash` and `again` say what befalls the next event."""

    def __init__(self, sessions: Sessions) -> None:
        super().__init__(sessions)
        self._ids: Any = Numbers()
        self.crash = self.again = False
        now = self.clock()
        with sessions.begin() as session:
            for code, facts in ORDERS.items():
                add_order(session, code, **facts)
            add_order(
                session,
                DELIVERED,
                phone=PHONES["1001"],
                items="Chiếu cói Nga Sơn",
                status="đã phát tận tay",
                delivered_at=now - timedelta(hours=3),
            )

    # What people do, beyond what a scene has.

    def taps_on(self, chat: str, action: str, message_id: str) -> list[Content]:
        number = next(self._ids)
        event = CustomerTap(
            "telegram", chat, "Chị Hoa", f"t{number}", message_id, action, self.clock(), number
        )
        return self._after(lambda session: conversation.tap(session, self.desk, event), chat)

    def blocks(self, chat: str, *, returned: bool) -> None:
        next(self._ids)
        event = CustomerLeft("telegram", chat, returned, self.clock())
        self._after(lambda session: conversation.left(session, self.desk, event), chat)

    def starts(self, chat: str, code: str) -> list[Content]:
        return self.says(chat=chat, command="start", argument=make_token(SECRET, code) if code else "")

    def staff_say(self, name: str, text: str, reply_to: str, files: Sequence[Attachment] = ()) -> None:
        number = next(self._ids)
        event = StaffMessage(
            "telegram", GROUP, name, name, f"s{number}", self.clock(), number, reply_to, text, tuple(files)
        )
        self._after(lambda session: staff.receive(session, self.desk, event), GROUP)

    def staff_press(self, name: str, action: str) -> None:
        number = next(self._ids)
        event = StaffTap("telegram", GROUP, name, name, f"t{number}", "m1", action, self.clock(), number)
        self._after(lambda session: staff.tap(session, self.desk, event), GROUP)

    def cannot_be_worked(self, chat: str) -> None:
        """A message on which the code fails until its row is given up."""
        number = next(self._ids)
        with self.sessions.begin() as session:
            self._keep(session, number, chat)
        for _ in range(inbox.MOST_ATTEMPTS):
            with self.sessions.begin() as session:
                failures._record(self.desk, self._row(session, number), chat, "CrashedError", session)

    # What the clock and the sender do.

    def time_passes(self, by: timedelta) -> None:
        self.clock.forward(seconds=by.total_seconds())

    def jobs_run(self) -> None:
        for entry in TIMETABLE:
            entry.job(self.sessions, self.desk)

    def send_out(self, fate: str = "sent") -> None:
        """Everything that waits meets its fate: sent, twice (the record of the first time is lost), refused, blocked, unsure."""
        with self.sessions.begin() as session:
            waiting = session.scalars(
                select(OutboxMessage).where(OutboxMessage.state == "waiting").order_by(OutboxMessage.id)
            ).all()
            for row in waiting:
                self._send(session, row, fate)

    def _send(self, session: Session, row: OutboxMessage, fate: str) -> None:
        if row.at_most_once and not outbox.claim(session, row.id):
            return
        session.refresh(row)
        if fate in {"sent", "twice"} or (row.chat_id == GROUP and fate != "refused"):
            shown_as = row.content.get("target") if row.content["what"] in {"edit", "buttons"} else None
            name = f"m{row.id}" if fate == "sent" else f"m{row.id}again"
            outbox.record_sent(session, row.id, shown_as or name, self.clock())
        elif fate == "unsure":
            records.unsure(session, self.desk, row, "nobody knows")
        else:
            outcome: Any = "blocked" if fate == "blocked" else "failed"
            records.refused(session, self.desk, row, Verdict(outcome, why="the test says so"))

    # What can be found to act on.

    def buttons(self, chat: str) -> list[tuple[str, str]]:
        """Every button ever shown in a chat: its action and its message, the newest last."""
        with self.sessions() as session:
            rows = session.scalars(
                select(OutboxMessage).where(OutboxMessage.chat_id == chat).order_by(OutboxMessage.id)
            ).all()
        shown = ((row, Content.from_json(row.content)) for row in rows if row.content.get("buttons"))
        return [
            (button.action, row.channel_message_id or f"m{row.id}")
            for row, content in shown
            for line in content.buttons
            for button in line
            if button.action
        ]

    def posts(self) -> list[str]:
        """The ids of the posts in the staff group that are about a customer, the newest last."""
        with self.sessions() as session:
            query = select(StaffPost.channel_message_id).where(StaffPost.chat_id == GROUP)
            return list(session.scalars(query.order_by(StaffPost.id)))

    def newest_outbox(self) -> int:
        with self.sessions() as session:
            return session.scalar(select(func.max(OutboxMessage.id))) or 0

    # How an event is worked.

    def _after(self, act: Callable[[Session], object], chat: str = "1001") -> list[Content]:
        number, before = self._ids.newest, self.newest_outbox()
        with self.sessions.begin() as session:
            self._keep(session, number, chat)
        if self.crash:
            with suppress(CrashedError), self.sessions.begin() as session:
                self._work(session, number, act)
                session.flush()
                raise CrashedError
            assert self.newest_outbox() == before, "what was not committed is there"
        for _ in range(1 + self.again):
            with self.sessions.begin() as session:
                self._work(session, number, act)
        self.crash = self.again = False
        return self.sent(chat, before)

    def _keep(self, session: Session, number: int, chat: str) -> None:
        """Keep the raw update as the channel's poll does; one that comes twice is kept once."""
        raw = RawUpdate(str(number), chat, {"update_id": number})
        assert inbox.keep(session, "telegram", [raw], self.clock()) == 1
        assert inbox.keep(session, "telegram", [raw], self.clock()) == 0

    def _work(self, session: Session, number: int, act: Callable[[Session], object]) -> None:
        if inbox.finish(session, self._row(session, number), self.clock()):
            act(session)

    def _row(self, session: Session, number: int) -> int:
        query = select(InboxUpdate.id).where(InboxUpdate.update_id == str(number))
        return session.scalars(query).one()
