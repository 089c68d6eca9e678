"""What every use case needs beside its session and its event, built once by the command line and handed in."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from settings.schema import Config
from store.models import Customer
from support.address import Address
from support.answers import Answers
from support.canned_replies import CannedReplies
from support.choices import Choices
from support.signs import Signs
from support.wording import Wording

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Desk:
    """The shop's settings, its words, the clock (aware UTC) and where its staff sit.

    `staff_chat_id` is None when the shop has not named a group yet: cards then wait on the web page only.
    """

    config: Config
    answers: Answers
    wording: Wording
    clock: Clock
    secret_key: str
    bot_username: str
    staff_channel: str = "telegram"
    staff_chat_id: str | None = None
    canned: CannedReplies = field(default_factory=lambda: CannedReplies({}))
    address: Address = field(default_factory=Address)
    choices: Choices = field(default_factory=Choices)
    signs: Signs = field(default_factory=Signs)

    def speaking_to(self, customer: Customer) -> "Desk":
        """Return the desk whose sentences call the customer as they want to be called.

        What staff read does not change: their sentences never say "mình".
        """
        return self._calling(customer.address)

    def in_all_forms(self, name: str, /, **facts: object) -> tuple[str, ...]:
        """Return all ways to say the sentence `name` to anybody: what was said before it was known how to address them."""
        calling = (self._calling(form) for form in (None, *self.address.forms))
        return tuple(text for desk in calling for text in desk.wording.variants(name, **facts))

    def _calling(self, form: str | None) -> "Desk":
        call = partial(self.address.call, form)
        return replace(
            self,
            answers=self.answers.addressing(call),
            wording=self.wording.addressing(call),
            canned=self.canned.addressing(call),
        )
