"""A customer who cannot be written to: staff hear it once, nothing is lost, and writing again is enough to be back."""

import pytest

from bot import notices
from store.models import Conversation, Message
from tests.support.scene import Scene, meaning, texts

LATE = meaning("complaint_late")


def lose(scene: Scene) -> None:
    """A message came back: the chat is gone."""
    with scene.sessions.begin() as session:
        notices.cannot_be_reached(session, scene.desk, "1001")


def told(scene: Scene) -> list[str]:
    return [
        text for text in texts(scene.sent()) if "Chị Hoa" in text and "“" not in text and "Khách:" not in text
    ]


@pytest.mark.parametrize("how", ["refused", "blocked", "both"])
def test_staff_who_work_on_a_case_hear_once_that_nothing_arrives(regular: Scene, how: str) -> None:
    regular.says("giao trễ quá", LATE)
    regular.deliver()
    for each in ("refused", "blocked"):
        if how in {each, "both"}:
            (lose if each == "refused" else Scene.leaves)(regular)
    assert len(told(regular)) == 1
    assert regular.conversation().unreachable_since is not None


def test_without_a_case_nobody_is_told(regular: Scene) -> None:
    lose(regular)
    assert told(regular) == []


def test_who_writes_again_can_be_answered_and_the_staff_know(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    regular.deliver()
    lose(regular)
    regular.says("alo shop", LATE)
    assert "nhận tin được rồi" in told(regular)[1]
    assert regular.the(Conversation).unreachable_since is None
    regular.says("còn đó không", LATE)
    assert len([text for text in told(regular) if "nhận tin" in text]) == 1


def test_who_unblocks_is_back_without_a_word(regular: Scene) -> None:
    regular.says("giao trễ quá", LATE)
    regular.deliver()
    regular.leaves()
    before = len(regular.rows(Message))
    assert regular.leaves(returned=True) == []
    assert "nhận tin được rồi" in told(regular)[1]
    assert len(regular.rows(Message)) == before


def test_a_chat_that_is_no_customers_is_left_alone(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        notices.cannot_be_reached(session, regular.desk, "-100")
    assert regular.conversation().unreachable_since is None
