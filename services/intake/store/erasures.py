"""SQL that erases a caller: their reports by number, what still needs a person, and what says who they were (R116)."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.chassis.connection import Connection
from services.chassis.scope import Scope


class ReportOfCaller(NamedTuple):
    """`waits`: a person has to read, call or decide before its caller can be forgotten; `held`: legal keeps it."""

    report_id: UUID
    ref: str
    waits: bool
    held: bool


# Of a caller without a number the one report is all that we know.
OF_REPORT = """
    SELECT r.report_id FROM report r
    WHERE r.report_id = $1 AND ($2::text[] IS NULL OR r.network_id = ANY($2))
    UNION
    SELECT other.report_id FROM caller_number mine JOIN caller_number other USING (number_index)
        JOIN report r ON r.report_id = mine.report_id
    WHERE mine.report_id = $1 AND ($2::text[] IS NULL OR r.network_id = ANY($2))
"""
OF_NUMBER = "SELECT report_id FROM caller_number WHERE number_index = $1"
LOCK_REPORTS = """
    SELECT report_id, ref, state = 'held' OR texts_waiting > 0 OR cried_at IS NOT NULL AS waits,
        EXISTS (SELECT FROM incident i WHERE i.incident_id = report.incident_id AND i.held_at IS NOT NULL) AS held
    FROM report WHERE report_id = ANY($1::uuid[]) AND ($2::text[] IS NULL OR network_id = ANY($2))
    ORDER BY report_id FOR NO KEY UPDATE
"""
# The place stays while somebody is on the way to it; of what is over it goes too.
ERASE_REPORTS = """
    UPDATE report SET sealed_contact = NULL, safe_to_text = false, caller_language = NULL,
        told = (SELECT json_object_agg(key, value) FROM json_each(told)
                WHERE key <> 'sealed_words'
                  AND (key <> 'sealed_place' OR state IN ('released', 'joined') AND closed_at IS NULL))
    WHERE report_id = ANY($1::uuid[])
"""
FORGET_TEXTS = "DELETE FROM caller_text WHERE report_id = ANY($1::uuid[])"
FORGET_NOTES = "UPDATE caller_spoken SET note = NULL WHERE report_id = ANY($1::uuid[])"
FORGET_KEPT_ANSWERS = "DELETE FROM held_answer WHERE report_id = ANY($1::uuid[])"
FORGET_NUMBERS_OF = "DELETE FROM caller_number WHERE report_id = ANY($1::uuid[])"
ERASED = (
    ERASE_REPORTS,
    FORGET_TEXTS,
    FORGET_NOTES,
    FORGET_KEPT_ANSWERS,
    FORGET_NUMBERS_OF,
)


class CallerErasureStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_report(self, report_id: UUID, scope: Scope) -> list[ReportOfCaller]:
        """That report and all others of its number, in networks of the scope; locked. Empty: no such report."""
        rows = await self._connection.fetch(OF_REPORT, report_id, scope.parameter)
        return await self._locked([row["report_id"] for row in rows], scope)

    async def of_number(self, number_index: bytes, scope: Scope) -> list[ReportOfCaller]:
        rows = await self._connection.fetch(OF_NUMBER, number_index)
        return await self._locked([row["report_id"] for row in rows], scope)

    async def erase(self, report_ids: Sequence[UUID]) -> None:
        """What says who they were and what they wrote; state, times and outcome stay, for the counts."""
        for statement in ERASED:
            await self._connection.execute(statement, list(report_ids))

    async def _locked(self, report_ids: Sequence[UUID], scope: Scope) -> list[ReportOfCaller]:
        rows = await self._connection.fetch(LOCK_REPORTS, list(report_ids), scope.parameter)
        return [ReportOfCaller(*row) for row in rows]
