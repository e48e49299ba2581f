"""A small HTTP/1.1 server on a raw asyncio protocol: the bench has 0.3 ms for a text and its callback."""

import asyncio
import logging
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import NamedTuple, cast
from urllib.parse import parse_qsl, unquote

import httptools

log = logging.getLogger("sandbox")

BODY_LIMIT = 64 * 1024
HEADERS_LIMIT = 64
URL_LIMIT = 8 * 1024
PIPELINE_LIMIT = 16
CONNECTIONS_LIMIT = 1_024
IDLE_SECONDS = 120.0
JSON_TYPE = "application/json"


@dataclass(slots=True)
class Request:
    method: str
    target: str
    headers: dict[bytes, bytes]
    body: bytes
    path: str = field(init=False)
    query_string: str = field(init=False)

    def __post_init__(self) -> None:
        path, _, self.query_string = self.target.partition("?")
        self.path = unquote(path) if "%" in path else path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")


class Silence(NamedTuple):
    """No answer ever comes; the client gives up first."""


class HangUp(NamedTuple):
    """The connection is reset instead of an answer."""


class Stream(NamedTuple):
    """An answer without an end: `run` writes until the client has gone."""

    head: bytes
    run: Callable[["Connection"], Awaitable[None]]


Reply = bytes | Silence | HangUp | Stream
App = Callable[[Request], Reply | Awaitable[Reply]]

_REASONS = {status.value: status.phrase for status in HTTPStatus}


def respond(status: int, body: bytes = b"", content_type: str = JSON_TYPE, headers: tuple[str, ...] = ()) -> bytes:
    lines = [f"HTTP/1.1 {status} {_REASONS[status]}", f"Content-Length: {len(body)}"]
    if body:
        lines.append(f"Content-Type: {content_type}")
    lines += headers
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


class Connection(asyncio.Protocol):
    """Answers one request after the other, in the order they came."""

    def __init__(self, app: App, connections: set["Connection"]) -> None:
        self._app = app
        self._connections = connections
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[tuple[Request, bool]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._target = b""
        self._headers: dict[bytes, bytes] = {}
        self._body: list[bytes] = []
        self._size = 0
        self._writable: asyncio.Future[None] | None = None
        self.active_at = 0.0

    # -- the transport speaks

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self.active_at = asyncio.get_running_loop().time()
        if len(self._connections) >= CONNECTIONS_LIMIT:
            self._transport.abort()
            return
        self._connections.add(self)

    def connection_lost(self, _: Exception | None) -> None:
        self._connections.discard(self)
        self._transport = None
        self.resume_writing()
        if self._task:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserCallbackError as failure:
            log_failure(failure.__context__ or failure)
            self._refuse(500)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._refuse(400)

    def pause_writing(self) -> None:
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        if self._writable and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    # -- the parser speaks

    def on_message_begin(self) -> None:
        self._target, self._headers, self._body, self._size = b"", {}, [], 0

    def on_url(self, url: bytes) -> None:
        self._target += url
        self._size += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size <= BODY_LIMIT:
            self._body.append(body)
        elif not self.gone:
            self._refuse(413)

    def on_message_complete(self) -> None:
        if self.gone:
            return
        lasting = self._parser.should_keep_alive()
        request = Request(
            self._parser.get_method().decode("ascii"),
            self._target.decode("latin-1"),
            self._headers,
            b"".join(self._body),
        )
        if len(self._target) > URL_LIMIT or len(self._headers) > HEADERS_LIMIT:
            self._refuse(431)
        elif self._task or self._waiting:
            self._waiting.append((request, lasting))
            if len(self._waiting) >= PIPELINE_LIMIT and self._transport:
                self._transport.pause_reading()
        else:
            self._serve(request, lasting)

    # -- answers

    def _serve(self, request: Request, lasting: bool) -> None:
        reply = self._app(request)
        if type(reply) is bytes:
            self._answer(reply, lasting)
        else:
            self._task = asyncio.get_running_loop().create_task(self._serve_slowly(reply, lasting))
            self._task.add_done_callback(self._on_served)

    async def _serve_slowly(self, promised: Reply | Awaitable[Reply], lasting: bool) -> None:
        reply = await promised if isinstance(promised, Awaitable) else promised
        match reply:
            case bytes():
                self._answer(reply, lasting)
            case Silence():
                await asyncio.sleep(IDLE_SECONDS)
                self._hang_up()
            case HangUp():
                self._hang_up()
            case Stream():
                self.write(reply.head)
                await reply.run(self)
                self._close()

    def _on_served(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if task.cancelled():
            return
        if failure := task.exception():
            log_failure(failure)
            self._refuse(500)
        while self._waiting and not self._task:
            self._serve(*self._waiting.popleft())
        if self._transport and not self._transport.is_closing():
            self._transport.resume_reading()

    def _answer(self, reply: bytes, lasting: bool) -> None:
        self.active_at = asyncio.get_running_loop().time()
        self.write(reply)
        if not lasting:
            self._close()

    def write(self, data: bytes) -> None:
        if self._transport:
            self._transport.write(data)

    async def drain(self) -> None:
        """Wait until the client has read enough of what was written."""
        if self._writable:
            await self._writable

    @property
    def gone(self) -> bool:
        return self._transport is None or self._transport.is_closing()

    def _refuse(self, status: int) -> None:
        self._waiting.clear()
        self.write(respond(status, headers=("Connection: close",)))
        self._close()

    def _close(self) -> None:
        if self._transport:
            self._transport.close()

    def _hang_up(self) -> None:
        """With a linger of zero the kernel sends RST, as a crashed peer's would."""
        if self._transport:
            sock = self._transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()

    def end_if_idle(self, now: float) -> None:
        if not self._task and now - self.active_at > IDLE_SECONDS:
            self._close()

    def end(self) -> None:
        if self._task:
            self._task.cancel()
        self._close()


def log_failure(failure: BaseException) -> None:
    """Where it happened and what it is, but not what it says: a message could quote a text."""
    place = failure.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_qualname}:{place.tb_lineno}" if place else "unknown"
    log.error("failure %s at %s", type(failure).__name__, where)


class HttpServer:
    """Listens; can close its door for a while, as a provider that is down does."""

    def __init__(self, app: App, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._connections: set[Connection] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        """Returns the port, which the kernel chose where 0 was asked for."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self._app, self._connections), self._host, self._port, backlog=512
        )
        self._port = self._server.sockets[0].getsockname()[1]
        return self._port

    async def refuse_connections(self, seconds: float) -> None:
        """New connections are refused and the idle ones closed; running answers finish."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        for connection in tuple(self._connections):
            connection.end_if_idle(float("inf"))
        await asyncio.sleep(seconds)
        await self.open()

    def end_idle_connections(self) -> None:
        now = asyncio.get_running_loop().time()
        for connection in tuple(self._connections):
            connection.end_if_idle(now)

    def close(self) -> None:
        if self._server:
            self._server.close()
            self._server = None
        for connection in tuple(self._connections):
            connection.end()
