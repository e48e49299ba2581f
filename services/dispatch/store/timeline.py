"""SQL about an incident's timeline: what happened, in the order in which it was decided."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.chassis.connection import Connection, Write
from services.chassis.stored_table import Column, StoredTable
from services.dispatch.model.pending_changes import TimelineEntry


def _as_json(params: Any) -> str:
    return json.dumps(dict(params))


TIMELINE = StoredTable[TimelineEntry](
    "timeline",
    Column("incident_id", "uuid"),
    Column("at", "timestamptz"),
    Column("kind", "text"),
    Column("params", "jsonb", write=_as_json, read=json.loads),
)
WRITE_TIMELINE = TIMELINE.insert()
COUNT = "SELECT count(*) FROM timeline WHERE incident_id = $1"
PART = TIMELINE.select("WHERE incident_id = $1 ORDER BY position OFFSET $2 LIMIT $3")
LAST_WAVE = TIMELINE.select("WHERE incident_id = $1 AND kind = 'wave' ORDER BY position DESC LIMIT 1")


def writing_timeline(entries: Sequence[TimelineEntry]) -> Write | None:
    return TIMELINE.write(WRITE_TIMELINE, entries)


async def timeline_of(
    connection: Connection, incident_id: UUID, at_most: int, *, before: int | None = None
) -> tuple[int, list[TimelineEntry]]:
    """How many came before these, and the last ones: of all, or of the first `before`."""
    counted: int = await connection.fetchval(COUNT, incident_id)
    until = counted if before is None else min(before, counted)
    earlier = max(0, until - at_most)
    rows = await connection.fetch(PART, incident_id, earlier, until - earlier)
    return earlier, [TimelineEntry(**TIMELINE.facts(row)) for row in rows]


async def last_wave_of(connection: Connection, incident_id: UUID) -> TimelineEntry | None:
    row = await connection.fetchrow(LAST_WAVE, incident_id)
    return None if row is None else TimelineEntry(**TIMELINE.facts(row))
