"""Surveys as the rest of the house sees them: asks what is due, takes the answers."""

import re

from sqlalchemy.orm import Session

from store.models import Conversation, Response
from store.outbox import Content, Outgoing, put
from support import check_ins, csat, due
from support.csat import ask_csat, take_comment
from support.desk import Desk

__all__ = ["anything_due", "ask_csat", "ask_due", "take_comment", "tap"]

# An id of at most 18 digits fits the column, whoever made the button.
_ACTION = re.compile(r"(checkin):([0-9]{1,18}):(ok|wrong|later)|(csat):([0-9]{1,18}):([1-5])")
_SURVEYS = {"checkin": "check_in", "csat": "csat"}  # a button's first word: the survey


def anything_due(session: Session, desk: Desk) -> bool:
    """Return whether `ask_due` would ask anything now; it only reads, so no writer waits for it."""
    return _may_ask(desk) and due.anything(session, desk)


def ask_due(session: Session, desk: Desk) -> int:
    """Ask what is due now and return how many questions went out; nothing outside the hours for asking."""
    if not _may_ask(desk):
        return 0
    again = due.postponed(session, desk)
    for response in again:
        (csat if response.survey == "csat" else check_ins).send(session, desk, response)
    new = due.new_check_ins(session, desk, due.MOST_AT_ONCE - len(again))
    return len(again) + sum(check_ins.ask_about(session, desk, order, chat) for order, chat in new)


def tap(session: Session, desk: Desk, conversation: Conversation, action: str, message_id: str) -> str:
    """Take the tap on a survey's button under `message_id` and return the toast for it.

    A button counts once, and only in the chat that was asked.
    """
    read = _ACTION.fullmatch(action)
    survey, response_id, said = (part for part in read.groups() if part) if read else ("", "0", "")
    response = session.get(Response, int(response_id), with_for_update=True)
    if response is None or not _belongs(response, conversation, survey):
        return desk.wording.say("toast_old")
    if response.state == "answered" or (said == response.answer == "later"):
        return desk.wording.say("toast_done")
    _take_buttons_away(session, desk, conversation, message_id)
    if survey == "csat":
        return csat.answer(session, desk, conversation, response, int(said))
    return check_ins.answer(session, desk, conversation, response, said)


def _may_ask(desk: Desk) -> bool:
    return due.may_ask(desk.config.check_in, desk.config.shop.timezone, desk.clock())


def _belongs(response: Response, conversation: Conversation, survey: str) -> bool:
    return response.conversation_id == conversation.id and response.survey == _SURVEYS[survey]


def _take_buttons_away(session: Session, desk: Desk, conversation: Conversation, message_id: str) -> None:
    content = Content("buttons", target=message_id)
    put(session, Outgoing(conversation.channel, conversation.chat_id, content), desk.clock())
