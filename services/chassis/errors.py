"""The words with which code steers the chassis: try again, reject, and a problem for an HTTP caller."""

import asyncio
from dataclasses import dataclass, field

import asyncpg
from aiokafka.errors import KafkaError


class TryAgain(Exception):
    """A race was lost or a neighbour is late: the same work, run again, will go through."""


class Reject(Exception):
    """This event can never be handled; it goes to the dead letters. The text holds ids and codes only."""


class Jump(Reject):
    """Its revision is none that its producer can have come to (rule R125): somebody else speaks with its keys."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault of a request: a JSON pointer (RFC 6901) or `header:Name`, and what is wrong with it."""

    pointer: str
    detail: str


@dataclass(slots=True)
class Problem(Exception):  # RFC 9457's own word
    """An answer to an HTTP caller, rendered as application/problem+json (RFC 9457)."""

    status: int
    kind: str
    """The last part of `urn:hotline:problem:<kind>`; stable, for machines."""
    title: str
    detail: str | None = None
    errors: tuple[FieldError, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.status} {self.kind}"


INFRASTRUCTURE: tuple[type[BaseException], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.exceptions.CannotConnectNowError,
    asyncpg.exceptions.AdminShutdownError,
    asyncpg.exceptions.CrashShutdownError,
    asyncpg.exceptions.DeadlockDetectedError,
    asyncpg.exceptions.SerializationError,
    asyncpg.exceptions.LockNotAvailableError,
    asyncpg.exceptions.QueryCanceledError,
    asyncpg.exceptions.InsufficientResourcesError,
    asyncpg.exceptions.IdleInTransactionSessionTimeoutError,
    OSError,
    asyncio.TimeoutError,
    KafkaError,
    TryAgain,
)
"""Faults of the surroundings: never the event's, so never a dead letter (rule R75)."""
