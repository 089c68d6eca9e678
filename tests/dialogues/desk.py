"""The shop's own desk, for tests that run the whole path."""

from pathlib import Path

from langnghe.parts import SANDBOX_STAFF_CHAT_ID
from settings import load
from support.address import load as load_address
from support.answers import load as load_answers
from support.canned_replies import load as load_canned_replies
from support.choices import load as load_choices
from support.desk import Clock, Desk
from support.signs import load as load_signs
from support.wording import load as load_wording

ROOT = Path(__file__).parents[2]
SECRET = "a secret of the tests, long enough"


def desk_on(clock: Clock, bot_username: str) -> Desk:
    config = load(ROOT, {}).config
    return Desk(
        config,
        load_answers(ROOT / "data" / "answers.yml", config.shop),
        load_wording(ROOT / "data" / "wording.yml"),
        clock,
        SECRET,
        bot_username,
        staff_chat_id=str(SANDBOX_STAFF_CHAT_ID),
        canned=load_canned_replies(ROOT / "data" / "canned_replies.yml"),
        address=load_address(ROOT / "data" / "address.yml"),
        choices=load_choices(ROOT / "data" / "choices.yml"),
        signs=load_signs(ROOT / "data" / "signs.yml"),
    )
