"""Every SQL statement that keeps what dispatch and notify say: networks, incidents, findings, deliveries.

Each takes a batch as arrays, and says the same when an event comes again, or an older one after a newer one.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from schemas.envelope import Received
from schemas.events.delivery import CallerDeliveryChangedV1
from schemas.events.incident import (
    EndingChosenV1,
    FindingReviewedV1,
    IncidentClosedV1,
    IncidentOpenedV1,
    ReportLinkedV1,
    ReportUnservedV1,
)
from schemas.events.network import NetworkChangedV1
from services.chassis.connection import Connection, by_columns, write_together

SAVE_NETWORK = """
    INSERT INTO network AS n (network_id, revision, name, hotline_phone, time_zone, languages, duty_lead_on_duty,
                              release_max_age, source_open_incidents, territory_box, territory_drawn)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (network_id) DO UPDATE SET revision = excluded.revision, name = excluded.name,
        hotline_phone = excluded.hotline_phone, time_zone = excluded.time_zone, languages = excluded.languages,
        duty_lead_on_duty = excluded.duty_lead_on_duty, release_max_age = excluded.release_max_age,
        source_open_incidents = excluded.source_open_incidents, territory_box = excluded.territory_box,
        territory_drawn = excluded.territory_drawn
    WHERE n.revision < excluded.revision
"""
# An incident that is closed stays closed, whenever the news of its opening comes.
SAVE_OPENED = """
    INSERT INTO incident AS i (incident_id, network_id, code, source_id, zone, opened_at, exercise)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[], $7::boolean[])
    ORDER BY 1
    ON CONFLICT (incident_id) DO UPDATE SET source_id = excluded.source_id, zone = excluded.zone,
        opened_at = excluded.opened_at, exercise = excluded.exercise
"""
# A report that was split off belongs to the incident that says so last, and what the first one found counts no more.
SAVE_JOINED = """
    UPDATE report SET state = 'joined', incident_id = j.incident_id, incident_code = j.code, joined_at = j.joined_at
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) AS j (report_id, incident_id, code, joined_at)
    WHERE report.report_id = j.report_id AND report.incident_id IS DISTINCT FROM j.incident_id
      AND coalesce(report.joined_at, '-infinity') < j.joined_at
"""
FORGET_FOUND_ELSEWHERE = """
    UPDATE report SET outcome = NULL, went = NULL, agency = NULL, seen_at = NULL, seen_by = NULL, reviewed_at = NULL,
        ending = NULL, ended_by = NULL, closed_at = NULL
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS j (report_id, incident_id, joined_at)
    WHERE report.report_id = j.report_id AND report.incident_id <> j.incident_id
      AND coalesce(report.joined_at, '-infinity') < j.joined_at
"""
FORGET_KEPT_ELSEWHERE = """
    DELETE FROM held_answer h
    USING unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS j (report_id, incident_id, joined_at)
    WHERE h.report_id = j.report_id AND h.incident_id IS DISTINCT FROM j.incident_id AND h.answered_at < j.joined_at
"""
SAVE_UNSERVED = """
    UPDATE report SET state = 'unserved'
    WHERE report_id = ANY($1::uuid[]) AND state NOT IN ('held', 'joined', 'dismissed')
"""
SAVE_REVIEWED = """
    UPDATE report SET outcome = $2, went = $3, agency = $4, seen_at = $5, reviewed_at = $6, seen_by = $7
    WHERE report_id = ANY($1::uuid[]) AND (reviewed_at IS NULL OR reviewed_at <= $6)
      AND (joined_at IS NULL OR joined_at <= $6)
"""
SAVE_ENDING = """
    UPDATE report SET ending = $2, ended_by = $3 WHERE report_id = ANY($1::uuid[]) AND reviewed_at IS NULL
"""
SAVE_CLOSED = """
    INSERT INTO incident AS i (incident_id, network_id, code, closed_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) ORDER BY 1
    ON CONFLICT (incident_id) DO UPDATE SET closed_at = coalesce(i.closed_at, excluded.closed_at)
"""
SAVE_REPORTS_CLOSED = """
    UPDATE report SET closed_at = c.closed_at
    FROM unnest($1::uuid[], $2::timestamptz[]) AS c (report_id, closed_at)
    WHERE report.report_id = c.report_id AND report.closed_at IS NULL
      AND (report.joined_at IS NULL OR report.joined_at <= c.closed_at)
"""
ZONE_OF = "SELECT zone FROM incident WHERE incident_id = $1"
SAVE_DELIVERIES = """
    INSERT INTO caller_delivery AS d (message_id, report_id, template, state, reason, changed_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) ORDER BY 1
    ON CONFLICT (message_id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
        changed_at = excluded.changed_at
    WHERE d.changed_at <= excluded.changed_at
"""

Opened = Received[IncidentOpenedV1]
Joined = Received[IncidentOpenedV1] | Received[ReportLinkedV1]
Closed = Received[IncidentClosedV1]


class NewsStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def save_networks(self, networks: Sequence[NetworkChangedV1]) -> None:
        """The highest revision of each wins."""
        rows = [
            (it.network_id, it.revision, it.name, it.hotline_phone, it.time_zone, it.languages, it.duty_lead_on_duty,
             timedelta(minutes=it.release_max_age_minutes), it.source_open_incidents, it.territory_box,
             None if it.territory_drawn is None else json.dumps(it.territory_drawn))
            for it in sorted(networks, key=lambda network: network.network_id)
        ]  # fmt: skip
        await self._connection.executemany(SAVE_NETWORK, rows)

    async def save_opened(self, events: Sequence[Opened]) -> None:
        """The latest of each stands: one statement writes no row twice."""
        latest = {it.data.incident_id: it for it in sorted(events, key=lambda event: event.at)}
        rows = [
            (it.data.incident_id, it.data.network_id, it.data.code, it.data.source_id, it.data.zone, it.at,
             it.data.exercise)
            for it in latest.values()
        ]  # fmt: skip
        await self._write(SAVE_OPENED, rows)

    async def save_joined(self, joined: Sequence[Joined]) -> None:
        """The latest stands, in a batch too."""
        latest = {each.data.report_id: each for each in sorted(joined, key=lambda each: each.at)}.values()
        moved = [(each.data.report_id, each.data.incident_id, each.at) for each in latest]
        await self._write(FORGET_FOUND_ELSEWHERE, moved)
        await self._write(FORGET_KEPT_ELSEWHERE, moved)
        await self._write(
            SAVE_JOINED, [(each.data.report_id, each.data.incident_id, each.data.code, each.at) for each in latest]
        )

    async def save_unserved(self, events: Sequence[ReportUnservedV1]) -> None:
        await self._connection.execute(SAVE_UNSERVED, [event.report_id for event in events])

    async def save_reviewed(self, finding: FindingReviewedV1, *, reviewed_at: datetime) -> None:
        """The latest decision stands."""
        await self._connection.execute(
            SAVE_REVIEWED,
            finding.report_ids,
            finding.outcome,
            finding.went,
            finding.agency,
            finding.seen_at,
            reviewed_at,
            finding.seen_by,
        )

    async def save_ending(self, chosen: EndingChosenV1) -> None:
        """Of reports that nothing was found about."""
        await self._connection.execute(SAVE_ENDING, chosen.report_ids, chosen.ending, chosen.chosen_by)

    async def save_closed(self, events: Sequence[Closed]) -> None:
        """The first of each stands, in a batch too."""
        backwards = sorted(events, key=lambda event: event.at, reverse=True)
        first = {it.data.incident_id: it for it in backwards}
        rows = [(it.data.incident_id, it.data.network_id, it.data.code, it.at) for it in first.values()]
        await self._write(SAVE_CLOSED, rows)
        closed = {report_id: it.at for it in backwards for report_id in it.data.report_ids}
        await self._write(SAVE_REPORTS_CLOSED, list(closed.items()))

    async def zone_of(self, incident_id: UUID) -> str | None:
        zone: str | None = await self._connection.fetchval(ZONE_OF, incident_id)
        return zone

    async def save_deliveries(self, changes: Sequence[CallerDeliveryChangedV1]) -> None:
        latest = {change.message_id: change for change in sorted(changes, key=lambda change: change.changed_at)}
        rows = [
            (it.message_id, it.subject_id, it.template, it.state, it.reason, it.changed_at) for it in latest.values()
        ]
        await self._write(SAVE_DELIVERIES, rows)

    async def _write(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        await write_together(self._connection, [by_columns(statement, rows)])
