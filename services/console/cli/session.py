"""What every command is handed: how to speak, where the services are, and how they are reached."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import typer

from services.console.cli.output import Output
from services.console.client.environment import Environment
from services.console.client.errors import Refused, Unreachable

if TYPE_CHECKING:
    from services.chassis.cluster import Cluster
    from services.console.client.services import Services

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Session:
    out: Output
    environment: Environment


def session_of(context: typer.Context) -> Session:
    """The one that cli.py made for this command."""
    session = context.find_object(Session)
    assert session is not None, "cli.py makes it before any command runs"
    return session


def ask(session: Session, work: "Callable[[Services], Awaitable[Answer]]") -> Answer:
    """Run what needs the services, and close every connection after it."""
    from services.console.client.services import reach  # httpx takes its time to import

    async def asked() -> Answer:
        async with reach(session.environment) as services:
            return await work(services)

    return asyncio.run(asked())


@asynccontextmanager
async def reach_cluster(session: Session) -> "AsyncIterator[Cluster]":
    """Kafka, for looking after topics and groups.

    Raises:
        Unreachable: no broker answers.
        Refused: it answers, and says no.
    """
    from services.chassis.cluster import Cluster, ClusterRefused
    from services.chassis.errors import INFRASTRUCTURE

    try:
        async with Cluster(session.environment.bus()) as cluster:
            yield cluster
    except ClusterRefused as error:
        raise Refused("kafka_refused", why=str(error)) from None
    except INFRASTRUCTURE:
        raise Unreachable("Kafka", session.environment.kafka_address) from None
