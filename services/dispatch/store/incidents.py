"""SQL about incidents and the reports that belong to them. Rows of an incident are read after its row is locked."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import structlog

from schemas.values import Level, Outcome
from services.chassis.connection import Connection, Write, by_columns
from services.chassis.sealing import KeyMissing, Sealer
from services.dispatch.matching.geography import cell_of
from services.dispatch.model.incident import OVER, Incident, IncidentState, StandDown, TeamNeeds
from services.dispatch.model.pending_changes import NotedReport
from services.dispatch.model.roster import DispatchPolicy
from services.dispatch.sealing import open_meeting_point, open_report_place, seal_meeting_point

log = structlog.get_logger()

# Transaction-level, ascending (unnest keeps the order), before anything is read: two batches in one area take turns.
LOCK_AREAS = "SELECT count(pg_advisory_xact_lock(cell)) FROM unnest($1::bigint[]) AS cell"
LOCK = """
    SELECT incident_id, network_id, code, state, exercise, zone, place_of, place, intersection, is_residence, observers,
           level, languages, policy, correlation_id, opened_at, seen_from, seen_until, epoch, hold_epoch, wave,
           wave_not_after, meeting, went, stand_down, outcome, agency, reviewed_at, reviewed_by, closed_at
    FROM incident WHERE incident_id = ANY($1::uuid[]) ORDER BY incident_id FOR UPDATE
"""
LOCK_JOINABLE = """
    SELECT incident_id, network_id, code, state, exercise, zone, place_of, place, intersection, is_residence, observers,
           level, languages, policy, correlation_id, opened_at, seen_from, seen_until, epoch, hold_epoch, wave,
           wave_not_after, meeting, went, stand_down, outcome, agency, reviewed_at, reviewed_by, closed_at
    FROM incident WHERE area = ANY($1::bigint[]) AND state <> ALL($2::text[]) ORDER BY incident_id FOR UPDATE
"""
REPORTS_KNOWN = """
    SELECT report_id, revision, network_id, source_id, state, incident_id, exercise
    FROM report WHERE report_id = ANY($1::uuid[])
"""
REPORTS_OF = """
    SELECT incident_id, array_agg(report_id ORDER BY noted_at, report_id) AS report_ids
    FROM report WHERE incident_id = ANY($1::uuid[]) GROUP BY incident_id
"""
NOTE_REPORTS = """
    INSERT INTO report AS known (report_id, revision, network_id, source_id, state, incident_id, exercise, noted_at)
    SELECT r.report_id, r.revision, r.network_id, r.source_id, r.state, r.incident_id, r.exercise, $8
    FROM unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::text[], $6::uuid[], $7::boolean[])
        AS r (report_id, revision, network_id, source_id, state, incident_id, exercise)
    ON CONFLICT (report_id) DO UPDATE SET
        revision = excluded.revision, state = excluded.state, incident_id = excluded.incident_id
    WHERE known.revision < excluded.revision
"""
# A held report that is published late never takes back what became of it.
NOTE_HELD = NOTE_REPORTS + " AND known.state = 'held'"
OPEN = """
    INSERT INTO incident (incident_id, network_id, code, state, exercise, zone, area, place_of, place, intersection,
                          is_residence, observers, level, languages, policy, correlation_id, opened_at, seen_from,
                          seen_until, epoch, hold_epoch, wave, wave_not_after)
    SELECT i.incident_id, i.network_id, i.code, i.state, i.exercise, i.zone, i.area, i.place_of, i.place,
           i.intersection, i.is_residence, i.observers, i.level, string_to_array(i.languages, ','), i.policy::jsonb,
           i.correlation_id, i.opened_at, i.seen_from, i.seen_until, i.epoch, i.hold_epoch, i.wave, i.wave_not_after
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::bigint[], $8::uuid[],
                $9::bytea[], $10::boolean[], $11::boolean[], $12::smallint[], $13::text[], $14::text[], $15::text[],
                $16::uuid[], $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::int[], $21::int[],
                $22::int[], $23::timestamptz[])
        AS i (incident_id, network_id, code, state, exercise, zone, area, place_of, place, intersection, is_residence,
              observers, level, languages, policy, correlation_id, opened_at, seen_from, seen_until, epoch, hold_epoch,
              wave, wave_not_after)
"""
CHANGE = """
    UPDATE incident AS i SET
        state = c.state, area = CASE WHEN c.state = 'closed' THEN NULL ELSE i.area END,
        languages = string_to_array(c.languages, ','), seen_from = c.seen_from, seen_until = c.seen_until,
        epoch = c.epoch, hold_epoch = c.hold_epoch, wave = c.wave, wave_not_after = c.wave_not_after,
        meeting = c.meeting, went = c.went, stand_down = c.stand_down, outcome = c.outcome, agency = c.agency,
        reviewed_at = c.reviewed_at, reviewed_by = c.reviewed_by, closed_at = c.closed_at
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::int[], $7::int[],
                $8::int[], $9::timestamptz[], $10::bytea[], $11::boolean[], $12::text[], $13::text[], $14::text[],
                $15::timestamptz[], $16::text[], $17::timestamptz[])
        AS c (incident_id, state, languages, seen_from, seen_until, epoch, hold_epoch, wave, wave_not_after, meeting,
              went, stand_down, outcome, agency, reviewed_at, reviewed_by, closed_at)
    WHERE i.incident_id = c.incident_id
"""
# A code given within six days is not given again by the counter itself.
CODES_IN_USE = """
    SELECT network_id, code FROM incident
    WHERE network_id = ANY($1::text[]) AND state <> 'closed' AND opened_at < $2::timestamptz - interval '6 days'
"""


class IncidentStore:
    """Opens and seals what of an incident lies sealed."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    async def lock_areas(self, cells: Collection[int]) -> None:
        await self._connection.execute(LOCK_AREAS, sorted(cells))

    async def lock(self, incident_ids: Collection[UUID]) -> list[Incident]:
        rows = await self._connection.fetch(LOCK, list(incident_ids))
        return [incident_from(row, self._sealer) for row in rows]

    async def lock_joinable(self, areas: Collection[int]) -> list[Incident]:
        """What a report in these cells (resolution 8) might belong to."""
        closed_to_more = [IncidentState.FINDING_REVIEWED.value, *(state.value for state in OVER)]
        found: list[Incident] = []
        for row in await self._connection.fetch(LOCK_JOINABLE, list(areas), closed_to_more):
            try:
                found.append(incident_from(row, self._sealer))
            except KeyMissing as error:  # its day's key is gone: nothing can join it, and others must not wait for it
                log.error("incident.unreadable", incident_id=str(row["incident_id"]), key_id=str(error))
        return found

    async def known_reports(self, report_ids: Collection[UUID]) -> dict[UUID, NotedReport]:
        rows = await self._connection.fetch(REPORTS_KNOWN, list(report_ids))
        return {row["report_id"]: NotedReport(**row) for row in rows}

    async def reports_of(self, incident_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
        rows = await self._connection.fetch(REPORTS_OF, list(incident_ids))
        return {row["incident_id"]: row["report_ids"] for row in rows}

    def changing(self, incidents: Iterable[Incident], day: date) -> Write | None:
        """The rows were locked in ascending order before."""
        return by_columns(CHANGE, (self._changed(incident, day) for incident in incidents))

    async def codes_in_use(self, network_ids: Collection[str], now: datetime) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {network_id: set() for network_id in network_ids}
        for row in await self._connection.fetch(CODES_IN_USE, list(network_ids), now):
            found[row["network_id"]].add(row["code"])
        return {network_id: frozenset(codes) for network_id, codes in found.items()}

    def _changed(self, incident: Incident, day: date) -> tuple[Any, ...]:
        return (
            incident.id,
            incident.state.value,
            ",".join(incident.needs.languages),
            incident.seen_from,
            incident.seen_until,
            incident.epoch,
            incident.hold_epoch,
            incident.wave,
            incident.wave_not_after,
            self._meeting(incident, day),
            incident.went,
            incident.stand_down and incident.stand_down.value,
            incident.outcome and incident.outcome.value,
            incident.agency,
            incident.reviewed_at,
            incident.reviewed_by,
            incident.closed_at,
        )

    def _meeting(self, incident: Incident, day: date) -> bytes | None:
        if incident.meeting is None:
            return None
        return seal_meeting_point(incident.meeting, incident.id, self._sealer, day)


def opening(incidents: Iterable[Incident]) -> Write | None:
    return by_columns(OPEN, map(_opened, incidents))


def noting_reports(reports: Iterable[NotedReport], now: datetime, *, held: bool = False) -> Write | None:
    rows = (
        (
            report.report_id,
            report.revision,
            report.network_id,
            report.source_id,
            report.state,
            report.incident_id,
            report.exercise,
        )
        for report in reports
    )
    return by_columns(NOTE_HELD if held else NOTE_REPORTS, rows, now)


def incident_from(row: Any, sealer: Sealer) -> Incident:
    place = open_report_place(row["place"], row["place_of"], sealer)
    sealed_meeting = row["meeting"]
    meeting = None if sealed_meeting is None else open_meeting_point(sealed_meeting, row["incident_id"], sealer)
    return Incident(
        id=row["incident_id"],
        network_id=row["network_id"],
        code=row["code"],
        state=IncidentState(row["state"]),
        exercise=row["exercise"],
        zone=row["zone"],
        lat=place.lat,
        lon=place.lon,
        place_text=place.text,
        place_of=row["place_of"],
        sealed_place=row["place"],
        intersection=row["intersection"],
        is_residence=row["is_residence"],
        needs=TeamNeeds(row["observers"], Level(row["level"]), tuple(row["languages"])),
        policy=policy_from(row["policy"]),
        correlation_id=row["correlation_id"],
        opened_at=row["opened_at"],
        seen_from=row["seen_from"],
        seen_until=row["seen_until"],
        epoch=row["epoch"],
        hold_epoch=row["hold_epoch"],
        wave=row["wave"],
        wave_not_after=row["wave_not_after"],
        meeting=meeting,
        went=row["went"],
        stand_down=StandDown(row["stand_down"]) if row["stand_down"] else None,
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        agency=row["agency"],
        reviewed_at=row["reviewed_at"],
        reviewed_by=row["reviewed_by"],
        closed_at=row["closed_at"],
    )


def _opened(incident: Incident) -> tuple[Any, ...]:
    return (
        incident.id,
        incident.network_id,
        incident.code,
        incident.state.value,
        incident.exercise,
        incident.zone,
        cell_of(incident.lat, incident.lon, 8),
        incident.place_of,
        incident.sealed_place,
        incident.intersection,
        incident.is_residence,
        incident.needs.observers,
        incident.needs.level.value,
        ",".join(incident.needs.languages),
        snapshot_of(incident.policy),
        incident.correlation_id,
        incident.opened_at,
        incident.seen_from,
        incident.seen_until,
        incident.epoch,
        incident.hold_epoch,
        incident.wave,
        incident.wave_not_after,
    )


@lru_cache(maxsize=256)
def snapshot_of(policy: DispatchPolicy) -> str:
    return json.dumps(asdict(policy))


@lru_cache(maxsize=1024)
def policy_from(snapshot: str) -> DispatchPolicy:
    """Fields that a newer release added take their defaults; those it dropped are ignored."""
    known = {name: value for name, value in json.loads(snapshot).items() if name in DispatchPolicy.__dataclass_fields__}
    known["wave_sizes"] = tuple(known.get("wave_sizes", DispatchPolicy().wave_sizes))
    known["level"] = Level(known.get("level", DispatchPolicy().level))
    return DispatchPolicy(**known)
