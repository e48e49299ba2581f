"""Strangers cannot shut others out, nor fill our memory, by connecting, waiting, dripping or not reading (rule R98)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from ipaddress import ip_network
from typing import Any, Final

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from services.chassis.addresses import household_of
from services.chassis.http_connections import ConnectionLimits
from services.chassis.http_listener import HttpPort
from services.chassis.http_server import app_of_routes
from services.chassis.telemetry import CONNECTIONS_CUT

GET: Final = b"GET /who HTTP/1.1\r\nhost: x\r\n\r\n"
PATIENCE: Final = 20.0
SMALL: Final = ConnectionLimits(
    total=6, per_address=6, head_seconds=0.3, body_seconds=0.3, answer_seconds=0.3, drain_seconds=0.3, idle_seconds=1
)
ROOMY: Final = ConnectionLimits(total=50, per_address=50)


def an_app() -> FastAPI:
    app = app_of_routes(title="test", routers=[])

    @app.get("/who")
    async def who(request: Request) -> Response:
        return PlainTextResponse(request.client.host if request.client else "nobody")

    @app.get("/slow")
    async def slow(request: Request) -> Response:
        request.app.state.asked.set()
        await request.app.state.go_on.wait()
        return PlainTextResponse("late")

    @app.get("/large")
    async def large() -> Response:
        return PlainTextResponse("x" * 20_000_000)

    @app.post("/read")
    async def read(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    app.state.asked, app.state.go_on = asyncio.Event(), asyncio.Event()
    return app


class Port:
    """A listener on a port of its own."""

    def __init__(self, listener: HttpPort, app: FastAPI) -> None:
        self.listener = listener
        self.app = app
        self.clients: list[Client] = []
        self.number = listener.servers[0].sockets[0].getsockname()[1]

    async def connect(self, *sent: bytes, host: str = "127.0.0.1") -> "Client":
        reader, writer = await asyncio.open_connection("127.0.0.1", self.number, local_addr=(host, 0))
        client = Client(reader, writer)
        self.clients.append(client)
        for part in sent:
            await client.send(part)
        return client

    async def count(self, expected: int) -> None:
        """Wait until so many connections are open."""
        async with asyncio.timeout(PATIENCE):
            while len(self.listener.connections) != expected:  # noqa: ASYNC110  # a protocol has no event for it
                await asyncio.sleep(0.01)


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, part: bytes) -> None:
        with suppress(ConnectionError):
            self.writer.write(part)
            await self.writer.drain()

    async def answer(self) -> tuple[int, bytes]:
        """(status, body); 0 when the connection was ended without one."""
        async with asyncio.timeout(PATIENCE):
            try:
                head = await self.reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                return 0, b""
            size = next(int(line[16:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
            return int(head.split(b" ", 2)[1]), await self.reader.readexactly(size)

    async def is_ended(self) -> bool:
        async with asyncio.timeout(PATIENCE):
            try:
                return await self.reader.read(1) == b""
            except ConnectionError:
                return True


@asynccontextmanager
async def serving(limits: ConnectionLimits) -> AsyncIterator[Port]:
    app = an_app()
    listener = HttpPort(app, "127.0.0.1", 0, limits)
    running = asyncio.create_task(listener.serve())
    async with asyncio.timeout(PATIENCE):
        while not listener.started:  # noqa: ASYNC110  # uvicorn tells nobody
            await asyncio.sleep(0.005)
    port = Port(listener, app)
    try:
        yield port
    finally:
        for client in port.clients:
            client.writer.transport.abort()
        app.state.go_on.set()
        listener.should_exit = True
        await running


def cut(why: str) -> float:
    return float(CONNECTIONS_CUT.labels(why)._value.get())


async def test_when_there_is_no_room_whoever_waits_longest_goes_and_a_newcomer_is_served() -> None:
    async with serving(replace(SMALL, head_seconds=60)) as port:
        waiting = [await port.connect(*([b"GET /who HT"] if odd % 2 else [])) for odd in range(6)]
        await port.count(6)

        newcomer = await port.connect(GET)

        assert await newcomer.answer() == (200, b"127.0.0.1")
        assert await waiting[0].is_ended()
        assert len(port.listener.connections) == 6


async def test_a_flood_of_idle_connections_shuts_nobody_out() -> None:
    async with serving(replace(ROOMY, total=20, per_address=20)) as port:
        for _ in range(300):
            await port.connect()

        for _ in range(20):
            assert (await (await port.connect(GET)).answer())[0] == 200
        assert len(port.listener.server_state.connections) <= 20, "what uvicorn holds, refused ones too"


async def test_one_address_puts_out_its_own_and_nobody_elses() -> None:
    async with serving(replace(SMALL, head_seconds=60, total=6, per_address=3)) as port:
        other = await port.connect(host="127.0.0.2")
        await port.count(1)
        flood = [await port.connect() for _ in range(10)]
        await port.count(4)

        assert await flood[0].is_ended()
        await other.send(GET)
        assert await other.answer() == (200, b"127.0.0.2")


async def test_who_is_being_served_is_never_put_out_and_who_finds_no_room_is_told_when_to_come_back() -> None:
    async with serving(replace(SMALL, total=2, per_address=2)) as port:
        served = [await port.connect(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n") for _ in range(2)]
        await port.app.state.asked.wait()
        await asyncio.sleep(0.05)

        refused = await port.connect()
        status, body = await refused.answer()

        assert (status, b"unavailable" in body) == (503, True)
        assert await refused.is_ended()
        port.app.state.go_on.set()
        assert [await each.answer() for each in served] == [(200, b"late")] * 2


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /who HT",
        b"\r\n",
        GET + b"\r\n",
        GET + b"GET /who",
        b"POST /read HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n12345",
        b"POST /read HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\n12345\r\n",
        b"POST /nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n12345",
    ],
)
async def test_what_never_becomes_whole_ends_in_time(sent: bytes) -> None:
    async with serving(SMALL) as port:
        client = await port.connect(sent)

        async with asyncio.timeout(8):
            await client.reader.read()
        await port.count(0)


async def test_dripping_buys_no_time() -> None:
    async with serving(SMALL) as port:
        client = await port.connect(b"GET /who HTTP/1.1\r\n")

        async def drip() -> None:
            while True:
                await client.send(b"a: b\r\n")
                await asyncio.sleep(0.05)

        dripping = asyncio.create_task(drip())
        before = cut("head")
        assert await client.is_ended()
        assert cut("head") == before + 1
        dripping.cancel()


async def test_who_does_not_read_the_answer_is_cut_off() -> None:
    async with serving(SMALL) as port:
        await port.connect(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")

        await port.count(1)
        await port.count(0)


@pytest.mark.parametrize(
    "head",
    [
        b"GET /who HTTP/1.1\r\nx: " + b"a" * 17_000 + b"\r\n\r\n",
        b"GET /who HTTP/1.1\r\n" + b"a: b\r\n" * 101 + b"\r\n",
        b"GET /" + b"a" * 17_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /who HTTP/1.1\r\n" + b"a" * 17_000 + b": b\r\n\r\n",
        b"GET /who HTTP/1.1\r\nx: " + b"a" * 17_000,
        b"POST /read HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: " + b"a" * 300_000,
        b"POST /read HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * 101 + b"\r\n",
        b"POST /read HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1;x=" + b"a" * 300_000,
    ],
)
async def test_a_head_or_what_is_no_body_has_its_bounds(head: bytes) -> None:
    async with serving(ROOMY) as port:
        client = await port.connect(head)

        assert (await client.answer())[0] in (431, 0)
        assert await client.is_ended()
        assert await (await port.connect(GET)).answer() == (200, b"127.0.0.1")


async def test_a_head_within_its_bounds_and_a_body_in_small_chunks_go_through() -> None:
    head = b"POST /read HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 15_000 + b"\r\n" + b"a: b\r\n" * 90
    async with serving(ROOMY) as port:
        client = await port.connect(head + b"transfer-encoding: chunked\r\n\r\n")
        for _ in range(20):
            await client.send(b"1\r\nx\r\n" * 1000)
        await client.send(b"0\r\n\r\n")

        assert await client.answer() == (200, b"20000")


async def test_requests_on_one_connection_are_answered_in_their_order_up_to_a_bound() -> None:
    async with serving(ROOMY) as port:
        several = await port.connect(GET * 5)
        assert [(await several.answer())[0] for _ in range(5)] == [200] * 5

        many = await port.connect(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n" + GET * 2000)
        assert await many.is_ended()


async def test_a_refused_body_is_read_away_for_a_while_so_that_its_sender_may_read_why() -> None:
    async with serving(ROOMY) as port:
        client = await port.connect(b"POST /nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 900000\r\n\r\n")
        await client.send(b"x" * 900_000)

        assert (await client.answer())[0] == 404
        await client.send(GET)
        assert await client.answer() == (200, b"127.0.0.1")

        endless = await port.connect(b"POST /nowhere HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in range(64):
            await endless.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        assert (await endless.answer())[0] in (404, 0)
        assert await endless.is_ended()


@pytest.mark.parametrize(("proxies", "told"), [((), b"127.0.0.1"), (("127.0.0.1/32",), b"203.0.113.9")])
async def test_a_forwarded_address_is_believed_of_a_trusted_proxy_alone(proxies: tuple[Any, ...], told: bytes) -> None:
    limits = replace(ROOMY, proxies=tuple(map(ip_network, proxies)))
    async with serving(limits) as port:
        client = await port.connect(b"GET /who HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 203.0.113.9\r\n\r\n")

        assert await client.answer() == (200, told)


async def test_a_trusted_proxy_may_have_every_connection() -> None:
    limits = replace(SMALL, head_seconds=60, per_address=2, proxies=(ip_network("127.0.0.0/8"),))
    async with serving(limits) as port:
        for _ in range(6):
            await port.connect()

        await port.count(6)


@pytest.mark.parametrize(
    ("address", "household"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("unknown", "unknown"),
    ],
)
def test_an_ipv6_line_is_one_household(address: str, household: str) -> None:
    assert household_of(address) == household
