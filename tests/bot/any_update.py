"""Updates made from the Bot API's own types: any that Telegram may send, at random and yet the same every time."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import cache
from itertools import chain
from random import Random
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from aiogram.client.default import Default
from aiogram.types import Chat, Update, User
from aiogram.types.rich_text_union import RichTextUnion
from pydantic import BaseModel

from tests.sandbox.server import STAFF_CHAT

Json = dict[str, Any]

BOT, STAFF, CUSTOMERS = 1_234_567_890, range(2001, 2004), (*range(1001, 1200), 2**52 - 1)
OTHER_GROUP, OTHER_SUPERGROUP, OTHER_CHANNEL = -4242, -1_001_234_567_890, -1_009_876_543_210
GROUPS = {
    STAFF_CHAT: "supergroup",
    OTHER_GROUP: "group",
    OTHER_SUPERGROUP: "supergroup",
    OTHER_CHANNEL: "channel",
}
FIRST_MOMENT, NOW = 1_400_000_000, 1_795_000_000
DEEPEST, LONGEST_LIST, LONGEST_TEXT = 5, 2, 4096

WORDS = (
    "shop ơi giao hàng trễ 5 ngày rồi", "ÁO ĐẸP LẮM 5 sao", "k thay j het", "cho gặp nhân viên", "cảm ơn shop",
    "đơn DH1001 của em đâu", "0901 234 567", "có", "không", "5", "/start", "/start abc_-1", "/huy", "/HỦY@bot", "/", "/greet",
    "😡😡😡", "👨‍👩‍👧‍👦", "🇻🇳", "⭐⭐⭐⭐⭐", "مرحبا بالعالم", "\u202eابجد\u202c", "\u200b", "\u200d\ufeff", "\u0301\u0302",
    "\n", "\t", " ", "a\n\n\nb\r\n", "hoà", "hòa", "<b>đậm</b> & <script>", "{{name}} {name} %s", "'; DROP TABLE inbox; --",
    "https://langnghe.example/?q=1", "\U0010ffff", "\uffff", "\x01\x1b[31m", "\u2028",
)  # fmt: skip
ACTIONS = (
    "consent:yes", "consent:no", "human", "stars:{n}:5", "stars:{n}:0", "ticket:{n}", "mean:{n}:question_hours",
    "checkin:{n}:ok", "csat:{n}:2", "take:{n}", "close:{n}", "giveback:{n}", "take:", "take:x", ":::", "stars:999999999999999999:5",
)  # fmt: skip


class Maker:
    """Makes one valid update after another; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311 - nothing is guarded by it
        self._density = 0.0

    def update(self, number: int) -> Json:
        """Return an update of any kind: two of three are messages, as in life."""
        kind = self.dice.choice(KINDS) if self._chance(0.4) else "message"
        self._density = self.dice.choice((0.0, 0.02, 0.05, 0.2))
        (model,) = members(fields(Update)[1][kind])
        body = self._object(model, 0)
        self._what_no_type_says(kind, body)
        return {"update_id": number, kind: body}

    def _object(self, model: type[BaseModel], depth: int) -> Json:
        """Return every required field and some of the others: at the top one surely, so that none is forgotten."""
        needed, free = fields(model)
        chosen = {name for name in free if depth < DEEPEST and self._chance(self._density / (depth + 1))}
        if depth == 0 and free:
            chosen.add("text" if "text" in free and self._chance(0.3) else self.dice.choice([*free]))
        made = {
            name: self._value(kind, name, depth + 1)
            for name, kind in (needed | free).items()
            if name in needed or name in chosen
        }
        return made | self._identity(model, made)

    def _identity(self, model: type[BaseModel], made: Json) -> Json:
        if model is User:
            user = self.dice.choice(self.dice.choice((CUSTOMERS, CUSTOMERS, STAFF, (BOT,))))
            return {"id": user, "is_bot": user == BOT}
        return self._chat(made) if model is Chat else {}

    def _chat(self, made: Json, *only: int) -> Json:
        chat = self.dice.choice(only or self.dice.choice((CUSTOMERS, (*GROUPS,))))
        kind = GROUPS.get(chat, "private")
        return made | {
            "id": chat,
            "type": kind,
            "first_name" if kind == "private" else "title": self._words(),
        }

    def _what_no_type_says(self, kind: str, body: Json) -> None:
        """Put the update where such an update comes from: a channel's post into the channel, my own change to me."""
        message = body.get("message", body)
        if "channel_post" in kind:
            message["chat"] = self._chat({}, OTHER_CHANNEL)
        elif kind in {"message", "edited_message"} and message["chat"]["type"] == "channel":
            message["chat"] = self._chat({}, OTHER_GROUP, OTHER_SUPERGROUP)
        self._migration(message, moves=kind == "message")
        if kind.startswith("edited"):
            body["edit_date"] = self._moment()
        if kind == "my_chat_member":
            for member in (body["old_chat_member"], body["new_chat_member"]):
                member["user"] |= {"id": BOT, "is_bot": True}
        if message.get("chat", {}).get("type") == "private" and "from" in body:
            body["from"] |= {"id": message["chat"]["id"], "is_bot": False}

    def _migration(self, message: Json, *, moves: bool) -> None:
        """Let only a group become a supergroup: the staff's is one already, and whatever Telegram says is followed."""
        for name, chat in (("migrate_to_chat_id", OTHER_GROUP), ("migrate_from_chat_id", OTHER_SUPERGROUP)):
            if message.pop(name, None) and moves:
                message |= {name: -1_002_000_000_000, "chat": self._chat({}, chat)}

    def _value(self, kind: Any, name: str, depth: int) -> Any:
        kind = self._one_of(members(kind), depth)
        if get_origin(kind) is Literal:
            chosen = self.dice.choice(get_args(kind))
            return chosen.value if isinstance(chosen, Enum) else chosen
        if get_origin(kind) is list:
            length = self.dice.randint(0, LONGEST_LIST) if depth < DEEPEST else 0
            return [self._value(get_args(kind)[0], name, depth + 1) for _ in range(length)]
        return self._object(kind, depth) if issubclass(kind, BaseModel) else self._leaf(kind, name)

    def _one_of(self, kinds: tuple[Any, ...], depth: int) -> Any:
        """Return a member of a union; at the bottom a plain one, so that a text within a text comes to an end."""
        plain = [kind for kind in kinds if kind in LEAVES]
        return self.dice.choice(plain if plain and depth >= DEEPEST else kinds)

    def _leaf(self, kind: Any, name: str) -> Any:
        if kind is datetime or (kind is int and name.endswith(("date", "timestamp"))):
            return self._moment()
        return LEAVES[kind](self, name)

    def _text(self, name: str) -> str:
        if name == "data":
            return self.dice.choice(ACTIONS).format(n=self.dice.randint(1, 60))
        if name.endswith("id"):
            return f"{name}-{self.dice.getrandbits(60)}"
        return self._words()

    def _words(self) -> str:
        words = " ".join(self.dice.choices(WORDS, k=self.dice.choice((1, 1, 1, 2, 4))))
        if self._chance(0.02):
            words = (words * LONGEST_TEXT)[:LONGEST_TEXT]
        return words

    def _number(self, name: str) -> int:
        if name == "message_id":
            return self.dice.randint(1, 300)
        largest = 2**52 if name.endswith(("id", "size")) else 2**31 - 1
        return self.dice.choice((0, 1, 2, 7, 100, largest, self.dice.randint(0, largest)))

    def _moment(self) -> int:
        return self.dice.randint(FIRST_MOMENT, NOW)

    def _chance(self, share: float) -> bool:
        return self.dice.random() < share


LEAVES: dict[Any, Callable[[Maker, str], Any]] = {
    str: Maker._text,
    int: Maker._number,
    bool: lambda maker, _name: maker._chance(0.5),
    float: lambda maker, _name: maker.dice.choice((0.0, -33.75, 10.776, 1e-9)),
}


@cache
def fields(model: type[BaseModel]) -> tuple[Json, Json]:
    """Return the types of a model's required fields, and of the others, by their names in JSON.

    What can only be one word says which of several models it is, so it must be there.
    """
    kinds = {field.alias or name: field for name, field in model.model_fields.items()}
    needed = {
        name: field.annotation
        for name, field in kinds.items()
        if field.is_required() or get_origin(field.annotation) is Literal
    }
    return needed, {name: field.annotation for name, field in kinds.items() if name not in needed}


@cache
def members(kind: Any) -> tuple[Any, ...]:
    """Return what a type may be in JSON: each member of a union, without annotations, None and aiogram's defaults."""
    if kind in (RICH_TEXT, "RichTextUnion"):  # it contains itself, by name
        return members(RICH_TEXT.__value__)
    if get_origin(kind) is Annotated:
        return members(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        inside = (each for each in get_args(kind) if each not in (type(None), Default))
        return tuple(chain.from_iterable(members(each) for each in inside))
    return (kind,)


RICH_TEXT: Any = RichTextUnion
KINDS = tuple(fields(Update)[1])
