"""Formatted text: HTML as Telegram reads it, strictly, and what Telegram finds in plain text by itself.

The HTML rules and the wordings of refusals follow parse_html in tdlib/td, MessageEntity.cpp. Python's html.parser is
no help here: it forgives everything, Telegram nothing. Offsets and lengths are UTF-16 units, as the Bot API counts.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.errors import bad_request
from sandbox.model import Json

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
PIECE = re.compile(r"&(?:#(?P<number>x[0-9a-fA-F]+|\d+)|(?P<name>lt|gt|amp|quot));?|(?P<tag><)|[^<&]+|&")
TAG = re.compile(r"<(?P<close>/?)(?P<name>[^\s>]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>")
ATTRIBUTE = re.compile(r"\s*(?P<name>[^\s=>]+)(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[\w.-]+))?")
# In the order of claim: an address inside a link is not a link of its own.
FOUND_IN_PLAIN = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "url": re.compile(
        r"https?://[^\s<>]*[\w/]|\b(?:[a-z0-9-]+\.)+(?:com|net|org|vn|me|info|shop|io)\b(?:/[^\s<>]*[\w/])?",
        re.IGNORECASE,
    ),
    "phone_number": re.compile(r"\+\d[\d .-]{7,14}\d"),
    "bot_command": re.compile(r"(?<![\w/@<])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)"),
    "hashtag": re.compile(r"(?<![\w#])#\w*[^\W\d]\w*"),
}


def units(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class Open:
    """A tag that waits for its end."""

    name: str
    offset: int
    extra: Json


@dataclass
class Reading:
    """What was read so far."""

    text: str = ""
    entities: list[Json] = field(default_factory=list)
    nested: list[Open] = field(default_factory=list)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return the plain text and its entities; raise ApiError 400 "can't parse entities: ..." for broken HTML."""
    reading, at = Reading(), 0
    while at < len(source):
        piece = PIECE.match(source, at)
        if piece is None:
            raise broken(f"Unsupported text at byte offset {byte_offset(source, at)}")
        at = read_tag(reading, source, at) if piece["tag"] else piece.end()
        reading.text += "" if piece["tag"] else character(piece)
    if reading.nested:
        raise broken(f'Can\'t find end tag corresponding to start tag "{reading.nested[-1].name}"')
    return reading.text, sorted(reading.entities, key=lambda entity: (entity["offset"], -entity["length"]))


def character(piece: re.Match[str]) -> str:
    """Return what a piece of text stands for."""
    if piece["name"]:
        return NAMED_CHARACTERS[piece["name"]]
    return html.unescape(piece[0]) if piece["number"] else piece[0]


def read_tag(reading: Reading, source: str, at: int) -> int:
    """Take in the tag at `at`; return where the text goes on."""
    tag = TAG.match(source, at)
    offset = byte_offset(source, at)
    if tag is None:
        raise unclosed(source, at)
    if tag["close"]:
        close_tag(reading, tag["name"], offset)
    else:
        open_tag(reading, tag, offset)
    return tag.end()


def unclosed(source: str, at: int) -> Exception:
    """Return the refusal of a tag without its '>'. A name that ends in white space is looked at first, as Telegram does."""
    name = re.split(r"\s", source[at + 1 :], maxsplit=1)
    offset = byte_offset(source, at)
    if source.startswith("</", at):
        return broken(f"Unclosed end tag at byte offset {offset}")
    if len(name) > 1 and name[0].lower() not in KINDS:
        return broken(f'Unsupported start tag "{name[0].lower()}" at byte offset {offset}')
    return broken(f"Unclosed start tag at byte offset {offset}")


def open_tag(reading: Reading, tag: re.Match[str], offset: int) -> None:
    """Begin an entity."""
    name = tag["name"].lower()
    attributes = {
        match["name"].lower(): unquoted(match["value"]) for match in ATTRIBUTE.finditer(tag["rest"])
    }
    if name not in KINDS or (name == "span" and attributes.get("class") != "tg-spoiler"):
        what = "Tag" if name == "span" else "Unsupported start tag"
        detail = f'{what} "{name}" must have class "tg-spoiler"' if name == "span" else f'{what} "{name}"'
        raise broken(f"{detail} at byte offset {offset}")
    reading.nested.append(Open(name, units(reading.text), extra_fields(name, attributes)))


def extra_fields(name: str, attributes: dict[str, str]) -> Json:
    """Return what an entity carries besides its type: the link's address, the code's language."""
    if name == "a":
        return {"url": attributes.get("href", "")}
    language = attributes.get("class", "")
    return (
        {"language": language.removeprefix("language-")}
        if name == "code" and language.startswith("language-")
        else {}
    )


def close_tag(reading: Reading, name: str, offset: int) -> None:
    """End the innermost entity, which must have this name."""
    if not reading.nested:
        raise broken(f"Unexpected end tag at byte offset {offset}")
    begun = reading.nested.pop()
    if name.lower() not in ("", begun.name):
        raise broken(
            f'Unmatched end tag at byte offset {offset}, expected "</{begun.name}>", found "</{name}>"'
        )
    length = units(reading.text) - begun.offset
    kept = length > 0 and not (begun.name == "a" and not is_address(begun.extra["url"]))
    if kept:
        reading.entities.append(
            {"type": KINDS[begun.name], "offset": begun.offset, "length": length, **begun.extra}
        )
        merge_code(reading.entities, begun)


def merge_code(entities: list[Json], begun: Open) -> None:
    """<pre><code class="language-x"> is one entity with a language; a language outside <pre> means nothing."""
    last = entities[-1]
    inner = [
        entity for entity in entities[:-1] if entity["type"] == "code" and entity["offset"] >= begun.offset
    ]
    if begun.name == "pre":
        for entity in inner:
            entities.remove(entity)
            if "language" in entity:
                last["language"] = entity["language"]


def is_address(url: str) -> bool:
    """Return whether Telegram makes a link of it; others lose the link and keep the text."""
    return (
        re.match(r"(https?://|tg://|mailto:|tel:)?[^\s/]+\.[^\s/]+|tg://|https?://\d|tel:|mailto:", url)
        is not None
    )


def unquoted(value: str | None) -> str:
    """Return an attribute's value."""
    return html.unescape((value or "").strip("\"'"))


def byte_offset(source: str, at: int) -> int:
    """Return a place as Telegram's messages count it."""
    return len(source[:at].encode())


def broken(detail: str) -> Exception:
    """Return the refusal of broken markup."""
    return bad_request(f"can't parse entities: {detail}")


def found_in(text: str, given: list[Json]) -> list[Json]:
    """Return `given` with what Telegram finds by itself in the rest of the text: commands, links, addresses."""
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in given
        if entity["type"] in ("code", "pre", "text_link")
    ]
    found: list[Json] = []
    for kind, start, end in plain_matches(text):
        if all(end <= first or start >= last for first, last in taken):
            taken.append((start, end))
            found.append({"type": kind, "offset": start, "length": end - start})
    return sorted([*given, *found], key=lambda entity: (entity["offset"], -entity["length"]))


def plain_matches(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield kind, start and end in UTF-16 units."""
    for kind, pattern in FOUND_IN_PLAIN.items():
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            yield kind, start, start + units(match[0])


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Take white space off both ends, as Telegram does, and move the entities along."""
    left = units(text) - units(text.lstrip())
    shorter = text.strip()
    size = units(shorter)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - left)
        end = min(size, entity["offset"] + entity["length"] - left)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return shorter, moved
