"""What the shop answers, kept in `data/answers.yml`: for each intent its name in words and the answers to it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, RootModel, model_validator

from settings.checked_yaml import SettingsError, checked, line_of, read_yaml
from settings.schema import Section, Shop
from settings.values import Text
from support import facts as shop_facts
from support.wording import Variants, one_or_several, placeholders

Asked = Literal[
    "photo",
    "order_code",
    "remedy",
    "product",
    "change",
    "new_value",
    "cancel_reason",
    "return_reason",
    "bought",
    "fault",
]
# What may be put into an answer because its condition holds; docs/answers.md shows the same table.
GUARANTEED: Mapping[str, frozenset[str]] = {
    "order_known": frozenset({"order"}),
    "order_under_way": frozenset({"order", "order_told"}),
    "order_delivered": frozenset({"order", "delivered"}),
    "details_named": frozenset({"details"}),
}


class When(Section):
    """The conditions of an answer; those that are left out do not matter. What each means says docs/answers.md."""

    in_hours: bool | None = None
    order_known: bool | None = None
    order_under_way: bool | None = None
    order_delivered: bool | None = None
    details_named: bool | None = None
    photo_sent: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _are_conditions(cls, written: object) -> object:
        if not isinstance(written, dict) or not written or not set(written) <= set(cls.model_fields):
            raise ValueError(f"true or false for one or more of: {', '.join(cls.model_fields)}")
        return written

    @property
    def wanted(self) -> Mapping[str, bool]:
        """The conditions that stand there."""
        return self.model_dump(exclude_none=True)

    @property
    def guarantees(self) -> frozenset[str]:
        """The names of the facts that are known whenever the conditions hold."""
        true = (name for name, value in self.wanted.items() if value)
        return frozenset().union(*(GUARANTEED.get(name, frozenset()) for name in true))


class Entry(Section):
    """One answer: a text, or several that take turns; with `when` only where that holds."""

    say: Variants
    when: When | None = None


def _entries(value: object) -> object:
    written = one_or_several(value)
    if not isinstance(written, list):
        return written
    return [{"say": each} if isinstance(each, str) else each for each in written]


class Topic(Section):
    """One intent: `label` names it for customers and staff; `staff` sends the message on to a person as well.

    `answers` may be missing: then a question goes to staff alone. `asks` is what a ticket of this kind needs, in the
    order in which it is asked for.
    `next` are the topics that are usually asked behind this one.
    """

    label: Text
    answers: Annotated[list[Entry] | None, Field(min_length=1), BeforeValidator(_entries)] = None
    staff: bool = False
    asks: Annotated[tuple[Asked, ...], Field(strict=False)] = ()
    next: Annotated[tuple[Text, ...], Field(strict=False)] = ()

    @property
    def plain(self) -> Sequence[str]:
        """The answers that hold always."""
        return [text for entry in self.answers or () if entry.when is None for text in entry.say]

    @property
    def conditional(self) -> Iterator[tuple[When, Sequence[str]]]:
        """The answers with conditions, in the order in which they are tried."""
        return ((entry.when, entry.say) for entry in self.answers or () if entry.when is not None)


class _Topics(RootModel[dict[str, Topic]]):
    """The file: every intent."""


@dataclass(frozen=True)
class Answers:
    """Every intent with its label and answers, and how the customer is called in them."""

    topics: Mapping[str, Topic]
    call: Callable[[str], str] = str

    def addressing(self, call: Callable[[str], str]) -> "Answers":
        """Return the same answers as said to a customer; `call` puts in what they are called."""
        return replace(self, call=call)

    def label(self, intent: str) -> str:
        """Return an intent in words, or its own name when the shop has none for it."""
        return self.topics[intent].label if intent in self.topics else intent

    def goes_to_staff(self, intent: str) -> bool:
        """Return whether a person must see the question: the shop says so, or it has no answer."""
        topic = self.topics.get(intent)
        return topic is None or topic.staff or not topic.answers

    def asks(self, intent: str) -> Sequence[Asked]:
        """Return what a ticket of this kind needs, such as "photo" or "order_code", in the order of asking."""
        return self.topics[intent].asks if intent in self.topics else ()

    def next(self, intent: str) -> Sequence[str]:
        """Return the topics that are usually asked behind this one, the likeliest first."""
        return self.topics[intent].next if intent in self.topics else ()

    @property
    def offered(self) -> Collection[str]:
        """The topics that stand behind some other one."""
        return {offered for topic in self.topics.values() for offered in topic.next}


def load(path: Path, shop: Shop) -> Answers:
    """Read the answers.

    Raises:
        SettingsError: the file is missing, a line of it cannot be right, or an answer needs a fact that neither config.yml
            has nor its conditions guarantee; file, line, found and expected.
    """
    data = read_yaml(path)
    topics = checked(_Topics, data, path.name).root
    known = shop_facts.names(shop)
    faults = [
        f"{path.name}:{line_of(data, [intent, *place])}: {intent}: {fault}."
        for intent, topic in topics.items()
        for place, fault in (*_unknown_facts(topic, known), *_no_plain(topic), *_no_topics(intent, topics))
    ]
    if faults:
        raise SettingsError("\n".join(faults))
    return Answers(topics)


Fault = tuple[list[Any], str]


def _unknown_facts(topic: Topic, shop: Collection[str]) -> Iterator[Fault]:
    for number, entry in enumerate(topic.answers or ()):
        known = {*shop, *(entry.when.guarantees if entry.when else ())}
        for variant, text in enumerate(entry.say):
            for fact in sorted(placeholders(text) - known):
                place = ["answers", number, "say", variant]
                yield place, f"found {{{fact}}}, expected one of: {', '.join(sorted(known))}{_hint(fact)}"


def _hint(fact: str) -> str:
    conditions = [name for name, facts in GUARANTEED.items() if fact in facts]
    return f"; {{{fact}}} only under when: {{{' or '.join(conditions)}: true}}" if conditions else ""


def _no_plain(topic: Topic) -> Iterator[Fault]:
    if topic.answers and not topic.plain:
        yield (
            ["answers"],
            "found only answers with when, expected a plain one too, for when none of them holds",
        )


def _no_topics(intent: str, topics: Mapping[str, Topic]) -> Iterator[Fault]:
    for number, name in enumerate(topics[intent].next):
        if name not in topics or name == intent:
            yield ["next", number], f"found {name} under next, expected another topic of this file"
