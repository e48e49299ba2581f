"""The client decides nothing for its caller: no second try, no redirect, no proxy of the environment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.chassis.http_client import HTTPError, client
from services.chassis.http_transport import ANSWER_LIMIT


class Server:
    """Answers every request with the same bytes; none: it hangs up. Counts what it was asked."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                self.requests.append((await reader.readuntil(b"\r\n\r\n")).splitlines()[0])
                if not self.answer:
                    return
                writer.write(self.answer)
                await writer.drain()
        except asyncio.IncompleteReadError:
            return
        finally:
            writer.close()


@asynccontextmanager
async def a_server(serving: Server) -> AsyncIterator[Server]:
    listening = await asyncio.start_server(serving.serve, "127.0.0.1", 0)
    serving.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield serving


async def test_a_redirect_is_an_answer_like_any_other() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    async with a_server(Server(moved)) as server, client(base_url=f"http://127.0.0.1:{server.port}") as http:
        answer = await http.get("/here")

    assert answer.status_code == 302
    assert server.requests == [b"GET /here HTTP/1.1"]


async def test_what_goes_wrong_is_not_tried_again() -> None:
    async with a_server(Server(b"")) as server, client(base_url=f"http://127.0.0.1:{server.port}") as http:
        with pytest.raises(HTTPError):
            await http.get("/here")

    assert server.requests == [b"GET /here HTTP/1.1"]


class Trickle(Server):
    """Never silent for long, and never done."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b".")
            await asyncio.sleep(0.01)


async def test_a_call_is_bounded_as_a_whole_also_where_the_answer_trickles() -> None:
    address = "http://127.0.0.1:"
    async with a_server(Trickle(b"")) as server, client(base_url=f"{address}{server.port}", total_seconds=0.1) as http:
        async with asyncio.timeout(5):
            with pytest.raises(HTTPError):
                await http.get("/here")


async def test_an_answer_as_large_as_may_be_is_read_and_a_larger_one_broken_off() -> None:
    for size, fits in ((ANSWER_LIMIT, True), (ANSWER_LIMIT + 1, False)):
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + bytes(size)
        async with a_server(Server(answer)) as server, client(base_url=f"http://127.0.0.1:{server.port}") as http:
            if fits:
                assert len((await http.get("/here")).content) == size
            else:
                with pytest.raises(HTTPError):
                    await http.get("/here")


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    fine = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    async with a_server(Server(fine)) as server, client(base_url=f"http://127.0.0.1:{server.port}") as http:
        answer = await http.get("/here")

    assert answer.status_code == 200


async def test_where_no_tls_is_meant_nobody_is_trusted() -> None:
    async with a_server(Server(b"")) as server, client(base_url="http://elsewhere.example") as http:
        with pytest.raises(HTTPError):
            await http.get(f"https://127.0.0.1:{server.port}/here")

    assert server.requests == []
