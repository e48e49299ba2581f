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
TIMELINE_OF = TIMELINE.select("WHERE incident_id = $1 ORDER BY position")


def writing_timeline(entries: Sequence[TimelineEntry]) -> Write | None:
    return TIMELINE.write(WRITE_TIMELINE, entries)


async def timeline_of(connection: Connection, incident_id: UUID) -> list[TimelineEntry]:
    rows = await connection.fetch(TIMELINE_OF, incident_id)
    return [TimelineEntry(**TIMELINE.facts(row)) for row in rows]
