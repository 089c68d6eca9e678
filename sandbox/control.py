"""The control API for the page and for tests: README.md is its contract."""

from collections.abc import Awaitable, Callable
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox import membership, people, topics, view
from sandbox.errors import ApiError, ControlError
from sandbox.events import happens
from sandbox.media import FOLDERS, Upload
from sandbox.model import Chat, Json
from sandbox.pictures import picture_type
from sandbox.requests import read_json, read_parameters
from sandbox.telegram import Telegram

FIRST_GROUP = 400_000_001
PRESS_SECONDS = 3.0
NUMBERS = ("user_id", "reply_to", "thread_id", "duration")
Endpoint = Callable[[Request], Awaitable[Response]]
Action = Callable[[Telegram, Request, Json], Awaitable[Json]]


def routes() -> list[Route]:
    """Return the control API's addresses."""
    return [
        *(Route(f"/sandbox/{path}", reading(function)) for path, function in READS.items()),
        *(Route(f"/sandbox/{path}", doing(action), methods=["POST"]) for path, action in ACTIONS.items()),
        Route("/sandbox/faults", forget_faults, methods=["DELETE"]),
        Route("/sandbox/chats/{chat_id}/upload", upload, methods=["POST"]),
        Route("/sandbox/files/{file_id}", file),
        Route("/sandbox/events", events),
    ]


def of(request: Request) -> Telegram:
    """Return the sandbox that a request speaks to."""
    return cast("Telegram", request.app.state.telegram)


def chat_id_of(request: Request) -> int:
    """Return the chat's id in the address; Starlette's own integers know no minus, and groups have negative ids."""
    text = str(request.path_params["chat_id"])
    if not text.removeprefix("-").isdecimal():
        raise ControlError(404, f"There is no chat {text!r}.")
    return int(text)


def refusal(error: ControlError) -> JSONResponse:
    """Answer with a sentence."""
    return JSONResponse({"error": error.sentence}, error.status)


def reading(function: Callable[[Telegram, Request], object]) -> Endpoint:
    """Make an endpoint of a function that only looks."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(function(of(request), request))
        except ControlError as error:
            return refusal(error)

    return endpoint


def doing(action: Action) -> Endpoint:
    """Make an endpoint of a function that does something with a JSON body."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await action(of(request), request, await body_of(request)))
        except ControlError as error:
            return refusal(error)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            return refusal(ControlError(400, f"The request does not read as README.md says: {error}."))

    return endpoint


async def body_of(request: Request) -> Json:
    """Return the JSON body; a bare list comes as {"list": ...}."""
    raw = (await request.body()).strip()
    if raw.startswith(b"["):
        return {"list": await request.json()}
    try:
        return await read_json(request)
    except ApiError as error:
        raise ControlError(400, error.description) from None


def messages(telegram: Telegram, request: Request) -> list[Json]:
    """Return a chat's messages, the old ones of a chat that moved included."""
    chat_id, after = chat_id_of(request), number(request, "after")
    if chat_id not in telegram.world.chats:
        raise ControlError(404, f"There is no chat {chat_id}.")
    kept = telegram.world.messages[chat_id].values()
    return [view.message_shape(each) for each in kept if each.id > after]


def number(request: Request, name: str) -> int:
    """Return a number of the query string, 0 when it is not given."""
    text = request.query_params.get(name, "0")
    if not text.isdecimal():
        raise ControlError(400, f"{name} should be a whole number; it is {text!r}.")
    return int(text)


def calls(telegram: Telegram, request: Request) -> Json:
    """Return the log of Bot API calls."""
    return telegram.calls.since(number(request, "since"))


def pending(telegram: Telegram, _request: Request) -> Json:
    """Return the updates that the bot did not acknowledge."""
    return {"pending": list(telegram.updates.pending.values())}


async def add_user(telegram: Telegram, _request: Request, body: Json) -> Json:
    """Make a customer or a staff member."""
    name = str(body.get("name") or "").strip()
    if not name:
        raise ControlError(400, "A user needs a name.")
    user = telegram.world.add_user(name, body.get("phone"), staff=bool(body.get("staff")))
    if user.staff:
        group = people.staff_group(telegram)
        group.members.append(user.id)
        telegram.world.keep_chat(group)
    chat = telegram.world.chats[user.id]
    telegram.events.publish("user", user=view.user_shape(user))
    telegram.events.publish("chat", chat=view.chat_shape(telegram, chat))
    return {"user": view.user_shape(user), "chat": view.chat_shape(telegram, chat)}


async def add_group(telegram: Telegram, _request: Request, body: Json) -> Json:
    """Make a group that is not the staff's, in which one person and the bot are."""
    user = people.find_user(telegram, body.get("user_id"))
    number = telegram.world.count("group", FIRST_GROUP)
    chat = Chat(-number, "group", str(body.get("title") or user.name), members=[user.id])
    telegram.world.keep_chat(chat)
    telegram.events.publish("chat", chat=view.chat_shape(telegram, chat))
    return {"chat": view.chat_shape(telegram, chat)}


async def block(telegram: Telegram, request: Request, body: Json) -> Json:
    """Block the bot or take it back."""
    user = people.find_user(telegram, request.path_params["user_id"])
    people.block(telegram, user, blocked=bool(body["blocked"]))
    return {"user": view.user_shape(user)}


async def start(telegram: Telegram, _request: Request, body: Json) -> Json:
    """Follow a deep link, or press Start."""
    place = people.find_place(telegram, body["user_id"], body)
    text = f"/start {body.get('token') or ''}".strip()
    return {"message": view.message_shape(people.say(telegram, place, people.text_content(text)))}


async def send(telegram: Telegram, request: Request, body: Json) -> Json:
    """Write something."""
    place = people.find_place(telegram, chat_id_of(request), body)
    content = people.spoken_content(telegram, place.user, body)
    return {"message": view.message_shape(people.say(telegram, place, content))}


async def edit(telegram: Telegram, request: Request, body: Json) -> Json:
    """Change one's own message."""
    place = people.find_place(telegram, chat_id_of(request), body)
    kept = people.find_message(telegram, place.chat, body.get("message_id"))
    return {"message": view.message_shape(people.edit(telegram, place, kept, body.get("text")))}


async def topic(telegram: Telegram, request: Request, body: Json) -> Json:
    """Open a forum topic."""
    place = people.find_place(telegram, chat_id_of(request), body)
    return {"message": view.message_shape(people.open_topic(telegram, place, body.get("name")))}


async def add_staff_group(telegram: Telegram, _request: Request, body: Json) -> Json:
    """Make another group of the same staff, with the bot in it."""
    chat = people.add_staff_group(telegram, int(body["chat_id"]))
    return {"chat": view.chat_shape(telegram, chat)}


async def change_topic(telegram: Telegram, request: Request, body: Json) -> Json:
    """Close a topic, open it again or delete it."""
    place = people.find_place(telegram, chat_id_of(request), speaker(telegram, body))
    topic_id = request.path_params["topic_id"]
    if body.get("deleted"):
        topics.delete(telegram, place.chat, topics.find(place.chat, topic_id))
    else:
        people.close_topic(telegram, place, topic_id, closed=bool(body["closed"]))
    return {"chat": view.chat_shape(telegram, place.chat)}


async def set_forum(telegram: Telegram, request: Request, body: Json) -> Json:
    """Switch a group's topics on or off."""
    chat = people.find_chat(telegram, chat_id_of(request))
    changed = people.set_forum(telegram, chat, is_forum=bool(body["is_forum"]))
    return {"chat": view.chat_shape(telegram, changed)}


async def set_bot(telegram: Telegram, request: Request, body: Json) -> Json:
    """Take the bot out of a group, bring it back, or give it other rights."""
    place = people.find_place(telegram, chat_id_of(request), speaker(telegram, body))
    changed = membership.change(telegram, place.chat, place.user, body["status"], body.get("rights"))
    return {"chat": view.chat_shape(telegram, changed)}


def speaker(telegram: Telegram, body: Json) -> Json:
    """Return who does something in the staff group: the one named, or its first member."""
    first = people.staff_group(telegram).members[0]
    return {"user_id": body.get("user_id") or first}


async def press(telegram: Telegram, _request: Request, body: Json) -> Json:
    """Press a button and wait a moment for the bot's answer."""
    place = people.find_place(telegram, body["chat_id"], body)
    kept = people.find_message(telegram, place.chat, body.get("message_id"))
    opened = people.press(telegram, place, kept, body.get("data"))
    answered = await happens(opened.answered, float(body.get("wait_seconds", PRESS_SECONDS)))
    return {"answered": answered, **opened.shown(), "callback_id": opened.id}


async def advance(telegram: Telegram, _request: Request, body: Json) -> Json:
    """Move the clock forward."""
    seconds = body.get("advance_seconds")
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise ControlError(400, f"advance_seconds should be a whole number; it is {seconds!r}.")
    telegram.clock.advance(seconds)
    telegram.events.publish("clock", **view.clock(telegram))
    return view.clock(telegram)


async def set_links(telegram: Telegram, _request: Request, body: Json) -> Json:
    """Replace the deep links."""
    links = [{"label": str(link["label"]), "token": str(link["token"])} for link in body.get("list", [])]
    telegram.world.keep_fact("links", {"links": links})
    telegram.events.publish("links", links=links)
    return {"links": links}


async def migrate(telegram: Telegram, _request: Request, body: Json) -> Json:
    """Give a group another id."""
    chat = people.find_chat(telegram, body.get("chat_id"))
    return {"chat": view.chat_shape(telegram, people.migrate(telegram, chat))}


async def inject(telegram: Telegram, _request: Request, body: Json) -> Json:
    """Queue a raw update, right or wrong."""
    if not isinstance(body.get("update"), dict):
        raise ControlError(400, "update should be a JSON object.")
    return {"update_id": telegram.updates.inject(body["update"])}


async def order_fault(telegram: Telegram, _request: Request, body: Json) -> Json:
    """Let something go wrong."""
    telegram.faults.order(body)
    return {"faults": telegram.faults.shown()}


async def forget_faults(request: Request) -> Response:
    """Let nothing more go wrong."""
    of(request).faults.clear()
    return JSONResponse({"faults": []})


async def upload(request: Request) -> Response:
    """Send files from a form."""
    telegram = of(request)
    try:
        fields, uploads = await read_parameters(request)
        fields = numbers(fields)
        place = people.find_place(telegram, chat_id_of(request), fields)
        sent = people.send_files(telegram, place, named_files(uploads), fields)
    except ControlError as error:
        return refusal(error)
    except ApiError as error:
        return refusal(ControlError(400, error.description))
    return JSONResponse({"messages": [view.message_shape(kept) for kept in sent]})


def numbers(fields: Json) -> Json:
    """Return a form with its numbers as numbers."""
    given = {name: fields[name] for name in NUMBERS if fields.get(name)}
    wrong = [name for name, text in given.items() if not text.isdecimal()]
    if wrong:
        raise ControlError(400, f"{wrong[0]} should be a whole number; it is {given[wrong[0]]!r}.")
    return {**fields, **{name: int(text) for name, text in given.items()}}


def named_files(uploads: dict[str, Upload]) -> list[tuple[str, Upload]]:
    """Return each file with its kind; several parts of one name came numbered."""
    files = [(name.partition(" ")[0], part) for name, part in uploads.items()]
    if not files or any(kind not in FOLDERS for kind, _ in files):
        raise ControlError(400, "An upload needs file parts called photo, document or voice.")
    return files


async def file(request: Request) -> Response:
    """Show a file to the page: pictures and sound as such, the rest as a download, nothing as a page of this site."""
    telegram = of(request)
    found = telegram.world.files.get(request.path_params["file_id"])
    if found is None:
        return refusal(ControlError(404, "There is no such file."))
    data = telegram.world.read_file(found)
    shown = picture_type(data) or (found.mime if found.mime.startswith("audio/") else None)
    headers = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox; default-src 'none'"}
    if shown is None:
        headers["content-disposition"] = "attachment"
    return Response(data, media_type=shown or "application/octet-stream", headers=headers)


async def events(request: Request) -> Response:
    """Stream what happens."""
    last = request.headers.get("last-event-id", "")
    stream = of(request).events.stream(int(last) if last.isdecimal() else None)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"cache-control": "no-store"})


READS: dict[str, Callable[[Telegram, Request], object]] = {
    "state": lambda telegram, _request: view.state(telegram),
    "chats/{chat_id}/messages": messages,
    "calls": calls,
    "updates": pending,
    "faults": lambda telegram, _request: {"faults": telegram.faults.shown()},
}
ACTIONS: dict[str, Action] = {
    "users": add_user,
    "users/{user_id:int}/block": block,
    "groups": add_group,
    "start": start,
    "chats/{chat_id}/send": send,
    "chats/{chat_id}/edit": edit,
    "chats/{chat_id}/topic": topic,
    "chats/{chat_id}/topics/{topic_id:int}": change_topic,
    "staff-groups": add_staff_group,
    "chats/{chat_id}/forum": set_forum,
    "chats/{chat_id}/bot": set_bot,
    "press": press,
    "clock": advance,
    "links": set_links,
    "migrate": migrate,
    "updates": inject,
    "faults": order_fault,
}
