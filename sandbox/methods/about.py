"""Methods about the bot itself: who it is, its menu, its files, its answers to presses."""

import re
from typing import cast

from sandbox.errors import bad_request
from sandbox.media import LARGEST_DOWNLOAD
from sandbox.methods.call import Call
from sandbox.model import Json
from sandbox.view import commands

COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
LONGEST_DESCRIPTION = 256
LONGEST_CALLBACK_ANSWER = 200
MOST_COMMANDS = 100


def get_me(call: Call) -> Json:
    """Say who the bot is."""
    return {
        **call.telegram.world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(call: Call) -> bool:
    """Set the menu of a scope."""
    menu: list[Json] = call.p["commands"]
    if len(menu) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for entry in menu:
        if not COMMAND_NAME.fullmatch(entry["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(entry["description"]) <= LONGEST_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    keep_commands(call, [{**entry, "command": entry["command"].removeprefix("/")} for entry in menu])
    return True


def delete_my_commands(call: Call) -> bool:
    """Empty the menu of a scope."""
    keep_commands(call, [])
    return True


def get_my_commands(call: Call) -> list[Json]:
    """Return the menu of a scope."""
    return cast("list[Json]", call.telegram.world.fact("commands").get(scope(call), []))


def keep_commands(call: Call, menu: list[Json]) -> None:
    """Keep a scope's menu and show it."""
    world = call.telegram.world
    world.keep_fact("commands", {**world.fact("commands"), scope(call): menu})
    call.telegram.events.publish("commands", commands=commands(call.telegram))


def scope(call: Call) -> str:
    """Name the scope and language that a menu is for."""
    given = call.p.get("scope") or {"type": "default"}
    parts = [str(part) for part in (*given.values(), call.p.get("language_code")) if part]
    return " ".join(parts)


def get_file(call: Call) -> Json:
    """Say where a file can be downloaded."""
    file = call.telegram.world.files.get(call.p["file_id"])
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }


def answer_callback_query(call: Call) -> bool:
    """Answer a press on a button; the one who pressed sees it."""
    if len(call.p.get("text", "")) > LONGEST_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press = call.telegram.callbacks.answer(call.p["callback_query_id"], call.p)
    call.telegram.events.publish(
        "callback_answer",
        chat_id=press.chat_id,
        message_id=press.message_id,
        user_id=press.user_id,
        data=press.data,
        **press.shown(),
    )
    return True
