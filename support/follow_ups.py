"""Buttons to what is usually asked next, under an answer: few, none that was just answered, and not again and again."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from nlu.understanding import Understanding
from store.models import Message, OutboxMessage
from store.outbox import Button
from support import unsure
from support.speaking import Rows
from support.visit import Turn, Visit

MOST = 3
ASKED_WITHIN = timedelta(hours=1)  # what was asked so lately is not offered
LOOK_BACK = 2  # of the bot's messages: the question about consent may stand behind the answer


def buttons(turn: Turn) -> Rows:
    """Return the buttons to put under an answer; none for who is unhappy, and none that the chat has before its eyes."""
    meant = turn.understanding
    if meant.sentiment == "negative" or meant.severity or meant.also:
        return ()  # of several matters the last one's answer bears the buttons
    asked = {turn.intent, *_asked_lately(turn)}
    offered = [topic for topic in turn.desk.answers.next(turn.intent) if topic not in asked][:MOST]
    actions = {f"ask:{topic}": turn.desk.answers.label(topic) for topic in offered}
    if _shown_lately(turn).issuperset(actions):
        return ()
    return tuple((Button(label[:1].upper() + label[1:], action),) for action, label in actions.items())


def meant_by(visit: Visit, topic: str) -> Understanding:
    """Return what a tap on the button of a topic means, and keep it with the tap."""
    chosen = unsure.choose(visit, topic)
    visit.message.reasons = []
    return replace(chosen, reasons=())


def _asked_lately(turn: Turn) -> Collection[str]:
    since = turn.message.at - ASKED_WITHIN
    query = select(Message).where(
        Message.conversation_id == turn.conversation.id, Message.author == "customer", Message.at >= since
    )
    asked = turn.session.scalars(query).all()
    return {
        intent
        for each in asked
        for intent in (each.intent, *(part["intent"] for part in each.also))
        if intent
    }


def _shown_lately(turn: Turn) -> set[str]:
    """The actions under what the bot said last; a tap took the buttons of its message away."""
    if turn.message.channel_message_id is None:
        return set()
    said = select(Message.id).where(Message.conversation_id == turn.conversation.id, Message.author == "bot")
    newest = said.order_by(Message.id.desc()).limit(LOOK_BACK)
    rows = select(OutboxMessage.content).where(OutboxMessage.message_id.in_(newest))
    return {action for content in turn.session.scalars(rows) for action in _actions(content)}


def _actions(content: dict[str, Any]) -> list[str]:
    return [button["action"] for row in content.get("buttons", ()) for button in row]
