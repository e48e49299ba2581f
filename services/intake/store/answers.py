"""SQL about what callers were told of the end: the last answer of each report's caller."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.chassis.connection import Connection, by_columns, write_together
from services.intake.callers.answers import ToldAnswer

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
