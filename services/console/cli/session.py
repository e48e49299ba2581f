"""What every command is handed: how to speak, where the services are, and how they are reached."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

import typer

from services.console.cli.output import Output
from services.console.client.environment import Environment
from services.console.errors import CommandRefused, ServiceUnreachable
from services.console.language.moments import NetworkZones

if TYPE_CHECKING:
    from services.chassis.cluster import Cluster
    from services.console.client.services import ServicesClient

Answer = TypeVar("Answer")
ZONES_SECONDS: Final = 5
"""No list waits longer for the networks' zones."""


@dataclass(frozen=True, slots=True)
class CommandSession:
    out: Output
    environment: Environment


def session_of(context: typer.Context) -> CommandSession:
    """The one that main.py made for this command."""
    session = context.find_object(CommandSession)
    assert session is not None, "main.py makes it before any command runs"
    return session


def ask_services(session: CommandSession, work: "Callable[[ServicesClient], Awaitable[Answer]]") -> Answer:
    """Run what needs the services, and close every connection after it."""
    from services.console.client.services import reach  # httpx takes its time to import

    async def asked() -> Answer:
        async with reach(session.environment) as services:
            return await work(services)

    return asyncio.run(asked())


def zones_asked_once(environment: Environment) -> Callable[[], NetworkZones]:
    """Dispatch is asked at the first call, which is made where no event loop runs."""
    return cache(lambda: asyncio.run(_networks_zones(environment)))


async def _networks_zones(environment: Environment) -> NetworkZones:
    """Without an answer none is known, and moments are told as this machine's."""
    from services.console.client.services import reach

    zones = NetworkZones()
    try:
        async with asyncio.timeout(ZONES_SECONDS), reach(environment) as services:
            for network in (await services.dispatch.networks()).networks:
                zones.learn(network.network_id, network.time_zone)
    except (ServiceUnreachable, CommandRefused, TimeoutError):
        pass
    return zones


@asynccontextmanager
async def reach_cluster(session: CommandSession, principal: str = "console") -> "AsyncIterator[Cluster]":
    """Kafka, for looking after topics and groups; `admin` may change them.

    Raises:
        ServiceUnreachable: no broker answers.
        CommandRefused: it answers, and says no.
    """
    from services.chassis.cluster import Cluster, ClusterRefused
    from services.chassis.errors import INFRASTRUCTURE

    try:
        async with Cluster(session.environment.bus(principal)) as cluster:
            yield cluster
    except ClusterRefused as error:
        raise CommandRefused("kafka_refused", why=str(error)) from None
    except INFRASTRUCTURE:
        raise ServiceUnreachable("Kafka", session.environment.kafka_address) from None
