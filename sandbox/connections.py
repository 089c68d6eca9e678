"""Knows each open connection, so that a fault can cut one without a byte of an answer."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

# By the peer's address and port: a connection is open under one at a time.
OPEN = "open_connections"
Peer = tuple[str, int]


def protocol(register: dict[Peer, asyncio.Transport]) -> type[H11Protocol]:
    """Return uvicorn's HTTP protocol, which notes its connections in `register`."""

    class Noted(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            register[transport.get_extra_info("peername")[:2]] = transport
            super().connection_made(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            register.pop(self.transport.get_extra_info("peername")[:2], None)
            super().connection_lost(exc)

    return Noted


async def cut(request: Request) -> Response:
    """Cut the request's connection; the response that is returned never reaches anyone."""
    register: dict[Peer, asyncio.Transport] = getattr(request.app.state, OPEN)
    peer: Any = request.scope["client"]
    register[tuple(peer)].abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()
