"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
import inspect
import logging
import secrets
import time
from collections.abc import Awaitable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.connections import cut
from sandbox.errors import ApiError, bad_request, not_found
from sandbox.faults import BadGatewayError, Fault, TornError
from sandbox.media import Upload
from sandbox.methods import HANDLERS, Result
from sandbox.methods.call import Call
from sandbox.model import Json
from sandbox.options import TOKEN
from sandbox.requests import read_parameters
from sandbox.telegram import Telegram
from sandbox.validate import SandboxFaultError, check_request, check_result, known_methods

logger = logging.getLogger(__name__)


def routes() -> list[Route]:
    """Return the Bot API's addresses."""
    return [
        Route("/bot{token}/{method}", serve_method, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", serve_file),
        Route("/bot{rest:path}", serve_unknown, methods=["GET", "POST"]),
    ]


async def serve_unknown(_request: Request) -> Response:
    """Answer what is no token and method."""
    return JSONResponse(not_found().body(), 404)


async def serve_method(request: Request) -> Response:
    """Answer one call over HTTP."""
    telegram: Telegram = request.app.state.telegram
    try:
        check_token(telegram, request.path_params["token"])
        parameters, uploads = await read_parameters(request)
        body = await answer(telegram, request.path_params["method"], parameters, uploads)
    except ApiError as error:
        body = error.body()
    except BadGatewayError:
        return PlainTextResponse("<html><body>502 Bad Gateway</body></html>", 502)
    except TornError:
        return await cut(request)
    return JSONResponse(body, body.get("error_code", 200), headers=retry_header(body))


def retry_header(body: Json) -> dict[str, str] | None:
    """Return Retry-After for a 429, which Telegram says in the header too."""
    seconds = body.get("parameters", {}).get("retry_after")
    return None if seconds is None else {"retry-after": str(seconds)}


def check_token(telegram: Telegram, token: str) -> None:
    """Raise ApiError 404 for what cannot be a token, 401 for another bot's."""
    if not TOKEN.fullmatch(token):
        raise not_found()
    if not secrets.compare_digest(token, telegram.options.token):
        raise ApiError(401, "Unauthorized")


async def answer(telegram: Telegram, method: str, parameters: Json, uploads: dict[str, Upload]) -> Json:
    """Do a call with the faults that were ordered for it, and log it; raise TornError, BadGatewayError for those faults."""
    fault = telegram.faults.take(method, parameters)
    at = time.time()
    try:
        await play(fault)
        body = await perform(telegram, method, parameters, uploads)
    except ApiError as error:
        body = error.body()
    except (TornError, BadGatewayError) as error:
        telegram.calls.add(method, parameters, {"ok": False, "description": type(error).__name__}, at)
        raise
    if not is_empty_poll(method, body):
        telegram.calls.add(method, parameters, body, at)
    if fault is not None and fault.kind == "torn_after":
        raise TornError
    return body


async def play(fault: Fault | None) -> None:
    """Let a fault happen before the call."""
    if fault is not None and fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    elif fault is not None:
        fault.strike()


def is_empty_poll(method: str, body: Json) -> bool:
    """Tell a poll that brought nothing: the log would be full of them."""
    return method.lower() == "getupdates" and body.get("result") == []


async def perform(telegram: Telegram, name: str, parameters: Json, uploads: dict[str, Upload]) -> Json:
    """Check a call, do it, check the result; raise ApiError when it is refused."""
    method = known_methods().get(name.lower())
    if method is None:
        raise not_found()
    handler = HANDLERS.get(name.lower())
    if handler is None:
        raise bad_request(f"the sandbox does not have the method {method.__api_method__}")
    checked = check_request(method, parameters)
    try:
        result = await settled(handler(Call(telegram, checked, uploads)))
        if (
            name.lower() != "getupdates"
        ):  # Updates were checked when they were queued; injected ones are wrong on purpose.
            check_result(method, result)
    except SandboxFaultError as error:
        logger.exception("The sandbox is at fault in %s.", name)
        raise ApiError(500, f"Internal Server Error: {error}") from error
    return {"ok": True, "result": result}


async def settled(result: Result | Awaitable[Result]) -> Result:
    """Await what is awaitable."""
    return await result if inspect.isawaitable(result) else result


async def serve_file(request: Request) -> Response:
    """Send a file's bytes to the bot."""
    telegram: Telegram = request.app.state.telegram
    try:
        check_token(telegram, request.path_params["token"])
    except ApiError as error:
        return JSONResponse(error.body(), error.code)
    for file in telegram.world.files.values():
        if file.path == request.path_params["path"]:
            return Response(telegram.world.read_file(file), media_type="application/octet-stream")
    return JSONResponse(not_found().body(), 404)
