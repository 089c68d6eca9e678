"""What a customer's message means: the one thing the rest of the house gets from the model."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Kind: TypeAlias = Literal["question", "complaint", "review", "other"]
Sentiment: TypeAlias = Literal["negative", "neutral", "positive"]
SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
Severity: TypeAlias = Literal["S1", "S2", "S3", "S4"]

LONGEST_TEXT = 4096
"""Telegram's longest message. What is longer came another way; its beginning is understood, the store keeps it whole."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One fact found in a message.

    `name` is one of order_code, phone, money, stars, duration, date, size, colour, quantity. `value` is normalised:
    money in đồng, stars 1 to 5, duration in minutes, quantity a count, a phone number in E.164, an order
    code in capitals and without its sign; `nlu/entities/` says what a date, a size and a colour look like. `text` is what
    the customer wrote, `text[start:end]` of the message.
    """

    name: str
    value: str | int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things a message says, `text[start:end]` of it, with what it means by itself."""

    kind: Kind
    intent: str
    topic: str
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the model and the rules made of one message.

    `topic` is the intent's name without its kind. `severity` is S1 (harm, law, public threat, leak) to S4 (mild),
    None for what is no complaint and tells of no harm, threat, loss or anger. `reasons` are sentences staff can
    read. `alternatives` are the next likeliest intents with their confidence, best first. `confidence` is 0 to 1: of
    the messages understood with 0.8, about 80 % are understood rightly. `also` are the further things a message says, each with
    an intent of its own; kind, intent and topic are those of what must be acted on first. `topics` are what a review
    judges: product, delivery, staff, price.
    """

    text: str
    kind: Kind
    intent: str
    topic: str
    sentiment: Sentiment
    severity: Severity | None
    reasons: tuple[str, ...]
    confidence: float
    entities: tuple[Entity, ...]
    alternatives: tuple[tuple[str, float], ...] = ()
    angry: bool = False
    also: tuple[Part, ...] = ()
    topics: tuple[str, ...] = ()
