"""Reads the dialogues and plays them: what each step does, and what must be seen after it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.dialogues import staff_group
from tests.dialogues.person import Person, Seen
from tests.dialogues.service import Service

FOLDER = Path(__file__).parent
EXPECTATIONS = {
    "understood",
    "bot",
    "not_bot",
    "staff_sees",
    "customer_sees",
    "silence",
    "messages",
    "group_heard",
    "staff_files",
    "in_topic",
    "not_in_topic",
    "in_general",
    "not_in_general",
    "topic_is",
}
DETAILS = {"caption", "replies_to", "to", *staff_group.MODIFIERS}  # of what is done


@dataclass
class Dialogue:
    """One conversation of a file."""

    title: str
    steps: list[dict[str, Any]]
    orders: list[dict[str, Any]] = field(default_factory=list)
    group: str = ""  # "forum": the staff group has topics


def dialogues() -> list[Any]:
    """Return every dialogue of every file, with its file and title as the test's name."""
    import pytest  # noqa: PLC0415 - only to name the cases

    return [
        pytest.param(Dialogue(**raw), id=f"{path.stem}: {raw['title']}")
        for path in sorted(FOLDER.glob("*.yml"))
        for raw in YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    ]


def play(service: Service, dialogue: Dialogue) -> None:
    """Play a dialogue with a customer of its own; AssertionError says which step went wrong."""
    with service.group_as(dialogue.group):
        _play(service, dialogue)


def _play(service: Service, dialogue: Dialogue) -> None:
    service.begin_at_ten()  # whatever dialogues came before
    person = service.new_customer()
    service.group.listed({})
    fill = _filler(person)
    service.import_orders(
        [{key: fill(str(value)) for key, value in order.items()} for order in dialogue.orders]
    )
    for number, written in enumerate(dialogue.steps, 1):
        step = {key: _filled(value, fill) for key, value in written.items()}
        actions = [key for key in step if key not in EXPECTATIONS | DETAILS]
        assert len(actions) <= 1, f"step {number} does several things: {actions}"
        before = person.seen()
        if actions:
            ACTIONS[actions[0]](service, person, step[actions[0]], step)
        service.settle()
        _compare(number, step, person, before)


def _filler(person: Person) -> Callable[[str], str]:
    def fill(text: str) -> str:
        text = text.replace("{phone}", person.phone).replace("{n}", str(person.number))
        return text.replace("{code}", person.newest_code()) if "{code}" in text else text

    return fill


def _filled(value: Any, fill: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return fill(value)
    return [fill(item) for item in value] if isinstance(value, list) else value


def _clock(service: Service, _person: Person, value: str, _step: dict[str, Any]) -> None:
    if match := re.fullmatch(r"(\d+)([dhm])", value):
        service.advance(
            int(match[1])
            * {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}[match[2]]
        )
    else:
        hour, minute = value.split(":")
        service.advance_to(int(hour), int(minute))


def _say(person: Person, text: str, replies_to: str) -> None:
    if replies_to:
        person.replies(text, replies_to)
    else:
        person.says(text)


def _burst(person: Person, said: list[str]) -> None:
    for text in said:
        person.says(text)


ACTIONS: dict[str, Callable[[Service, Person, Any, dict[str, Any]], None]] = {
    "customer": lambda _service, person, text, step: _say(person, text, step.get("replies_to", "")),
    "tap": lambda _service, person, label, _step: person.taps(label),
    "start": lambda service, person, code, _step: person.starts(service.token(code) if code else ""),
    "shares_phone": lambda _service, person, _value, _step: person.shares_phone(),
    "photo": lambda _service, person, _value, step: person.sends_photo(step.get("caption", "")),
    "album": lambda _service, person, count, step: person.sends_photo(step.get("caption", ""), count),
    "voice": lambda _service, person, _value, _step: person.sends_voice(),
    "document": lambda _service, person, name, step: person.sends_document(name, step.get("caption", "")),
    "location": lambda _service, person, where, _step: person.sends_place(where),
    "contact": lambda _service, person, name, _step: person.sends_contact(name),
    "sends": lambda _service, person, content, _step: person.sends(content),
    "group": lambda _service, person, text, _step: person.says_in_a_group(text),
    "edits": lambda _service, person, old, step: person.edits(old, step["to"]),
    "sticker": lambda _service, person, emoji, _step: person.sends_sticker(emoji),
    **staff_group.ACTIONS,
    "staff_in_topic": lambda service, person, text, _step: service.staff_say(person, text),
    "topic": lambda service, person, deed, _step: service.change_topic(person, deed),
    "forum": lambda service, _person, on, _step: service.set_forum(on=on),
    "bot_is": lambda service, _person, what, _step: service.make_bot(what),
    "clock": _clock,
    "burst": lambda _service, person, said, _step: _burst(person, said),
    "service": lambda service, _person, state, _step: service.bot(up=state == "up"),
    "model": lambda service, _person, state, _step: service.model(up=state == "up"),
}


def _compare(number: int, step: dict[str, Any], person: Person, before: Seen) -> None:
    service = person.service
    bot, group = person.bot_texts(before), person.group_texts(before)
    where = f"step {number} {step}\n  bot: {bot}\n  group: {group}"
    if "understood" in step:
        assert person.last_intent() in _list(step["understood"]), (
            f"{where}\n  understood: {person.last_intent()}"
        )
    for key, seen in (("bot", bot), ("customer_sees", bot), ("staff_sees", group)):
        for fragment in _list(step.get(key, [])):
            assert fragment.lower() in "\n".join(seen).lower(), (
                f"{fragment!r} is not in what {key} says, {where}"
            )
    for fragment in _list(step.get("not_bot", [])):
        assert fragment.lower() not in "\n".join(bot).lower(), f"{fragment!r} is there, {where}"
    _count(step, person, before, where)
    for fragment in _list(step.get("staff_not", [])):
        assert fragment.lower() not in "\n".join(group).lower(), f"{fragment!r} is there, {where}"
    if "toast" in step:
        toast = service.group.toast
        assert step["toast"].lower() in toast.lower(), f"the tap was answered with {toast!r}, {where}"
    _compare_topics(step, person, before, where)
    if step.get("silence"):
        assert bot == [], f"the bot spoke, {where}"


def _count(step: dict[str, Any], person: Person, before: Seen, where: str) -> None:
    """How much is said and shown, not what."""
    bot = person.bot_texts(before)
    if "messages" in step:
        assert len(bot) == step["messages"], f"the bot said {len(bot)} messages, {where}"
    if "group_heard" in step:
        heard = person.heard_in_the_group()
        assert len(heard) == step["group_heard"], f"the bot said {heard} in the group, {where}"
    if "staff_files" in step:
        files = person.group_files(before)
        assert len(files) == step["staff_files"], f"{len(files)} files came to the group, {where}"
        assert len(set(files)) == 1, f"the files did not come together, {where}"


def _compare_topics(step: dict[str, Any], person: Person, before: Seen, where: str) -> None:
    topic = person.topic()
    mine = "\n".join(person.group_texts_in(topic["id"], before)).lower() if topic else ""
    general = "\n".join(person.group_texts_in(None, before)).lower()
    for key, seen in (("in_topic", mine), ("in_general", general)):
        for fragment in _list(step.get(key, [])):
            assert fragment.lower() in seen, f"{fragment!r} is not {key}: {seen!r}, {where}"
        for fragment in _list(step.get(f"not_{key}", [])):
            assert fragment.lower() not in seen, f"{fragment!r} is {key}: {seen!r}, {where}"
    if wanted := step.get("topic_is"):
        found = "none" if topic is None else "closed" if topic["closed"] else "open"
        assert found == wanted, f"the topic is {found}, {where}"


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
