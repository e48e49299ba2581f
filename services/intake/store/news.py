"""Every SQL statement that keeps what dispatch and notify say: networks, incidents, findings, deliveries.

Each takes a batch as arrays, and says the same when an event comes again, or an older one after a newer one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from schemas.envelope import Received
from schemas.events.delivery import CallerDeliveryChangedV1
from schemas.events.incident import (
    FindingReviewedV1,
    IncidentClosedV1,
    IncidentOpenedV1,
    ReportLinkedV1,
    ReportUnservedV1,
)
from schemas.events.network import NetworkChangedV1
from services.chassis.connection import Connection

# `languages` travel joined: unnest would flatten a list of lists.
SAVE_NETWORKS = """
    INSERT INTO network AS n (network_id, revision, name, hotline_phone, time_zone, languages, duty_lead_on_duty,
                              release_max_age, source_open_incidents)
    SELECT network_id, revision, name, hotline_phone, time_zone, string_to_array(languages, ','), duty_lead_on_duty,
           release_max_age, source_open_incidents
    FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::interval[],
                $9::int[])
        AS u (network_id, revision, name, hotline_phone, time_zone, languages, duty_lead_on_duty, release_max_age,
              source_open_incidents)
    ORDER BY network_id
    ON CONFLICT (network_id) DO UPDATE SET revision = excluded.revision, name = excluded.name,
        hotline_phone = excluded.hotline_phone, time_zone = excluded.time_zone, languages = excluded.languages,
        duty_lead_on_duty = excluded.duty_lead_on_duty, release_max_age = excluded.release_max_age,
        source_open_incidents = excluded.source_open_incidents
    WHERE n.revision < excluded.revision
"""
# An incident that is closed stays closed, whenever the news of its opening comes.
SAVE_OPENED = """
    INSERT INTO incident AS i (incident_id, network_id, code, source_id, zone, opened_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[]) AS o
        (incident_id, network_id, code, source_id, zone, opened_at)
    ORDER BY incident_id
    ON CONFLICT (incident_id) DO UPDATE SET source_id = excluded.source_id, zone = excluded.zone,
        opened_at = excluded.opened_at
"""
SAVE_JOINED = """
    UPDATE report SET state = 'joined', incident_id = j.incident_id, incident_code = j.code
    FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS j (report_id, incident_id, code)
    WHERE report.report_id = j.report_id AND report.incident_id IS DISTINCT FROM j.incident_id
"""
SAVE_UNSERVED = "UPDATE report SET state = 'unserved' WHERE report_id = ANY($1::uuid[]) AND state = 'released'"
SAVE_REVIEWED = """
    UPDATE report SET outcome = $2, went = $3, agency = $4, seen_at = $5, reviewed_at = $6
    WHERE report_id = ANY($1::uuid[]) AND (reviewed_at IS NULL OR reviewed_at <= $6)
"""
SAVE_CLOSED = """
    INSERT INTO incident AS i (incident_id, network_id, code, closed_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS c
        (incident_id, network_id, code, closed_at)
    ORDER BY incident_id
    ON CONFLICT (incident_id) DO UPDATE SET closed_at = coalesce(i.closed_at, excluded.closed_at)
"""
SAVE_REPORTS_CLOSED = """
    UPDATE report SET closed_at = c.closed_at
    FROM unnest($1::uuid[], $2::timestamptz[]) AS c (report_id, closed_at)
    WHERE report.report_id = c.report_id AND report.closed_at IS NULL
"""
ZONE_OF = "SELECT zone FROM incident WHERE incident_id = $1"
SAVE_DELIVERIES = """
    INSERT INTO caller_delivery AS d (message_id, report_id, template, state, reason, changed_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
        AS n (message_id, report_id, template, state, reason, changed_at)
    ORDER BY message_id
    ON CONFLICT (message_id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
        changed_at = excluded.changed_at
    WHERE d.changed_at <= excluded.changed_at
"""

Opened = Received[IncidentOpenedV1]
Closed = Received[IncidentClosedV1]


class NewsStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def save_networks(self, networks: Sequence[NetworkChangedV1]) -> None:
        """The highest revision of each wins."""
        latest = {network.network_id: network for network in sorted(networks, key=lambda network: network.revision)}
        states = list(latest.values())
        await self._connection.execute(
            SAVE_NETWORKS,
            [state.network_id for state in states],
            [state.revision for state in states],
            [state.name for state in states],
            [state.hotline_phone for state in states],
            [state.time_zone for state in states],
            [",".join(state.languages) for state in states],
            [state.duty_lead_on_duty for state in states],
            [timedelta(minutes=state.release_max_age_minutes) for state in states],
            [state.source_open_incidents for state in states],
        )

    async def save_opened(self, events: Sequence[Opened]) -> None:
        await self._connection.execute(
            SAVE_OPENED,
            [event.data.incident_id for event in events],
            [event.data.network_id for event in events],
            [event.data.code for event in events],
            [event.data.source_id for event in events],
            [event.data.zone for event in events],
            [event.at for event in events],
        )

    async def save_joined(self, joined: Sequence[IncidentOpenedV1 | ReportLinkedV1]) -> None:
        await self._connection.execute(
            SAVE_JOINED,
            [each.report_id for each in joined],
            [each.incident_id for each in joined],
            [each.code for each in joined],
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
        )

    async def save_closed(self, events: Sequence[Closed]) -> None:
        await self._connection.execute(
            SAVE_CLOSED,
            [event.data.incident_id for event in events],
            [event.data.network_id for event in events],
            [event.data.code for event in events],
            [event.at for event in events],
        )
        pairs = [(report_id, event.at) for event in events for report_id in event.data.report_ids]
        await self._connection.execute(
            SAVE_REPORTS_CLOSED, [report_id for report_id, _ in pairs], [closed_at for _, closed_at in pairs]
        )

    async def zone_of(self, incident_id: UUID) -> str | None:
        zone: str | None = await self._connection.fetchval(ZONE_OF, incident_id)
        return zone

    async def save_deliveries(self, changes: Sequence[CallerDeliveryChangedV1]) -> None:
        latest = {change.message_id: change for change in sorted(changes, key=lambda change: change.changed_at)}
        states = list(latest.values())
        await self._connection.execute(
            SAVE_DELIVERIES,
            [state.message_id for state in states],
            [state.subject_id for state in states],
            [state.template for state in states],
            [state.state for state in states],
            [state.reason for state in states],
            [state.changed_at for state in states],
        )
