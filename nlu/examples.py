"""Read the training examples of data/nlu/ and data/sentiment/ and say what is wrong with them, with file and line."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from nlu.components.lessons import JOINT
from nlu.text import fold, nfc
from nlu.understanding import Kind, Sentiment, Severity

FEWEST = 10
"""Fewer examples teach an intent nothing."""
MOST_INTENTS = 3
"""What one example may say at most."""


class Example(NamedTuple):
    """Something a customer may say, and where it is written.

    `intent` is a name, or several joined by "+", what must be acted on first first; in data/sentiment/ it is a sentiment.
    `severity` is how grave it is, where somebody said so.
    """

    text: str
    intent: str
    file: Path
    line: int
    severity: Severity | None = None

    @property
    def is_of_one_thing(self) -> bool:
        """Whether the example says one thing only."""
        return JOINT not in self.intent


class Fault(NamedTuple):
    """What is wrong, and where."""

    file: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        """Return the fault as one line, the way editors and compilers do."""
        return f"{self.file}:{self.line}: {self.sentence}"


class Form(NamedTuple):
    """How a folder's files are written: the key of the list, the key of a block's label, and what is wrong with a label."""

    top: str
    label: str
    fault: Callable[[str], str | None]


def _intent_fault(name: str) -> str | None:
    intents = name.split(JOINT)
    if len(set(intents)) < len(intents) or len(intents) > MOST_INTENTS:
        return f"{name!r} names several intents; two or three different ones were expected."
    for intent in intents:
        kind, _, topic = intent.partition("_")
        if kind not in get_args(Kind) or not topic:
            kinds = ", ".join(f"{kind}_..." for kind in get_args(Kind))
            return f"the intent is called {intent!r}; a name like {kinds} was expected."
    return None


def _sentiment_fault(name: str) -> str | None:
    if name in get_args(Sentiment):
        return None
    return f"the label is {name!r}; one of {', '.join(get_args(Sentiment))} was expected."


INTENTS = Form("nlu", "intent", _intent_fault)
OPINIONS = Form("sentiment", "label", _sentiment_fault)


def read_examples(folder: Path, form: Form = INTENTS) -> tuple[list[Example], list[Fault]]:
    """Return all examples of the files in `folder`, and the faults found; a fault makes the data unfit for training.

    The files of data/sentiment/ have the form OPINIONS.
    """
    examples: list[Example] = []
    faults: list[Fault] = []
    for file in sorted(folder.glob("*.yml")):
        for item in _of_file(file, form):
            (examples if isinstance(item, Example) else faults).append(item)  # type: ignore[arg-type]
    faults += _doubles(examples)
    faults += _too_few(examples)
    if not examples and not faults:
        faults.append(Fault(folder, 1, "there are no examples here; one file or more was expected."))
    return examples, faults


def _of_file(file: Path, form: Form) -> Iterator[Example | Fault]:
    try:
        written = YAML().load(file.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        yield Fault(file, line, f"this is no YAML: {error.problem}.")
        return
    except UnicodeDecodeError:
        yield Fault(file, 1, "this is no UTF-8 text.")
        return
    blocks = written.get(form.top) if isinstance(written, dict) else None
    if not isinstance(blocks, CommentedSeq):
        yield Fault(file, 1, f"a list under the key `{form.top}` was expected.")
        return
    for index, block in enumerate(blocks):
        yield from _of_block(file, blocks.lc.item(index)[0] + 1, block, form)


def _of_block(file: Path, line: int, block: Any, form: Form) -> Iterator[Example | Fault]:  # noqa: ANN401 - anything may be written
    intent = block.get(form.label) if isinstance(block, dict) else None
    written = block.get("examples") if isinstance(block, dict) else None
    if not isinstance(intent, str) or not isinstance(written, str):
        sentence = (
            f"an entry has `{form.label}: name` and `examples: |` with one example a line; this has not."
        )
        yield Fault(file, line, sentence)
        return
    if fault := form.fault(intent):
        yield Fault(file, line, fault)
        return
    severity = _severity_of(block)
    if severity not in (None, *get_args(Severity)):
        yield Fault(
            file, line, f"the severity is {severity!r}; one of {', '.join(get_args(Severity))} was expected."
        )
        return
    first = block.lc.value("examples")[0] + 2
    for number, row in enumerate(written.splitlines(), start=first):
        yield from _of_row(file, number, (intent, severity), row)


def _severity_of(block: Mapping[str, Any]) -> Any:  # noqa: ANN401 - anything may be written
    """Return what `metadata: {severity: S1}` says, which is where Rasa's format has room for it."""
    metadata = block.get("metadata")
    return metadata.get("severity") if isinstance(metadata, dict) else None


def _of_row(file: Path, line: int, said: tuple[str, Severity | None], row: str) -> Iterator[Example | Fault]:
    text = row.removeprefix("- ").strip()
    if not row.startswith("- "):
        yield Fault(file, line, f'an example begins with "- "; found {row.strip()[:40]!r}.')
    elif not text:
        yield Fault(file, line, "the example is empty.")
    elif text != nfc(text):
        yield Fault(file, line, "the example is not in Unicode NFC; type it again or convert the file.")
    elif "](" in text or "]{" in text:
        yield Fault(
            file,
            line,
            "the example marks an entity with [ ]( ); entities are found by rules, write plain text.",
        )
    else:
        intent, severity = said
        yield Example(text, intent, file, line, severity)


def _doubles(examples: list[Example]) -> Iterator[Fault]:
    seen: dict[str, Example] = {}
    for example in examples:
        first = seen.setdefault(" ".join(fold(example.text).split()), example)
        if first.intent != example.intent:
            where = f"{first.file.name}:{first.line}"
            yield Fault(
                example.file,
                example.line,
                f"{example.text!r} stands under {example.intent} and, at {where}, under {first.intent}; one was expected.",
            )


def _too_few(examples: list[Example]) -> Iterator[Fault]:
    by_intent: dict[str, list[Example]] = {}
    for example in examples:
        if example.is_of_one_thing:
            by_intent.setdefault(example.intent, []).append(example)
    for intent, said in by_intent.items():
        if len(said) < FEWEST:
            yield Fault(
                said[0].file,
                said[0].line,
                f"{intent} has {len(said)} examples; {FEWEST} or more were expected.",
            )
