"""What a handler needs to answer a customer: the session, the desk, the conversation and what came in."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlu.understanding import Understanding
from store.models import Conversation, Message
from support import calendar, facts, repetition
from support.desk import Desk
from support.speaking import Rows, said_lately, said_twice, say


@dataclass(frozen=True)
class Visit:
    """A customer's message that is being answered."""

    session: Session
    desk: Desk
    conversation: Conversation
    message: Message
    withheld: list[str] = field(default_factory=list)  # why the bot did not say what it would have said

    def say(self, *names: str, buttons: Rows = (), ask_contact: str = "", **put_in: object) -> Message:
        """Say the sentences of these names in one message, in words this chat has not heard lately.

        A question that was put twice already is left out (`support/repetition.py`); when nothing is left, nothing is
        said, and `support/giving_up.py` ends what goes round in circles.
        """
        parts = [(name, self.desk.wording.variants(name, **put_in)) for name in names]
        return self._speak(parts, buttons, ask_contact)

    def say_text(self, *parts: tuple[str, ...], buttons: Rows = (), ask_contact: str = "") -> Message:
        """Say one message made of parts, each a choice of variants, as `say` does; a part without any is left out."""
        named = [(repetition.name_of(self.desk.wording.texts, part), part) for part in parts if part]
        return self._speak(named, buttons, ask_contact)

    def _speak(self, parts: list[tuple[str, tuple[str, ...]]], buttons: Rows, ask_contact: str) -> Message:
        heard = said_lately(self.session, self.conversation)
        stretch = repetition.stretch_of(heard, self.desk.clock())
        kept = [part for part in parts if not repetition.too_often([part[0]], stretch)]
        texts = ["\n".join(chosen) for chosen in product(*(variants for _, variants in kept))]
        if not kept or (said_twice(heard, texts) and self.asks_again()):
            self.withheld.append(repetition.too_often([parts[-1][0]], stretch) or repetition.AGAIN)
            return heard[0]
        return say(
            self.session,
            self.desk,
            self.conversation,
            texts,
            buttons=buttons,
            ask_contact=ask_contact,
            said="+".join(name for name, _ in kept),
        )

    def asks_again(self) -> bool:
        """Return whether the customer asks the very same a third time."""
        return False

    def facts(self) -> dict[str, str]:
        """Return the shop's facts in words as of now."""
        return facts.of_shop(self.desk.config.shop, self.desk.wording, self.desk.clock())

    def moment(self, moment: datetime) -> str:
        """Return a moment as the customer reads it."""
        return in_words(self.desk, moment)


@dataclass(frozen=True)
class Turn(Visit):
    """A visit whose message was understood."""

    understanding: Understanding = field(kw_only=True)

    @property
    def intent(self) -> str:
        """The understood intent."""
        return self.understanding.intent

    def asks_again(self) -> bool:
        """Return whether this is a question, and the customer's last two messages were the same one, of the same order."""
        query = select(Message).where(
            Message.conversation_id == self.conversation.id,
            Message.author == "customer",
            Message.id < self.message.id,
        )
        before = self.session.scalars(query.order_by(Message.id.desc()).limit(repetition.MOST)).all()
        asked = {(message.intent, _order_codes(message)) for message in (self.message, *before)}
        return self.understanding.kind == "question" and len(before) == repetition.MOST and len(asked) == 1


def _order_codes(message: Message) -> tuple[str, ...]:
    return tuple(sorted(each["value"] for each in message.entities if each["name"] == "order_code"))


def understood(visit: Visit, understanding: Understanding) -> Turn:
    """Return the visit with what its message means."""
    return Turn(
        visit.session,
        visit.desk,
        visit.conversation,
        visit.message,
        visit.withheld,
        understanding=understanding,
    )


def in_words(desk: Desk, moment: datetime) -> str:
    """Return a moment in the shop's time, as people say it."""
    return calendar.in_words(moment, desk.clock(), desk.config.shop.timezone, desk.wording)
