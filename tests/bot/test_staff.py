"""Customer and staff across the bot, with everything real but the model."""

import pytest
from sqlalchemy import select

from nlu.client import ModelUnavailable
from nlu.understanding import Understanding
from store.engine import Sessions, reading
from store.models import Message, Ticket
from support.desk import Desk
from tests.bot.conftest import Serving
from tests.sandbox.server import Person, Sandbox, wait_until

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


class Down:
    """A model server that nobody started."""

    async def understand(self, _text: str) -> Understanding:
        raise ModelUnavailable("The model server does not answer.")


@pytest.fixture
def customer(sandbox: Sandbox) -> Person:
    return sandbox.customer()


@pytest.fixture
def person(sandbox: Sandbox) -> Person:
    return sandbox.staff()


def test_without_the_model_a_person_answers_and_everything_goes_through_the_group(
    serving: Serving, sqlite_sessions: Sessions, desk: Desk, customer: Person, person: Person
) -> None:
    with serving(Down()):
        customer.says("giao hàng trễ 5 ngày rồi")
        customer.wait_for_bot_message(desk.wording.say("cannot_read_now"))
        card = person.wait_for_bot_message("giao hàng trễ 5 ngày rồi")
        assert person.presses(card, desk.wording.say("button_take"))["text"]
        person.says("Dạ shop kiểm tra ngay ạ", reply_to=card["id"])
        customer.wait_for_bot_message("Dạ shop kiểm tra ngay ạ")
        customer.says("cảm ơn shop")
        answer = person.wait_for_bot_message("cảm ơn shop", after=card["id"])
        picture = ("photo", ("anh.png", PICTURE, "image/png"))
        person.sends_files([picture], reply_to=answer["id"])
        wait_until(lambda: [each for each in customer.bot_messages() if each["photo"]], "no picture came")
    with reading(sqlite_sessions) as session:
        assert session.scalars(select(Ticket)).one().state == "open"
        words = session.scalars(select(Message.text).where(Message.author == "customer")).all()
    assert words == ["giao hàng trễ 5 ngày rồi", "cảm ơn shop"]


def test_a_customer_who_blocks_and_comes_back_is_reachable_again(
    serving: Serving, customer: Person, person: Person
) -> None:
    with serving(Down()):
        customer.says("đơn của mình đâu")
        card = person.wait_for_bot_message("đơn của mình đâu")
        customer.blocks()
        person.wait_for_bot_message(after=card["id"])
        customer.says("mình quay lại rồi")
        answer = person.wait_for_bot_message("mình quay lại rồi")
        person.says("Dạ chào mình", reply_to=answer["id"])
        customer.wait_for_bot_message("Dạ chào mình")
