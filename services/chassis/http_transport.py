"""A lean HTTP/1.1 transport for httpx: a third of the CPU of its own; its errors tell whether a request went out.

What a caller may conclude (rule R78): `ConnectError`, `ConnectTimeout`, `PoolTimeout`, `WriteError` and
`LocalProtocolError` mean that the server cannot have the whole request; `ReadError`, `ReadTimeout` and
`RemoteProtocolError` mean that it may have it. Answers are read whole, so nothing here streams.

The server is not trusted (ADR 25): an answer has bounds, is not unpacked, and leaves its connection to the next request
only where it ended exactly as it said; whatever else comes is one `RemoteProtocolError`, and the connection is closed.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

import httptools
import httpx

ANSWER_LIMIT: Final = 1024 * 1024
"""Bytes of an answer as they come, head and framing included."""
HEAD_LIMIT: Final = 16 * 1024
MOST_HEADERS: Final = 100
MOST_INTERIM: Final = 8
"""Answers of 1xx before the answer itself."""
PLAIN: Final = {b"content-encoding": (b"", b"identity"), b"transfer-encoding": (b"chunked",)}
"""What these may say: 1 MiB unpacks to a gigabyte."""
IDLE_SECONDS: Final = 4.0
"""Shorter than any server's patience, or a request is lost in a connection that is just being closed."""
SENT: Final = "http11.send_request_body.complete"
"""The moment a `trace` extension is told of, under the name that httpx's own transport gives it."""

PeerAddress = tuple[bytes, bytes, int]
Trace = Callable[[str, dict[str, Any]], Awaitable[None]]


class LeanTransport(httpx.AsyncBaseTransport):
    """Keep-alive connections per origin; of httpx's timeouts `read` bounds the whole answer.

    Args:
        connections: open at once, over all origins; further requests wait for the `pool` timeout.
    """

    def __init__(self, *, connections: int, verify: ssl.SSLContext | None = None) -> None:
        self._verify = verify
        self._free = asyncio.Semaphore(connections)
        self._idle: dict[PeerAddress, deque[_Connection]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Never sends a request twice."""
        payload = _written(request, await request.aread())
        seconds: dict[str, float | None] = request.extensions.get("timeout", {})
        trace: Trace | None = request.extensions.get("trace")
        await self._take_slot(seconds.get("pool"), request)
        try:
            origin = _origin(request.url)
            connection = self._pick(origin) or await self._connect(origin, seconds.get("connect"), request)
            try:
                answer = connection.exchange(payload, request, seconds.get("read"))
                if trace is not None:
                    await connection.drained()
                    await trace(SENT, {"request": request})
                response = await answer
            except BaseException:
                connection.abort()
                raise
            if connection.reusable:
                connection.idle_since = asyncio.get_running_loop().time()
                self._idle.setdefault(origin, deque()).append(connection)
            else:
                connection.abort()
            return response
        finally:
            self._free.release()

    async def aclose(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.abort()
        self._idle.clear()

    async def _take_slot(self, seconds: float | None, request: httpx.Request) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        try:
            async with asyncio.timeout(seconds):
                await self._free.acquire()
        except TimeoutError:
            raise httpx.PoolTimeout("every connection is busy", request=request) from None

    def _pick(self, origin: PeerAddress) -> "_Connection | None":
        """The connection used last: the server has it open most likely."""
        connections = self._idle.get(origin)
        oldest = asyncio.get_running_loop().time() - IDLE_SECONDS
        while connections:
            connection = connections.pop()
            if connection.reusable and connection.idle_since >= oldest:
                while connections and connections[0].idle_since < oldest:
                    connections.popleft().abort()
                return connection
            connection.abort()
        return None

    async def _connect(self, origin: PeerAddress, seconds: float | None, request: httpx.Request) -> "_Connection":
        scheme, host, port = origin
        name = host.decode("ascii")
        context = self._context() if scheme == b"https" else None
        try:
            async with asyncio.timeout(seconds):
                _, connection = await asyncio.get_running_loop().create_connection(
                    _Connection, name, port, ssl=context, server_hostname=name if context else None
                )
        except TimeoutError:
            raise httpx.ConnectTimeout("no connection in time", request=request) from None
        except OSError as error:  # refused, unreachable, unknown name, and every fault of TLS
            raise httpx.ConnectError(type(error).__name__, request=request) from error
        return connection

    def _context(self) -> ssl.SSLContext:
        self._verify = self._verify or ssl.create_default_context()
        return self._verify


def _origin(url: httpx.URL) -> PeerAddress:
    scheme = url.raw_scheme
    if scheme not in (b"http", b"https"):
        raise httpx.UnsupportedProtocol("http and https only")
    return scheme, url.raw_host, url.port or (443 if scheme == b"https" else 80)


def _written(request: httpx.Request, body: bytes) -> bytes:
    """The request as it goes out. A header that would break the line is refused (h11 did that for httpx)."""
    headers = request.headers.raw
    names = {name.lower() for name, _ in headers}
    if b"transfer-encoding" in names:
        raise httpx.LocalProtocolError("bodies of unknown length are not sent", request=request)
    lines = [request.method.encode("ascii") + b" " + request.url.raw_path + b" HTTP/1.1"]
    lines += [name + b": " + value for name, value in headers if name.lower() != b"accept-encoding"]
    lines.append(b"accept-encoding: identity")
    if body and b"content-length" not in names:
        lines.append(b"content-length: %d" % len(body))
    head = b"\r\n".join(lines)
    breaks = len(lines) - 1
    if head.count(b"\n") != breaks or head.count(b"\r") != breaks or b"\x00" in head:
        raise httpx.LocalProtocolError("a header or the target holds a line break", request=request)
    return head + b"\r\n\r\n" + body


class _Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self.idle_since = 0.0
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[httpx.Response] | None = None
        self._request: httpx.Request | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._unsent: asyncio.Future[None] | None = None
        """Pending as long as not everything has gone out."""
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = bytearray()
        self._received = self._head_size = self._head_count = self._interim = 0
        self._head_is_whole = self._until_closed = self._keep = False

    @property
    def reusable(self) -> bool:
        return self._keep and self._transport is not None and not self._transport.is_closing()

    def exchange(
        self, payload: bytes, request: httpx.Request, seconds: float | None
    ) -> "asyncio.Future[httpx.Response]":
        """Write the request now; the future is its answer."""
        loop = asyncio.get_running_loop()
        self._request, self._keep, self._until_closed, self._head_is_whole = request, False, False, False
        self._parser = httptools.HttpResponseParser(self)
        self._received = self._head_size = self._head_count = self._interim = 0
        self._body = bytearray()
        answer = self._answer = loop.create_future()
        if self._transport is None or self._transport.is_closing():
            self._fail(httpx.ConnectError("closed before anything was sent", request=request))
            return answer
        self._transport.write(payload)
        if seconds is not None:
            self._timer = loop.call_later(seconds, self._too_late)
        return answer

    async def drained(self) -> None:
        """Until the kernel has all of the request, or the exchange is over without that."""
        if self._unsent is not None and self._answer is not None:
            await asyncio.wait((self._unsent, self._answer), return_when=asyncio.FIRST_COMPLETED)

    def abort(self) -> None:
        self._keep = False
        self._done()
        if self._transport is not None:
            self._transport.abort()

    # -- the transport speaks

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=0)  # so that `pause_writing` means: not all has gone out

    def pause_writing(self) -> None:
        self._unsent = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        if self._unsent is not None and not self._unsent.done():
            self._unsent.set_result(None)
        self._unsent = None

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._answer.done():
            self.abort()  # nobody asked
            return
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._refuse(type(error).__name__)
        if self._received > (ANSWER_LIMIT if self._head_is_whole else HEAD_LIMIT):
            self._refuse("the answer is too large")

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._keep = False
        if self._until_closed and error is None:
            self._complete()
        elif self._unsent is not None:
            self._fail(httpx.WriteError("closed while the request was being sent", request=self._request))
            self.resume_writing()
        else:
            self._fail(httpx.ReadError("closed before the answer was whole", request=self._request))

    # -- the parser speaks

    def on_message_begin(self) -> None:
        if self._answer is None or self._answer.done():
            self._refuse("more than the answer")
        self._headers, self._head_is_whole = [], False

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head_size += len(name) + len(value)
        self._head_count += 1
        if self._head_size > HEAD_LIMIT or self._head_count > MOST_HEADERS:
            self._refuse("the head is too large")
        elif not self._head_is_whole:  # what follows a body says nothing about it
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        assert self._request is not None
        if self._parser.get_status_code() < 200:
            self._interim += 1
            if self._interim > MOST_INTERIM:
                self._refuse("too many interim answers")
            return
        self._head_is_whole = True
        said = {name.lower(): value.strip().lower() for name, value in self._headers}
        if any(PLAIN.get(name.lower(), (value,)).count(value.strip().lower()) == 0 for name, value in self._headers):
            self._refuse("the answer is packed")
        self._until_closed = b"content-length" not in said and b"transfer-encoding" not in said
        if self._request.method == "HEAD":
            self._complete()

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() < 200:
            return  # the answer itself is still to come
        self._keep = self._parser.should_keep_alive() and self._unsent is None
        self._complete()

    # -- the end of an exchange

    def _complete(self) -> None:
        if self._answer is not None and not self._answer.done():
            status, body = self._parser.get_status_code(), bytes(self._body)
            self._answer.set_result(httpx.Response(status, headers=self._headers, content=body, request=self._request))
        self._done()

    def _refuse(self, why: str) -> None:
        """What came is no answer, or more than one."""
        self._fail(httpx.RemoteProtocolError(why, request=self._request))
        self.abort()

    def _fail(self, error: httpx.HTTPError) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
        self._done()

    def _too_late(self) -> None:
        self._fail(httpx.ReadTimeout("no whole answer in time", request=self._request))

    def _done(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
