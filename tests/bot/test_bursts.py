"""What piled up, or is typed in pieces, gets one answer; in real time, through the real bot."""

import time

import pytest
from sqlalchemy import select

from nlu.understanding import Understanding
from store.engine import Sessions, reading
from store.models import InboxUpdate, Message
from tests.bot.conftest import Serving
from tests.sandbox.server import Sandbox, wait_until

pytestmark = pytest.mark.slow


class Knows:
    """Takes what holds "ship" for a question about its price, everything else for a greeting."""

    async def understand(self, text: str) -> Understanding:
        kind, topic = ("question", "delivery_fee") if "ship" in text else ("other", "greeting")
        intent = f"{kind}_{topic}"
        return Understanding(text, kind, intent, topic, "neutral", None, (), 0.95, ())  # type: ignore[arg-type]


def all_done(sessions: Sessions) -> bool:
    with reading(sessions) as session:
        return set(session.scalars(select(InboxUpdate.state))) == {"done"}


def test_eleven_greetings_that_piled_up_are_greeted_once(
    sandbox: Sandbox, serving: Serving, sqlite_sessions: Sessions
) -> None:
    customer = sandbox.customer()
    for _ in range(11):
        customer.says("alo")
    with serving(Knows()):
        wait_until(lambda: bool(customer.bot_messages()), "nobody is greeted")
        wait_until(lambda: all_done(sqlite_sessions), "some are not worked")
        time.sleep(0.5)
    assert len(customer.bot_messages()) == 1
    with reading(sqlite_sessions) as session:
        kept = session.scalars(select(Message).where(Message.author == "customer")).all()
    assert [message.intent for message in kept] == ["other_greeting"] * 11


def test_pieces_are_answered_with_their_matter_and_a_clear_matter_at_once(
    sandbox: Sandbox, serving: Serving
) -> None:
    customer = sandbox.customer()
    with serving(Knows()):
        customer.says("shop ơi")
        time.sleep(0.4)
        customer.says("cho em hỏi")
        time.sleep(0.4)
        assert customer.bot_messages() == []
        begun = time.monotonic()
        customer.says("phí ship bao nhiêu")
        wait_until(lambda: bool(customer.bot_messages()), "nothing is answered")
        assert time.monotonic() - begun < 1.2
    assert "20.000đ" in customer.bot_messages()[0]["text"]
    assert not any("em nghe" in message["text"] for message in customer.bot_messages())


def test_a_greeting_alone_is_greeted_after_a_moment(sandbox: Sandbox, serving: Serving) -> None:
    customer = sandbox.customer()
    with serving(Knows()):
        customer.says("shop ơi")
        wait_until(lambda: bool(customer.bot_messages()), "nobody is greeted", 5)


def test_a_greeting_with_a_command_behind_it_waits_for_nothing(sandbox: Sandbox, serving: Serving) -> None:
    customer = sandbox.customer()
    customer.says("shop ơi")
    customer.says("/phieu")
    with serving(Knows()):
        begun = time.monotonic()
        wait_until(lambda: len(customer.bot_messages()) > 1, "one of them is not answered")
        assert time.monotonic() - begun < 1.5
    greeting, cases = [message["text"] for message in customer.bot_messages()[:2]]
    assert ("em" in greeting, "phiếu" in cases) == (True, True)
