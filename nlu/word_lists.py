"""Check the word lists that training reads (data/lexicon/), with file and line, before Rasa does."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from nlu.examples import Fault
from nlu.text import MEANING_GROUPS, typed_twice
from nlu.understanding import SENTIMENTS

Place = tuple[str, ...]
"""The keys that lead to what is wrong; none for the file as a whole."""


def faults(folder: Path) -> Iterator[Fault]:
    """Return what is wrong with the lists in `folder`."""
    for name, faults_of in _FORMS.items():
        yield from _of_file(folder / name, faults_of)


def _of_file(file: Path, faults_of: Callable[[Any], Iterator[tuple[Place, str]]]) -> Iterator[Fault]:
    try:
        written = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        yield Fault(file, 1, "this word list is missing.")
        return
    except MarkedYAMLError as error:
        yield Fault(
            file,
            error.problem_mark.line + 1 if error.problem_mark else 1,
            f"this is no YAML: {error.problem}.",
        )
        return
    except UnicodeDecodeError:
        yield Fault(file, 1, "this is no UTF-8 text.")
        return
    for place, sentence in faults_of(written):
        yield Fault(file, _line(file, place), sentence)


def _line(file: Path, place: Place) -> int:
    """Return where a key stands. The file is read a second time, with places, because that takes five times as long."""
    written = YAML().load(file.read_text(encoding="utf-8"))
    line = 0
    for key in place:
        line, written = written.lc.key(key)[0], written[key]
    return int(line) + 1


def _abbreviations(written: Any) -> Iterator[tuple[Place, str]]:  # noqa: ANN401 - anything may be written
    if not isinstance(written, dict) or not set(MEANING_GROUPS) <= set(written):
        yield (), f"the groups {', '.join(MEANING_GROUPS)} were expected."
        return
    found: list[tuple[Place, str]] = [
        ((name,), f"{name!r} is no group of this list.") for name in written if name not in MEANING_GROUPS
    ]
    found += [fault for name in ("themselves", "frequent") for fault in _phrases(written[name], (name,))]
    for name in ("short", "faces"):
        if not isinstance(written[name], dict):
            found.append(((name,), f"{name} is to be meanings, each with a list of what is typed."))
        else:
            found += [
                fault for meant, typed in written[name].items() for fault in _phrases(typed, (name, meant))
            ]
    yield from found
    if not found:
        yield from (((), twice) for twice in typed_twice(written))


def _groups(written: Any) -> Iterator[tuple[Place, str]]:  # noqa: ANN401 - the same
    if not isinstance(written, dict):
        yield (), "groups were expected, each a name and a list of phrases."
        return
    for name, phrases in written.items():
        yield from _phrases(phrases, (name,))


def _connectives(written: Any) -> Iterator[tuple[Place, str]]:  # noqa: ANN401 - the same
    if not isinstance(written, dict) or "before" not in written:
        yield (), "a list under the key `before` was expected."
        return
    yield from _phrases(written["before"], ("before",))


def _moods(written: Any) -> Iterator[tuple[Place, str]]:  # noqa: ANN401 - the same
    moods = written.get("intents") if isinstance(written, dict) else None
    if not isinstance(moods, dict):
        yield (), "a mapping of intents to sentiments under the key `intents` was expected."
        return
    for intent, mood in moods.items():
        if mood not in SENTIMENTS:
            yield (
                ("intents", intent),
                f"{intent} is said to be {mood!r}; one of {', '.join(SENTIMENTS)} was expected.",
            )


def _phrases(written: Any, place: Place) -> Iterator[tuple[Place, str]]:  # noqa: ANN401 - the same
    if not isinstance(written, list) or not written:
        yield place, f"{place[-1]} holds {written!r:.40}; a list of phrases was expected."
        return
    odd = [phrase for phrase in written if isinstance(phrase, bool | list | dict) or phrase is None]
    if odd:
        yield place, f"{place[-1]} holds {odd[0]!r:.40}; a phrase was expected (put it between quotes)."


_FORMS = {
    "abbreviations.yml": _abbreviations,
    "concepts.yml": _groups,
    "connectives.yml": _connectives,
    "sentiment.yml": _moods,
}
NAMES = tuple(_FORMS)
"""The lists the pipeline reads; the others are read in the service and need no training."""
