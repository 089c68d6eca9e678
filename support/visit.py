"""What a handler needs to answer a customer: the session, the desk, the conversation and what came in."""

from dataclasses import dataclass
from datetime import datetime
from itertools import product

from sqlalchemy.orm import Session

from nlu.understanding import Understanding
from store.models import Conversation, Message
from support import calendar, facts
from support.desk import Desk
from support.speaking import Rows, say


@dataclass(frozen=True)
class Visit:
    """A customer's message that is being answered."""

    session: Session
    desk: Desk
    conversation: Conversation
    message: Message

    def say(self, *names: str, buttons: Rows = (), ask_contact: str = "", **put_in: object) -> Message:
        """Say the sentences of these names in one message, in words this chat has not heard lately."""
        variants = [self.desk.wording.variants(name, **put_in) for name in names]
        return self.say_text(*variants, buttons=buttons, ask_contact=ask_contact)

    def say_text(self, *parts: tuple[str, ...], buttons: Rows = (), ask_contact: str = "") -> Message:
        """Say one message made of parts, each a choice of variants; a part without any is left out."""
        texts = ["\n".join(chosen) for chosen in product(*(part for part in parts if part))]
        return say(
            self.session, self.desk, self.conversation, texts, buttons=buttons, ask_contact=ask_contact
        )

    def facts(self) -> dict[str, str]:
        """Return the shop's facts in words as of now."""
        return facts.of_shop(self.desk.config.shop, self.desk.wording, self.desk.clock())

    def moment(self, moment: datetime) -> str:
        """Return a moment as the customer reads it."""
        return in_words(self.desk, moment)


@dataclass(frozen=True)
class Turn(Visit):
    """A visit whose message was understood."""

    understanding: Understanding

    @property
    def intent(self) -> str:
        """The understood intent."""
        return self.understanding.intent


def understood(visit: Visit, understanding: Understanding) -> Turn:
    """Return the visit with what its message means."""
    return Turn(visit.session, visit.desk, visit.conversation, visit.message, understanding)


def in_words(desk: Desk, moment: datetime) -> str:
    """Return a moment in the shop's time, as people say it."""
    return calendar.in_words(moment, desk.clock(), desk.config.shop.timezone, desk.wording)
