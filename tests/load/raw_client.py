"""A load generator's HTTP client: raw asyncio, one request at a time per connection, next to no CPU of its own."""

import asyncio
import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import uuid4

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"


PATIENCE_S = 30.0


@dataclass(slots=True)
class Answer:
    status: int
    """0: there was none."""
    body: bytes
    sent_at: float
    """Seconds since the epoch, as all moments here."""
    answered_at: float
    due_at: float = 0.0
    """When the schedule of an open loop wanted it sent."""


class Connection(asyncio.Protocol):
    """Keep-alive; answers must carry Content-Length, as intake's do."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._waiting: asyncio.Future[Answer] | None = None
        self._sent_at = 0.0
        self.alive = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self, request: bytes) -> "asyncio.Future[Answer]":
        assert self._transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        self._sent_at = time.time()
        self._transport.write(request)
        return self._waiting

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(END_OF_HEAD)
        if end < 0:
            return
        head = self._buffer[:end].lower()
        at = head.find(LENGTH)
        length = int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._buffer) < end + 4 + length:
            return
        body = self._buffer[end + 4 : end + 4 + length]
        self._buffer = b""
        self.answered(int(head[9:12]), body)

    def answered(self, status: int, body: bytes) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(Answer(status, body, self._sent_at, time.time()))

    def connection_lost(self, error: Exception | None) -> None:
        self.alive = False
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error or ConnectionResetError("closed"))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class Caller(Connection):
    """Sends its next request as soon as it has an answer, until there is none."""

    def __init__(self, requests: Iterator[bytes]) -> None:
        super().__init__()
        self._requests = requests
        self.accepted = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._next()

    def answered(self, status: int, body: bytes) -> None:
        if status != 202:
            self._end(AssertionError(f"{status} {body[:200]!r}"))
            return
        self.accepted += 1
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        self._end(error or ConnectionResetError("closed"))

    def _next(self) -> None:
        assert self._transport is not None
        request = next(self._requests, None)
        if request is None:
            self._end(None)
        else:
            self._transport.write(request)

    def _end(self, error: Exception | None) -> None:
        if not self.done.done():
            if error is None:
                self.done.set_result(None)
            else:
                self.done.set_exception(error)


@dataclass
class Load:
    """Posts JSON documents to one path of one server."""

    url: str
    key: str
    _idle: list[Connection] = field(default_factory=list)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        assert parts.hostname is not None
        assert parts.port is not None
        self._host, self._port = parts.hostname, parts.port

    def request(self, path: str, document: bytes) -> bytes:
        """The bytes on the wire; a new Idempotency-Key each time."""
        return (
            f"POST {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAuthorization: Bearer {self.key}\r\n"
            f"Content-Type: application/json\r\nIdempotency-Key: {uuid4().hex}\r\n"
            f"Content-Length: {len(document)}\r\n\r\n"
        ).encode() + document

    async def connect(self) -> Connection:
        _, connection = await asyncio.get_running_loop().create_connection(Connection, self._host, self._port)
        return connection

    async def closed_loop(self, path: str, documents: Sequence[bytes], *, connections: int, seconds: float) -> float:
        """Each connection sends the next request when it has its answer. Returns accepted requests a second."""
        until = time.perf_counter() + seconds

        def requests() -> Iterator[bytes]:
            for document in itertools.cycle(documents):
                if time.perf_counter() > until:
                    return
                yield self.request(path, document)

        shared = requests()
        loop = asyncio.get_running_loop()
        started = time.perf_counter()
        opened = [
            await loop.create_connection(lambda: Caller(shared), self._host, self._port) for _ in range(connections)
        ]
        try:
            await asyncio.gather(*(caller.done for _, caller in opened))
            return sum(caller.accepted for _, caller in opened) / (time.perf_counter() - started)
        finally:
            for transport, _ in opened:
                transport.close()

    async def post(self, path: str, document: bytes) -> Answer:
        """Over a connection that is idle, or a new one. A request that fails has an answer too, of status 0."""
        sent_at = time.time()
        try:
            async with asyncio.timeout(PATIENCE_S):
                while self._idle and not self._idle[-1].alive:
                    self._idle.pop()
                connection = self._idle.pop() if self._idle else await self.connect()
                answer = await connection.send(self.request(path, document))
        except (OSError, TimeoutError):
            return Answer(0, b"", sent_at, time.time())
        self._idle.append(connection)
        return answer

    async def open_loop(self, path: str, documents: Iterator[bytes], *, rate: float, seconds: float) -> list[Answer]:
        """A request every 1/rate s whatever the answers do; returns every answer, in order of sending."""
        tasks: list[asyncio.Task[Answer]] = []

        async def one(document: bytes, due_at: float) -> Answer:
            answer = await self.post(path, document)
            answer.due_at = due_at
            return answer

        started = time.time()
        for number in range(int(rate * seconds)):
            due_at = started + number / rate
            if (wait := due_at - time.time()) > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(one(next(documents), due_at)))
        answers = await asyncio.gather(*tasks)
        self.close()
        return answers

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


def report_id_of(answer: Answer) -> str:
    return str(json.loads(answer.body)["report_id"])
