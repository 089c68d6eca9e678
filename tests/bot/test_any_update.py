"""Whatever Telegram may send, and much that it never would: the service goes on and no neighbour is lost."""

import json

import pytest
from aiogram.types import Message

from bot.notices import PRIVATE_CHAT
from sandbox.validate import check_update
from store.engine import Sessions
from support.desk import Desk
from tests.bot.any_update import KINDS, Maker, fields
from tests.bot.neighbourhood import Neighbourhood, neighbourhood, question
from tests.bot.spoiled import Spoiler

# The long form, in parts that two processes share: 10,000 valid updates and 3,000 spoiled ones.
PARTS, VALID, SPOILED = range(4), 2500, 750
FEW = 150  # of each, on each kind of database, with every fast run


async def live_through(place: Neighbourhood, seed: int, valid: int, spoiled: int, behind: int) -> None:
    """Let valid and spoiled updates come, and see that each has its end, and each neighbour an answer."""
    maker, spoiler = Maker(seed), Spoiler(seed)
    await place.bring(lambda number: json.dumps(maker.update(number)), valid, behind)
    # No reason is known why a valid update should not be worked; were there one, it would be written here.
    assert {number: end for number, end in place.states().items() if end != ("done", None)} == {}
    await place.bring(lambda number: spoiler.spoil(maker.update(number)), spoiled, behind)
    ends = place.states()
    assert sorted(ends) == place.strange
    assert {number: end for number, end in ends.items() if not has_ended(*end)} == {}
    assert place.lost() == []
    # The id in it may be an old one, when a group has just become a supergroup; at the next start it is followed.
    say, link = place.shell.desk.wording.say, PRIVATE_CHAT.format(place.shell.desk.bot_username)
    before, _, after = say("not_staff_group", chat_id="#", link=link).partition("#")
    said = place.said_in_groups() - {say("private_chats_only", link=link)}
    assert {text for text in said if not (text.startswith(before) and text.endswith(after))} == set()


def has_ended(state: str, error: str | None) -> bool:
    return state == "done" or (state == "poisoned" and bool(error))


async def test_the_service_goes_on_whatever_comes(
    sessions: Sessions, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with neighbourhood(sessions, desk, monkeypatch) as place:
        await live_through(place, seed=20261122, valid=FEW, spoiled=FEW, behind=2)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", PARTS)
async def test_the_service_goes_on_whatever_comes_for_long(
    part: int, sqlite_sessions: Sessions, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with neighbourhood(sqlite_sessions, desk, monkeypatch) as place:
        await live_through(place, seed=part, valid=VALID, spoiled=SPOILED, behind=20)


@pytest.mark.parametrize(
    "blunder",
    [
        (200, b""),
        (200, b"[]"),
        (200, b'{"ok": true}'),
        (200, b'{"ok": true, "result": {"update_id": 1}}'),
        (400, b'{"ok": false, "description": 7}'),
        (429, b'{"ok": false, "parameters": "soon"}'),
    ],
)
async def test_an_answer_that_makes_no_sense_is_no_reason_to_stop(
    blunder: tuple[int, bytes], sqlite_sessions: Sessions, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with neighbourhood(sqlite_sessions, desk, monkeypatch) as place:
        place.feed.blunders = [blunder]
        for _ in range(2):  # the first poll is asked already
            await place.bring(question, 1)
        assert place.feed.blunders == []
        assert place.lost() == []


def test_every_kind_of_update_and_of_message_is_made_and_valid() -> None:
    maker = Maker(1)
    updates = [maker.update(number) for number in range(3000)]
    for update in updates:
        check_update(update)
    assert {name for update in updates for name in update} == {"update_id", *KINDS}
    needed, free = fields(Message)
    assert {name for update in updates for name in update.get("message", {})} == {*needed, *free}
