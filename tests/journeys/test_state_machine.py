"""Whatever customers, staff, the clock and crashes do in whatever order, the promises of tests/journeys/promises.py hold.

A failing run prints the shortest sequence of steps that breaks a promise. The short form plays the same few hundred steps every
time, the slow one some thousands, `make soak` others every time.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, select, text

from nlu.reading import kind_and_topic
from nlu.understanding import Part, Severity, Understanding
from store.engine import Sessions, engine_of, open_sessions
from store.models import Conversation, StaffPost
from support.events import Attachment
from support.links import make_token
from tests.database import EVERYTHING
from tests.journeys import promises
from tests.journeys.world import DELIVERED, ORDERS, PHONES, STAFF, STRANGER_TO_STAFF, World
from tests.support.order_scenes import SECRET
from tests.support.scene import GROUP, PHOTO, meaning

TET = datetime(2027, 2, 5, 13, 30, tzinfo=UTC)  # the evening before the Tết holidays of 2027
INTENTS = (
    *("question_order_status", "question_opening_hours", "question_price", "question_delivery_fee"),
    *("complaint_late", "complaint_damaged", "complaint_refund", "complaint_safety", "complaint_staff"),
    *("review_positive", "review_negative", "review_mixed"),
    *("other_greeting", "other_thanks", "other_bye", "other_yes", "other_no", "other_wait", "other_bot"),
    *("other_human", "other_insult", "other_stop", "other_see_my_data", "other_erase_my_data"),
    *("other_order", "other_change_order", "other_cancel_order", "other_give_info", "other_foreign"),
    *("other_nonsense", "other_spam", "other_out_of_scope"),
)
CODES = (*ORDERS, DELIVERED, "DH9999")
COMMANDS = ("phieu", "dulieu", "xoadulieu", "huy")
FILES = (
    PHOTO,
    Attachment("voice", "file-2"),
    Attachment("sticker", "file-3"),
    Attachment("document", "file-4"),
)
PAUSES = (timedelta(), timedelta(seconds=5), timedelta(minutes=2))
LEAPS = {
    "minutes": timedelta(minutes=20),
    "hours": timedelta(hours=3),
    "night": timedelta(hours=14),
    "a day": timedelta(days=1, minutes=1),
    "days": timedelta(days=3, hours=2),
    "weeks": timedelta(days=16),
}
Customers = some.sampled_from(sorted(PHONES))
# The newest buttons and posts are found at 0; any old one behind it.
SomePlace = some.integers(0, 40)


@dataclass(frozen=True)
class Meant:
    """What the model makes of a message, in as few words as a failing run should print."""

    intent: str
    sure: bool = True
    severity: Severity | None = None
    angry: bool = False
    code: str = ""
    stars: int = 0
    phone: str = ""
    also: tuple[str, ...] = ()

    def understood(self) -> Understanding:
        facts: dict[str, Any] = {"order_code": self.code, "stars": self.stars, "phone": self.phone}
        made = meaning(
            self.intent,
            confidence=0.95 if self.sure else 0.5,
            severity=self.severity,
            angry=self.angry,
            alternatives=[("question_price", 0.2), ("complaint_late", 0.1)],
            **{name: value for name, value in facts.items() if value},
        )
        return replace(made, also=tuple(_part(each) for each in self.also if each != self.intent))


def _rarely(values: some.SearchStrategy[Any], otherwise: object) -> some.SearchStrategy[Any]:
    return some.integers(0, 3).flatmap(lambda dice: values if dice == 3 else some.just(otherwise))


Meanings = some.builds(
    Meant,
    some.sampled_from(INTENTS),
    sure=_rarely(some.just(False), True),
    severity=_rarely(some.sampled_from(("S1", "S2", "S4")), None),
    angry=_rarely(some.booleans(), False),
    code=some.sampled_from(("", *CODES)),
    stars=_rarely(some.integers(1, 5), 0),
    phone=_rarely(some.sampled_from(sorted(PHONES.values())), ""),
    also=_rarely(some.lists(some.sampled_from(INTENTS), max_size=2).map(tuple), ()),
)


def _part(intent: str) -> Part:
    kind, topic = kind_and_topic(intent)
    return Part(kind, intent, topic, 0.8, 0, 1)


class Shop(RuleBasedStateMachine):
    """One run of everything against one database."""

    sessions: Sessions
    deed = "nothing"

    def __init__(self) -> None:
        super().__init__()
        self.said = 0
        self.world = World(self.begin())
        self.before = promises.picture(self.world)

    def begin(self) -> Sessions:
        """Return an empty database."""
        raise NotImplementedError

    def end(self) -> None:
        """Put the database away."""

    # Customers.

    @rule(chat=Customers, meant=Meanings)
    def complains_or_asks(self, chat: str, meant: Meant) -> None:
        self.says(chat, meant, PAUSES[1])

    @rule(chat=Customers, meant=Meanings, pause=some.sampled_from(PAUSES))
    def says(self, chat: str, meant: Meant, pause: timedelta) -> None:
        self.world.time_passes(pause)
        self.world.says(self._words(meant), meant.understood(), chat=chat)
        self._heard("message", chat)

    @rule(chat=Customers, words=some.sampled_from(("5 sao", "1", "có", "không", "ok")), meant=Meanings)
    def says_little(self, chat: str, words: str, meant: Meant) -> None:
        self.world.says(words, replace(meant, code="", also=()).understood(), chat=chat)
        self._heard("message", chat)

    @rule(chat=Customers, file=some.sampled_from(FILES), meant=some.none() | Meanings)
    def sends_a_file(self, chat: str, file: Attachment, meant: Meant | None) -> None:
        words = self._words(meant) if meant else ""
        self.world.says(words, meant.understood() if meant else None, files=[file], chat=chat)
        self._heard("message", chat)

    @precondition(lambda self: self.before.outbox)
    @rule(chat=Customers, place=SomePlace)
    def taps(self, chat: str, place: int) -> None:
        buttons = self.world.buttons(chat)
        if not buttons:
            return
        action, message_id = buttons[-1 - place % len(buttons)]
        self.world.taps_on(chat, action, message_id)
        promises.tap_answered(self.world, self.before)
        self._heard(f"tap {action.partition(':')[0]}", chat)

    @precondition(lambda self: self.before.outbox)
    @rule(chat=Customers, of=Customers, place=SomePlace)
    def taps_on_what_others_were_shown(self, chat: str, of: str, place: int) -> None:
        buttons = self.world.buttons(of)
        if not buttons:
            return
        action, message_id = buttons[-1 - place % len(buttons)]
        self.world.taps_on(chat, action, message_id)
        self._heard(f"tap {action.partition(':')[0]}", chat)

    @rule(chat=Customers, command=some.sampled_from(COMMANDS))
    def commands(self, chat: str, command: str) -> None:
        self.world.says(chat=chat, command=command)
        self._heard("command", chat)

    @rule(chat=Customers, code=some.sampled_from(("", "", *CODES)))
    def starts(self, chat: str, code: str) -> None:
        token = make_token(SECRET, code) if code else ""
        self.world.says(chat=chat, command="start", argument=token)
        self._heard("start", chat)

    @rule(chat=Customers, meant=Meanings)
    def edits(self, chat: str, meant: Meant) -> None:
        self.world.says(promises.CORRECTED + self._words(meant), None, chat=chat, edited=True)
        self._heard("message", chat)

    @rule(chat=Customers)
    def shares_the_phone(self, chat: str) -> None:
        self.world.says(chat=chat, phone=PHONES[chat])
        self._heard("message", chat)

    @rule(chat=Customers, returned=some.booleans())
    def blocks(self, chat: str, returned: bool) -> None:
        self.world.blocks(chat, returned=returned)
        self._checked("left")

    @rule(chat=Customers)
    def writes_while_the_model_is_down(self, chat: str) -> None:
        self.world.says_unread(self._words(None), chat)
        self._heard("message", chat)

    # Staff.

    @precondition(lambda self: self.world.posts())
    @rule(place=SomePlace, who=some.sampled_from(("Minh", "Lan")), asks=some.booleans())
    def staff_reply(self, place: int, who: str, asks: bool) -> None:
        posts = self.world.posts()
        if not posts:
            return
        post = posts[-1 - place % len(posts)]
        self.said += 1
        words = f"Dạ em xem ngay, lần {self.said}" + ("?" if asks else " ạ")
        chat = self._chat_of(post)
        self.world.staff_say(who, words, post)
        promises.arrives(self.world, self.before, chat, words)
        self._checked("staff")

    @precondition(lambda self: self.world.posts())
    @rule(place=SomePlace, who=some.sampled_from(("Minh", "Lan")))
    def staff_press(self, place: int, who: str) -> None:
        buttons = self.world.buttons(GROUP)
        if not buttons:
            return
        self.world.staff_press(who, buttons[-1 - place % len(buttons)][0])
        promises.tap_answered(self.world, self.before)
        self._checked("staff tap")

    @precondition(lambda self: self.world.posts())
    @rule(
        place=SomePlace,
        command=some.sampled_from(("/cho", "/toi", "/mau", "/mau chao")),
        answering=some.booleans(),
    )
    def staff_command(self, place: int, command: str, answering: bool) -> None:
        posts = self.world.posts()
        post = posts[-1 - place % len(posts)] if posts and answering else ""
        self.world.staff_say("Minh", command, post)
        self._checked("staff")

    @precondition(lambda self: self.world.posts())
    @rule(words=some.sampled_from(("trưa ăn gì", "/cho", "ai rảnh không?")), place=SomePlace)
    def somebody_unlisted(self, words: str, place: int) -> None:
        self.world.staff_are(*STAFF)
        posts, buttons = self.world.posts(), self.world.buttons(GROUP)
        self.world.staff_say(STRANGER_TO_STAFF, words, posts[-1 - place % len(posts)] if posts else "")
        promises.refused(self.world, self.before)
        if buttons:
            self.world.staff_press(STRANGER_TO_STAFF, buttons[-1 - place % len(buttons)][0])
            promises.refused(self.world, self.before)
        self._checked("staff")

    # The clock and the sender.

    @rule(leap=some.sampled_from(sorted(LEAPS)))
    def time_passes(self, leap: str) -> None:
        self.world.send_out()
        self.world.time_passes(LEAPS[leap])
        self._jobs_run()

    @precondition(lambda self: self.world.clock() < TET)
    @rule()
    def tet_comes(self) -> None:
        self.world.send_out()
        self.world.time_passes(TET - self.world.clock())
        self._jobs_run()

    @rule()
    def jobs_run_twice(self) -> None:
        self._jobs_run()
        self._jobs_run()

    @rule(fate=some.sampled_from(("sent", "sent", "sent", "twice", "refused", "blocked", "unsure")))
    def things_are_sent(self, fate: str) -> None:
        self.world.send_out(fate)
        self._checked("sent")

    # Crashes: what befalls the next event.

    @precondition(lambda self: not self.world.crash)
    @rule()
    def the_next_transaction_dies(self) -> None:
        self.world.crash = True

    @precondition(lambda self: not self.world.again)
    @rule()
    def the_next_update_comes_twice(self) -> None:
        self.world.again = True

    @rule(chat=Customers)
    def a_message_cannot_be_worked(self, chat: str) -> None:
        self.world.cannot_be_worked(chat)
        promises.given_up_with_its_error(self.world, self.before, chat)
        self._checked("poisoned")

    @initialize(listed=some.booleans(), known=some.booleans())
    def opens(self, listed: bool, known: bool) -> None:
        if listed:
            self.world.staff_are(*STAFF)
        if known:  # the first two customers proved who they are
            for chat in ("1001", "1002"):
                self.world.says(chat=chat, phone=PHONES[chat])
        self.before = promises.picture(self.world)

    def teardown(self) -> None:
        try:
            promises.queue_shows_what_nobody_holds(self.world)
        finally:
            self.end()

    def _words(self, meant: Meant | None) -> str:
        self.said += 1
        return f"tin số {self.said} {meant.code if meant else ''}".strip()

    def _jobs_run(self) -> None:
        self.world.jobs_run()
        self._checked("clock")

    def _heard(self, deed: str, chat: str) -> None:
        promises.heard(self.world, self.before, chat)
        self._checked(deed)

    def _checked(self, deed: str) -> None:
        self.before = promises.check(self.world, self.before, deed)

    def _chat_of(self, post: str) -> str:
        with self.world.sessions() as session:
            query = select(Conversation.chat_id).join(StaffPost, StaffPost.conversation_id == Conversation.id)
            return session.scalars(query.where(StaffPost.channel_message_id == post)).one()


def on_sqlite(empty: Path) -> type[Shop]:
    """The machine with a new SQLite file for each run; nothing here needs to survive a power cut."""

    class OnSqlite(Shop):
        def begin(self) -> Sessions:
            self.folder = tempfile.mkdtemp()
            self.sessions = open_sessions(f"sqlite:///{shutil.copy(empty, self.folder)}")
            event.listen(engine_of(self.sessions), "connect", _in_a_hurry)
            return self.sessions

        def end(self) -> None:
            engine_of(self.sessions).dispose()
            shutil.rmtree(self.folder)

    return OnSqlite


def _in_a_hurry(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def on_postgresql(sessions: Sessions) -> type[Shop]:
    """The machine with the run's PostgreSQL database, emptied for each run."""

    class OnPostgresql(Shop):
        def begin(self) -> Sessions:
            with sessions.begin() as session:
                session.execute(text(f"TRUNCATE {EVERYTHING} RESTART IDENTITY"))
            return sessions

    return OnPostgresql


def play(machine: type[Shop], examples: int, steps: int, *, always_the_same: bool = True) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=always_the_same,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            phases=[Phase.generate, Phase.shrink],
        ),
    )


def test_the_promises_hold_on_sqlite(sqlite_file: Path) -> None:
    play(on_sqlite(sqlite_file), examples=12, steps=40)


def test_the_promises_hold_on_postgresql(postgresql: Sessions) -> None:
    play(on_postgresql(postgresql), examples=3, steps=30)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_the_promises_hold_for_longer(sqlite_file: Path) -> None:
    """About a minute of the same sequences every time; `make soak` asks for hundreds of others."""
    soak = int(os.environ.get("SOAK_JOURNEYS", "0"))
    play(on_sqlite(sqlite_file), examples=soak or 60, steps=60 if soak else 40, always_the_same=not soak)
