"""SQL for people who look: incidents in a list, one of them whole. Nothing is locked."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from schemas.values import Level, Outcome
from services.chassis.connection import Connection
from services.chassis.scope import Scope
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import IncidentState, OfferState, TeamNeeds
from services.dispatch.model.open_mission import OpenMission
from services.dispatch.model.overview import IncidentOverview

INCIDENTS = """
    SELECT i.incident_id, i.code, i.network_id, i.state, i.zone, i.opened_at, i.wave, i.exercise,
           i.outcome, i.agency, i.reviewed_by, i.closed_at, i.observers, i.level, i.languages,
           i.meeting IS NOT NULL AS has_meeting_point, app.key_of(i.place) AS place_key,
           i.near_sos_at IS NOT NULL AND i.state IN ('assessing', 'dispatching', 'unfilled') AS near_sos,
           (SELECT count(*) FROM report r WHERE r.incident_id = i.incident_id) AS reports,
           -- None closes over them; the release before did not note that those of closed incidents were answered.
           (SELECT count(*) FROM report r
            WHERE r.incident_id = i.incident_id AND r.answered_at IS NULL AND i.state <> 'closed') AS callers_waiting,
           (SELECT jsonb_object_agg(s.state, s.n)::text FROM
               (SELECT o.state, count(*) AS n FROM offer o WHERE o.incident_id = i.incident_id GROUP BY o.state) s
           ) AS offers,
           (SELECT array_agg(a.callsign ORDER BY a.held_at) FROM assignment a
            WHERE a.incident_id = i.incident_id AND a.state <> 'released') AS team,
           (SELECT array_agg(c.callsign ORDER BY c.raised_at) FROM sos_call c
            WHERE c.incident_id = i.incident_id AND c.cleared_at IS NULL) AS sos,
           i.state <> 'closed' AND NOT EXISTS (
               SELECT FROM duty d JOIN volunteer v USING (volunteer_id)
               WHERE d.network_id = i.network_id AND (d.on_until IS NULL OR d.on_until > app.now())
                 AND v.unreachable IS NULL
           ) AS without_lead,
           f.outcome AS found, f.submitted_by, f.submitted_at, f.people, f.vehicles, f.decision,
           f.finding_id, f.words, f.reviewed_by AS decided_by, f.reviewed_at, f.note
    FROM incident i
    LEFT JOIN LATERAL (
        SELECT * FROM finding f WHERE f.incident_id = i.incident_id ORDER BY f.submitted_at DESC LIMIT 1
    ) f ON true
"""
_IN_DANGER_FIRST = """
    ORDER BY EXISTS (SELECT FROM sos_call c WHERE c.incident_id = i.incident_id AND c.cleared_at IS NULL) DESC,
             i.opened_at DESC
    LIMIT $1
"""
OPEN = INCIDENTS + " WHERE i.state <> 'closed' AND ($2::text[] IS NULL OR i.network_id = ANY($2))" + _IN_DANGER_FIRST
# Of each network the newest, beside those in which somebody is in danger: the rest is not read (rule R87).
LATEST = " ".join(
    (
        INCIDENTS,
        """
    WHERE i.incident_id IN (
        SELECT c.incident_id FROM sos_call c WHERE c.cleared_at IS NULL
        UNION ALL
        SELECT newest.incident_id
        FROM unnest(coalesce($2::text[], ARRAY(SELECT network_id FROM network))) AS n (network_id)
        CROSS JOIN LATERAL (
            SELECT known.incident_id FROM incident known
            WHERE known.network_id = n.network_id AND (NOT $3::boolean OR known.state = 'closed')
            ORDER BY known.opened_at DESC LIMIT $1
        ) AS newest
    ) AND ($2::text[] IS NULL OR i.network_id = ANY($2)) AND (NOT $3::boolean OR i.state = 'closed')
    """,
        _IN_DANGER_FIRST,
    )
)
COUNT_OPEN = "SELECT count(*) FROM incident WHERE state <> 'closed' AND ($1::text[] IS NULL OR network_id = ANY($1))"
COUNT_ALL = "SELECT count(*) FROM incident WHERE $1::text[] IS NULL OR network_id = ANY($1)"
BY_ID = INCIDENTS + " WHERE i.incident_id = $1 AND ($2::text[] IS NULL OR i.network_id = ANY($2))"
REPORT_IDS = "SELECT report_id FROM report WHERE incident_id = $1 ORDER BY noted_at, report_id"
SEALED_PLACES = """
    SELECT place_of, place, meeting FROM incident
    WHERE incident_id = $1 AND ($2::text[] IS NULL OR network_id = ANY($2))
"""
THERE = """
    SELECT incident_id FROM incident WHERE incident_id = $1 AND ($2::text[] IS NULL OR network_id = ANY($2))
"""
NAMED = """
    SELECT incident_id, state <> 'closed' AS open FROM incident
    WHERE code = $1 AND ($2::text[] IS NULL OR network_id = ANY($2))
    ORDER BY (state = 'closed'), opened_at DESC LIMIT 2
"""
OPEN_MISSIONS = """
    SELECT network_id, incident_id, code, exercise FROM incident
    WHERE state <> 'closed' AND ($1::text[] IS NULL OR network_id = ANY($1)) ORDER BY network_id, opened_at
"""


class SealedPlaces(NamedTuple):
    place_of: UUID
    """The report whose place it is; the place was sealed for it."""
    place: bytes
    meeting: bytes | None


class IncidentViews:
    """What lies in the scope of who looks; there is nothing else (rule R95)."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self._connection = connection
        self._scope = scope.parameter

    async def listed(self, state: str, limit: int) -> list[IncidentOverview]:
        """`state`: open, closed or all; those with an open SOS first, then the newest."""
        if state == "open":
            rows = await self._connection.fetch(OPEN, limit, self._scope)
        else:
            rows = await self._connection.fetch(LATEST, limit, self._scope, state == "closed")
        return [overview_from(row) for row in rows]

    async def count(self, state: str) -> int:
        still_open = 0 if state == "all" else int(await self._connection.fetchval(COUNT_OPEN, self._scope))
        if state == "open":
            return still_open
        return int(await self._connection.fetchval(COUNT_ALL, self._scope)) - still_open

    async def incident(self, incident_id: UUID) -> IncidentOverview | None:
        row = await self._connection.fetchrow(BY_ID, incident_id, self._scope)
        return None if row is None else overview_from(row)

    async def is_there(self, incident_id: UUID) -> bool:
        return await self._connection.fetchval(THERE, incident_id, self._scope) is not None

    async def report_ids(self, incident_id: UUID) -> list[UUID]:
        return [row["report_id"] for row in await self._connection.fetch(REPORT_IDS, incident_id)]

    async def sealed_places(self, incident_id: UUID) -> SealedPlaces:
        """Of an incident that is there."""
        row = await self._connection.fetchrow(SEALED_PLACES, incident_id, self._scope)
        assert row is not None
        return SealedPlaces(*row)

    async def open_missions(self) -> dict[str, list[OpenMission]]:
        """Of every network that has any, the oldest first."""
        found: dict[str, list[OpenMission]] = {}
        for row in await self._connection.fetch(OPEN_MISSIONS, self._scope):
            mission = OpenMission(row["incident_id"], row["code"], row["exercise"])
            found.setdefault(row["network_id"], []).append(mission)
        return found

    async def by_code(self, code: str) -> Sequence[tuple[UUID, bool]]:
        """(incident, whether it is open), the open ones first; two when networks share a code."""
        return [(row["incident_id"], row["open"]) for row in await self._connection.fetch(NAMED, code, self._scope)]


def overview_from(row: Any) -> IncidentOverview:
    counts = json.loads(row["offers"] or "{}")
    return IncidentOverview(
        incident_id=row["incident_id"],
        code=row["code"],
        network_id=row["network_id"],
        state=IncidentState(row["state"]),
        exercise=row["exercise"],
        zone=row["zone"],
        opened_at=row["opened_at"],
        wave=row["wave"],
        needs=TeamNeeds(row["observers"], Level(row["level"]), tuple(row["languages"])),
        reports=row["reports"],
        callers_waiting=row["callers_waiting"],
        offers={OfferState(state): count for state, count in counts.items()},
        team=tuple(row["team"] or ()),
        has_meeting_point=row["has_meeting_point"],
        place_key=row["place_key"],
        near_sos=row["near_sos"],
        without_lead=row["without_lead"],
        sos=tuple(row["sos"] or ()),
        finding=None if row["found"] is None else _latest_finding(row),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        agency=row["agency"],
        reviewed_by=row["reviewed_by"],
        closed_at=row["closed_at"],
    )


def _latest_finding(row: Any) -> Finding:
    return Finding(
        id=row["finding_id"],
        incident_id=row["incident_id"],
        outcome=Outcome(row["found"]),
        people=row["people"],
        vehicles=row["vehicles"],
        submitted_by=row["submitted_by"],
        submitted_at=row["submitted_at"],
        words=row["words"],
        decision=row["decision"],
        reviewed_by=row["decided_by"],
        reviewed_at=row["reviewed_at"],
        note=row["note"],
    )
