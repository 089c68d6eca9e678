"""The staff group as a forum, across the bot with everything real but the model: one topic for each customer."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from nlu.client import ModelUnavailable
from nlu.understanding import Understanding
from sandbox.options import Options
from store.engine import Sessions, reading
from store.models import OutboxMessage, StaffGroup, StaffTopic
from store.outbox import STAFF, Content, Outgoing, put
from support.desk import Desk
from tests.bot.conftest import Serving
from tests.sandbox.server import STAFF_CHAT, TOKEN, Message, Person, Sandbox, running, wait_until

GONE = "message thread not found"
BARE = ["can_manage_chat"]


class Down:
    """A model server that nobody started: whatever a customer writes becomes a ticket."""

    async def understand(self, _text: str) -> Understanding:
        raise ModelUnavailable("The model server does not answer.")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A Telegram whose staff group is a forum; tests/sandbox holds its limits."""
    with running(Options(token=TOKEN, port=0, forum=True, limits=False)) as started:
        yield started


@pytest.fixture
def customer(sandbox: Sandbox) -> Person:
    return sandbox.customer()


@pytest.fixture
def person(sandbox: Sandbox) -> Person:
    return sandbox.staff()


def topics(sandbox: Sandbox) -> dict[str, dict[str, Any]]:
    group = next(chat for chat in sandbox.state()["chats"] if chat["id"] == STAFF_CHAT)
    return {topic["name"]: topic for topic in group["topics"]}


def the_topic(sandbox: Sandbox) -> dict[str, Any]:
    (topic,) = topics(sandbox).values()
    return topic


def in_topic(sandbox: Sandbox, topic_id: int | None) -> list[Message]:
    """What the bot said in a topic, None for General, without the grey lines."""
    found = sandbox.messages(STAFF_CHAT)
    return [
        each
        for each in found
        if each["thread_id"] == topic_id and each["service"] is None and each["from"]["is_bot"]
    ]


def change_topic(sandbox: Sandbox, topic_id: int, **body: bool) -> None:
    sandbox.post(f"chats/{STAFF_CHAT}/topics/{topic_id}", body)


def make_bot(sandbox: Sandbox, status: str, rights: list[str] | None = None) -> None:
    sandbox.post(f"chats/{STAFF_CHAT}/bot", {"status": status, "rights": rights})


def waiting(sessions: Sessions) -> int:
    with reading(sessions) as session:
        query = select(OutboxMessage.id).where(OutboxMessage.state.in_(["waiting", "sending"]))
        return len(session.scalars(query).all())


def all_sent(sessions: Sessions) -> None:
    wait_until(lambda: waiting(sessions) == 0, "rows are still to be sent")


def states(sessions: Sessions) -> set[str]:
    with reading(sessions) as session:
        return set(session.scalars(select(OutboxMessage.state)))


def group(sessions: Sessions) -> StaffGroup:
    with reading(sessions) as session:
        return session.scalars(select(StaffGroup)).one()


def words(messages: list[Message]) -> str:
    return "\n".join(each["text"] or "" for each in messages)


def test_each_customer_has_one_topic_and_an_answer_in_it_reaches_them(
    serving: Serving, sqlite_sessions: Sessions, sandbox: Sandbox, customer: Person, person: Person
) -> None:
    other = sandbox.customer(1)
    with serving(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        other.says("áo bị rách")
        person.wait_for_bot_message("áo bị rách")
        customer.says("có ai không")
        relayed = person.wait_for_bot_message("có ai không")
        assert set(topics(sandbox)) == {"Khách A · KN-0001", "Khách B · KN-0002"}
        card, relay = in_topic(sandbox, topics(sandbox)["Khách A · KN-0001"]["id"])
        assert (relay["id"], relay["reply_to"]) == (relayed["id"], card["id"])
        person.says("mọi người ơi, đơn này kho nào?", thread_id=card["thread_id"])
        person.says("Dạ shop kiểm tra ngay ạ", reply_to=relay["id"], thread_id=card["thread_id"])
        customer.wait_for_bot_message("Dạ shop kiểm tra ngay ạ")
        all_sent(sqlite_sessions)
    assert "kho nào" not in words(customer.messages())
    assert "shop kiểm tra" not in words(other.messages())
    assert in_topic(sandbox, None) == []


def test_a_topic_closes_with_its_last_ticket_and_opens_with_the_next(
    serving: Serving, sqlite_sessions: Sessions, desk: Desk, customer: Person, person: Person
) -> None:
    sandbox = person.sandbox
    with serving(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        card = person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        person.presses(card, desk.wording.say("button_close"))
        wait_until(lambda: the_topic(sandbox)["closed"], "the topic was not closed")
        customer.says("lại trễ nữa rồi")
        again = person.wait_for_bot_message("lại trễ nữa rồi")
        all_sent(sqlite_sessions)
    assert not the_topic(sandbox)["closed"]
    assert again["thread_id"] == card["thread_id"]


def test_a_deleted_topic_is_made_anew_once_and_begins_with_the_card(
    serving: Serving, sqlite_sessions: Sessions, sandbox: Sandbox, customer: Person, person: Person
) -> None:
    with serving(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        all_sent(sqlite_sessions)
        first = the_topic(sandbox)["id"]
        change_topic(sandbox, first, deleted=True)
        customer.says("alo")
        customer.says("shop ơi")
        person.wait_for_bot_message("shop ơi")
        all_sent(sqlite_sessions)
        card, *relays = in_topic(sandbox, the_topic(sandbox)["id"])
        person.says("Dạ em đây ạ", reply_to=relays[0]["id"])
        customer.wait_for_bot_message("Dạ em đây ạ")
    assert the_topic(sandbox)["id"] != first
    assert "giao hàng trễ 5 ngày rồi" in card["text"]
    assert [each["text"].splitlines()[-1] for each in relays] == ["alo", "shop ơi"]
    assert {each["reply_to"] for each in relays} == {card["id"]}


def test_a_topic_closed_by_hand_is_opened_for_what_the_customer_writes(
    serving: Serving, sqlite_sessions: Sessions, sandbox: Sandbox, customer: Person, person: Person
) -> None:
    with serving(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        change_topic(sandbox, the_topic(sandbox)["id"], closed=True)
        customer.says("alo")
        person.wait_for_bot_message("alo")
        assert not the_topic(sandbox)["closed"]
        sandbox.fault("sendMessage", "400", description="TOPIC_CLOSED", chat_id=STAFF_CHAT)
        change_topic(sandbox, the_topic(sandbox)["id"], closed=True)
        customer.says("còn ai không")
        person.wait_for_bot_message("còn ai không")
        all_sent(sqlite_sessions)
    assert len(in_topic(sandbox, the_topic(sandbox)["id"])) == 3
    assert states(sqlite_sessions) == {"sent"}


def test_a_topic_that_is_gone_as_soon_as_it_was_made_costs_no_message(
    serving: Serving, sqlite_sessions: Sessions, sandbox: Sandbox, customer: Person, person: Person
) -> None:
    with serving(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        all_sent(sqlite_sessions)
        sandbox.fault("sendMessage", "400", description=GONE, times=2, chat_id=STAFF_CHAT)
        customer.says("alo")
        person.wait_for_bot_message("alo")
        all_sent(sqlite_sessions)
    assert words(person.bot_messages()).count("alo") == 1
    assert states(sqlite_sessions) == {"sent"}


def test_what_no_topic_takes_goes_to_general_and_only_there(
    serving: Serving, sqlite_sessions: Sessions, desk: Desk, customer: Person, person: Person
) -> None:
    with serving(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        card = person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        person.presses(card, desk.wording.say("button_close"))
        wait_until(lambda: the_topic(person.sandbox)["closed"], "the topic was not closed")
        person.sandbox.fault("sendMessage", "400", description=GONE, times=2, chat_id=STAFF_CHAT)
        with sqlite_sessions.begin() as session:
            content = Content("message", "Khách chấm 1 điểm")
            put(
                session,
                Outgoing("telegram", str(STAFF_CHAT), content, STAFF, about_conversation_id=1),
                desk.clock(),
            )
        low = person.wait_for_bot_message("Khách chấm 1 điểm")
        all_sent(sqlite_sessions)
    assert low["thread_id"] is None
    assert words(person.bot_messages()).count("Khách chấm 1 điểm") == 1


def test_without_the_right_it_is_a_plain_group_and_says_once_which_is_missing(
    serving: Serving, sqlite_sessions: Sessions, desk: Desk, customer: Person, person: Person
) -> None:
    sandbox = person.sandbox
    make_bot(sandbox, "administrator", BARE)
    missing = desk.wording.say("staff_topics_not_allowed")
    for number in range(2):  # a restart says it no more
        with serving(Down()):
            customer.says(f"giao hàng trễ {number}")
            person.wait_for_bot_message(f"giao hàng trễ {number}")
            all_sent(sqlite_sessions)
    assert topics(sandbox) == {}
    assert [each["text"] for each in in_topic(sandbox, None)].count(missing) == 1
    with serving(Down()):
        make_bot(sandbox, "administrator")
        wait_until(lambda: group(sqlite_sessions).manages_topics, "the bot did not hear of its right")
        customer.says("giờ sao rồi")
        relay = person.wait_for_bot_message("giờ sao rồi")
        all_sent(sqlite_sessions)
    card = in_topic(sandbox, the_topic(sandbox)["id"])[0]
    assert (relay["thread_id"], relay["reply_to"]) == (card["thread_id"], card["id"])


def test_a_right_that_is_taken_while_nobody_says_so_costs_no_message(
    serving: Serving, sqlite_sessions: Sessions, desk: Desk, customer: Person, person: Person
) -> None:
    sandbox = person.sandbox
    with serving(Down()):
        wait_until(lambda: group(sqlite_sessions).manages_topics, "the bot did not look")
        sandbox.result("getUpdates", offset=-1, allowed_updates=["message"])  # the change is not told
        make_bot(sandbox, "administrator", BARE)
        customer.says("giao hàng trễ 5 ngày rồi")
        card = person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        person.wait_for_bot_message(desk.wording.say("staff_topics_not_allowed"))
        all_sent(sqlite_sessions)
    assert card["thread_id"] is None
    assert topics(sandbox) == {}


def test_a_group_becomes_a_forum_and_stops_being_one_while_the_service_runs(
    serving: Serving, sqlite_sessions: Sessions, sandbox: Sandbox, customer: Person, person: Person
) -> None:
    def switch(on: bool) -> None:
        sandbox.post(f"chats/{STAFF_CHAT}/forum", {"is_forum": on})

    switch(False)
    with serving(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        switch(True)
        person.says("nhóm có chủ đề rồi nha")
        wait_until(lambda: group(sqlite_sessions).is_forum, "the bot did not notice")
        customer.says("alo")
        relay = person.wait_for_bot_message("alo")
        card = in_topic(sandbox, the_topic(sandbox)["id"])[0]
        assert (relay["thread_id"], relay["reply_to"]) == (card["thread_id"], card["id"])
        switch(False)
        customer.says("shop ơi")
        plain = person.wait_for_bot_message("shop ơi")
        person.says("Dạ em đây ạ", reply_to=plain["id"])
        customer.wait_for_bot_message("Dạ em đây ạ")
        all_sent(sqlite_sessions)
    assert plain["thread_id"] is None
    assert states(sqlite_sessions) == {"sent"}
    assert words(person.bot_messages()).count("giao hàng trễ 5 ngày rồi") == 2


@pytest.mark.parametrize("status", ["kicked", "left", "restricted"])
def test_what_waits_for_a_group_that_put_the_bot_out_goes_there_in_order_when_it_is_back(
    status: str, serving: Serving, sqlite_sessions: Sessions, customer: Person, person: Person
) -> None:
    sandbox = person.sandbox
    with serving(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        make_bot(sandbox, status)
        wait_until(lambda: group(sqlite_sessions).away_since, "the bot did not hear of it")
        for text in ("một", "hai", "ba"):
            customer.says(text)
        other = sandbox.customer(1)
        other.says("áo bị rách")
        other.wait_for_bot_message()
        wait_until(lambda: waiting(sqlite_sessions) >= 3, "nothing waits")
        refused = [call for call in sandbox.calls("sendMessage") if not call["ok"]]
    assert len(refused) <= 2
    with serving(Down()):
        make_bot(sandbox, "administrator")
        person.wait_for_bot_message("ba")
        all_sent(sqlite_sessions)
    mine = topics(sandbox)["Khách A · KN-0001"]["id"]
    relayed = [each["text"].splitlines()[-1] for each in in_topic(sandbox, mine)[1:]]
    assert "áo bị rách" in words(in_topic(sandbox, topics(sandbox)["Khách B · KN-0002"]["id"]))
    assert relayed == ["một", "hai", "ba"]
    assert states(sqlite_sessions) == {"sent"}


def test_a_group_that_the_bot_cannot_write_to_is_found_again_without_an_update(
    serving: Serving,
    sqlite_sessions: Sessions,
    customer: Person,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sandbox = person.sandbox
    monkeypatch.setattr("bot.delivery.LOOK_WHEN_AWAY", 0.5)
    sandbox.fault("sendMessage", "400", description="not enough rights to send text messages to the chat", chat_id=STAFF_CHAT, times=2)  # fmt: skip
    with serving(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        wait_until(lambda: group(sqlite_sessions).away_since, "nobody noticed")
        person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        all_sent(sqlite_sessions)
    assert group(sqlite_sessions).away_since is None


def test_another_group_by_the_setting_gets_what_waited_and_the_open_cards_anew(
    serving: Serving,
    sqlite_sessions: Sessions,
    customer: Person,
    person: Person,
    in_group: Callable[[int], Serving],
) -> None:
    sandbox = person.sandbox
    with serving(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        card = person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        make_bot(sandbox, "kicked")
        wait_until(lambda: group(sqlite_sessions).away_since, "the bot did not hear of it")
        customer.says("alo")
        wait_until(lambda: waiting(sqlite_sessions), "nothing waits")
    with in_group(-1001000000777)(Down()):
        moved = Person(sandbox, person.id, -1001000000777)
        again = moved.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        moved.wait_for_bot_message("alo")
        all_sent(sqlite_sessions)
        assert moved.presses(again, "Nhận")["text"]
        all_sent(sqlite_sessions)
    assert card["chat_id"] != again["chat_id"]
    assert words(moved.bot_messages()).count("giao hàng trễ") == 1
    assert group(sqlite_sessions).chat_id == "-1001000000777"


def test_a_crash_behind_the_making_of_a_topic_leaves_an_empty_one_and_loses_no_message(
    serving: Serving,
    sqlite_sessions: Sessions,
    customer: Person,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sandbox = person.sandbox

    def crash(*_: object) -> bool:
        raise RuntimeError("the service stopped here")

    with serving(Down()), monkeypatch.context() as patch:
        patch.setattr("support.staff_moves.begin_topic", crash)
        customer.says("giao hàng trễ 5 ngày rồi")
        wait_until(lambda: topics(sandbox), "no topic was made")
    left = set(topics(sandbox))
    with serving(Down()):
        person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        customer.says("alo")
        person.wait_for_bot_message("alo")
        all_sent(sqlite_sessions)
    with reading(sqlite_sessions) as session:
        kept = session.scalars(select(StaffTopic)).one()
    assert left
    assert len(in_topic(sandbox, int(kept.thread_id))) == 2


def test_a_plain_group_that_turns_supergroup_with_topics_takes_everything_along(
    sqlite_sessions: Sessions, in_group: Callable[[int], Serving], sandbox: Sandbox, customer: Person
) -> None:
    old = -4001
    with in_group(old)(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        Person(sandbox, sandbox.staff().id, old).wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        all_sent(sqlite_sessions)
        new = sandbox.post(f"chats/{old}/forum", {"is_forum": True})["chat"]["id"]
        moved = Person(sandbox, sandbox.staff().id, new)
        card = moved.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        customer.says("alo")
        relay = moved.wait_for_bot_message("alo")
        moved.says("Dạ em đây ạ", reply_to=relay["id"])
        customer.wait_for_bot_message("Dạ em đây ạ")
        all_sent(sqlite_sessions)
    assert words(moved.bot_messages()).count("giao hàng trễ") <= 2
    assert relay["thread_id"] is not None
    assert card["chat_id"] == new
