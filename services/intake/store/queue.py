"""Every SQL statement about what waits for a person: which reports, how many of whom, and a page of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from schemas.values import Accuracy, Channel, Request, Trust
from services.chassis.connection import Connection, columns_of
from services.chassis.scope import Scope
from services.intake.model.queue import PagePosition, SourceBacklog, WaitingPlace
from services.intake.model.report import ReportState, WaitingReport

BEFORE_ALL: Final = (datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0))

WAITS = "(state = 'held' OR texts_waiting > 0) AND cried_at IS NULL"
IN_SCOPE = "($1::text[] IS NULL OR network_id = ANY ($1))"
CRIES = f"""
    SELECT cried_at, report_id FROM report
    WHERE cried_at IS NOT NULL AND {IN_SCOPE}
      AND (cried_at, report_id) > ($2::timestamptz, $3::uuid)
    ORDER BY cried_at, report_id LIMIT $4
"""  # noqa: S608  # our own words
# From source to source through the index, and of each as many as a page holds at most: a flood is not read to its end.
NEXT_OF_EACH_SOURCE = f"""
    WITH RECURSIVE stream AS (
        (SELECT network_id, source_id FROM report WHERE {WAITS} AND {IN_SCOPE}
         ORDER BY network_id, source_id LIMIT 1)
        UNION ALL
        SELECT following.* FROM stream CROSS JOIN LATERAL (
            SELECT network_id, source_id FROM report
            WHERE {WAITS} AND {IN_SCOPE} AND (network_id, source_id) > (stream.network_id, stream.source_id)
            ORDER BY network_id, source_id LIMIT 1
        ) AS following
    )
    SELECT waits.report_id, stream.source_id, coalesce(source.trust, 'public') AS trust, waits.priority,
           waits.received_at
    FROM stream LEFT JOIN source USING (source_id)
    LEFT JOIN unnest($2::uuid[], $3::uuid[]) AS shown (source_id, report_id) USING (source_id)
    LEFT JOIN report last ON last.report_id = shown.report_id
    CROSS JOIN LATERAL (
        SELECT report_id, priority, received_at FROM report
        WHERE {WAITS} AND network_id = stream.network_id AND source_id = stream.source_id
          AND (priority, received_at, report_id) > (coalesce(last.priority, 0::smallint),
              coalesce(last.received_at, $5::timestamptz), coalesce(last.report_id, $6::uuid))
        ORDER BY priority, received_at, report_id LIMIT $4
    ) AS waits
    ORDER BY stream.network_id, stream.source_id, waits.priority, waits.received_at, waits.report_id
"""  # noqa: S608  # our own words
# What release lacked when the report came; that nobody was on duty is told as of then once somebody is.
THESE = """
    SELECT r.report_id, r.ref, r.priority, r.told->>'request' AS request, r.told->>'channel' AS channel, r.received_at,
           ARRAY(SELECT CASE WHEN lacked = 'duty' AND n.duty_lead_on_duty THEN 'duty_then' ELSE lacked END
                 FROM json_array_elements_text(r.told->'missing') AS lacked) AS missing, r.told->>'cell' AS cell,
           r.told->>'accuracy' AS accuracy, (r.told->>'exercise')::bool AS exercise,
           ARRAY(SELECT json_array_elements_text(r.told->'languages')) AS languages,
           coalesce(s.name, r.told->>'channel') AS source,
           greatest(extract(epoch FROM app.now() - r.received_at), 0)::int AS age_s, r.state, r.texts_waiting,
           r.cried_at, EXISTS (SELECT FROM held_answer h WHERE h.report_id = r.report_id) AS answer_held
    FROM report r LEFT JOIN source s USING (source_id) LEFT JOIN network n ON n.network_id = r.network_id
    WHERE r.report_id = ANY ($1::uuid[])
"""
BACKLOG = f"""
    SELECT coalesce(s.name, 'sms') AS source, coalesce(s.trust, 'public') AS trust, b.network_id, b.waiting
    FROM (SELECT network_id, source_id, sum(waiting)::int AS waiting FROM (
              SELECT network_id, source_id, count(*) AS waiting FROM report WHERE {WAITS} AND {IN_SCOPE} GROUP BY 1, 2
              UNION ALL
              SELECT network_id, source_id, count(*) FROM report WHERE cried_at IS NOT NULL AND {IN_SCOPE} GROUP BY 1, 2
          ) AS counted GROUP BY 1, 2) AS b LEFT JOIN source s USING (source_id)
    ORDER BY b.waiting DESC, source, b.network_id
"""  # noqa: S608  # our own words


class QueueStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def cries(self, scope: Scope, limit: int, after: PagePosition) -> list[tuple[datetime, UUID]]:
        """Since when they wait, and of which report."""
        rows = await self._connection.fetch(CRIES, scope.parameter, *(after.cry or BEFORE_ALL), limit)
        return [(row["cried_at"], row["report_id"]) for row in rows]

    async def next_of_each_source(self, scope: Scope, limit: int, after: PagePosition) -> list[WaitingPlace]:
        """So many of each at most, in their order."""
        shown = columns_of(after.last_shown)
        rows = await self._connection.fetch(NEXT_OF_EACH_SOURCE, scope.parameter, *shown, limit, *BEFORE_ALL)
        return [WaitingPlace(row[0], row[1], Trust(row[2]), row[3], row[4]) for row in rows]

    async def these(self, report_ids: Sequence[UUID]) -> list[WaitingReport]:
        """In the order given, as long as they are there."""
        found = {row["report_id"]: row for row in await self._connection.fetch(THESE, report_ids)}
        return [_waiting_from(found[report_id]) for report_id in report_ids if report_id in found]

    async def backlog(self, scope: Scope) -> list[SourceBacklog]:
        """How many wait, of each source; most first."""
        return [SourceBacklog(*row) for row in await self._connection.fetch(BACKLOG, scope.parameter)]


def _waiting_from(row: Any) -> WaitingReport:
    return WaitingReport(
        report_id=row["report_id"],
        ref=row["ref"],
        priority=row["priority"],
        request=Request(row["request"]),
        channel=Channel(row["channel"]),
        received_at=row["received_at"],
        age_s=row["age_s"],
        missing=tuple(row["missing"]),
        cell=row["cell"],
        accuracy=Accuracy(row["accuracy"]),
        source=row["source"],
        exercise=row["exercise"],
        languages=tuple(row["languages"]),
        state=ReportState(row["state"]),
        texts_waiting=row["texts_waiting"],
        cried_at=row["cried_at"],
        answer_held=row["answer_held"],
    )
