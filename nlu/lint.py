"""Check everything that teaches or measures: `python -m nlu.lint`, part of `make lint`.

What makes training impossible is refused by `langnghe train` already (nlu/examples.py); this says what makes it worse
than it looks: doubles, thin intents, intents that nobody documented, and held-out messages that were seen before.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nlu.components.lessons import JOINT
from nlu.evaluation.held_out import FOLDER, ROOT, SETS, SEVERITY, known_intents, read_set
from nlu.examples import OPINIONS, Example, Fault, read_examples
from nlu.leaks import Said, bare, known, leaks
from nlu.lexicon import Abbreviations
from nlu.text import fold

FEWEST = 60
"""Examples below which an intent is thin."""

_INTENT_ROW = re.compile(r"^\| `(\w+)` \|")


def main() -> int:
    """Print every fault as file:line: sentence; 1 when there is one."""
    found = faults(ROOT)
    for fault in found:
        print(fault._replace(file=fault.file.relative_to(ROOT)))  # noqa: T201 - what a lint is for
    if found:
        print(f"{len(found)} faults in what teaches and measures understanding.")  # noqa: T201 - the same
    return 1 if found else 0


def faults(root: Path, held_out: Path = FOLDER) -> list[Fault]:
    """Return what is wrong with data/nlu/, data/sentiment/ and the held-out sets, in the order of files and lines."""
    examples, found = read_examples(root / "data" / "nlu")
    opinions, wrong = read_examples(root / "data" / "sentiment", OPINIONS)
    sets = {name: read_set(name, held_out, known_intents(root)) for name in (*SETS, SEVERITY)}
    found += [*wrong, *doubles(examples), *doubles(opinions), *thin(examples)]
    found += undocumented(examples, root / "docs" / "intents.md")
    for _, bad in sets.values():
        found += bad
    rows = {name: [Said(row.text, row.file, row.line) for row in read.rows] for name, read in sets.items()}
    found += seen_before(rows, _said(examples), _said(opinions))
    return sorted(set(found), key=lambda fault: (str(fault.file), fault.line))


def _said(examples: Iterable[Example]) -> list[Said]:
    return [Said(example.text, example.file, example.line) for example in examples]


def doubles(examples: Sequence[Example]) -> Iterator[Fault]:
    """Say which examples differ from one of the same intent by accents and capitals alone.

    Those of two intents are refused by read_examples.
    """
    first: dict[tuple[str, str], Example] = {}
    for example in examples:
        twin = first.setdefault((" ".join(fold(example.text).split()), example.intent), example)
        if twin is not example:
            where = f"{twin.file.name}:{twin.line}"
            yield Fault(
                example.file,
                example.line,
                f"{example.text!r} stands at {where}, too, but for accents and capitals; once was expected.",
            )


def thin(examples: Sequence[Example]) -> Iterator[Fault]:
    """Say which intents have too few examples that say nothing else, where the first of them stands."""
    counts = Counter(example.intent for example in examples)
    for example in _first_of_each([each for each in examples if each.is_of_one_thing]):
        if counts[example.intent] < FEWEST:
            sentence = (
                f"{example.intent} has {counts[example.intent]} examples; {FEWEST} or more were expected."
            )
            yield Fault(example.file, example.line, sentence)


def undocumented(examples: Sequence[Example], page: Path) -> Iterator[Fault]:
    """Say which intents are taught and not in the table of `page`, and which are there and not taught."""
    lines = enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
    documented = {row.group(1): number for number, line in lines if (row := _INTENT_ROW.match(line))}
    alone = [each._replace(intent=intent) for each in examples for intent in each.intent.split(JOINT)]
    taught = _first_of_each(alone)
    for example in taught:
        if example.intent not in documented:
            sentence = f"{example.intent} is not in {page.name}; an intent of its table was expected."
            yield Fault(example.file, example.line, sentence)
    for intent in documented.keys() - {example.intent for example in taught}:
        yield Fault(page, documented[intent], f"{intent} has no examples; {FEWEST} or more were expected.")


def _first_of_each(examples: Sequence[Example]) -> list[Example]:
    first: dict[str, Example] = {}
    for example in examples:
        first.setdefault(example.intent, example)
    return list(first.values())


def seen_before(sets: dict[str, list[Said]], *taught: list[Said]) -> Iterator[Fault]:
    """Say which held-out messages are taught, stand in the other set, or stand twice in their own."""
    abbreviations = Abbreviations.load()
    examples = known([said for folder in taught for said in folder], abbreviations)
    earlier: list[Said] = []
    for messages in sets.values():
        yield from leaks(messages, examples, abbreviations)
        yield from leaks(messages, known(earlier, abbreviations), abbreviations)
        yield from _twice(messages)
        earlier += messages


def _twice(messages: Sequence[Said]) -> Iterator[Fault]:
    first: dict[str, Said] = {}
    for message in messages:
        twin = first.setdefault(bare(message.text), message)
        if twin is not message:
            where = f"{twin.file.name}:{twin.line}"
            sentence = (
                f"{message.text!r} has the words of {twin.text!r} at {where}; once in a set was expected."
            )
            yield Fault(message.file, message.line, sentence)


if __name__ == "__main__":
    sys.exit(main())
