"""Which network and which volunteers a command means: by id or call sign, asked of dispatch."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.console.errors import CommandRefused

if TYPE_CHECKING:
    from schemas.api.dispatch.networks import NetworkSummary
    from schemas.api.dispatch.volunteers import VolunteerSummary
    from services.console.client.dispatch import DispatchClient


async def network_meant(dispatch: "DispatchClient", named: str | None) -> "NetworkSummary":
    """The network named; without a name, the only one there is.

    Raises:
        CommandRefused: there is none, or several and none was named.
    """
    if named is not None:
        return await dispatch.network(named)
    networks = (await dispatch.networks()).networks
    if not networks:
        raise CommandRefused("no_network")
    if len(networks) > 1:
        raise CommandRefused("which_network", networks=" | ".join(network.network_id for network in networks))
    return networks[0]


async def volunteers_meant(
    dispatch: "DispatchClient", network_id: str, callsigns: Sequence[str]
) -> "list[VolunteerSummary]":
    """Those with the call signs, in the order asked.

    Raises:
        CommandRefused: nobody has one of them.
    """
    roster = await dispatch.volunteers(network_id)
    by_callsign = {volunteer.callsign: volunteer for volunteer in roster}
    for callsign in callsigns:
        if callsign not in by_callsign:
            raise CommandRefused("no_such_callsign", network=network_id, callsign=callsign)
    return [by_callsign[callsign] for callsign in callsigns]
