"""Keeps other web pages out: the sandbox has no passwords, and a browser carries anybody's page to loopback.

A page of another site could post here from the visitor's browser, or point a name of its own at 127.0.0.1 (DNS rebinding).
So the Host must be loopback, an Origin must be the sandbox's own, and what changes something must be JSON or multipart.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.options import refuse_open_host

BODY_TYPES = frozenset({"application/json", "multipart/form-data"})
OWN_PAGE = frozenset({"same-origin", "none"})


class Guard:
    """ASGI middleware that answers 403 or 415 to what a foreign page sends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a foreign page's request, pass on the others."""
        if scope["type"] == "http":
            refusal = refused(scope["method"], scope["path"], Headers(scope=scope))
            if refusal is not None:
                await JSONResponse({"ok": False, "error": refusal[1]}, refusal[0])(scope, receive, send)
                return
        await self._app(scope, receive, send)


def refused(method: str, path: str, headers: Headers) -> tuple[int, str] | None:
    """Return status and sentence of a refusal, None for what may pass."""
    host = headers.get("host", "")
    if not is_loopback(host):
        return 403, f"The Host is {host!r}; the sandbox answers to loopback names only."
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return 403, f"A page of {origin} asks; only the sandbox's own page may."
    if path != "/" and headers.get("sec-fetch-site", "none") not in OWN_PAGE:
        return 403, "Another site's page asks; only the sandbox's own page may."
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if method == "POST" and path.startswith("/sandbox/") and kind not in BODY_TYPES:
        return (
            415,
            f"The content type is {kind!r}; the control API takes application/json or multipart/form-data.",
        )
    return None


def is_loopback(host: str) -> bool:
    """Return whether a Host header names this machine."""
    try:
        refuse_open_host(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False
    return True
