"""SQL about brakes: one row for each network whose texts ever failed."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from services.chassis.connection import Connection, Write
from services.chassis.stored_table import Column, StoredTable
from services.dispatch.model.brake import Brake

BRAKE = StoredTable[Brake](
    "brake",
    Column("network_id", "text"),
    Column("counted_from", "timestamptz", changes=True),
    Column("misses", "int", changes=True),
    Column("braked_at", "timestamptz", changes=True),
    Column("probe_at", "timestamptz", changes=True),
    Column("probes", "int", changes=True),
    Column("released_at", "timestamptz", changes=True),
)
BRAKES = BRAKE.select("WHERE network_id = ANY($1::text[])")
# The rows are made where they are not, so that two units never count past each other or take the same probe.
LOCK_BRAKES = """
    INSERT INTO brake AS known (network_id) SELECT unnest($1::text[]) AS network_id ORDER BY network_id
    ON CONFLICT (network_id) DO UPDATE SET misses = known.misses
    RETURNING network_id, counted_from, misses, braked_at, probe_at, probes, released_at
"""
SAVE_BRAKES = BRAKE.upsert()
BRAKED_AMONG = """
    SELECT DISTINCT i.network_id FROM incident i LEFT JOIN brake b ON b.network_id = i.network_id
    WHERE i.incident_id = ANY($1::uuid[]) AND (i.braked_at IS NOT NULL OR b.braked_at IS NOT NULL)
"""
HELD_BACK = "SELECT incident_id, epoch FROM incident WHERE network_id = ANY($1::text[]) AND braked_at IS NOT NULL"


class BrakeStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def brakes_of(self, network_ids: Collection[str], *, locked: bool) -> Mapping[str, Brake]:
        """Locked: until the unit ends, after incidents and before whom to page."""
        rows = await self._connection.fetch(LOCK_BRAKES if locked else BRAKES, sorted(network_ids))
        return {row["network_id"]: brake_from(row) for row in rows}

    async def braked_among(self, incident_ids: Collection[UUID]) -> set[str]:
        """Networks of these incidents where people are held back."""
        return {row["network_id"] for row in await self._connection.fetch(BRAKED_AMONG, list(incident_ids))}

    async def held_back(self, network_ids: Collection[str]) -> list[tuple[UUID, int]]:
        """Incidents that ask nobody, with the epoch of their timers."""
        rows = await self._connection.fetch(HELD_BACK, sorted(network_ids))
        return [(row["incident_id"], row["epoch"]) for row in rows]


def saving_brakes(brakes: Collection[Brake]) -> Write | None:
    return BRAKE.write(SAVE_BRAKES, list(brakes))


def brake_from(row: Any) -> Brake:
    return Brake(**BRAKE.facts(row))
