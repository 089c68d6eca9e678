"""Who may enter: a signed link instead of a password, a signed cookie after it, a form token bound to that cookie."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from itsdangerous import BadData, Signer, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from nlu.text import fold
from store.models import StaffMember

VALID_FOR = 12 * 3600  # seconds, for the link and for the session that it opens
COOKIE = "langnghe_staff"
CHANNEL = "web"
# `staff_members.user_id` holds 64 characters.
LONGEST_NAME = 64
# Stronger than itsdangerous' own choice, which is SHA-1.
STRENGTH = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
OPEN_PATHS = {"/enter", "/health"}
OPEN_FOLDER = "/static/"


@dataclass(frozen=True)
class Visitor:
    """A staff member who entered by a link; `session_id` is new with each entering."""

    name: str
    session_id: str


def make_link(base_url: str, secret_key: str, name: str) -> str:
    """Return a link that lets a staff member called `name` in for 12 hours.

    Raises:
        ValueError: the name is empty or too long to be kept.
    """
    if not name.strip() or len(name) > LONGEST_NAME:
        raise ValueError(f"Found the name {name!r}, expected 1 to {LONGEST_NAME} characters.")
    return f"{base_url.rstrip('/')}/enter?{urlencode({'key': _links(secret_key).dumps(name.strip())})}"


def enter(secret_key: str, key: str) -> str | None:
    """Return the cookie for who came by a link with this key; None when it is forged or older than 12 hours."""
    name = _read(_links(secret_key), key)
    if not isinstance(name, str):
        return None
    return str(_cookies(secret_key).dumps([name, secrets.token_urlsafe(16)]))


def visitor_of(secret_key: str, cookie: str) -> Visitor | None:
    """Return who a cookie belongs to; None when it is forged or older than 12 hours."""
    match _read(_cookies(secret_key), cookie):
        case [str(name), str(session_id)]:
            return Visitor(name, session_id)
    return None


def form_token(secret_key: str, visitor: Visitor) -> str:
    """Return what every form of this session carries, so that another site cannot post in the visitor's name."""
    return _forms(secret_key).get_signature(visitor.session_id).decode("ascii")


def is_form_token(secret_key: str, visitor: Visitor, token: str) -> bool:
    """Say whether a form came from a page of this session."""
    return _forms(secret_key).verify_signature(visitor.session_id.encode(), token.encode())


def staff_member(session: Session, visitor: Visitor) -> StaffMember:
    """Return the visitor's staff member, kept at the first thing they do here."""
    known = select(StaffMember).where(StaffMember.channel == CHANNEL, StaffMember.user_id == visitor.name)
    if found := session.scalars(known).one_or_none():
        return found
    try:
        with session.begin_nested():
            session.add(StaffMember(channel=CHANNEL, user_id=visitor.name, name=visitor.name))
    except IntegrityError:  # two first deeds in the same moment, and the other one was kept
        pass
    return session.scalars(known).one()


def is_visitor(member: StaffMember, visitor: Visitor) -> bool:
    """Return whether a staff member is the visitor, who may write in the group too, under the same name."""
    return (
        member.user_id == visitor.name
        if member.channel == CHANNEL
        else fold(member.name) == fold(visitor.name)
    )


class Door:
    """Lets through who has a valid cookie, and everybody to the few open paths; the rest gets `refuse`."""

    def __init__(self, app: ASGIApp, secret_key: str, refuse: Callable[[Request], Response]) -> None:
        self.app = app
        self.secret_key = secret_key
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its visitor in `request.state`, or answer it with a refusal."""
        if scope["type"] != "http" or scope["path"] in OPEN_PATHS or scope["path"].startswith(OPEN_FOLDER):
            return await self.app(scope, receive, send)
        request = Request(scope)
        visitor = visitor_of(self.secret_key, request.cookies.get(COOKIE, ""))
        if visitor is None:
            return await self.refuse(request)(scope, receive, send)
        request.state.visitor = visitor
        return await self.app(scope, receive, send)


def _links(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="langnghe web link", signer_kwargs=STRENGTH)


def _cookies(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="langnghe web session", signer_kwargs=STRENGTH)


def _forms(secret_key: str) -> Signer:
    return Signer(secret_key, salt="langnghe web form", key_derivation="hmac", digest_method=hashlib.sha256)


def _read(serializer: URLSafeTimedSerializer, signed: str) -> object:
    try:
        return serializer.loads(signed, max_age=VALID_FOR)
    except BadData:
        return None
