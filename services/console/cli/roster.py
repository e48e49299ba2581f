"""Which network and which volunteers a command means: by id or call sign, asked of dispatch."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from services.console.errors import CommandRefused

if TYPE_CHECKING:
    from services.console.client.services import ServicesClient


async def network_meant(services: "ServicesClient", named: str | None) -> dict[str, Any]:
    """The network named; without a name, the only one there is.

    Raises:
        CommandRefused: there is none, or several and none was named.
    """
    if named is not None:
        found = await services.get("dispatch", f"/v1/networks/{named}")
        return {**found, "network_id": named}
    answer = await services.get("dispatch", "/v1/networks")
    networks = answer["networks"] if isinstance(answer, dict) else answer
    if not networks:
        raise CommandRefused("no_network")
    if len(networks) > 1:
        raise CommandRefused("which_network", networks=" | ".join(id_of(network) for network in networks))
    return {**networks[0], "network_id": id_of(networks[0])}


def id_of(network: dict[str, Any]) -> str:
    return str(network.get("network_id") or network["id"])


async def roster(services: "ServicesClient", network_id: str) -> list[dict[str, Any]]:
    """Everyone in the network, with what they do right now."""
    answer = await services.get("dispatch", f"/v1/networks/{network_id}/volunteers")
    volunteers: list[dict[str, Any]] = answer["volunteers"] if isinstance(answer, dict) else answer
    return volunteers


async def volunteers_meant(
    services: "ServicesClient", network_id: str, callsigns: Sequence[str]
) -> list[dict[str, Any]]:
    """Those with the call signs, in the order asked.

    Raises:
        CommandRefused: nobody has one of them.
    """
    by_callsign = {volunteer["callsign"]: volunteer for volunteer in await roster(services, network_id)}
    for callsign in callsigns:
        if callsign not in by_callsign:
            raise CommandRefused("no_such_callsign", network=network_id, callsign=callsign)
    return [by_callsign[callsign] for callsign in callsigns]
