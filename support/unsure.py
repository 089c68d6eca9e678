"""When it is not clear what a customer means: asked back once, then a person takes over."""

from datetime import timedelta

from sqlalchemy import select

from nlu.understanding import Entity, Kind, Sentiment, Understanding
from store.models import Message
from store.outbox import Button
from support import pending, to_staff
from support.speaking import Rows
from support.visit import Turn, Visit

# What the shop has nothing to say to.
NOT_FOR_US = frozenset({"other_out_of_scope", "other_spam"})
MEANINGS = 2
MOST_UNSURE = 2
SEVERITY = "S3"
# Of what is neither question, complaint nor review only these are worth asking for: they get something done.
REQUESTS = frozenset(
    {
        "other_order",
        "other_change_order",
        "other_cancel_order",
        "other_stop",
        "other_see_my_data",
        "other_erase_my_data",
    }
)
SENTIMENTS: dict[str, Sentiment] = {"negative": "negative", "positive": "positive"}
KINDS: dict[str, Kind] = {"question": "question", "complaint": "complaint", "review": "review"}


def is_unsure(turn: Turn) -> bool:
    """Return whether the model is less sure than config.yml wants it to be.

    Which complaint it is, or which review, is no reason to ask: either way it gets its ticket, or is kept.
    """
    return _sure_of(turn.understanding) < turn.desk.config.understanding.answer_from


def _sure_of(understanding: Understanding) -> float:
    if understanding.kind not in {"complaint", "review"}:
        return understanding.confidence
    alike = (chance for intent, chance in understanding.alternatives if intent.startswith(understanding.kind))
    return understanding.confidence + sum(alike)


def ask_back(turn: Turn) -> None:
    """Ask which of the two likeliest things is meant; the second time in a row a person takes over."""
    turn.conversation.unsure_in_a_row += 1
    if turn.conversation.unsure_in_a_row >= MOST_UNSURE:
        to_staff.hand_over(turn, SEVERITY, "reason_unsure", "unsure_again")
        return
    meanings = _meanings(turn)
    pending.wait_for(
        turn.conversation, "meaning", turn.desk.clock(), timedelta(hours=1), message_id=turn.message.id
    )
    buttons = (*_buttons(turn, meanings), *to_staff.person_button(turn))
    turn.say("which_meaning" if meanings else "say_it_again", buttons=buttons)


def not_for_us(turn: Turn) -> None:
    """Say politely what the bot is for; alone it does not count as unclear, the second in a row a person takes over."""
    if turn.conversation.unsure_in_a_row or _was_out_of_scope(turn):
        to_staff.hand_over(turn, SEVERITY, "reason_unsure", "unsure_again")
    else:
        turn.say("out_of_scope", buttons=to_staff.person_button(turn))


def choose(visit: Visit, intent: str) -> Understanding:
    """Return what a kept message means now that its writer has said so, and keep it with the message."""
    message = visit.message
    kind, _, topic = intent.partition("_")
    message.kind, message.intent, message.topic = kind, intent, topic
    message.reasons = [*message.reasons, visit.desk.wording.say("reason_chosen")]
    visit.conversation.unsure_in_a_row = 0
    return Understanding(
        text=message.text,
        kind=KINDS.get(kind, "other"),
        intent=intent,
        topic=topic,
        sentiment=_sentiment(message),
        severity=None,
        reasons=tuple(message.reasons),
        confidence=1.0,
        entities=tuple(Entity(**entity) for entity in message.entities),
    )


def is_chosen(visit: Visit, message: Message) -> bool:
    """Return whether the writer said before what a message means."""
    return visit.desk.wording.say("reason_chosen") in message.reasons


def _meanings(turn: Turn) -> list[str]:
    if turn.intent == "other_nonsense" and not is_unsure(turn):
        return []  # whoever typed keys at random is not asked what they mean by them
    likeliest = [turn.intent, *(intent for intent, _ in turn.understanding.alternatives)]
    worth = [intent for intent in dict.fromkeys(likeliest) if _worth_asking(turn, intent)]
    return worth[:MEANINGS]


def _worth_asking(turn: Turn, intent: str) -> bool:
    known = intent in turn.desk.answers.topics
    return known and (intent.partition("_")[0] in KINDS or intent in REQUESTS)


def _buttons(turn: Turn, meanings: list[str]) -> Rows:
    labels = {intent: turn.desk.answers.label(intent) for intent in meanings}
    return tuple(
        (Button(label[:1].upper() + label[1:], f"mean:{turn.message.id}:{intent}"),)
        for intent, label in labels.items()
    )


def _sentiment(message: Message) -> Sentiment:
    return SENTIMENTS.get(message.sentiment or "", "neutral")


def _was_out_of_scope(turn: Turn) -> bool:
    earlier = select(Message.intent).where(
        Message.conversation_id == turn.conversation.id,
        Message.author == "customer",
        Message.id < turn.message.id,
    )
    before = turn.session.scalars(earlier.order_by(Message.id.desc()).limit(1)).first()
    return before in NOT_FOR_US
