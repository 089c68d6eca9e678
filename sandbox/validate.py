"""Checks requests and answers against the Bot API's own types, as aiogram's pydantic models state them."""

import json
from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Any, TypeGuard, Union, get_args, get_origin

from aiogram import methods
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from pydantic import BaseModel, TypeAdapter, ValidationError

from sandbox.errors import ApiError, bad_request
from sandbox.model import Json

Method = type[TelegramMethod[Any]]

# What Telegram says when the parameter that no message can do without is missing.
MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "callback_query_id": "query ID is empty",
}


class SandboxFaultError(Exception):
    """The sandbox itself was about to emit something that is not Bot API."""


@cache
def known_methods() -> dict[str, Method]:
    """Return every method of the Bot API by its name in lower case; Telegram does not look at the case either."""
    found = (getattr(methods, name) for name in methods.__all__)
    return {method.__api_method__.lower(): method for method in found if is_method(method)}


def is_method(thing: object) -> TypeGuard[Method]:
    """Tell a method's class from the base class."""
    return isinstance(thing, type) and issubclass(thing, TelegramMethod) and thing is not TelegramMethod


def check_request(method: Method, parameters: Json) -> Json:
    """Return the parameters in their declared types, only those that were given; raise ApiError 400 otherwise."""
    decoded = {name: decoded_value(method, name, value) for name, value in parameters.items()}
    try:
        model = method.model_validate(decoded)
    except ValidationError as error:
        raise refusal(error) from None
    refuse_unknown_parts(model)
    given = model.model_dump(exclude_unset=True, exclude_none=True)
    return {name: value for name, value in given.items() if name in method.model_fields}


def refuse_unknown_parts(model: TelegramMethod[Any]) -> None:
    """Raise ApiError 400 for objects with fields of no type: aiogram takes any object for a ForceReply.

    Unknown parameters themselves are left out in silence, as Telegram does.
    """
    for name in type(model).model_fields:
        strangers = sorted(unknown_fields(getattr(model, name)))
        if strangers:
            raise bad_request(
                f"can't parse {name.replace('_', ' ')}: unknown or misplaced field {strangers[0]!r}"
            )


def decoded_value(method: Method, name: str, value: object) -> object:
    """Decode a parameter that is JSON inside a string: objects and arrays come that way in forms and query strings."""
    field = method.model_fields.get(name)
    if field is None or not isinstance(value, str) or str in flat_types(field.annotation):
        return value
    if not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def flat_types(annotation: object) -> Iterator[object]:
    """Yield the members of a union, however nested, or the type itself."""
    if get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from flat_types(member)
    else:
        yield annotation


def refusal(error: ValidationError) -> ApiError:
    """Say the first fault, in Telegram's words where they are known."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "request"
    if first["type"] == "missing" and len(first["loc"]) == 1 and name in MISSING:
        return bad_request(MISSING[name])
    where = ".".join(str(part) for part in first["loc"])
    return bad_request(f"can't parse {name.replace('_', ' ')}: {where}: {first['msg']}")


def check_result(method: Method, result: object) -> None:
    """Raise SandboxFaultError unless `result` is what the method returns and nothing more."""
    returns = getattr(method, "__returning__")  # noqa: B009  mypy does not see the class variable of a generic class
    refuse_strangers(method.__api_method__, adapter(returns), result)


def check_update(update: Json) -> None:
    """Raise SandboxFaultError unless `update` is an Update of the Bot API and nothing more."""
    refuse_strangers("update", adapter(Update), update)


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401  any type may be checked against
    """Return the checker of a type; building one is slow, so each is built once."""
    return TypeAdapter(kind)


def refuse_strangers(name: str, checker: TypeAdapter[Any], value: object) -> None:
    """Validate, and refuse fields that the Bot API does not have: aiogram's models let them pass."""
    try:
        parsed = checker.validate_python(value)
    except ValidationError as error:
        raise SandboxFaultError(f"The sandbox made a wrong {name}: {error}") from error
    strangers = sorted(unknown_fields(parsed))
    if strangers:
        raise SandboxFaultError(f"The sandbox made a {name} with fields unknown to the Bot API: {strangers}")


def unknown_fields(value: object) -> Iterator[str]:
    """Yield the names that no model declares, at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from unknown_fields(item)
    elif isinstance(value, BaseModel):
        yield from value.model_extra or {}
        for name in value.model_fields_set:
            yield from unknown_fields(getattr(value, name, None))
