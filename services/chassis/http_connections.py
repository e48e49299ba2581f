"""Connections that are bounded before anybody is known: how many, how long, how large a head (rule R98, ADR 25).

uvicorn accepts without end, waits without end for a head and a body, and keeps a head of any size. Its protocol is
extended here by what it has no option for. Who is not being served may be put out at any time: when there is no room
the connection that has been waiting longest goes, so nobody shuts others out by waiting.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from math import inf
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.chassis.addresses import household_of, is_in
from services.chassis.telemetry import CONNECTIONS_CUT

DRAINED_AT_MOST: Final = 1024 * 1024
"""Bytes of a body that nobody wants any more, so that its sender may read why."""
FRAMING: Final = 8
"""Bytes of framing for a byte of a body: beyond is no chunked body but something to fill our memory with."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Of one port. Seconds are those that a client has; `proxies` are addresses that stand for many clients."""

    total: int
    per_address: int
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    head_bytes: int = 16 * 1024
    headers: int = 100
    pipelined: int = 8
    head_seconds: float = 5
    body_seconds: float = 15
    answer_seconds: float = 15
    drain_seconds: float = 5
    """For what is left of a body that was answered before it was read."""
    idle_seconds: float = 65


class Connections:
    """The open connections of a port."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self._open: dict[BoundedProtocol, str] = {}
        self._waiting: dict[BoundedProtocol, None] = {}
        """Those that may be put out, in the order in which they began to wait."""
        self._of_household: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, connection: "BoundedProtocol", address: str) -> bool:
        """Whether there is room, or somebody else could be put out for it."""
        household = "" if is_in(address, self.limits.proxies) else household_of(address)
        if household and self._of_household[household] >= self.limits.per_address and not self._put_out(household):
            return False
        if len(self._open) >= self.limits.total and not self._put_out(None):
            return False
        self._open[connection] = household
        self._of_household[household] += 1
        self._waiting[connection] = None
        return True

    def forget(self, connection: "BoundedProtocol") -> None:
        household = self._open.pop(connection, None)
        self._waiting.pop(connection, None)
        if household is not None:
            self._of_household[household] -= 1
            if not self._of_household[household]:
                del self._of_household[household]

    def serves(self, connection: "BoundedProtocol") -> None:
        """A whole request is there: it is answered before anybody puts it out."""
        self._waiting.pop(connection, None)

    def waits_for(self, connection: "BoundedProtocol") -> None:
        if connection in self._open:
            self._waiting.pop(connection, None)
            self._waiting[connection] = None

    def put_out_overdue(self) -> None:
        now = asyncio.get_running_loop().time()
        for connection in [each for each in self._open if each.is_overdue(now)]:
            connection.put_out(connection.phase.value)

    def _put_out(self, household: str | None) -> bool:
        """The one that waits longest, of that household where one is named."""
        for connection in self._waiting:
            if household is None or self._open[connection] == household:
                connection.put_out("no room" if household is None else "no room for the address")
                return True
        return False


class Phase(Enum):
    """What a connection waits for; its value is what it is counted under when that takes too long."""

    IDLE = "idle"
    HEAD = "head"
    BODY = "body"
    ANSWER = "answer"


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's, with deadlines and bounds."""

    def __init__(self, *args: Any, connections: Connections, **options: Any) -> None:
        super().__init__(*args, **options)
        self.phase = Phase.HEAD
        self._bounded = connections
        self._limits = connections.limits
        self._due = self._unread_due = inf
        self._unanswered = 0
        self._head_is_open = self._body_is_open = False
        self._overhead = 0
        """Bytes since the last whole head or message that are no body."""
        self._head_bytes = self._headers = self._drained = 0
        self._too_large = False

    def is_overdue(self, now: float) -> bool:
        if self.transport.is_closing() and self._unread_due == inf:
            self._unread_due = now + self._limits.answer_seconds
        return now >= self._due or now >= self._unread_due

    def put_out(self, why: str) -> None:
        CONNECTIONS_CUT.labels(why).inc()
        self._bounded.forget(self)
        self.transport.abort()

    # -- the transport speaks

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait_for(Phase.HEAD, self._limits.head_seconds)
        if not self._bounded.admit(self, self.client[0] if self.client else ""):
            CONNECTIONS_CUT.labels("refused").inc()
            transport.write(NO_ROOM)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._bounded.forget(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.phase is Phase.IDLE:
            self._wait_for(Phase.HEAD, self._limits.head_seconds)
        self._overhead += len(data)
        super().data_received(data)
        if self._overhead > self._limits.head_bytes and not self.transport.is_closing():
            self._too_large = True
            self.send_400_response("")

    def pause_writing(self) -> None:
        self._unread_due = self.loop.time() + self._limits.answer_seconds
        super().pause_writing()

    def resume_writing(self) -> None:
        self._unread_due = inf
        super().resume_writing()

    # -- the parser speaks; what these raise is answered by `send_400_response`

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_is_open = True
        self._head_bytes = self._headers = self._drained = 0

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers += 1
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= self._limits.pipelined:
            raise ValueError("too many requests before the first is answered")
        super().on_headers_complete()
        self._unanswered += 1
        self._head_is_open, self._body_is_open = False, True
        self._overhead = 0
        if self.phase is not Phase.ANSWER:
            self._wait_for(Phase.BODY, self._limits.body_seconds)

    def on_body(self, body: bytes) -> None:
        self._overhead -= FRAMING * len(body)
        if self.cycle.response_complete:
            self._drained += len(body)
            if self._drained > DRAINED_AT_MOST:
                self.transport.close()
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._body_is_open = False
        self._overhead = 0
        if self._unanswered:
            self._bounded.serves(self)
            self._wait_for(Phase.ANSWER, inf)
        else:
            self._wait_for(Phase.IDLE, self._limits.idle_seconds)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._unanswered -= 1
        limits = self._limits
        if self._body_is_open:
            self._wait_for(Phase.BODY, limits.body_seconds if self._unanswered else limits.drain_seconds)
            self._bounded.waits_for(self)
        elif not self._unanswered:
            if self._head_is_open:
                self._wait_for(Phase.HEAD, limits.head_seconds)
            else:
                self._wait_for(Phase.IDLE, limits.idle_seconds)
            self._bounded.waits_for(self)
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """The request cannot be read on; nor is there an answer to give while another is being written."""
        if self._too_large:
            CONNECTIONS_CUT.labels("head too large").inc()
        if self._unanswered:
            self.transport.abort()
            return
        self.transport.write(HEAD_TOO_LARGE if self._too_large else MALFORMED)
        self.transport.close()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > self._limits.head_bytes or self._headers > self._limits.headers:
            self._too_large = True
            raise ValueError("the head is too large")

    def _wait_for(self, phase: Phase, seconds: float) -> None:
        self.phase = phase
        self._due = self.loop.time() + seconds


def _answer(status: str, kind: str, title: str, extra: str = "") -> bytes:
    """A problem (RFC 9457) without the app: these requests never reach it."""
    body = f'{{"type":"urn:hotline:problem:{kind}","title":"{title}","status":{status[:3]}}}'
    return (
        f"HTTP/1.1 {status}\r\ncontent-type: application/problem+json\r\ncontent-length: {len(body)}\r\n"
        f"connection: close\r\n{extra}\r\n{body}"
    ).encode()


MALFORMED: Final = _answer("400 Bad Request", "malformed", "This is not HTTP")
HEAD_TOO_LARGE: Final = _answer("431 Request Header Fields Too Large", "head-too-large", "The head is too large")
NO_ROOM: Final = _answer("503 Service Unavailable", "unavailable", "Not now", "retry-after: 2\r\n")
