"""Hotline systems that post reports, their keys, and how one of them proved who it is. Pure."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from schemas.values import Trust

Nonce = tuple[str, str]
"""(key id, webhook id) of a signed request."""


@dataclass(frozen=True, slots=True)
class Source:
    """A hotline system that posts reports."""

    id: UUID
    name: str
    network_id: str
    trust: Trust
    rate_per_minute: int
    burst: int


@dataclass(frozen=True, slots=True)
class SourceKey:
    """A key that works now, and whose it is."""

    key_id: str
    sha256: str
    sealed_secret: bytes
    source: Source


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A source with what staff ask about it."""

    source: Source
    live_keys: int
    open_incidents: int


@dataclass(frozen=True, slots=True)
class IncomingRequest:
    """What of a request tells who sent it. Header names are lower-case bytes, as ASGI has them."""

    headers: dict[bytes, bytes]
    method: str
    target: str
    """Path and query as they came."""
    body: Callable[[], Awaitable[bytes]]
    """Reads it: asked only once it could be a sender whom we know."""
    address: str


@dataclass(frozen=True, slots=True)
class AuthenticatedSource:
    """A source that proved who it is; `nonce` must be used up when the request was signed."""

    source: Source
    nonce: Nonce | None = None
