"""Post signed webhooks the way Twilio does: kept-alive connections, its time limits, its bounded retries."""

import asyncio
import re
import ssl
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self, cast
from urllib.parse import parse_qsl, urlsplit

import httptools

from deploy.sandbox.webhooks.forms import write_form
from deploy.sandbox.webhooks.signature import sign

HEAD = "User-Agent: TwilioProxy/1.1\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
CONNECTIONS_PER_ORIGIN = 32
FIRST_BACKOFF_S = 0.25
RETRIES_LIMIT = 5
ANSWER_LIMIT = 64 * 1024
URL_LIMIT = 4_000
_URL = re.compile(r"(https?)://([^/?#]+)")


class WebhookAnswer(NamedTuple):
    status: int | None
    """None: no attempt was answered."""
    attempts: int

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class ConnectionOverrides:
    """Twilio's connection overrides, read from a webhook URL's fragment: `#rc=5&rp=all`."""

    connect_s: float = 5.0
    read_s: float = 15.0
    total_s: float = 15.0
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})

    @classmethod
    def from_fragment(cls, fragment: str) -> Self:
        """What is misspelt or out of range is left at Twilio's default, as Twilio does."""
        given = dict(parse_qsl(fragment))

        def seconds(name: str, default: float, most_ms: int) -> float:
            value = given.get(name, "")
            return int(value) / 1_000 if _is_number(value) and 100 <= int(value) <= most_ms else default

        retries = given.get("rc", "")
        policy = frozenset(given.get("rp", "ct").split(","))
        return cls(
            connect_s=seconds("ct", 5.0, 10_000),
            read_s=seconds("rt", 15.0, 15_000),
            total_s=seconds("tt", 15.0, 15_000),
            retries=int(retries) if _is_number(retries) and int(retries) <= RETRIES_LIMIT else 1,
            retry_on=frozenset({"4xx", "5xx", "ct", "rt"}) if "all" in policy else policy,
        )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


overrides_in = lru_cache(maxsize=64)(ConnectionOverrides.from_fragment)


class Origin(NamedTuple):
    scheme: str
    host: str
    port: int


class NotConnected(Exception):
    """Nobody took the connection in time."""


class NotAnswered(Exception):
    """The connection was taken, but no whole answer came in time."""


class _Connection(asyncio.Protocol):
    """One request at a time; keeps itself for the next when the server allows."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[int] | None = None
        self._received = 0
        self.keeps_alive = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def connection_lost(self, _: Exception | None) -> None:
        self._transport = None
        self.fail()

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.fail()
        if self._received > ANSWER_LIMIT:
            self.fail()

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if self._answer and not self._answer.done() and status >= 200:
            self.keeps_alive = self.keeps_alive and self._parser.should_keep_alive()
            self._answer.set_result(status)

    def fail(self) -> None:
        self.keeps_alive = False
        if self._answer and not self._answer.done():
            self._answer.set_exception(NotAnswered())

    @property
    def usable(self) -> bool:
        return self.keeps_alive and self._transport is not None and not self._transport.is_closing()

    @property
    def was_stale(self) -> bool:
        """The server closed the kept connection just before: it never saw the request."""
        return self._transport is None and self._received == 0

    def ask(self, request: bytes) -> asyncio.Future[int]:
        self._received = 0
        self._answer = asyncio.get_running_loop().create_future()
        if self._transport is None:
            self.fail()
        else:
            self._transport.write(request)
        return self._answer

    def close(self) -> None:
        self.keeps_alive = False
        if self._transport:
            self._transport.abort()


class Webhooks:
    def __init__(self, auth_token: str, *, reached_as: tuple[str, str] | None = None) -> None:
        """`reached_as` = a public origin and the one the sandbox reaches it under."""
        self._auth_token = auth_token
        self._reached_as = reached_as
        self._idle: dict[Origin, list[_Connection]] = defaultdict(list)
        self._slots: dict[Origin, asyncio.Semaphore] = {}

    async def post(
        self, url: str, parameters: list[tuple[str, str]], *, token: str, forged: bool = False
    ) -> WebhookAnswer:
        """Signs over the URL as it was given, without its fragment; `token` is the same for every attempt."""
        signed_url, _, fragment = url.partition("#")
        limits = overrides_in(fragment)
        origin, request = self._request(signed_url, parameters, token, forged)
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + limits.total_s
        status: int | None = None
        for attempt in range(1, limits.retries + 2):
            try:
                status = await self._ask(origin, request, limits, give_up_at)
                failure = f"{status // 100}xx"
            except NotConnected:
                failure = "ct"
            except NotAnswered:
                failure = "rt"
            pause = FIRST_BACKOFF_S * 2 ** (attempt - 1)
            if failure not in limits.retry_on or loop.time() + pause > give_up_at or attempt > limits.retries:
                break
            await asyncio.sleep(pause)
        return WebhookAnswer(status, attempt)

    def _request(self, url: str, parameters: list[tuple[str, str]], token: str, forged: bool) -> tuple[Origin, bytes]:
        signature = sign("forged" if forged else self._auth_token, url, parameters)
        if self._reached_as and url.startswith(self._reached_as[0] + "/"):
            url = self._reached_as[1] + url.removeprefix(self._reached_as[0])
        origin, host, target = split_url(url)
        body = write_form(parameters)
        head = (
            f"POST {target} HTTP/1.1\r\nHost: {host}\r\n{HEAD}"
            f"X-Twilio-Signature: {signature}\r\nI-Twilio-Idempotency-Token: {token}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return origin, head.encode("latin-1") + body

    async def _ask(self, origin: Origin, request: bytes, limits: ConnectionOverrides, give_up_at: float) -> int:
        slot = self._slots.get(origin) or self._slots.setdefault(origin, asyncio.Semaphore(CONNECTIONS_PER_ORIGIN))
        async with slot:
            while idle := self._idle[origin]:
                connection = idle.pop()
                if not connection.usable:
                    continue
                try:
                    return await self._ask_over(connection, origin, request, limits, give_up_at)
                except NotAnswered:
                    if not connection.was_stale:
                        raise
            connection = await self._connect(origin, limits, give_up_at)
            return await self._ask_over(connection, origin, request, limits, give_up_at)

    async def _ask_over(
        self, connection: _Connection, origin: Origin, request: bytes, limits: ConnectionOverrides, give_up_at: float
    ) -> int:
        answer = connection.ask(request)
        loop = asyncio.get_running_loop()
        patience = loop.call_at(min(loop.time() + limits.read_s, give_up_at), connection.fail)
        try:
            status = await answer
        finally:
            patience.cancel()
            if connection.usable and answer.done() and not answer.cancelled():
                self._idle[origin].append(connection)
            else:
                connection.close()
        return status

    async def _connect(self, origin: Origin, limits: ConnectionOverrides, give_up_at: float) -> _Connection:
        loop = asyncio.get_running_loop()
        secure = ssl.create_default_context() if origin.scheme == "https" else None
        try:
            async with asyncio.timeout(min(limits.connect_s, give_up_at - loop.time())):
                _, connection = await loop.create_connection(_Connection, origin.host, origin.port, ssl=secure)
        except (OSError, TimeoutError) as reason:
            raise NotConnected from reason
        return connection

    def close(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()


class BadUrl(ValueError):
    """The sandbox could not post there."""


def split_url(url: str) -> tuple[Origin, str, str]:
    """Origin, Host header and request target; refuses blanks and controls, which would break a request line."""
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > URL_LIMIT:
        raise BadUrl("a webhook URL is printable ASCII without blanks")
    found = _URL.match(url)
    if found is None:
        raise BadUrl("a webhook URL starts with http:// or https://")
    scheme, netloc = found.groups()
    target = url[found.end() :].partition("#")[0]
    return origin_of(scheme, netloc), netloc, target if target.startswith("/") else f"/{target}"


@lru_cache(maxsize=64)
def origin_of(scheme: str, netloc: str) -> Origin:
    try:
        parts = urlsplit(f"{scheme}://{netloc}")
        port = parts.port or (443 if scheme == "https" else 80)
    except ValueError as reason:
        raise BadUrl("a webhook URL names a port that cannot be") from reason
    if not parts.hostname or "@" in netloc:
        raise BadUrl("a webhook URL names a host, and no password")
    return Origin(scheme, parts.hostname, port)
