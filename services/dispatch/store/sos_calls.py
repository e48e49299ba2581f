"""SQL about cries for help, and what was said and done while they were open."""

import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from services.chassis.connection import Connection, Write
from services.chassis.scope import Scope
from services.chassis.stored_table import Column, StoredTable
from services.dispatch.incident.near_sos import LATELY, place_of_cry
from services.dispatch.model.incident import Assignment, AssignmentState
from services.dispatch.model.sos_call import CryPlace, SosCall, SosEntry, SosEntryKind, SosOverview
from services.dispatch.store.incidents import IncidentStore
from services.dispatch.store.offers import OfferStore

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
# Who is in danger by the state of their assignment, or by an open page. The release before this one keeps no call of it
# while an upgrade rolls; each is one with a stable id.
IN_SOS = """
    SELECT a.assignment_id AS call_id, i.network_id, i.code, a.volunteer_id, a.callsign, i.incident_id, i.zone,
           i.exercise, coalesce(a.sos_at, a.held_at) AS raised_at, NULL::timestamptz AS repeated_at, 1 AS cries,
           NULL::text AS acknowledged_by, NULL::timestamptz AS acknowledged_at, NULL::text AS cleared_by,
           NULL::timestamptz AS cleared_at
    FROM assignment a JOIN incident i USING (incident_id)
    WHERE a.state = 'sos'
    UNION ALL
    SELECT p.page_id, p.network_id, p.code, p.about_id, p.about, NULL, p.zone, p.exercise, p.raised_at, NULL, 1,
           NULL, NULL, NULL, NULL
    FROM page p
    WHERE p.open AND p.reason = 'sos' AND p.incident_id IS NULL AND p.about_id IS NOT NULL AND p.about IS NOT NULL
      AND NOT EXISTS (SELECT FROM assignment a WHERE a.volunteer_id = p.about_id AND a.state = 'sos')
"""
IN_SOS_OF = """
    WITH in_sos AS NOT MATERIALIZED (:in_sos)
    SELECT call_id, network_id, code, volunteer_id, callsign, incident_id, zone, exercise, raised_at, repeated_at,
           cries, acknowledged_by, acknowledged_at, cleared_by, cleared_at
    FROM in_sos WHERE volunteer_id = ANY($1::uuid[])
""".replace(":in_sos", IN_SOS)
LOCK_OPEN_CALLS = SOS_CALL.select(
    "WHERE cleared_at IS NULL AND network_id = ANY($1::text[]) ORDER BY call_id FOR UPDATE"
)
OPEN_CODES = "SELECT code FROM sos_call WHERE cleared_at IS NULL AND network_id = $1 ORDER BY raised_at, code"
NOT_PAGED = SOS_CALL.select("""
    WHERE cleared_at IS NULL
      AND NOT EXISTS (SELECT FROM page p WHERE p.open AND p.reason = 'sos' AND p.about_id = sos_call.volunteer_id)
    ORDER BY call_id
""")
IN_DANGER = """
    SELECT volunteer_id FROM sos_call WHERE cleared_at IS NULL AND volunteer_id = ANY($1::uuid[])
    UNION SELECT about_id FROM page WHERE open AND reason = 'sos' AND about_id = ANY($1::uuid[])
"""
# Who was never sent cried from somewhere else than their mission.
OUT_THERE = SOS_CALL.select("""
    WHERE (cleared_at IS NULL OR cleared_at > app.now() - $1::interval) AND EXISTS (
        SELECT FROM assignment a WHERE a.incident_id = sos_call.incident_id AND a.volunteer_id = sos_call.volunteer_id
          AND a.confirmed_at IS NOT NULL
    ) ORDER BY raised_at, call_id
""")
CRIED_LATELY = SOS_CALL.select("""
    WHERE (cleared_at IS NULL OR cleared_at > app.now() - $2::interval) AND volunteer_id = ANY($1::uuid[])
    ORDER BY raised_at
""")
EVERY_CALL = """
        SELECT call_id, network_id, code, volunteer_id, callsign, incident_id, zone, exercise, raised_at, repeated_at,
               cries, acknowledged_by, acknowledged_at, cleared_by, cleared_at
        FROM sos_call
        UNION ALL
        SELECT * FROM (:in_sos) unkept
        WHERE NOT EXISTS (
            SELECT FROM sos_call k WHERE k.volunteer_id = unkept.volunteer_id AND k.cleared_at IS NULL
        )
""".replace(":in_sos", IN_SOS)
# With them are those who were sent while they were: who only waited was nowhere that we know of.
OVERVIEWS = """
    SELECT c.call_id, c.network_id, c.code, c.volunteer_id, c.callsign, c.incident_id, c.zone, c.exercise, c.raised_at,
           c.repeated_at, c.cries, c.acknowledged_by, c.acknowledged_at, c.cleared_by, c.cleared_at,
           (SELECT jsonb_agg(jsonb_build_array(a.callsign, a.state) ORDER BY a.held_at)::text FROM assignment a
            WHERE a.incident_id = c.incident_id AND a.volunteer_id <> c.volunteer_id AND EXISTS (
                SELECT FROM assignment mine
                WHERE mine.incident_id = c.incident_id AND mine.volunteer_id = c.volunteer_id
                  AND a.confirmed_at < coalesce(mine.released_at, 'infinity')
                  AND mine.confirmed_at < coalesce(a.released_at, 'infinity')
            )) AS team,
           paged.is_paged, paged.callsigns,
           (SELECT count(*) FROM sos_entry e WHERE e.call_id = c.call_id AND e.kind = 'note') AS notes
    FROM (:calls) c
    CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(p.open), false) AS is_paged, array_agg(DISTINCT v.callsign) AS callsigns
        FROM page p LEFT JOIN volunteer v ON v.volunteer_id = ANY (p.paged)
        WHERE p.reason = 'sos' AND p.about_id = c.volunteer_id AND p.raised_at >= c.raised_at
          AND (c.cleared_at IS NULL OR p.raised_at <= c.cleared_at)
    ) paged
""".replace(":calls", EVERY_CALL)
IN_STATE = """
    WHERE ($1 = 'all' OR ($1 = 'cleared') = (c.cleared_at IS NOT NULL))
      AND ($2::text[] IS NULL OR c.network_id = ANY($2))
"""
COUNT = "SELECT count(*) FROM (:calls) c".replace(":calls", EVERY_CALL) + IN_STATE
OPEN_FIRST = "ORDER BY (c.cleared_at IS NOT NULL), c.raised_at DESC "
LISTED = OVERVIEWS + IN_STATE + OPEN_FIRST + "LIMIT $3"
NAMED = (
    OVERVIEWS
    + """
    WHERE c.code = $1 AND ($2::text[] IS NULL OR c.network_id = ANY($2)) AND ($3::text IS NULL OR c.callsign = $3)
"""
    + OPEN_FIRST
    + "LIMIT 2"
)
BY_ID = OVERVIEWS + " WHERE c.call_id = $1 AND ($2::text[] IS NULL OR c.network_id = ANY($2))"
# Of one mission, on it or when they had left it.
CRIED_AT = """
    SELECT callsign, min(at) FROM (
        SELECT callsign, raised_at AS at FROM sos_call WHERE incident_id = $1
        UNION ALL SELECT callsign, sos_at FROM assignment WHERE incident_id = $1 AND sos_at IS NOT NULL
    ) cries GROUP BY callsign ORDER BY 2, 1
"""
ENTRIES_OF = SOS_ENTRY.select("WHERE call_id = $1 ORDER BY at, entry_id")
LAST_TEXTS = SOS_ENTRY.select("""
    WHERE kind = 'text' AND call_id = ANY($1::uuid[])
      AND NOT EXISTS (SELECT FROM sos_entry later WHERE later.call_id = sos_entry.call_id AND later.kind = 'text'
                      AND (later.at, later.entry_id) > (sos_entry.at, sos_entry.entry_id))
""")
SAVE_CALLS = SOS_CALL.upsert()
ADD_ENTRIES = SOS_ENTRY.insert(tail="ON CONFLICT (entry_id) DO NOTHING")


class SosCallStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock_open(self, network_ids: Collection[str]) -> list[SosCall]:
        """Of these networks; after their incidents and pages, everywhere."""
        return [call_from(row) for row in await self._connection.fetch(LOCK_OPEN_CALLS, sorted(network_ids))]

    async def open_codes(self, network_id: str) -> list[str]:
        return [row["code"] for row in await self._connection.fetch(OPEN_CODES, network_id)]

    async def not_paged(self) -> list[SosCall]:
        """Those open of every network about which nobody is paged now. Not locked."""
        return [call_from(row) for row in await self._connection.fetch(NOT_PAGED)]

    async def cries_out_there(self, incidents: IncidentStore) -> list[CryPlace]:
        """Those open or cleared lately, of every network, of who was sent somewhere, first raised first. Not locked."""
        calls = [call_from(row) for row in await self._connection.fetch(OUT_THERE, LATELY)]
        known = {each.id: each for each in await incidents.these(filter(None, (call.incident_id for call in calls)))}
        went: dict[UUID, list[Assignment]] = {incident_id: [] for incident_id in known}
        for each in await OfferStore(self._connection).assignments_of(list(known)) if known else ():
            went[each.incident_id].append(each)
        held = await incidents.held_near_sos() if any(call.cleared_at for call in calls) else []
        return [place_of_cry(call, known[it], went[it], held) for call in calls if (it := call.incident_id) in known]

    async def in_sos(self, volunteer_ids: Collection[UUID]) -> list[SosCall]:
        """Those of them who are in danger, whether a call of it was kept or not."""
        return [call_from(row) for row in await self._connection.fetch(IN_SOS_OF, sorted(volunteer_ids))]

    async def cried_at(self, incident_id: UUID) -> tuple[str, ...]:
        """Who cried for help on this mission, or when they had left it, first who cried first."""
        return tuple(row["callsign"] for row in await self._connection.fetch(CRIED_AT, incident_id))

    async def entries_of(self, call_id: UUID) -> list[SosEntry]:
        """What they texted and what was done, as it happened."""
        rows = await self._connection.fetch(ENTRIES_OF, call_id)
        return [SosEntry(**SOS_ENTRY.facts(row)) for row in rows]

    async def last_texts(self, call_ids: Collection[UUID]) -> dict[UUID, SosEntry]:
        """What each of these persons texted last, by their call."""
        rows = await self._connection.fetch(LAST_TEXTS, list(call_ids))
        return {row["call_id"]: SosEntry(**SOS_ENTRY.facts(row)) for row in rows}

    async def in_danger(self, volunteer_ids: Collection[UUID]) -> list[UUID]:
        """Those of them whose SOS is open."""
        if not volunteer_ids:
            return []
        return [row["volunteer_id"] for row in await self._connection.fetch(IN_DANGER, list(volunteer_ids))]

    async def cried_lately(self, volunteer_ids: Collection[UUID], span: timedelta) -> dict[UUID, SosCall]:
        """The last call of each of them that is open, or was cleared less than this ago. Not locked."""
        rows = await self._connection.fetch(CRIED_LATELY, sorted(volunteer_ids), span)
        return {call.volunteer_id: call for call in map(call_from, rows)}

    async def listed(self, state: str, limit: int, scope: Scope) -> list[SosOverview]:
        """`state`: open, cleared or all; open ones first, then the newest."""
        rows = await self._connection.fetch(LISTED, state, scope.parameter, limit)
        return [_overview_from(row) for row in rows]

    async def count(self, state: str, scope: Scope) -> int:
        counted: int = await self._connection.fetchval(COUNT, state, scope.parameter)
        return counted

    async def named(self, code: str, callsign: str | None, scope: Scope) -> list[SosOverview]:
        """At most two, the open ones first: on one mission two may be in danger."""
        rows = await self._connection.fetch(NAMED, code, scope.parameter, callsign)
        return [_overview_from(row) for row in rows]

    async def overview(self, call_id: UUID, scope: Scope) -> SosOverview | None:
        row = await self._connection.fetchrow(BY_ID, call_id, scope.parameter)
        return None if row is None else _overview_from(row)


def saving_calls(calls: Collection[SosCall]) -> Write | None:
    return SOS_CALL.write(SAVE_CALLS, list(calls))


def adding_entries(entries: Collection[SosEntry]) -> Write | None:
    return SOS_ENTRY.write(ADD_ENTRIES, list(entries))


def _overview_from(row: Any) -> SosOverview:
    return SosOverview(
        call=call_from(row),
        team=tuple((callsign, AssignmentState(state)) for callsign, state in json.loads(row["team"] or "[]")),
        paged=tuple(callsign for callsign in row["callsigns"] or () if callsign is not None),
        is_paged=row["is_paged"],
        notes=row["notes"],
    )


def call_from(row: Any) -> SosCall:
    return SosCall(**SOS_CALL.facts(row))
