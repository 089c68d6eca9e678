import pytest

from nlu.understanding import Understanding
from store.models import Handover, Response, Ticket
from tests.support.scene import Scene, actions, meaning, texts

UNCLEAR = meaning("other_out_of_scope", confidence=0.2)


@pytest.fixture
def scored(regular: Scene) -> Scene:
    """A ticket was closed, and the customer gave three points and is asked why."""
    regular.says("giao trễ quá", meaning("complaint_late"))
    _, question = regular.staff_tap("close:1")
    regular.deliver()
    regular.taps(actions(question)[2])
    return regular


def comment(scene: Scene) -> str | None:
    return scene.the(Response).comment


@pytest.mark.parametrize("understood", [UNCLEAR, meaning("review_mixed"), meaning("complaint_no_reply")])
def test_the_next_words_are_the_comment(scored: Scene, understood: Understanding) -> None:
    assert texts(scored.says("trả lời hơi lâu", understood))
    assert comment(scored) == "trả lời hơi lâu"
    assert scored.rows(Handover) == []


def test_a_complaint_in_a_comment_gets_its_ticket(scored: Scene) -> None:
    scored.says("hàng còn bị rách nữa", meaning("complaint_damaged"))
    assert [ticket.topic for ticket in scored.rows(Ticket)] == ["late", "damaged"]


@pytest.mark.parametrize("intent", ["question_address", "other_human", "other_cancel_order"])
def test_who_wants_something_is_not_commenting(scored: Scene, intent: str) -> None:
    assert texts(scored.says("...", meaning(intent)))
    assert comment(scored) is None
