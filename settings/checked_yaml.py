"""YAML that people edit by hand: read it, check it against a pydantic model, and say what is wrong with file and line."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

Model = TypeVar("Model", bound=BaseModel)
Fault = Mapping[str, Any]

EXPECTED = {
    "extra_forbidden": "a key that exists here (see docs/settings.md)",
    "missing": "this key to be there",
    "string_type": "text",
    "string_too_short": "text that is not empty, or longer",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "list_type": "a list",
}


class SettingsError(Exception):
    """One or more settings are wrong; the message has one full sentence a line."""


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - YAML holds anything
    """Return a YAML file's content, its lines remembered (ruamel's round-trip types).

    Raises:
        SettingsError: the file is missing or is not YAML; the sentence names file and line.
    """
    try:
        return YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path.name}: cannot be read ({type(error).__name__}), expected a YAML file in UTF-8."
        ) from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError(f"{path.name}:{line}: found {error.problem}, expected valid YAML.") from error
    except YAMLError as error:
        raise SettingsError(f"{path.name}: found {error}, expected valid YAML.") from error


def checked(model: type[Model], data: object, name: str) -> Model:
    """Return `data` (from `read_yaml`) as a `model`.

    Raises:
        SettingsError: a line for each fault: `name`:line, key, what was found, what was expected.
    """
    try:
        return model.model_validate(plain(data))
    except ValidationError as error:
        lines = [_sentence(fault, data, name) for fault in error.errors()]
        raise SettingsError("\n".join(lines)) from error


def plain(data: object) -> object:
    """Return ruamel's marked types as plain dict, list and scalars."""
    if isinstance(data, Mapping):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, Sequence) and not isinstance(data, str):
        return [plain(item) for item in data]
    return str(data) if isinstance(data, str) else data


def line_of(data: object, path: Sequence[int | str]) -> int:
    """Return the 1-based line on which the value at `path` stands, or of the nearest parent that exists."""
    line = 1
    for step in path:
        if isinstance(data, CommentedMap) and step in data:
            line = data.lc.key(step)[0] + 1
        elif isinstance(data, CommentedSeq) and isinstance(step, int) and step < len(data):
            line = data.lc.item(step)[0] + 1
        else:
            break
        data = data[step]
    return line


def _sentence(fault: Fault, data: object, name: str) -> str:
    path = [step for step in fault["loc"] if step != "[key]"]
    key = ".".join(str(step) for step in path) or "the file"
    found = "nothing" if fault["type"] == "missing" else repr(fault["input"])[:80]
    return f"{name}:{line_of(data, path)}: {key}: found {found}, expected {_expected(fault)}."


def _expected(fault: Fault) -> str:
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    return EXPECTED.get(fault["type"], str(fault["msg"]).lower())
