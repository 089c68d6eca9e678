"""The staff page: its routes on one page, and the server that carries them on loopback."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, time
from functools import partial
from socket import socket

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from store.engine import Sessions, reading
from support import data_requests, staff_choices
from support.desk import Desk
from web import access, health, numbers, queue, reviews, staff_group, ticket
from web.headers import Headers
from web.pages import FOLDER, furnish, render, room_of

LOOPBACK = "127.0.0.1"
# Seconds that a request may still take after SIGTERM.
PATIENCE = 2
PERIODS = (7, 30)
MOST_NUMBER = 2**63 - 1  # that an id's column holds


def create_app(sessions: Sessions, desk: Desk, hosts: Sequence[str] = ()) -> Starlette:
    """Build the page; `hosts` are names under which a proxy shows it, beside loopback."""
    app = Starlette(
        routes=[
            Route("/", show_queue),
            Route("/tickets/{code}", show_ticket),
            Route("/tickets/{code}/{action}", act_on_ticket, methods=["POST"]),
            Route("/data-requests/{number:int}", settle_data_request, methods=["POST"]),
            Route("/reviews", show_reviews),
            Route("/numbers", show_numbers),
            Route("/enter", enter),
            Route("/health", show_health),
            Mount("/static", StaticFiles(directory=FOLDER / "static")),
        ],
        middleware=[
            Middleware(Headers),
            # Another site may point its own name at 127.0.0.1 and read along; it cannot change the Host header.
            Middleware(
                TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost", *hosts], www_redirect=False
            ),
            Middleware(access.Door, secret_key=desk.secret_key, refuse=_refused),
        ],
        exception_handlers={HTTPException: _failed, Exception: _broken},
    )
    app.state.room = furnish(sessions, desk)
    return app


def show_queue(request: Request) -> Response:
    """GET /: what waits, worst first."""
    room, show = room_of(request), request.query_params.get("show", "all")
    now = room.desk.clock()
    local = now.astimezone(room.desk.config.shop.timezone)
    with reading(room.sessions) as session:
        rows = queue.rows(session, show)
        counts = queue.counts(session, now, datetime.combine(local.date(), time(), local.tzinfo))
        wishes, away = queue.wishes(session), staff_group.away(session)
    return render(request, "queue.html", rows=rows, counts=counts, wishes=wishes, away=away, show=show)


async def settle_data_request(request: Request) -> Response:
    """POST /data-requests/{number}: somebody settled it otherwise, and back to the queue."""
    await _form(request)
    await run_in_threadpool(_settle, request)
    return RedirectResponse("/", status_code=303)


def _settle(request: Request) -> None:
    room, number = room_of(request), request.path_params["number"]
    with room.sessions.begin() as session:
        member = access.staff_member(session, request.state.visitor)
        data_requests.settle(session, room.desk, min(number, MOST_NUMBER), member)


def show_ticket(request: Request) -> Response:
    """GET /tickets/{code}: the conversation and everything about it."""
    seen = ticket.number(request.query_params.get("seen", ""))
    return _ticket_page(request, request.query_params.get("said", ""), seen)


def _ticket_page(request: Request, said: str, seen: int | None = None, *, typed: str = "") -> Response:
    room = room_of(request)
    with reading(room.sessions) as session:
        page = ticket.read(session, room.desk, request.state.visitor, request.path_params["code"], seen)
        if page is None:
            raise HTTPException(404)
        longest, severities = ticket.LONGEST_REPLY, staff_choices.SEVERITIES
        return render(
            request, "ticket.html", page=page, said=said, typed=typed, longest=longest, severities=severities
        )


async def act_on_ticket(request: Request) -> Response:
    """POST /tickets/{code}/{action}: one action, one transaction, and back to the ticket.

    An answer over a newer one of somebody else comes back with its words, to be sent all the same or not.
    """
    form = await _form(request)
    once = form.get("once", "")
    if not 0 < len(once) <= ticket.LONGEST_TOKEN:
        raise HTTPException(400)
    said = await run_in_threadpool(_act, request, form)
    if said == ticket.NEWER:
        ask = partial(_ticket_page, typed=form.get("text", ""))
        return await run_in_threadpool(ask, request, said, ticket.number(form.get("seen", "")))
    return RedirectResponse(f"/tickets/{request.path_params['code']}?said={said}", status_code=303)


async def _form(request: Request) -> dict[str, str]:
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    secret_key = room_of(request).desk.secret_key
    if not access.is_form_token(secret_key, request.state.visitor, form.get("token", "")):
        raise HTTPException(403)
    return form


def _act(request: Request, form: dict[str, str]) -> str:
    room, code, action = room_of(request), request.path_params["code"], request.path_params["action"]
    if action not in ticket.ACTIONS:
        raise HTTPException(404)
    with room.sessions.begin() as session:
        said = ticket.act(session, room.desk, request.state.visitor, code=code, action=action, form=form)
    if said is None:
        raise HTTPException(404)
    return said


def show_reviews(request: Request) -> Response:
    """GET /reviews: the newest reviews."""
    with reading(room_of(request).sessions) as session:
        rows = reviews.newest(session)
    return render(request, "reviews.html", rows=rows)


def show_numbers(request: Request) -> Response:
    """GET /numbers: what happened in the last 7 and 30 days."""
    room = room_of(request)
    with reading(room.sessions) as session:
        periods = [numbers.of_last(session, days, room.desk.clock()) for days in PERIODS]
    return render(request, "numbers.html", periods=periods)


def show_health(request: Request) -> Response:
    """GET /health: counts for a watchman, without entering."""
    room = room_of(request)
    seen = health.look(room.sessions, room.desk.clock())
    return JSONResponse(seen, 200 if seen["database"] == "ok" else 503)


def enter(request: Request) -> Response:
    """GET /enter?key=...: a signed link opens a session of 12 hours."""
    cookie = access.enter(room_of(request).desk.secret_key, request.query_params.get("key", ""))
    if cookie is None:
        return _refused(request)
    # Not a redirect: a browser that came from another site would follow it without the strict cookie.
    page = render(request, "entering.html")
    secure = request.url.scheme == "https"
    page.set_cookie(
        access.COOKIE, cookie, max_age=access.VALID_FOR, httponly=True, samesite="strict", secure=secure
    )
    return page


def _refused(request: Request) -> Response:
    return render(request, "refused.html", 403)


def _failed(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return render(request, "failed.html", status, status=status)


def _broken(request: Request, _error: Exception) -> Response:
    return render(request, "failed.html", 500, status=500)


class Server(uvicorn.Server):
    """Uvicorn that says when it serves."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], object]) -> None:
        super().__init__(config)
        self.on_ready = on_ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Open the port, then say so."""
        await super().startup(sockets)
        self.on_ready()


def server(app: Starlette, port: int, on_ready: Callable[[], object]) -> Server:
    """Build the server on loopback; it keeps no access log, because links carry keys."""
    config = uvicorn.Config(
        app,
        host=LOOPBACK,
        port=port,
        access_log=False,
        log_level="warning",
        ws="none",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
    )
    return Server(config, on_ready)


def serve(app: Starlette, port: int, on_ready: Callable[[], object]) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is being answered, within three seconds."""
    asyncio.run(server(app, port, on_ready).serve())
