"""Renders the templates: what every page needs beside its own facts, and how times and numbers are written."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from store.engine import Sessions
from support import told
from support.desk import Desk
from web.access import Visitor, form_token, is_visitor

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Room:
    """What the pages work with; every request carries it in `app.state.room`."""

    sessions: Sessions
    desk: Desk
    templates: Environment


def furnish(sessions: Sessions, desk: Desk) -> Room:
    """Build the room: templates that escape everything and refuse a name that nobody gave them."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["shop"] = desk.config.shop.name
    templates.tests["visitor_self"] = is_visitor
    templates.globals["levels"] = desk.config.tickets.escalation.levels
    templates.filters.update(_filters(desk))
    return Room(sessions, desk, templates)


def _filters(desk: Desk) -> dict[str, Callable[..., str]]:
    zone = desk.config.shop.timezone

    def local(moment: datetime, shape: str) -> str:
        return moment.astimezone(zone).strftime(shape)

    def intent_name(intent: str) -> str:
        label = desk.answers.label(intent)
        return label[:1].upper() + label[1:]

    def fact_name(name: str) -> str:
        return told.name_of(desk, name)

    return {
        "local": local,
        "decimal": decimal,
        "grouped": grouped,
        "intent_name": intent_name,
        "fact_name": fact_name,
    }


def room_of(request: Request) -> Room:
    """Return the room that the request came into."""
    room: Room = request.app.state.room
    return room


def render(request: Request, template: str, code: int = 200, **facts: object) -> HTMLResponse:
    """Render a page; `once` makes a form count one time, `now` is the moment that all its times refer to."""
    room = room_of(request)
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    common = {
        "visitor": visitor,
        "path": request.url.path,
        "token": form_token(room.desk.secret_key, visitor) if visitor else "",
        "once": secrets.token_urlsafe(16),
        "now": room.desk.clock(),
    }
    return HTMLResponse(room.templates.get_template(template).render(common | facts), code)


def decimal(number: float, places: int = 1) -> str:
    """Write a number as Vietnamese do: "4,3"."""
    return f"{number:.{places}f}".replace(".", ",")


def grouped(number: int) -> str:
    """Write a count or a sum of money as Vietnamese do: "1.250.000"."""
    return f"{number:,}".replace(",", ".")
