"""The three services for the length of a command, asked with the staff key."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from services.chassis.http_client import client
from services.console.client.connection import ServiceConnection
from services.console.client.dispatch import DispatchClient
from services.console.client.environment import SERVICES, Environment
from services.console.client.intake import IntakeClient
from services.console.client.notify import NotifyClient

CONNECT_SECONDS: Final = 3
ANSWER_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class ServicesClient:
    """One client per service, each with a method per route."""

    intake: IntakeClient
    dispatch: DispatchClient
    notify: NotifyClient

    def by_name(self, service: str) -> ServiceConnection:
        """For what all three answer alike."""
        return {"intake": self.intake, "dispatch": self.dispatch, "notify": self.notify}[service]


@asynccontextmanager
async def reach(environment: Environment) -> AsyncIterator[ServicesClient]:
    """
    Raises:
        CommandRefused: there is no staff key.
    """
    key = environment.staff_key
    addresses = {service: environment.url(service) for service in SERVICES}
    clients = {
        service: client(
            base_url=address,
            connect_seconds=CONNECT_SECONDS,
            total_seconds=ANSWER_SECONDS,
            connections=4,
            headers={"authorization": f"Bearer {key}"},
        )
        for service, address in addresses.items()
    }
    try:
        yield ServicesClient(
            IntakeClient("intake", addresses["intake"], clients["intake"]),
            DispatchClient("dispatch", addresses["dispatch"], clients["dispatch"]),
            NotifyClient("notify", addresses["notify"], clients["notify"]),
        )
    finally:
        for each in clients.values():
            await each.aclose()
