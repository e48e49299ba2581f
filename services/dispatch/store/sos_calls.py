"""SQL about cries for help, and what was said and done while they were open."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from services.chassis.connection import Connection, Write
from services.chassis.stored_table import Column, StoredTable
from services.dispatch.model.sos_call import SosCall, SosEntry, SosEntryKind

SOS_CALL = StoredTable[SosCall](
    "sos_call",
    Column("call_id", "uuid", "id"),
    Column("network_id", "text"),
    Column("code", "text", changes=True),
    Column("volunteer_id", "uuid"),
    Column("callsign", "text"),
    Column("incident_id", "uuid", changes=True),
    Column("zone", "text", changes=True),
    Column("exercise", "boolean", changes=True),
    Column("raised_at", "timestamptz"),
    Column("repeated_at", "timestamptz", changes=True),
    Column("cries", "int", changes=True),
    Column("acknowledged_by", "text", changes=True),
    Column("acknowledged_at", "timestamptz", changes=True),
    Column("cleared_by", "text", changes=True),
    Column("cleared_at", "timestamptz", changes=True),
)
SOS_ENTRY = StoredTable[SosEntry](
    "sos_entry",
    Column("entry_id", "uuid", "id"),
    Column("call_id", "uuid"),
    Column("kind", "text", read=SosEntryKind),
    Column("author", "text"),
    Column("at", "timestamptz"),
    Column("words", "bytea"),
)
LOCK_OPEN_CALLS = SOS_CALL.select(
    "WHERE cleared_at IS NULL AND network_id = ANY($1::text[]) ORDER BY call_id FOR UPDATE"
)
ENTRIES_OF = SOS_ENTRY.select("WHERE call_id = $1 ORDER BY at, entry_id")
SAVE_CALLS = SOS_CALL.upsert()
ADD_ENTRIES = SOS_ENTRY.insert(tail="ON CONFLICT (entry_id) DO NOTHING")


class SosCallStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock_open(self, network_ids: Collection[str]) -> list[SosCall]:
        """Of these networks; after their incidents and pages, everywhere."""
        return [call_from(row) for row in await self._connection.fetch(LOCK_OPEN_CALLS, sorted(network_ids))]

    async def entries_of(self, call_id: UUID) -> list[SosEntry]:
        """What they texted and what was done, as it happened."""
        rows = await self._connection.fetch(ENTRIES_OF, call_id)
        return [SosEntry(**SOS_ENTRY.facts(row)) for row in rows]


def saving_calls(calls: Collection[SosCall]) -> Write | None:
    return SOS_CALL.write(SAVE_CALLS, list(calls))


def adding_entries(entries: Collection[SosEntry]) -> Write | None:
    return SOS_ENTRY.write(ADD_ENTRIES, list(entries))


def call_from(row: Any) -> SosCall:
    return SosCall(**SOS_CALL.facts(row))
