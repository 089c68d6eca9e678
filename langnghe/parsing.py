"""`langnghe parse`: what each line means, with the model server that runs, or one of its own when none does."""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import aclosing, contextmanager

import httpx

from langnghe.parts import House
from nlu import server
from nlu.client import Client
from nlu.parse import parse_lines

# A long file's last question waits behind many others, and nobody waits at the other end.
TIMEOUT = 30.0


def parse(house: House, lines: Iterable[str], write: Callable[[str], object]) -> None:
    """Write one JSON object a line, in the order of `lines`.

    Raises:
        nlu.server.ServerFailed: there is no model, or its server does not come up.
        nlu.client.ModelUnavailable: the server went away in between.
    """
    with _serving(house) as (url, token):
        asyncio.run(_parse(url, token, lines, write))


async def _parse(url: str, token: str, lines: Iterable[str], write: Callable[[str], object]) -> None:
    # Closed before the client is, so that questions under way end first when nobody reads the answers any more.
    async with Client(url, token, TIMEOUT) as client, aclosing(parse_lines(lines, client)) as rows:
        async for row in rows:
            write(json.dumps(row, ensure_ascii=False))


@contextmanager
def _serving(house: House) -> Iterator[tuple[str, str]]:
    if runs(house):
        yield house.model_url, house.model_token
        return
    own = server.start(house.settings.root)
    try:
        own.wait_until_ready()
        yield own.base_url, own.token
    finally:
        own.stop()


def runs(house: House) -> bool:
    """Say whether this house's model server answers."""
    try:
        answer = httpx.get(
            f"{house.model_url}/status", params={"token": house.model_token}, timeout=2, trust_env=False
        )
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK
