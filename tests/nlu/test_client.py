"""Whatever the model server does, the client gives an Understanding or says in a sentence that it cannot."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from nlu.client import Client, ModelUnavailable
from nlu.reading import Reader
from nlu.server import free_port
from nlu.understanding import LONGEST_TEXT

ANSWER = {
    "intent": {"name": "question_price", "confidence": 0.9},
    "intent_ranking": [
        {"name": "question_price", "confidence": 0.9},
        {"name": "question_stock", "confidence": 0.05},
    ],
}
Reply = Callable[[bytes], Awaitable[bytes]]


def http(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def server(reply: Reply) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that answers whatever comes with what `reply` returns, and remembers what it was sent."""
    sent: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length")
                )
                body = await reader.readexactly(length)
                sent.append(head + body)
                answer = await reply(body)
                writer.write(answer)
                await writer.drain()
                if not answer:
                    return
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", sent
    finally:
        listener.close()


def always(answer: bytes) -> Reply:
    async def reply(_: bytes) -> bytes:
        return answer

    return reply


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


async def test_an_answer_becomes_an_understanding(reader: Reader) -> None:
    async with (
        server(always(http(json.dumps(ANSWER).encode()))) as (url, sent),
        Client(url, "t&k", reader=reader) as client,
    ):
        seen = await client.understand("bn v shop")
        await client.understand("bn v shop")
    assert (seen.intent, seen.kind, seen.topic, seen.confidence) == (
        "question_price",
        "question",
        "price",
        0.9,
    )
    assert seen.alternatives == (("question_stock", 0.05),)
    assert sent[0].startswith(b"POST /model/parse?token=t%26k HTTP/1.1")
    assert len(sent) == 2


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (http(b"{}", "500 Internal Server Error"), "500"),
        (http(b"{}", "401 Unauthorized"), "401"),
        (http(b"<html>"), "no JSON"),
        (http(b"[1]"), "no JSON object"),
        (http(b"{}"), "cannot be used"),
        (http(b'{"intent": {"name": null}}'), "cannot be used"),
        (http(b'"\xff"'), "no JSON"),
        (b"nonsense\r\n\r\n", "cannot be reached"),
        (b"", "cannot be reached"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "within 0.3 s"),
    ],
)
async def test_a_faulty_answer_is_said_in_a_sentence(reader: Reader, answer: bytes, said: str) -> None:
    async with server(always(answer)) as (url, _), Client(url, "t", timeout=0.3, reader=reader) as client:
        with pytest.raises(ModelUnavailable, match=said) as refused:
            await client.understand("alo")
    assert str(refused.value).endswith(".")
    assert "alo" not in str(refused.value)


async def test_a_slow_server_is_not_waited_for(reader: Reader) -> None:
    async def drip(_: bytes) -> bytes:
        await asyncio.sleep(30)
        return b"x"

    async with server(drip) as (url, _), Client(url, "t", timeout=0.2, reader=reader) as client:
        started = asyncio.get_running_loop().time()
        with pytest.raises(ModelUnavailable, match="within"):
            await client.understand("alo")
        assert asyncio.get_running_loop().time() - started < 2


async def test_nobody_listening_is_said(reader: Reader) -> None:
    async with Client(f"http://127.0.0.1:{free_port()}", "t", reader=reader) as client:
        with pytest.raises(ModelUnavailable, match="cannot be reached"):
            await client.understand("alo")


async def test_it_works_again_when_the_server_is_back(reader: Reader) -> None:
    answers = [http(b"", "503 Service Unavailable"), http(json.dumps(ANSWER).encode())]

    async def reply(_: bytes) -> bytes:
        return answers.pop(0)

    async with server(reply) as (url, _), Client(url, "t", reader=reader) as client:
        with pytest.raises(ModelUnavailable):
            await client.understand("alo")
        assert (await client.understand("alo")).intent == "question_price"


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
async def test_an_empty_text_is_not_asked_about(reader: Reader, text: str) -> None:
    async with Client(f"http://127.0.0.1:{free_port()}", "t", reader=reader) as client:
        seen = await client.understand(text)
    assert (seen.text, seen.kind, seen.confidence, seen.severity) == (text, "other", 0.0, None)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("á" * 5000, "á" * LONGEST_TEXT),
        ("/complaint_late", "complaint_late"),
        (" //x", "x"),
        ("/", " "),
        ("a\ud800b", "a?b"),
    ],
)
async def test_the_model_is_asked_what_is_fit_for_it(reader: Reader, text: str, asked: str) -> None:
    async with (
        server(always(http(json.dumps(ANSWER).encode()))) as (url, sent),
        Client(url, "t", reader=reader) as client,
    ):
        seen = await client.understand(text)
    assert json.loads(sent[0].partition(b"\r\n\r\n")[2]) == {"text": asked}
    assert seen.text == text
