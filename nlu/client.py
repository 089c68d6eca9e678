"""Ask the model server what a message means."""

import asyncio
from types import TracebackType
from typing import Any, Self

import httpx

from nlu.reading import Reader, UnreadableAnswer
from nlu.understanding import LONGEST_TEXT, Understanding


class ModelUnavailable(Exception):  # noqa: N818 - it is a state of the world, said as such
    """The model server gave no usable answer; the message says in a sentence why."""


class Client:
    """Turns a text into an Understanding over one kept-alive connection pool. Close it with `aclose`."""

    def __init__(self, base_url: str, token: str, timeout: float = 3.0, reader: Reader | None = None) -> None:
        """`base_url` is the server's address without a path; `timeout` is in seconds, for one whole question."""
        self._http = httpx.AsyncClient(base_url=base_url, timeout=timeout, trust_env=False)
        self._token = token
        self._timeout = timeout
        self._reader = reader or Reader.load()

    async def understand(self, text: str) -> Understanding:
        """Say what `text` means. Raises ModelUnavailable when the server does not answer in time or answers nonsense."""
        if not text.strip():
            return self._reader.unsaid(text)
        answer = await self._parse(for_rasa(text))
        try:
            return self._reader.read(text, answer)
        except UnreadableAnswer as error:
            raise ModelUnavailable(f"The model server's answer cannot be used: {error}.") from error

    async def _parse(self, text: str) -> dict[str, Any]:
        response = await self._post(text)
        if response.status_code != httpx.codes.OK:
            raise ModelUnavailable(f"The model server answered {response.status_code}; 200 was expected.")
        try:
            answer = response.json()
        except ValueError as error:
            raise ModelUnavailable("The model server's answer is no JSON.") from error
        if not isinstance(answer, dict):
            raise ModelUnavailable("The model server's answer is no JSON object.")
        return answer

    async def _post(self, text: str) -> httpx.Response:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._http.post(
                    "/model/parse", params={"token": self._token}, json={"text": text}
                )
        except (TimeoutError, httpx.TimeoutException) as error:
            raise ModelUnavailable(f"The model server did not answer within {self._timeout:g} s.") from error
        except httpx.HTTPError as error:
            raise ModelUnavailable(f"The model server cannot be reached ({type(error).__name__}).") from error

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        """Nothing to do: connections open when they are needed."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.aclose()


def for_rasa(text: str) -> str:
    """Return what the model is asked: the beginning of `text`, fit for JSON.

    Rasa takes a message that begins with a slash for the name of an intent; a customer must not be able to choose one.
    """
    readable = text[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
    return readable.lstrip().lstrip("/") or readable.replace("/", " ")
