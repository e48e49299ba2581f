"""Whatever a hostile provider answers: what it said once, or one class of error; nothing of it reaches the next text.

A server over real TCP answers the first request with bytes of the table, and every later one with `OK`. What the next
request hears must be its own answer, and what an answer costs is bounded.
"""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.chassis import http_client
from services.chassis.http_transport import LeanTransport

OWN = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown"
FORGED = b"HTTP/1.1 201 Created\r\nContent-Length: 6\r\n\r\nforged"
OK_2 = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(b"x" * 50_000_000, 9)
SCRAPS: tuple[bytes, ...] = (
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"2\r\nok\r\n",
    b"0\r\n\r\n",
    b"\r\n",
)
SCRAPS += (b"\x00", b"H", b"Content-Length: 5\r\n", b"-1\r\n", b"\xff" * 9)
MEMORY = 6 * 1024 * 1024
PIECE = 64 * 1024


def packed(body: bytes, encoding: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class Provider:
    """The first request of the test is answered with these bytes, the later ones as they should be."""

    def __init__(self, answer: bytes, *, closes: bool = False) -> None:
        self._answer = answer
        self._closes = closes
        self.requests: list[bytes] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                answer = memoryview(self._answer if len(self.requests) == 1 else OWN)
                for begin in range(0, len(answer), PIECE):
                    writer.write(answer[begin : begin + PIECE])
                    await writer.drain()
                if self._closes and len(self.requests) == 1:
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def provided(provider: Provider, seconds: float = 5) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    server = await asyncio.start_server(provider.serve, "127.0.0.1", 0)
    timeout = httpx.Timeout(seconds)
    async with server, httpx.AsyncClient(transport=LeanTransport(connections=2), timeout=timeout) as client:
        yield client, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def heard(client: httpx.AsyncClient, url: str) -> tuple[int, str] | type[httpx.HTTPError]:
    try:
        answer = await client.get(url)
    except httpx.HTTPError as error:
        return type(error)
    return answer.status_code, answer.text


REFUSED = httpx.RemoteProtocolError
HOSTILE: dict[str, tuple[bytes, object]] = {
    "another answer behind": (OK_2 + FORGED, (200, "ok")),
    "half of another behind": (OK_2 + b"HTTP/1.1 201 Crea", (200, "ok")),
    "one byte behind": (OK_2 + b"H", (200, "ok")),
    "no HTTP behind": (OK_2 + b"\x00\xff", (200, "ok")),
    "a line break behind": (OK_2 + b"\r\n", (200, "ok")),
    "another behind a chunked one": (CHUNKED + b"2\r\nok\r\n0\r\n\r\n" + FORGED, (200, "ok")),
    "a body that 204 cannot have": (b"HTTP/1.1 204 No Content\r\nContent-Length: 42\r\n\r\n" + FORGED, (204, "")),
    "a body that 304 cannot have": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 42\r\n\r\n" + FORGED, (304, "")),
    "a length and chunks": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n" + FORGED,
        REFUSED,
    ),
    "chunks and a length": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n" + FORGED,
        REFUSED,
    ),
    "two lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok" + FORGED, REFUSED),
    "a length below nothing": (b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok", REFUSED),
    "a length with a sign": (b"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok", REFUSED),
    "a length in hexadecimal": (b"HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok", REFUSED),
    "a length beyond all numbers": (b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\nok", REFUSED),
    "a chunk below nothing": (CHUNKED + b"-2\r\nok\r\n0\r\n\r\n", REFUSED),
    "a chunk beyond all numbers": (CHUNKED + b"f" * 17 + b"\r\nok\r\n", REFUSED),
    "a chunk that is longer than it said": (CHUNKED + b"1\r\nok\r\n0\r\n\r\n", REFUSED),
    "transfer encodings on top of each other": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        REFUSED,
    ),
    "a flood of interim answers": (b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000, REFUSED),
    "some interim answers": (b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" * 3 + OK_2, (200, "ok")),
    "another protocol": (
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n" + FORGED,
        REFUSED,
    ),
    "a field that never ends": (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 20_000_000, REFUSED),
    "a reason that never ends": (b"HTTP/1.1 200 " + b"a" * 20_000_000, REFUSED),
    "too many fields": (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 101 + b"Content-Length: 2\r\n\r\nok", REFUSED),
    "fields behind the body that never end": (CHUNKED + b"0\r\nX: " + b"a" * 20_000_000, REFUSED),
    "a note on a chunk that never ends": (CHUNKED + b"1;" + b"a" * 20_000_000, REFUSED),
    "an answer that never ends": (b"HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + b"a" * 20_000_000, REFUSED),
    "many small chunks": (CHUNKED + b"1\r\na\r\n" * 1_000_000, REFUSED),
    "a bomb": (packed(BOMB, "gzip"), REFUSED),
    "a bomb beside a lie": (
        packed(BOMB, "gzip").replace(b"\r\nContent-L", b"\r\nContent-Encoding: identity\r\nContent-L", 1),
        REFUSED,
    ),
    "a deflated bomb": (packed(zlib.compress(b"x" * 50_000_000), "deflate"), REFUSED),
    "packed behind the body": (CHUNKED + b"2\r\nok\r\n0\r\nContent-Encoding: gzip\r\n\r\n", (200, "ok")),
    "not packed, said aloud": (packed(b"ok", "identity"), (200, "ok")),
    "no HTTP at all": (b"SSH-2.0-x\r\n", REFUSED),
    "HTTP of another kind": (b"HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok", None),
    "folded fields": (b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 2\r\n\r\nok" + FORGED, None),
    "bare line feeds": (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok" + FORGED, None),
}
"""By name: the bytes, and what is heard; None: an answer or a refusal, as the parser sees it."""


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_answer_is_what_it_said_or_an_error_and_the_next_request_hears_its_own(name: str) -> None:
    answer, expected = HOSTILE[name]
    provider = Provider(answer)

    async with provided(provider) as (client, url):
        tracemalloc.start()
        first = await heard(client, url)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        later = [await heard(client, url) for _ in range(2)]

    if expected is None:
        assert first is REFUSED or first == (200, "ok")
    else:
        assert first == expected
    assert later == [(200, "own")] * 2
    assert peak < MEMORY
    if name not in {
        "HTTP of another kind",
        "some interim answers",
        "not packed, said aloud",
        "a line break behind",
        "packed behind the body",
    }:
        assert provider.connections == 2, "a connection with more on it than its answer is given up"


@pytest.mark.parametrize(
    "drip", [b"HTTP/1.1 200 OK\r\n", CHUNKED, b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b""]
)
async def test_dripping_buys_no_time(drip: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(drip)
        try:
            while True:
                writer.write(b"1\r\na\r\n" if drip is CHUNKED else b"A: b\r\n")
                await writer.drain()
                await asyncio.sleep(0.02)
        except ConnectionError:
            writer.close()

    provider = Provider(b"")
    provider.serve = serve  # type: ignore[method-assign]
    async with provided(provider, seconds=0.3) as (client, url):
        assert await heard(client, url) in (httpx.ReadTimeout, httpx.RemoteProtocolError)


async def test_a_server_that_reads_nothing_holds_nobody_beyond_the_deadline() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(3)
        writer.close()

    async def told(_: str, __: dict[str, object]) -> None:
        return

    provider = Provider(b"")
    provider.serve = serve  # type: ignore[method-assign]
    async with provided(provider, seconds=0.3) as (client, url), asyncio.timeout(2):
        with pytest.raises(httpx.HTTPError):
            await client.post(url, content=b"x" * 50_000_000, extensions={"trace": told})


async def test_no_compression_is_asked_for() -> None:
    provider = Provider(OWN)

    async with provided(provider) as (client, url):
        await client.get(url, headers={"Accept-Encoding": "gzip"})

    assert [line for line in provider.requests[0].lower().split(b"\r\n") if line.startswith(b"accept-enc")] == [
        b"accept-encoding: identity"
    ]


async def test_nor_does_any_other_client_of_ours_take_a_bomb() -> None:
    provider = Provider(packed(BOMB, "gzip"))
    server = await asyncio.start_server(provider.serve, "127.0.0.1", 0)

    async with server, http_client.client() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")

    assert b"accept-encoding: identity" in provider.requests[0].lower()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(
        st.sampled_from([OK_2, FORGED, CHUNKED, *SCRAPS]),
        max_size=6,
    ),
    cut=st.integers(0, 40),
    closes=st.booleans(),
)
async def test_whatever_comes_the_next_request_hears_its_own(pieces: list[bytes], cut: int, closes: bool) -> None:
    provider = Provider(b"".join(pieces)[cut:], closes=closes)

    async with provided(provider, seconds=0.2) as (client, url):
        first = await heard(client, url)
        assert isinstance(first, tuple) or issubclass(first, httpx.TransportError)
        later = await heard(client, url)
        assert later == (200, "own") or (closes and later is httpx.ReadError)
