"""SQL about what callers were told of the end: the last answer of each report's caller, and what is kept for them."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from schemas.envelope import Received
from schemas.events.incident import EndingChosenV1, FindingReviewedV1, ReportUnservedV1
from schemas.events.report import ReportDismissedV1
from services.chassis.connection import Connection, by_columns, write_together
from services.intake.callers.answers import Answering, CallerAnswer, ToldAnswer

TOLD = """
    SELECT report_id, event_id, incident_id, answered_at, template FROM caller_answer
    WHERE report_id = ANY($1::uuid[])
"""
NOTE_TOLD = """
    INSERT INTO caller_answer AS known (report_id, event_id, incident_id, answered_at, template)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[]) ORDER BY 1
    ON CONFLICT (report_id) DO UPDATE SET event_id = excluded.event_id, incident_id = excluded.incident_id,
        answered_at = excluded.answered_at, template = excluded.template
    WHERE known.answered_at < excluded.answered_at
"""
KEPT_FOR = "SELECT report_id, event_id, answered_at, incident_id FROM held_answer WHERE report_id = ANY($1::uuid[])"
KEPT = "SELECT event_id, answered_at, type, data FROM held_answer WHERE report_id = $1"
KEEP = """
    INSERT INTO held_answer AS known (report_id, event_id, type, data, incident_id, answered_at)
    SELECT report_id, $2, $3, convert_from($4, 'UTF8')::json, $5, $6 FROM unnest($1::uuid[]) AS report_id ORDER BY 1
    ON CONFLICT (report_id) DO UPDATE SET event_id = excluded.event_id, type = excluded.type, data = excluded.data,
        incident_id = excluded.incident_id, answered_at = excluded.answered_at
    WHERE known.answered_at < excluded.answered_at
"""
FORGET_KEPT = "DELETE FROM held_answer WHERE report_id = $1"
KINDS: Final[Mapping[str, type[Answering]]] = {
    kind.TYPE: kind for kind in (FindingReviewedV1, EndingChosenV1, ReportUnservedV1, ReportDismissedV1)
}


class AnswerStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def told(self, report_ids: Sequence[UUID]) -> dict[UUID, ToldAnswer]:
        """A caller who was told nothing yet is missing."""
        rows = await self._connection.fetch(TOLD, report_ids)
        return {
            row["report_id"]: ToldAnswer(row["event_id"], row["answered_at"], row["incident_id"], row["template"])
            for row in rows
        }

    async def note_told(self, given: Mapping[UUID, ToldAnswer]) -> None:
        rows = [
            (report_id, told.event_id, told.incident_id, told.at, told.template) for report_id, told in given.items()
        ]
        await write_together(self._connection, [by_columns(NOTE_TOLD, rows)])

    async def kept_for(self, report_ids: Sequence[UUID]) -> dict[UUID, ToldAnswer]:
        """Which answers wait until somebody has spoken with these callers: told by no text yet."""
        rows = await self._connection.fetch(KEPT_FOR, report_ids)
        return {
            row["report_id"]: ToldAnswer(row["event_id"], row["answered_at"], row["incident_id"], None) for row in rows
        }

    async def kept(self, report_id: UUID) -> Received[Answering] | None:
        row = await self._connection.fetchrow(KEPT, report_id)
        if row is None:
            return None
        data = KINDS[row["type"]].model_validate_json(row["data"])
        return Received(row["event_id"], str(report_id), row["answered_at"], None, data)

    async def keep(self, report_ids: Sequence[UUID], event: Received[Answering], answer: CallerAnswer) -> None:
        """The newest stands."""
        if report_ids:
            data = event.data.model_dump_json(exclude_none=True).encode()
            await self._connection.execute(
                KEEP, report_ids, event.id, event.data.TYPE, data, answer.incident_id, event.at
            )

    async def forget_kept(self, report_id: UUID) -> None:
        await self._connection.execute(FORGET_KEPT, report_id)
