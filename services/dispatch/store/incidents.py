"""SQL about incidents and the reports that belong to them. Rows of an incident are read after its row is locked."""

import json
import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import structlog

from schemas.values import Channel, Level, Outcome, Request
from services.chassis.connection import Connection, Write
from services.chassis.scope import Scope
from services.chassis.sealing import KeyMissing, Sealer, Tampered
from services.chassis.stored_table import Column, StoredTable, given
from services.dispatch.escalation.held_too_long import Waiting
from services.dispatch.matching.geography import cell_of, centre_of
from services.dispatch.model.incident import (
    JOINABLE,
    Incident,
    IncidentState,
    PageReason,
    StandDownReason,
    TeamNeeds,
)
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import MeetingPoint
from services.dispatch.model.scene_place import ScenePlace
from services.dispatch.sealing import (
    open_agency_words,
    open_look_at,
    open_meeting_point,
    open_report_place,
    seal_agency_words,
    seal_look_at,
    seal_meeting_point,
)

log = structlog.get_logger()

Unsealed = TypeVar("Unsealed")

# Transaction-level, ascending (unnest keeps the order), before anything is read: two batches in one area take turns.
LOCK_AREAS = "SELECT count(pg_advisory_xact_lock(cell)) FROM unnest($1::bigint[]) AS cell"


def _area(incident: Incident) -> int | None:
    """Where further reports look for it; forgotten when it is closed. Of one whose place is gone it is as it was."""
    over = incident.state is IncidentState.CLOSED or math.isnan(incident.lat)
    return None if over else cell_of(incident.lat, incident.lon, 8)


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


INCIDENT = StoredTable[Incident](
    "incident",
    Column("incident_id", "uuid", "id"),
    Column("network_id", "text"),
    Column("code", "text"),
    Column("state", "text", read=IncidentState, changes=True),
    Column("exercise", "boolean"),
    Column("zone", "text"),
    Column("area", "bigint", made=_area, changes=True),
    Column("place_of", "uuid"),
    Column("place", "bytea", "sealed_place"),
    Column("intersection", "boolean"),
    Column("is_residence", "boolean"),
    Column("observers", "smallint", "needs.observers"),
    Column("level", "text", "needs.level"),
    Column("languages", "text[]", "needs.languages", changes=True),
    Column("policy", "jsonb", write=snapshot_of, read=policy_from),
    Column("correlation_id", "uuid"),
    Column("opened_at", "timestamptz"),
    Column("seen_from", "timestamptz", changes=True),
    Column("seen_until", "timestamptz", changes=True),
    Column("epoch", "int", changes=True),
    Column("hold_epoch", "int", changes=True),
    Column("wave", "int", changes=True),
    Column("wave_not_after", "timestamptz", changes=True),
    Column("meeting", "bytea", made=given, changes=True),
    Column("look_at", "bytea", made=given, changes=True),
    Column("went", "boolean", changes=True),
    Column("stand_down", "text", read=StandDownReason, changes=True),
    Column("outcome", "text", read=Outcome, changes=True),
    Column("agency", "text", changes=True),
    Column("agency_words", "bytea", made=given, changes=True),
    Column("seen_by", "smallint", changes=True),
    Column("reviewed_at", "timestamptz", changes=True),
    Column("reviewed_by", "text", changes=True),
    Column("closed_at", "timestamptz", changes=True),
    Column("braked_at", "timestamptz", changes=True),
    Column("probe_at", "timestamptz", changes=True),
    Column("probes", "int", changes=True),
    Column("near_sos_at", "timestamptz", changes=True),
    Column("sent_on_at", "timestamptz", changes=True),
    Column("source_id", "uuid"),
)
INCIDENT_CHANGES = INCIDENT.changing()
LOCK = INCIDENT.select("WHERE incident_id = ANY($1::uuid[]) ORDER BY incident_id FOR UPDATE")
LOCK_JOINABLE = INCIDENT.select(
    "WHERE area = ANY($1::bigint[]) AND state = ANY($2::text[]) ORDER BY incident_id FOR UPDATE"
)
# One statement, so that rows are locked in one order; only where a person named an incident.
LOCK_JOINABLE_OR_NAMED = INCIDENT.select("""
    WHERE state <> 'closed' AND incident_id IN (
        SELECT incident_id FROM incident WHERE area = ANY($1::bigint[]) AND state = ANY($2::text[])
        UNION ALL
        SELECT i.incident_id FROM unnest($3::text[], $4::text[]) AS named (network_id, code)
        JOIN incident i ON i.code = named.code AND i.network_id = named.network_id
    ) ORDER BY incident_id FOR UPDATE
""")
THESE = INCIDENT.select("WHERE incident_id = ANY($1::uuid[]) ORDER BY incident_id")
NEAR = INCIDENT.select("WHERE area = ANY($1::bigint[]) ORDER BY incident_id")
HELD_NEAR_SOS = INCIDENT.select(
    "WHERE near_sos_at IS NOT NULL AND state IN ('assessing', 'dispatching', 'unfilled') ORDER BY incident_id"
)
# A closed one has no area any more; those of the last hours are few.
LATELY_OVER = INCIDENT.select("""
    WHERE incident_id IN (
        SELECT incident_id FROM incident WHERE area = ANY($1::bigint[]) AND state = 'stood_down'
        UNION ALL
        (SELECT incident_id FROM incident WHERE closed_at > (SELECT app.now() - interval '2 hours')
         ORDER BY closed_at DESC LIMIT 200)
    ) ORDER BY incident_id
""")
OPEN = INCIDENT.insert()
CHANGE = INCIDENT_CHANGES.update()

REPORT = StoredTable[NotedReport](
    "report",
    Column("report_id", "uuid"),
    Column("revision", "int", changes=True),
    Column("network_id", "text", changes=True),
    Column("source_id", "uuid"),
    Column("state", "text", changes=True),
    Column("incident_id", "uuid", changes=True),
    Column("exercise", "boolean"),
    Column("ref", "text", changes=True),
    Column("channel", "text", read=Channel),
    Column("received_at", "timestamptz"),
    Column("seen_at", "timestamptz", changes=True),
    Column("is_residence", "boolean", changes=True),
    Column("languages", "text[]", changes=True),
    Column("intersection", "boolean", changes=True),
    Column("place", "bytea", "sealed_place", changes=True),
    Column("priority", "smallint", changes=True),
    Column("request", "text", read=Request, changes=True),
    Column("left_out_at", "timestamptz"),
    Column("answered_at", "timestamptz"),
    Column("answered_by", "uuid"),
    Column("elsewhere", "boolean", changes=True),
    Column("look_told_at", "timestamptz", changes=True),
    Column("delay_told_at", "timestamptz"),
)
REPORT_DECIDED = StoredTable[NotedReport](
    "report",
    Column("report_id", "uuid"),
    Column("incident_id", "uuid"),
    Column("left_out_at", "timestamptz"),
    Column("answered_at", "timestamptz"),
    Column("answered_by", "uuid"),
    Column("elsewhere", "boolean"),
    Column("look_told_at", "timestamptz"),
    Column("delay_told_at", "timestamptz"),
)
REPORTS_KNOWN = REPORT.select("WHERE report_id = ANY($1::uuid[])")
REPORT_IN_SCOPE = REPORT.select("WHERE report_id = $1 AND ($2::text[] IS NULL OR network_id = ANY($2))")
NOTE_REPORTS = REPORT.upsert(added={"noted_at": "$24"}, where="known.revision < excluded.revision")
# A held report that is published late never takes back what became of it.
NOTE_HELD = NOTE_REPORTS + " AND known.state = 'held'"
# Which of these pages still stand for a report: each is answered by the first that the index finds.
WAITING = """
    SELECT w.reason, w.network_id, w.exercise
    FROM unnest($1::text[], $2::text[], $3::boolean[]) AS w (reason, network_id, exercise)
    WHERE EXISTS (
        SELECT FROM report r
        WHERE r.network_id = w.network_id AND r.exercise = w.exercise AND r.state = 'held' AND r.priority <= 2
          AND w.reason = 'held' AND r.report_id <> ALL ($4::uuid[])
    ) OR EXISTS (
        SELECT FROM report r
        WHERE r.network_id = w.network_id AND r.exercise = w.exercise AND r.state = 'held'
          AND r.priority IN (3, 4) AND r.request = 'support'
          AND w.reason = 'support' AND r.report_id <> ALL ($4::uuid[])
    ) OR EXISTS (
        SELECT FROM report r
        WHERE r.network_id = w.network_id AND r.exercise = w.exercise AND r.state = 'held'
          AND r.priority IN (3, 4) AND r.request IN ('observe', 'information') AND r.received_at <= $5
          AND w.reason = 'long_held' AND r.report_id <> ALL ($4::uuid[])
    )
"""
DISMISS = "UPDATE report SET priority = NULL WHERE report_id = ANY($1::uuid[]) AND state = 'held'"
REPORTS_OF = REPORT.select("WHERE incident_id = ANY($1::uuid[]) ORDER BY noted_at, report_id")
DECIDE_REPORTS = REPORT_DECIDED.update()
MEETINGS = "SELECT incident_id, meeting FROM incident WHERE incident_id = ANY($1::uuid[])"
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

    async def lock_joinable(self, areas: Collection[int], named: Collection[tuple[str, str]] = ()) -> list[Incident]:
        """What a report in these cells (resolution 8) might belong to, and the open ones by these networks' codes."""
        states = [state.value for state in JOINABLE]
        if named:
            networks, codes = zip(*sorted(named), strict=True)
            rows = await self._connection.fetch(LOCK_JOINABLE_OR_NAMED, list(areas), states, networks, codes)
        else:
            rows = await self._connection.fetch(LOCK_JOINABLE, list(areas), states)
        return self._placed(rows)

    async def these(self, incident_ids: Iterable[UUID]) -> list[Incident]:
        """To be looked at: nothing is locked."""
        wanted = list(incident_ids)
        rows = await self._connection.fetch(THESE, wanted) if wanted else []
        return [incident_from(row, self._sealer) for row in rows]

    async def held_near_sos(self) -> list[Incident]:
        """What waits for a person to send it on, to be looked at: nothing is locked."""
        return [incident_from(row, self._sealer) for row in await self._connection.fetch(HELD_NEAR_SOS)]

    async def near(self, areas: Collection[int]) -> list[Incident]:
        """All that are not closed in these cells (resolution 8), to be looked at: nothing is locked."""
        return [incident_from(row, self._sealer) for row in await self._connection.fetch(NEAR, list(areas))]

    async def lately_over(self, areas: Collection[int]) -> list[Incident]:
        """Stood down in these cells, or closed a moment ago wherever it was: nothing joins these, nothing is locked."""
        return self._placed(await self._connection.fetch(LATELY_OVER, list(areas)))

    def _placed(self, rows: Iterable[Any]) -> list[Incident]:
        """Without those whose place is gone: nothing can join them, and others must not wait for them."""
        found = [incident_from(row, self._sealer) for row in rows]
        for each in found:
            if each.place_gone:
                log.error("incident.unreadable", incident_id=str(each.id))
        return [each for each in found if not each.place_gone]

    async def meetings(self, incident_ids: Collection[UUID]) -> dict[UUID, MeetingPoint | None]:
        """Where their teams meet; None: nowhere yet, or its day's key is gone. Not locked."""
        rows = await self._connection.fetch(MEETINGS, list(incident_ids))
        return {row["incident_id"]: self._meeting_of(row) for row in rows}

    def _meeting_of(self, row: Any) -> MeetingPoint | None:
        try:
            return open_meeting_point(row["meeting"], row["incident_id"], self._sealer) if row["meeting"] else None
        except KeyMissing:
            return None

    async def known_reports(self, report_ids: Collection[UUID]) -> dict[UUID, NotedReport]:
        rows = await self._connection.fetch(REPORTS_KNOWN, list(report_ids))
        return {row["report_id"]: NotedReport(**REPORT.facts(row)) for row in rows}

    async def noted_report(self, report_id: UUID, scope: Scope) -> NotedReport | None:
        row = await self._connection.fetchrow(REPORT_IN_SCOPE, report_id, scope.parameter)
        return None if row is None else NotedReport(**REPORT.facts(row))

    async def still_waiting(
        self, kinds: Collection[Waiting], *, apart_from: Collection[UUID], received_until: datetime
    ) -> set[Waiting]:
        """Those of which a report still waits, and not only what is decided on in this unit.

        `received_until`: what came later waits not too long for it to count as long.
        """
        if not kinds:
            return set()
        reasons, networks, exercises = map(list, zip(*(kind[:3] for kind in kinds), strict=True))
        rows = await self._connection.fetch(WAITING, reasons, networks, exercises, list(apart_from), received_until)
        return {Waiting(PageReason(row["reason"]), row["network_id"], row["exercise"]) for row in rows}

    async def dismiss(self, report_ids: Collection[UUID]) -> None:
        """They press nobody any more."""
        await self._connection.execute(DISMISS, list(report_ids))

    async def reports_of(self, incident_ids: Collection[UUID]) -> list[NotedReport]:
        """The first noted first."""
        rows = await self._connection.fetch(REPORTS_OF, list(incident_ids))
        return [NotedReport(**REPORT.facts(row)) for row in rows]

    def opening(self, incidents: Iterable[Incident], day: date) -> Write | None:
        return INCIDENT.write(OPEN, list(incidents), **self._sealed_columns(day))

    def changing(self, incidents: Iterable[Incident], day: date) -> Write | None:
        """The rows were locked in ascending order before."""
        return INCIDENT_CHANGES.write(CHANGE, list(incidents), **self._sealed_columns(day))

    async def codes_in_use(self, network_ids: Collection[str], now: datetime) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {network_id: set() for network_id in network_ids}
        for row in await self._connection.fetch(CODES_IN_USE, list(network_ids), now):
            found[row["network_id"]].add(row["code"])
        return {network_id: frozenset(codes) for network_id, codes in found.items()}

    def _sealed_columns(self, day: date) -> dict[str, Callable[[Incident], bytes | None]]:
        return {
            "meeting": lambda incident: self._meeting(incident, day),
            "look_at": lambda incident: self._look_at(incident, day),
            "agency_words": lambda incident: self._agency_words(incident, day),
        }

    def _look_at(self, incident: Incident, day: date) -> bytes | None:
        if incident.look_at is None:
            return incident.unopened.get("look_at")
        return seal_look_at(incident.look_at, incident.id, self._sealer, day)

    def _meeting(self, incident: Incident, day: date) -> bytes | None:
        if incident.meeting is None:
            return incident.unopened.get("meeting")
        return seal_meeting_point(incident.meeting, incident.id, self._sealer, day)

    def _agency_words(self, incident: Incident, day: date) -> bytes | None:
        words = incident.agency_words
        if words is None:
            return incident.unopened.get("agency_words")
        return seal_agency_words(words, incident.id, self._sealer, day)


def noting_reports(reports: Iterable[NotedReport], now: datetime, *, held: bool = False) -> Write | None:
    return REPORT.write(NOTE_HELD if held else NOTE_REPORTS, list(reports), now)


def deciding_reports(reports: Iterable[NotedReport]) -> Write | None:
    """The incident's row was locked before."""
    return REPORT_DECIDED.write(DECIDE_REPORTS, list(reports))


def incident_from(row: Any, sealer: Sealer) -> Incident:
    """What cannot be opened (any more) is left out and kept: an open mission goes on, and its texts go out."""
    unopened: dict[str, bytes] = {}

    def opened(column: str, opens: Callable[[bytes, UUID, Sealer], Unsealed], record: UUID) -> Unsealed | None:
        sealed = row[column]
        try:
            return None if sealed is None else opens(sealed, record, sealer)
        except (KeyMissing, Tampered):
            unopened[column] = sealed
            return None

    incident_id = row["incident_id"]
    place = opened("place", open_report_place, row["place_of"])
    return Incident(
        **(_exact(place) if place is not None else _about(row["area"])),
        meeting=opened("meeting", open_meeting_point, incident_id),
        look_at=opened("look_at", open_look_at, incident_id),
        agency_words=opened("agency_words", open_agency_words, incident_id),
        needs=TeamNeeds(row["observers"], Level(row["level"]), tuple(row["languages"])),
        unopened=unopened,
        **INCIDENT.facts(row),
    )


def _exact(place: ScenePlace) -> dict[str, Any]:
    return {"lat": place.lat, "lon": place.lon, "place_text": place.text}


def _about(area: int | None) -> dict[str, Any]:
    lat, lon = centre_of(area) if area is not None else (math.nan, math.nan)
    return {"lat": lat, "lon": lon, "place_text": "", "place_gone": True}
