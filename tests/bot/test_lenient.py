"""What a Bot API answers is read whatever is in it: one odd thing never takes along what came with it."""

import math
import warnings
from typing import Any

import pytest
from telegram import Update
from telegram.error import TelegramError

from bot.lenient import LenientRequest, prepare_library
from bot.raw import DEEPEST


def result(fields: str) -> Any:
    """What is read of an update with these fields, when a plain one comes behind it."""
    answer = '{"ok": true, "result": [{' + fields + '}, {"update_id": 2}]}'
    odd, plain = LenientRequest.parse_json_payload(answer.encode())["result"]
    assert plain == {"update_id": 2}
    return odd


def test_a_number_of_thousands_of_digits_is_only_imprecise() -> None:
    """Python itself refuses to read it, and with it everything around."""
    assert result('"update_id": 1, "n": ' + "9" * 5000) == {"update_id": 1, "n": math.inf}
    assert result('"n": -9007199254740991') == {"n": -9007199254740991}


@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"[\\"{": ', "}")])
def test_what_lies_too_deep_to_be_read_is_cut_off(begin: str, end: str) -> None:
    odd = result(f'"deep": {begin * 3000}7{end * 3000}, "text": "[[{{\\""')
    assert odd["text"] == '[[{"'
    levels, below = 0, odd["deep"]
    while below is not None:
        levels, below = levels + 1, next(iter(below if isinstance(below, list) else below.values()))
    assert levels == DEEPEST - 3  # the answer, its result and the update lie above


@pytest.mark.parametrize("answer", ["", "<html>", "[]", "7", "null", '{"ok": tru', "[" * 3000])
def test_what_is_no_answer_is_an_error_that_polling_knows(answer: str) -> None:
    with pytest.raises(TelegramError, match="expected an answer of the Bot API"):
        LenientRequest.parse_json_payload(answer.encode())


def test_half_a_character_does_not_spoil_the_rest() -> None:
    assert result('"text": "\\ud83d"') == {"text": "\ud83d"}
    assert LenientRequest.parse_json_payload(b'{"ok": true, "result": "\xff"}')["result"] == "\ufffd"


def test_what_telegram_still_sends_is_nothing_to_warn_of() -> None:
    """A quiz names its right answer in a field that the library calls outdated."""
    option = {"text": "có", "voter_count": 0, "persistent_id": "1"}
    poll: dict[str, Any] = {
        "id": "1",
        "question": "?",
        "options": [option],
        "type": "quiz",
        "correct_option_id": 0,
    }
    poll |= dict.fromkeys(("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting"), False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        prepare_library()
        update = Update.de_json(
            {"update_id": 1, "poll": poll | {"total_voter_count": 0, "members_only": False}}
        )
    assert update.poll
