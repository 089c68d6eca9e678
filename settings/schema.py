"""What config.yml and the environment may hold: one pydantic model a section."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from settings.values import (
    CodePrefix,
    Days,
    Duration,
    Holidays,
    Port,
    Share,
    Span,
    Spans,
    Text,
    TimeOfDay,
    TrackingLink,
    Zone,
)

TELEGRAM_API = "https://api.telegram.org"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Section(BaseModel):
    """A part of config.yml: unknown keys and loose types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


class DeliveryArea(Section):
    """Where the shop delivers, for how many đồng, in which time (as customers read it)."""

    name: Text
    fee: Annotated[int, Field(ge=0)]
    time: Text


class Hours(Section):
    """When the shop works, per weekday; no span means closed."""

    mon: Spans
    tue: Spans
    wed: Spans
    thu: Spans
    fri: Spans
    sat: Spans
    sun: Spans

    def on(self, weekday: int) -> tuple[Span, ...]:
        """Return the spans of a weekday, 0 for Monday as in `date.weekday()`."""
        spans: tuple[Span, ...] = getattr(self, WEEKDAYS[weekday])
        return spans

    @property
    def rest(self) -> frozenset[int]:
        """The weekdays on which nobody works."""
        return frozenset(weekday for weekday in range(len(WEEKDAYS)) if not self.on(weekday))


class Shop(Section):
    """Facts about the shop; answers take them from here."""

    name: Text
    address: Text
    phone: Text
    website: Text
    timezone: Zone
    hours: Hours
    holidays: Holidays
    days: Days
    delivery: Annotated[list[DeliveryArea], Field(min_length=1)]
    free_delivery_from: Annotated[int, Field(ge=0)]
    facts: dict[str, Text]


class Understanding(Section):
    """How sure the model must be, and how long it may take."""

    answer_from: Share
    timeout: Duration


class BySeverity(Section):
    """A working time for each severity of a ticket."""

    S1: Duration
    S2: Duration
    S3: Duration
    S4: Duration

    def within(self, severity: str) -> timedelta:
        """Return the working time for a severity "S1".."S4"."""
        limit: timedelta = getattr(self, severity)
        return limit


class Escalation(Section):
    """Which level hears of a ticket first and which at last, and the working time after which it rises a level."""

    to: Text
    up_to: Text
    rises_after: Duration


class Escalations(Section):
    """How tickets rise when nobody moves, by severity."""

    levels: Annotated[list[Text], Field(min_length=1)]
    warn_before: Duration
    S1: Escalation
    S2: Escalation
    S3: Escalation
    S4: Escalation

    @model_validator(mode="after")
    def _levels_exist(self) -> Self:
        for severity in ("S1", "S2", "S3", "S4"):
            rule = self.of(severity)
            if not {rule.to, rule.up_to} <= {*self.levels}:
                raise ValueError(f"{severity}: to and up_to to be two of the levels {', '.join(self.levels)}")
            if self.levels.index(rule.to) > self.levels.index(rule.up_to):
                raise ValueError(f"{severity}: up_to to be {rule.to} or a level above it")
        return self

    def of(self, severity: str) -> Escalation:
        """Return the rule for a severity "S1".."S4"."""
        rule: Escalation = getattr(self, severity)
        return rule

    def first_level(self, severity: str) -> int:
        """Return the level that hears of a ticket first, counted from 0."""
        return self.levels.index(self.of(severity).to)

    def last_level(self, severity: str) -> int:
        """Return the level up to which a ticket rises, counted from 0."""
        return self.levels.index(self.of(severity).up_to)


class Silence(Section):
    """What happens when staff spoke last and the customer says nothing more."""

    bot_back_after: Duration
    warn_after: Duration
    close_after: Duration


class Graver(Section):
    """What makes a ticket grave whatever the words: a dear order, an earlier complaint, a customer left waiting."""

    order_from: Annotated[int, Field(ge=0)]
    complaints: Annotated[int, Field(ge=2)]
    within: Duration
    times: Annotated[int, Field(ge=2)]
    apart: Duration


class Tickets(Section):
    """How tickets are named, what makes them grave, and how fast they are answered."""

    code_prefix: CodePrefix
    first_answer: BySeverity
    solve: BySeverity
    escalation: Escalations
    silence: Silence
    graver: Graver


class Member(Section):
    """Somebody who works here: the channel's user id, the name that customers read, and the level."""

    id: Text
    name: Text
    level: Text


class CheckIn(Section):
    """When customers are asked how it is after a delivery."""

    after: Duration
    not_before: TimeOfDay
    not_after: TimeOfDay
    later: Duration

    @model_validator(mode="after")
    def _has_hours(self) -> Self:
        if self.not_before >= self.not_after:
            raise ValueError("not_before to lie before not_after, or nobody would ever be asked")
        return self


class WrongCodes(Section):
    """When a chat that names orders of others is asked to wait, and when it is refused.

    So many codes, each so long before the newest one, are still dealt with.
    """

    wait_after: Annotated[int, Field(ge=1)]
    within: Duration
    refuse_after: Annotated[int, Field(ge=1)]
    refuse_for: Duration

    @model_validator(mode="after")
    def _waits_first(self) -> Self:
        if self.refuse_after < self.wait_after or self.refuse_for < self.within:
            raise ValueError("refuse_after and refuse_for to be no less than wait_after and within")
        return self


class Orders(Section):
    """How orders are told: where a carrier's parcels are followed, and what becomes of guessed codes."""

    tracking_links: dict[str, TrackingLink]
    wrong_codes: WrongCodes


class Telegram(Section):
    """Where the Bot API is and which group the staff sit in."""

    api: Text = TELEGRAM_API
    proxy: str | None = None
    staff_chat_id: int | None = None


class Ports(Section):
    """Loopback ports of the parts."""

    model: Port
    web: Port
    sandbox: Port


class Config(Section):
    """The shop's half of config.yml."""

    shop: Shop
    understanding: Understanding
    tickets: Tickets
    staff: list[Member]
    orders: Orders
    check_in: CheckIn
    telegram: Telegram
    database_url: Text
    ports: Ports

    @field_validator("staff")
    @classmethod
    def _staff_are_somebody(cls, staff: list[Member], info: ValidationInfo) -> list[Member]:
        levels = info.data["tickets"].escalation.levels if "tickets" in info.data else []
        if wrong := [member.name for member in staff if levels and member.level not in levels]:
            raise ValueError(f"the level of {wrong[0]} to be one of {', '.join(levels)}")
        if len({member.id for member in staff}) < len(staff):
            raise ValueError("an id of its own for everyone")
        return staff

    def member(self, user_id: str) -> Member | None:
        """Return who is listed with a user id, None when nobody is."""
        return next((member for member in self.staff if member.id == user_id), None)

    def of_level(self, level: int) -> list[Member]:
        """Return who is listed at a level, counted from 0."""
        return [member for member in self.staff if member.level == self.tickets.escalation.levels[level]]


class Environment(Section):
    """What the environment and .env may set, without the LANGNGHE_ prefix; text until it is put into Config."""

    telegram_token: str | None = None
    telegram_api: str | None = None
    telegram_proxy: str | None = None
    database_url: str | None = None
    staff_chat_id: Annotated[int, Field(strict=False)] | None = None
    secret_key: Annotated[str, Field(min_length=16)] | None = None
