"""Networks, and who stands behind their missions, over HTTP."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from schemas.api.common import ApiAnswer, example
from schemas.api.dispatch.common import LEAD_ID, AnsweredCallsign, AnsweredNetwork, Unreachable
from schemas.network_file import EXAMPLE_FILE, NetworkFile, Territory

PositionName = Literal["lead", "backup"]
EXAMPLE_DUTY: Final[dict[str, Any]] = {
    "callsign": "ROBIN",
    "volunteer_id": LEAD_ID,
    "position": "lead",
    "unreachable": None,
}
EXAMPLE_NETWORK: Final[dict[str, Any]] = {
    "network_id": "la",
    "revision": 3,
    "name": "RRN",
    "hotline_phone": "213-555-0142",
    "time_zone": "America/Los_Angeles",
    "languages": ["es", "en"],
    "cells": 731,
    "duty": [EXAMPLE_DUTY],
}


class DutyHolder(ApiAnswer):
    """Who stands behind the network's missions now; whoever cannot be reached does not."""

    callsign: AnsweredCallsign
    volunteer_id: UUID
    position: PositionName
    unreachable: Unreachable = None


class NetworkSummary(ApiAnswer):
    network_id: AnsweredNetwork
    revision: int
    name: Annotated[str, Field(examples=["RRN"])]
    hotline_phone: Annotated[str, Field(examples=["213-555-0142"])]
    time_zone: Annotated[str, Field(examples=["America/Los_Angeles"])]
    languages: tuple[str, ...]
    cells: int
    """Of the territory: how many H3 cells of mixed size cover it."""
    duty: tuple[DutyHolder, ...]
    """The lead first, then backups."""


class NetworkList(ApiAnswer):
    model_config = example({"networks": [EXAMPLE_NETWORK]})

    networks: tuple[NetworkSummary, ...]


Ring = list[list[float]]
"""Corners as longitude, latitude (RFC 7946); the last is the first."""


class AppliedTerritory(Territory):
    """A Polygon's rings, or those of each polygon of a MultiPolygon."""

    model_config = ConfigDict(extra="ignore")

    coordinates: list[Ring] | list[list[Ring]]


class AppliedNetworkFile(NetworkFile):
    """The network file as it was applied; what it left to its default is not in it."""

    model_config = ConfigDict(extra="ignore")

    territory: AppliedTerritory


class NetworkDetail(NetworkSummary):
    model_config = example(
        {
            **EXAMPLE_NETWORK,
            "file": EXAMPLE_FILE,
        }
    )

    file: AppliedNetworkFile


class NetworkApplied(ApiAnswer):
    """`changed` False: it was the same already, and nobody was told."""

    model_config = example({"network_id": "la", "revision": 3, "changed": True, "warnings": {"/zones/4": "no_minus"}})

    network_id: AnsweredNetwork
    revision: int
    changed: bool
    warnings: dict[str, str] = Field(default_factory=dict)
    """Places that look mistyped, by JSON pointer: `null_island`, `no_minus`, `turned_round`, `far_away`."""
