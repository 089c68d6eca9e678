"""What the shop answers, kept in `data/answers.yml`: for each intent its name in words and the answers to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from settings.checked_yaml import SettingsError, checked, line_of, read_yaml
from settings.schema import Section, Shop
from settings.values import Text
from support import facts as shop_facts
from support.wording import Variants, placeholders

Asked = Literal["photo", "order_code"]


class Topic(Section):
    """One intent: `label` names it for customers and staff; `staff` sends the message on to a person as well.

    `answers` may be missing: then a question goes to staff alone. `asks` is what a complaint of this kind needs.
    """

    label: Text
    answers: Variants | None = None
    staff: bool = False
    asks: Annotated[tuple[Asked, ...], Field(strict=False)] = ()


class _Topics(RootModel[dict[str, Topic]]):
    """The file: every intent."""


@dataclass(frozen=True)
class Answers:
    """Every intent with its label and answers."""

    topics: Mapping[str, Topic]

    def label(self, intent: str) -> str:
        """Return an intent in words, or its own name when the shop has none for it."""
        return self.topics[intent].label if intent in self.topics else intent

    def variants(self, intent: str, facts: Mapping[str, str]) -> tuple[str, ...]:
        """Return all answers to an intent, the facts put in; none when the shop has no answer."""
        topic = self.topics.get(intent)
        return tuple(text.format_map(facts) for text in (topic and topic.answers) or ())

    def goes_to_staff(self, intent: str) -> bool:
        """Return whether a person must see the question: the shop says so, or it has no answer."""
        topic = self.topics.get(intent)
        return topic is None or topic.staff or not topic.answers

    def asks(self, intent: str) -> Collection[str]:
        """Return what a complaint of this kind needs: "photo", "order_code"."""
        return self.topics[intent].asks if intent in self.topics else ()


def load(path: Path, shop: Shop) -> Answers:
    """Read the answers.

    Raises:
        SettingsError: the file is missing, a line of it cannot be right, or an answer needs a fact that config.yml
            does not have; file, line, found and expected.
    """
    data = read_yaml(path)
    topics = checked(_Topics, data, path.name).root
    faults = list(_unknown_facts(topics, shop_facts.names(shop), data, path.name))
    if faults:
        raise SettingsError("\n".join(faults))
    return Answers(topics)


def _unknown_facts(topics: Mapping[str, Topic], known: Collection[str], data: Any, name: str) -> list[str]:  # noqa: ANN401 - YAML
    return [
        f"{name}:{line_of(data, [intent, 'answers', number])}: {intent}: found {{{fact}}}, "
        f"expected one of: {', '.join(sorted(known))}."
        for intent, topic in topics.items()
        for number, text in enumerate(topic.answers or ())
        for fact in sorted(placeholders(text) - set(known))
    ]
