"""A forum as people and bots make it: whose topics, who may close them, what an answer in another topic does; and a bot put out."""

import pytest
import telegram
from telegram.error import BadRequest, Forbidden

from sandbox.options import Options
from tests.sandbox.server import STAFF_CHAT, TOKEN, HeldTime, Sandbox, running

NOT_FOUND = "Bad Request: message thread not found"


def opened(forum: Sandbox, name: str = "KN-0042") -> int:
    return int(forum.result("createForumTopic", chat_id=STAFF_CHAT, name=name)["message_thread_id"])


def group(forum: Sandbox) -> dict[str, object]:
    return next(chat for chat in forum.state()["chats"] if chat["id"] == STAFF_CHAT)


def make_bot(forum: Sandbox, status: str, *rights: str) -> None:
    forum.post(f"chats/{STAFF_CHAT}/bot", {"status": status, "rights": list(rights)})


def changes(forum: Sandbox) -> list[dict[str, object]]:
    updates = forum.result("getUpdates", allowed_updates=["my_chat_member", "message"])
    return [update["my_chat_member"] for update in updates if "my_chat_member" in update]


def test_an_answer_stands_where_the_message_is_that_it_answers(forum: Sandbox) -> None:
    one, two = opened(forum, "một"), opened(forum, "hai")
    asked = forum.result("sendMessage", chat_id=STAFF_CHAT, text="ở đâu?", message_thread_id=one)
    general = forum.result("sendMessage", chat_id=STAFF_CHAT, text="chung")
    for target, wanted, landed in ((asked, two, one), (asked, None, one), (general, two, None)):
        where = {} if wanted is None else {"message_thread_id": wanted}
        reply = {"message_id": target["message_id"]}
        sent = forum.result("sendMessage", chat_id=STAFF_CHAT, text="đây", reply_parameters=reply, **where)
        found = sent["message_thread_id"] if sent.get("is_topic_message") else None
        assert found == landed


def test_general_is_written_to_without_a_number_and_answers_there_are_no_topic(forum: Sandbox) -> None:
    assert forum.refusal("sendMessage", chat_id=STAFF_CHAT, text="x", message_thread_id=1) == NOT_FOUND
    first = forum.staff().says("ai trực ạ?")
    answer = forum.staff(1).says("em ạ", reply_to=first["id"])
    assert answer["thread_id"] is None
    (last,) = forum.result("getUpdates", offset=-1)
    assert last["message"]["message_thread_id"] == first["id"]
    assert "is_topic_message" not in last["message"]


def test_a_deleted_topic_takes_its_messages_along_and_nobody_tells_the_bot(forum: Sandbox) -> None:
    topic = opened(forum)
    forum.result("sendMessage", chat_id=STAFF_CHAT, text="phiếu", message_thread_id=topic)
    forum.post(f"chats/{STAFF_CHAT}/topics/{topic}", {"deleted": True})
    assert forum.messages(STAFF_CHAT) == []
    assert forum.result("getUpdates") == []
    assert forum.refusal("sendMessage", chat_id=STAFF_CHAT, text="x", message_thread_id=topic) == NOT_FOUND
    assert forum.refusal("reopenForumTopic", chat_id=STAFF_CHAT, message_thread_id=topic) == NOT_FOUND


def test_the_bot_deletes_a_topic_only_with_the_right_to_and_never_the_line_that_opened_it(
    forum: Sandbox,
) -> None:
    topic = opened(forum)
    refusal = forum.refusal("deleteMessage", chat_id=STAFF_CHAT, message_id=topic)
    assert refusal == "Bad Request: message can't be deleted"
    make_bot(forum, "administrator", "can_manage_topics")
    refusal = forum.refusal("deleteForumTopic", chat_id=STAFF_CHAT, message_thread_id=topic)
    assert refusal == "Bad Request: not enough rights to delete the topic"
    make_bot(forum, "administrator", "can_delete_messages")
    assert forum.result("deleteForumTopic", chat_id=STAFF_CHAT, message_thread_id=topic)
    assert group(forum)["topics"] == []


def test_people_close_topics_and_the_bot_hears_of_it(forum: Sandbox) -> None:
    topic = opened(forum)
    for closed, name in ((True, "forum_topic_closed"), (False, "forum_topic_reopened")):
        forum.post(f"chats/{STAFF_CHAT}/topics/{topic}", {"closed": closed})
        (last,) = forum.result("getUpdates", offset=-1)
        assert name in last["message"]
        assert last["message"]["message_thread_id"] == topic
    answer = forum.http.post(f"/sandbox/chats/{STAFF_CHAT}/topics/{topic}", json={"closed": False})
    assert answer.status_code == 409


def test_a_closed_topic_is_closed_to_who_neither_opened_it_nor_manages_topics(forum: Sandbox) -> None:
    theirs = forum.staff().opens_topic("của nhân viên")["id"]
    own = opened(forum)
    for topic in (theirs, own):
        forum.post(f"chats/{STAFF_CHAT}/topics/{topic}", {"closed": True})
        assert forum.result("sendMessage", chat_id=STAFF_CHAT, text="x", message_thread_id=topic)
    make_bot(forum, "member")
    refusal = forum.refusal("sendMessage", chat_id=STAFF_CHAT, text="x", message_thread_id=theirs)
    assert refusal == "Bad Request: TOPIC_CLOSED"
    assert forum.result("reopenForumTopic", chat_id=STAFF_CHAT, message_thread_id=own)
    refusal = forum.refusal("reopenForumTopic", chat_id=STAFF_CHAT, message_thread_id=theirs)
    assert refusal == "Bad Request: not enough rights to close or reopen the topic"


def test_without_the_right_no_topic_is_opened(forum: Sandbox) -> None:
    make_bot(forum, "administrator", "can_manage_chat")
    refusal = forum.refusal("createForumTopic", chat_id=STAFF_CHAT, name="x")
    assert refusal == "Bad Request: not enough rights to create a topic"
    (change,) = changes(forum)
    assert change["new_chat_member"]["can_manage_topics"] is False  # type: ignore[index]
    assert group(forum)["bot_manages_topics"] is False


def test_all_topics_share_the_groups_twenty_a_minute() -> None:
    with running(Options(token=TOKEN, port=0, forum=True), HeldTime()) as forum:
        one, two = opened(forum), opened(forum)
        for number in range(18):
            topic = one if number % 2 else two
            assert forum.result("sendMessage", chat_id=STAFF_CHAT, text="x", message_thread_id=topic)
        for method, more in (("sendMessage", {"text": "x"}), ("createForumTopic", {"name": "x"})):
            assert forum.api(method, chat_id=STAFF_CHAT, **more)["error_code"] == 429


def test_topics_are_switched_on_and_off_and_come_back_as_they_were(sandbox: Sandbox) -> None:
    sandbox.post(f"chats/{STAFF_CHAT}/forum", {"is_forum": True})
    topic = opened(sandbox)
    sandbox.post(f"chats/{STAFF_CHAT}/forum", {"is_forum": False})
    assert "is_forum" not in sandbox.result("getChat", chat_id=STAFF_CHAT)
    assert sandbox.refusal("sendMessage", chat_id=STAFF_CHAT, text="x", message_thread_id=topic) == NOT_FOUND
    sandbox.post(f"chats/{STAFF_CHAT}/forum", {"is_forum": True})
    assert sandbox.result("sendMessage", chat_id=STAFF_CHAT, text="x", message_thread_id=topic)


def test_a_basic_group_becomes_a_supergroup_when_its_topics_are_switched_on() -> None:
    with running(Options(token=TOKEN, port=0, staff_chat_id=-4001)) as sandbox:
        new = sandbox.post("chats/-4001/forum", {"is_forum": True})["chat"]
        assert new["is_forum"]
        assert sandbox.api("getChat", chat_id=-4001)["parameters"] == {"migrate_to_chat_id": new["id"]}
        assert sandbox.result("createForumTopic", chat_id=new["id"], name="KN-0042")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("kicked", "bot was kicked from the supergroup chat"),
        ("left", "bot is not a member of the supergroup chat"),
    ],
)
async def test_a_bot_that_was_put_out_is_refused_and_hears_nothing_until_it_is_back(
    status: str, said: str, sandbox: Sandbox, bot: telegram.Bot
) -> None:
    make_bot(sandbox, status)
    sandbox.staff().says("bot đâu rồi?")
    (change,) = await bot.get_updates()
    assert change.my_chat_member is not None
    assert change.my_chat_member.new_chat_member.status == status
    with pytest.raises(Forbidden, match=said):
        await bot.send_message(STAFF_CHAT, "phiếu")
    with pytest.raises(Forbidden, match=said):
        await bot.get_chat_member(STAFF_CHAT, bot.id)
    make_bot(sandbox, "administrator")
    assert await bot.send_message(STAFF_CHAT, "phiếu")
    assert (await bot.get_updates())[-1].my_chat_member is not None


async def test_a_restricted_bot_may_not_write(sandbox: Sandbox, bot: telegram.Bot) -> None:
    make_bot(sandbox, "restricted")
    with pytest.raises(BadRequest, match="Not enough rights to send text messages"):
        await bot.send_message(STAFF_CHAT, "phiếu")
    assert (await bot.get_chat_member(STAFF_CHAT, bot.id)).status == "restricted"


def test_what_the_bot_cannot_be_is_refused(sandbox: Sandbox) -> None:
    for path, body in (
        (f"chats/{STAFF_CHAT}/bot", {"status": "creator"}),
        (f"chats/{STAFF_CHAT}/bot", {"status": "administrator", "rights": ["can_fly"]}),
        (f"chats/{sandbox.customer().id}/forum", {"is_forum": True}),
    ):
        assert sandbox.http.post(f"/sandbox/{path}", json=body).status_code == 400


def test_a_fault_refuses_in_the_words_that_are_ordered(sandbox: Sandbox) -> None:
    sandbox.fault("sendMessage", "400", description="TOPIC_CLOSED")
    assert sandbox.refusal("sendMessage", chat_id=STAFF_CHAT, text="x") == "Bad Request: TOPIC_CLOSED"
