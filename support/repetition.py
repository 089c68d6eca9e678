"""Nothing is asked twice in a row, and nothing goes round in circles: what may still be said, by names and not by words.

Whoever asks something new of customers writes the question's name in data/wording.yml into QUESTIONS, and is done: a
question goes out once, a second time in other words when nothing came of it, and then what `ENDS` says follows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from store.models import Message

QUESTIONS: Mapping[str, str] = {
    "which_meaning": "meaning",
    "say_it_again": "meaning",
    "tap_a_meaning": "meaning",
    "order_ask_phone": "phone",
    "phone_must_be_shared": "phone",
    "tap_share_phone": "phone",
    "ask_stars": "stars",
    "tap_a_star": "stars",
    "review_more": "stars",
    "what_is_the_file_about": "file",
    "what_is_the_voice_about": "file",
    "erase_question": "erase",
    "consent_question": "consent",
    "is_it_where_to_deliver": "place",
    "intake_which_order": "order",
    "intake_bought": "order",
    "intake_photo": "photo",
    "intake_remedy": "remedy",
    "intake_product": "product",
    "intake_change": "change",
    "intake_new_value": "new_value",
    "intake_cancel_reason": "cancel_reason",
    "intake_return_reason": "return_reason",
}
"""The sentences that ask something, and what they ask: two sentences that ask the same are one question."""

IDLE = frozenset(
    {
        *("greeting", "you_are_welcome", "bye", "take_your_time", "yes_heard", "no_heard", "sticker_heard"),
        *("out_of_scope", "i_am_a_bot", "asked_enough"),
        *(name for name, asked in QUESTIONS.items() if asked == "meaning"),
    }
)
"""What brings a conversation no further."""

AGAIN = "again"  # the same answer to the same question a third time
PERSON, WORDS, SILENCE = "person", "words", "silence"
ENDS: Mapping[str, str] = {
    **dict.fromkeys(("meaning", "phone", "file", "erase", AGAIN), PERSON),
    **dict.fromkeys(("greeting", "out_of_scope", "i_am_a_bot"), PERSON),
    **dict.fromkeys(("order", "photo", "remedy", "product", "change", "new_value"), PERSON),
    **dict.fromkeys(("cancel_reason", "return_reason"), PERSON),
    "stars": WORDS,
}
"""What comes of a question, or of an idle sentence, that is said no more; where nothing stands here, silence is the
graceful end: whoever thanks for thanks, or a robot at the other end, gets no further answer."""

MOST = 2
FORGOTTEN_AFTER = timedelta(hours=1)
"""What was said so long before the next thing is another conversation: who says hello in the evening is greeted."""


def too_often(names: Sequence[str], stretch: Sequence[str]) -> str:
    """Return why a message made of `names` must not be said, "" when it may be.

    `stretch` is what the bot has said since something last came of it, oldest first (see `stretch_of`).
    """
    asked = next((QUESTIONS[name] for name in names if name in QUESTIONS), "")
    if asked and sum(QUESTIONS.get(said) == asked for said in stretch) >= MOST:
        return asked
    if names and IDLE.issuperset(names) and _idle(stretch) >= MOST:
        return asked or names[-1]
    return ""


def name_of(texts: Mapping[str, Sequence[str]], variants: Sequence[str]) -> str:
    """Return the name of the question whose sentences are `variants`, "" when they ask nothing that is listed."""
    return next((name for name in QUESTIONS if tuple(texts.get(name, ())) == tuple(variants)), "")


def stretch_of(heard: Iterable[Message], now: datetime) -> list[str]:
    """Return the names of what the bot said since a message of the shop brought something; oldest first.

    `heard` is what the customer heard, newest first. A message that says something and then asks ends the stretch: its
    question is the first of the new one.
    """
    names: list[str] = []
    later = now
    for message in heard:
        parts = (message.said or "").split("+")
        if later - message.at > FORGOTTEN_AFTER:
            break
        names.extend(part for part in reversed(parts) if part in IDLE or part in QUESTIONS)
        if message.author != "bot" or not all(part in IDLE or part in QUESTIONS for part in parts):
            break
        later = message.at
    return names[::-1]


def _idle(stretch: Sequence[str]) -> int:
    """How many messages brought nothing: idle ones, and questions that were put before."""
    return sum(name in IDLE or name in stretch[:place] for place, name in enumerate(stretch))
