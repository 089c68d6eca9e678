"""Read the messages that somebody labelled and no model learns from: nlu/held_out/<set>*.yml."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, get_args

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from nlu.evaluation.labels import LABELS, value_of
from nlu.examples import MOST_INTENTS, Fault
from nlu.text import nfc
from nlu.understanding import Sentiment, Severity

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "nlu" / "held_out"
SETS = ("choosing", "test")
SEVERITY = "severity"
"""A third set, to write the rules of severity by; its intents are what was behind the words, not always what can be read off them."""
TOPICS = ("product", "delivery", "staff", "price")

_FIELDS = ("text", "intent", "intents", "sentiment", "severity", "topics", "entities")
_INTENT = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """A message and what it means; the first intent is the one to be acted on first.

    What is None was not labelled: not every row has a severity, only reviews have topics. `entities` are values by
    name; they are None throughout a file in which no row has any, else a row without them holds none.
    """

    text: str
    intents: tuple[str, ...]
    sentiment: str
    file: Path
    line: int
    severity: str | None = None
    topics: tuple[str, ...] | None = None
    entities: Mapping[str, tuple[str | int, ...]] | None = None

    @property
    def intent(self) -> str:
        """What must be acted on first."""
        return self.intents[0]

    @property
    def place(self) -> str:
        """File and line, for people."""
        return f"{self.file.name}:{self.line}"


class Read(NamedTuple):
    """The rows that can be used, and what is wrong with the others."""

    rows: list[Row]
    faults: list[Fault]


class Unfit(ValueError):  # noqa: N818 - said as it is
    """A row, or a whole file, is not what was expected; the message says what was found and what was expected."""


def known_intents(root: Path = ROOT) -> frozenset[str]:
    """Return the intents of docs/intents.md."""
    return frozenset(_INTENT.findall((root / "docs" / "intents.md").read_text(encoding="utf-8")))


def files_of(name: str, folder: Path = FOLDER) -> list[Path]:
    """Return the files of a set: `name`*.yml."""
    return sorted(folder.glob(f"{name}*.yml"))


def read_set(name: str, folder: Path = FOLDER, intents: Collection[str] = ()) -> Read:
    """Read all files of a set. With `intents`, a row that names another one is at fault."""
    rows: list[Row] = []
    faults: list[Fault] = []
    for file in files_of(name, folder):
        read = read_file(file, intents)
        rows += read.rows
        faults += read.faults
    if not rows and not faults:
        faults.append(Fault(folder, 1, f"there is no {name}*.yml with rows here; one or more were expected."))
    return Read(rows, faults)


def read_file(file: Path, intents: Collection[str] = ()) -> Read:
    """Read one file. A row at fault is left out and said."""
    rows: list[Row] = []
    faults: list[Fault] = []
    try:
        nodes = _nodes(file)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Read([], [Fault(file, line, f"this is no YAML: {error.problem}.")])
    except (UnicodeDecodeError, Unfit) as error:
        return Read([], [Fault(file, 1, str(error))])
    for node in nodes:
        line = node.start_mark.line + 1
        try:
            rows.append(_row(file, line, node, intents))
        except Unfit as error:
            faults.append(Fault(file, line, str(error)))
    return Read(list(_with_no_entities(rows)), faults)


def _nodes(file: Path) -> list[Node]:
    """Return the rows as YAML nodes: these know their lines, and leave order codes and dates as they were written."""
    found = YAML(typ="safe", pure=True).compose(file.read_text(encoding="utf-8"))
    if not isinstance(found, SequenceNode):
        raise Unfit("a YAML list of rows was expected.")
    return list(found.value)


def _with_no_entities(rows: list[Row]) -> Iterator[Row]:
    labelled = any(row.entities for row in rows)
    for row in rows:
        yield replace(row, entities=row.entities or {}) if labelled else row


def _row(file: Path, line: int, node: Node, intents: Collection[str]) -> Row:
    fields = _fields(node)
    return Row(
        text=_text(fields),
        intents=_intents(fields, intents),
        sentiment=_one_of("sentiment", fields.get("sentiment"), get_args(Sentiment)),
        file=file,
        line=line,
        severity=_one_of("severity", fields["severity"], get_args(Severity))
        if "severity" in fields
        else None,
        topics=tuple(_one_of("topics", topic, TOPICS) for topic in _list(fields["topics"]))
        if "topics" in fields
        else None,
        entities=_entities(fields["entities"]) if "entities" in fields else None,
    )


def _fields(node: Node) -> dict[str, Any]:
    if not isinstance(node, MappingNode):
        raise Unfit(
            "a row is `- text: ...` with `intents`, `sentiment` and perhaps more below; this is none."
        )
    fields: dict[str, Any] = {}
    for key, value in node.value:
        if key.value not in _FIELDS:
            raise Unfit(f"the field is called {key.value!r}; one of {', '.join(_FIELDS)} was expected.")
        if key.value in fields:
            raise Unfit(f"the field {key.value} stands twice; once was expected.")
        fields[key.value] = _plain(value)
    return fields


def _plain(node: Node) -> Any:  # noqa: ANN401 - a text, or lists and mappings of texts
    if isinstance(node, ScalarNode):
        return str(node.value)
    if isinstance(node, SequenceNode):
        return [_plain(item) for item in node.value]
    return {str(key.value): _plain(value) for key, value in node.value}


def _text(fields: Mapping[str, Any]) -> str:
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Unfit("the row has no `text`; what the customer typed was expected.")
    if text != nfc(text):
        raise Unfit("the text is not in Unicode NFC; type it again or convert the file.")
    return text


def _intents(fields: Mapping[str, Any], known: Collection[str]) -> tuple[str, ...]:
    named = _list(fields.get("intents", fields.get("intent", [])))
    if not 1 <= len(named) <= MOST_INTENTS or len(set(named)) < len(named):
        raise Unfit(f"the row has the intents {named!r}; 1 to {MOST_INTENTS} different ones were expected.")
    for intent in named:
        if known and intent not in known:
            raise Unfit(f"the intent is called {intent!r}; a name of docs/intents.md was expected.")
    return tuple(named)


def _list(written: Any) -> list[Any]:  # noqa: ANN401 - one text or a list of them
    return written if isinstance(written, list) else [written]


def _one_of(field: str, found: Any, expected: tuple[str, ...]) -> str:  # noqa: ANN401 - anything may be written
    if found not in expected:
        raise Unfit(f"{field} is {found!r}; one of {', '.join(expected)} was expected.")
    return str(found)


def _entities(written: Any) -> dict[str, tuple[str | int, ...]]:  # noqa: ANN401 - anything may be written
    if not isinstance(written, dict):
        raise Unfit(f"entities are {written!r}; `{{name: [value, ...]}}` was expected.")
    return {name: tuple(_value(name, value) for value in _list(values)) for name, values in written.items()}


def _value(name: str, written: Any) -> str | int:  # noqa: ANN401 - anything may be written
    label = LABELS.get(name)
    if label is None:
        raise Unfit(f"the entity is called {name!r}; one of {', '.join(LABELS)} was expected.")
    if not isinstance(written, str) or not label.fullmatch(written):
        raise Unfit(f"{name} is {written!r}; something like {label.pattern} was expected.")
    return value_of(name, written)
