"""Topics of the staff group: what they are called, where a row goes, when one closes, and what becomes of them."""

from typing import Any

import pytest
from sqlalchemy import select

from store import outbox
from store.models import Customer, OutboxMessage, StaffGroup, StaffPost, StaffTopic, Ticket
from store.outbox import NOWHERE, Content
from support import staff_group, staff_moves, staff_topics
from support.staff_group import Seen
from tests.support.scene import GROUP, Scene, meaning

LATE = meaning("complaint_late")
FORUM, PLAIN = Seen(is_forum=True, manages_topics=True), Seen(is_forum=False, manages_topics=False)
KICKED = Seen(is_forum=True, manages_topics=True, away="kicked")


def see(scene: Scene, seen: Seen) -> None:
    with scene.sessions.begin() as session:
        staff_moves.arrive(session, scene.desk, seen)


def waiting(scene: Scene) -> list[OutboxMessage]:
    return [row for row in scene.rows(OutboxMessage) if row.chat_id == GROUP and row.state == "waiting"]


def post_all(scene: Scene) -> None:
    """The sender's part in a forum: makes the topic that a row needs, and posts the row there."""
    while rows := waiting(scene):
        row = min(rows, key=lambda each: (each.lane, each.id))
        with scene.sessions.begin() as session:
            plan = staff_topics.plan(session, scene.desk, row)
            follows = plan.step != "make" or staff_moves.begin_topic(session, scene.desk, row, f"t{row.id}")
            topic = session.scalars(select(StaffTopic)).first() if plan.step == "make" else None
            thread_id = topic.thread_id if topic else plan.thread_id
            if follows:
                outbox.record_sent(session, row.id, f"m{row.id}", scene.clock(), thread_id=thread_id)


def plan_of_newest(scene: Scene) -> staff_topics.Plan:
    with scene.sessions() as session:
        return staff_topics.plan(session, scene.desk, waiting(scene)[-1])


def named(scene: Scene, name: str) -> str:
    scene.says("giao trễ", LATE)
    with scene.sessions.begin() as session:
        session.scalars(select(Customer)).one().name = name
        return staff_topics.name(scene.desk, session.scalars(select(Ticket)).one())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Chị Hoa", "Chị Hoa · KN-0001"),
        ("  Hoa\n\tLê  ", "Hoa Lê · KN-0001"),
        ("\u202egnọrt mầh\u202c \u200bHoa\x07", "gnọrt mầh Hoa · KN-0001"),
        ("<b>{code}</b> {0}", "<b>{code}</b> {0} · KN-0001"),
        ("\u200b\u202e", "Khách · KN-0001"),
    ],
)
def test_a_topic_is_called_by_the_name_without_what_hides_in_it(scene: Scene, name: str, shown: str) -> None:
    assert named(scene, name) == shown


@pytest.mark.parametrize("letter", ["Đ", "👩‍👩‍👧", "𝕳", "a"])
def test_a_name_never_pushes_the_code_out_of_the_128_characters(scene: Scene, letter: str) -> None:
    shown = named(scene, letter * 200)
    assert shown.endswith("… · KN-0001")
    assert len(shown.encode("utf-16-le")) // 2 <= 128
    shown.encode("utf-8")  # no half of a character is left


def test_nobody_looked_yet_and_a_plain_group_have_no_topics(scene: Scene) -> None:
    scene.says("giao trễ", LATE)
    assert plan_of_newest(scene).step == "plain"
    see(scene, PLAIN)
    assert plan_of_newest(scene).step == "plain"


def test_what_is_about_one_customer_needs_a_topic_and_what_is_about_all_does_not(scene: Scene) -> None:
    see(scene, FORUM)
    scene.says("giao trễ", LATE)
    assert plan_of_newest(scene) == staff_topics.Plan("make", name="Chị Hoa · KN-0001")
    post_all(scene)
    scene.says("alo", LATE)
    assert plan_of_newest(scene) == staff_topics.Plan("here", scene.the(StaffTopic).thread_id, reply_to="m1")
    post_all(scene)
    scene.staff_write("/cho")
    assert plan_of_newest(scene).step == "plain"


def test_about_a_customer_without_a_ticket_it_is_said_in_general(scene: Scene) -> None:
    see(scene, FORUM)
    scene.says(command="dulieu")
    assert plan_of_newest(scene).step == "plain"


def test_the_topic_closes_behind_the_last_ticket_alone_and_not_when_one_opened_meanwhile(
    scene: Scene,
) -> None:
    see(scene, FORUM)
    scene.says("giao trễ", LATE)
    post_all(scene)
    scene.staff_tap("close:1")
    *_, last = [row for row in waiting(scene) if row.content["what"] != "toast"]
    assert last.content == {"what": "close_topic"}
    with scene.sessions() as session:
        assert staff_topics.to_close(session, scene.desk, 1) is not None
    scene.clock.forward(hours=30)
    scene.says("lại thiếu hàng", meaning("complaint_missing_item"))
    with scene.sessions() as session:
        assert staff_topics.to_close(session, scene.desk, 1) is None


def test_a_closed_topic_is_opened_for_what_follows_and_without_the_right_it_is_said_in_general(
    scene: Scene,
) -> None:
    see(scene, FORUM)
    scene.says("giao trễ", LATE)
    post_all(scene)
    thread_id = scene.the(StaffTopic).thread_id
    with scene.sessions.begin() as session:
        staff_topics.set_closed(session, scene.desk, thread_id, closed=True)
    scene.says("alo", LATE)
    assert plan_of_newest(scene).step == "open"
    see(scene, Seen(is_forum=True, manages_topics=False))
    with scene.sessions() as session:
        relay = next(row for row in waiting(scene) if row.about_ticket_id)
        assert staff_topics.plan(session, scene.desk, relay) == staff_topics.Plan("plain")


def test_a_topic_is_one_for_each_conversation_by_the_schema(scene: Scene) -> None:
    see(scene, FORUM)
    scene.says("giao trễ", LATE)
    row = waiting(scene)[-1]
    with scene.sessions.begin() as session:
        assert staff_moves.begin_topic(session, scene.desk, row, "7")
    with pytest.raises(Exception, match=r"(?i)unique"), scene.sessions.begin() as session:
        staff_moves.begin_topic(session, scene.desk, row, "8")
    assert scene.the(StaffTopic).thread_id == "7"


def test_a_deleted_topic_is_forgotten_with_its_posts_and_its_card_comes_first_in_the_next(
    scene: Scene,
) -> None:
    see(scene, FORUM)
    scene.says("giao trễ", LATE)
    post_all(scene)
    scene.says("alo", LATE)
    relay = waiting(scene)[-1]
    with scene.sessions.begin() as session:
        staff_moves.forget_topic(session, scene.desk, scene.the(StaffTopic).thread_id)
    assert scene.rows(StaffPost) == []
    with scene.sessions.begin() as session:
        assert not staff_moves.begin_topic(session, scene.desk, relay, "9")
    first = min(waiting(scene), key=lambda row: (row.lane, row.id))
    assert first.id > relay.id
    assert "Mã" in first.content["title"] or "KN-0001" in first.content["title"]
    post_all(scene)
    assert [post.thread_id for post in scene.rows(StaffPost)] == ["9", "9"]


def test_a_row_that_was_taken_back_while_its_topic_was_made_leaves_none(scene: Scene) -> None:
    see(scene, FORUM)
    scene.says("giao trễ", LATE)
    row = waiting(scene)[-1]
    with scene.sessions.begin() as session:
        outbox.withdraw(session, row.id)
        assert not staff_moves.begin_topic(session, scene.desk, row, "7")
    assert scene.rows(StaffTopic) == []
    assert [each.content["what"] for each in waiting(scene)] == ["delete_topic"]


def test_an_erased_customers_topic_is_deleted_behind_what_stood_in_it(scene: Scene) -> None:
    see(scene, FORUM)
    scene.says("giao trễ", LATE)
    post_all(scene)
    scene.says(command="xoadulieu")
    scene.taps("erase:1:yes")
    deleted = [row.content for row in waiting(scene) if row.content["what"] == "delete_topic"]
    assert [content["target"] for content in deleted] == ["t1"]
    assert deleted[0]["text"] == scene.desk.wording.say("erased_name")
    assert scene.rows(StaffTopic) == []


def test_a_group_that_put_the_bot_out_keeps_what_waits_and_lets_it_go_on_return(scene: Scene) -> None:
    see(scene, KICKED)
    first = scene.the(StaffGroup).away_since
    scene.clock.forward(hours=1)
    see(scene, KICKED)
    assert scene.the(StaffGroup).away_since == first
    scene.says("giao trễ", LATE)
    with scene.sessions.begin() as session:
        outbox.record_retry(session, waiting(scene)[0].id, "Forbidden", scene.clock().replace(year=2030))
    see(scene, FORUM)
    assert scene.the(StaffGroup).away_since is None
    assert waiting(scene)[0].retry_at is None


def test_a_card_that_waits_is_as_the_ticket_is_when_it_comes(scene: Scene) -> None:
    see(scene, KICKED)
    scene.says("giao trễ", LATE)
    with scene.sessions.begin() as session:
        ticket = session.scalars(select(Ticket)).one()
        ticket.customer.phone = "+84901234567"
        from support import cards  # noqa: PLC0415 - what the page does

        cards.refresh(session, scene.desk, ticket)
    (card,) = [row for row in waiting(scene) if row.content.get("buttons")]
    assert "+84901234567" in card.content["text"]


def test_the_missing_right_is_told_once_until_it_was_there(scene: Scene) -> None:
    bare = Seen(is_forum=True, manages_topics=False)
    for seen, said in ((bare, 1), (bare, 1), (FORUM, 1), (bare, 2), (PLAIN, 2)):
        see(scene, seen)
        missing = scene.desk.wording.say("staff_topics_not_allowed")
        assert [row.content.get("text") for row in waiting(scene)].count(missing) == said


def test_a_message_that_says_forum_makes_the_bot_ask_before_it_makes_a_topic(scene: Scene) -> None:
    see(scene, PLAIN)
    with scene.sessions.begin() as session:
        staff_group.heard(session, scene.desk, is_forum=True)
    scene.says("giao trễ", LATE)
    assert plan_of_newest(scene).step == "ask"


def test_a_group_that_moved_gets_open_cards_anew_once_and_no_change_of_another_message(scene: Scene) -> None:
    see(scene, PLAIN)
    scene.says("giao trễ", LATE)
    card = scene.card()
    scene.staff_tap("take:1")
    scene.says("alo", LATE)
    assert {row.content["what"] for row in waiting(scene)} >= {"edit", "message"}
    desk = scene.desk.__class__(**{**vars(scene.desk), "staff_chat_id": "-200"})
    for _ in range(2):
        with scene.sessions.begin() as session:
            staff_moves.follow(session, desk, GROUP)
    there = [row for row in scene.rows(OutboxMessage) if row.chat_id == "-200" and row.state == "waiting"]
    kinds: list[Any] = [row.content["what"] for row in sorted(there, key=lambda row: (row.lane, row.id))]
    assert "edit" not in kinds
    cards = [row for row in there if Content.from_json(row.content).buttons]
    assert len(cards) == 1
    assert cards[0].lane < min(
        row.lane for row in there if row not in cards and row.content["what"] != "toast"
    )
    assert {row.content.get("reply_to") for row in there if row not in cards} <= {NOWHERE, None}
    assert scene.the(StaffGroup).chat_id == "-200"
    assert card
