"""SQL for people who look: incidents in a list, one of them whole. Nothing is locked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.chassis.connection import Connection
from services.dispatch.model.pending_changes import TimelineEntry
from services.dispatch.store.timeline import timeline_of

INCIDENTS = """
    SELECT i.incident_id, i.code, i.network_id, i.state, i.zone, i.opened_at, i.wave, i.wave_not_after, i.exercise,
           i.outcome, i.agency, i.reviewed_by, i.closed_at, i.observers, i.level, i.languages,
           (SELECT count(*) FROM report r WHERE r.incident_id = i.incident_id) AS reports,
           (SELECT jsonb_object_agg(s.state, s.n)::text FROM
               (SELECT o.state, count(*) AS n FROM offer o WHERE o.incident_id = i.incident_id GROUP BY o.state) s
           ) AS offers,
           (SELECT array_agg(a.callsign ORDER BY a.held_at) FROM assignment a
            WHERE a.incident_id = i.incident_id AND a.state <> 'released') AS team,
           f.outcome AS found, f.submitted_by, f.submitted_at, f.people, f.vehicles, f.decision, f.finding_id, f.words
    FROM incident i
    LEFT JOIN LATERAL (
        SELECT * FROM finding f WHERE f.incident_id = i.incident_id ORDER BY f.submitted_at DESC LIMIT 1
    ) f ON true
"""
IN_STATE = (
    INCIDENTS
    + """
    WHERE ($1 = 'all' OR ($1 = 'closed') = (i.state = 'closed'))
    ORDER BY i.opened_at DESC LIMIT $2
"""
)
BY_ID = INCIDENTS + " WHERE i.incident_id = $1"
TEAM = """
    SELECT assignment_id, callsign, state, eta_minutes, held_at, confirmed_at, on_scene_at, sos_at, out_at, released_at
    FROM assignment WHERE incident_id = $1 ORDER BY held_at
"""
OFFERS = """
    SELECT callsign, state, wave, asked, reasons, offered_at, delivered_at, answered_at, eta_minutes, not_after
    FROM offer WHERE incident_id = $1 ORDER BY offered_at, callsign
"""
REPORT_IDS = "SELECT report_id FROM report WHERE incident_id = $1 ORDER BY noted_at, report_id"
NAMED = """
    SELECT incident_id, state <> 'closed' AS open FROM incident WHERE code = $1
    ORDER BY (state = 'closed'), opened_at DESC LIMIT 2
"""


class IncidentViews:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def listed(self, state: str, limit: int) -> list[dict[str, Any]]:
        return [dict(row) for row in await self._connection.fetch(IN_STATE, state, limit)]

    async def incident(self, incident_id: UUID) -> dict[str, Any] | None:
        row = await self._connection.fetchrow(BY_ID, incident_id)
        return dict(row) if row else None

    async def timeline(self, incident_id: UUID) -> list[TimelineEntry]:
        return await timeline_of(self._connection, incident_id)

    async def team(self, incident_id: UUID) -> list[dict[str, Any]]:
        return [dict(row) for row in await self._connection.fetch(TEAM, incident_id)]

    async def offers(self, incident_id: UUID) -> list[dict[str, Any]]:
        return [dict(row) for row in await self._connection.fetch(OFFERS, incident_id)]

    async def report_ids(self, incident_id: UUID) -> list[UUID]:
        return [row["report_id"] for row in await self._connection.fetch(REPORT_IDS, incident_id)]

    async def by_code(self, code: str) -> Sequence[tuple[UUID, bool]]:
        """(incident, whether it is open), the open ones first; two when networks share a code."""
        return [(row["incident_id"], row["open"]) for row in await self._connection.fetch(NAMED, code)]
