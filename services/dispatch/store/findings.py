"""SQL about findings: what a team reported, and what was decided on it."""

from collections.abc import Collection
from uuid import UUID

from schemas.values import Outcome
from services.chassis.connection import Connection, Write
from services.chassis.stored_table import Column, StoredTable
from services.dispatch.model.finding import Finding

FINDING = StoredTable[Finding](
    "finding",
    Column("finding_id", "uuid", "id"),
    Column("incident_id", "uuid"),
    Column("outcome", "text", read=Outcome),
    Column("people", "int"),
    Column("vehicles", "int"),
    Column("words", "bytea"),
    Column("submitted_by", "text"),
    Column("submitted_at", "timestamptz"),
    Column("decision", "text", changes=True),
    Column("reviewed_by", "text", changes=True),
    Column("reviewed_at", "timestamptz", changes=True),
    Column("note", "bytea", changes=True),
    Column("seen_by", "text[]"),
)
FINDINGS_OF = FINDING.select("WHERE incident_id = ANY($1::uuid[]) ORDER BY submitted_at, finding_id")
SAVE_FINDINGS = FINDING.upsert()


class FindingStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def findings_of(self, incident_ids: Collection[UUID]) -> list[Finding]:
        """The first submitted first."""
        rows = await self._connection.fetch(FINDINGS_OF, list(incident_ids))
        return [Finding(**FINDING.facts(row)) for row in rows]


def saving_findings(findings: Collection[Finding]) -> Write | None:
    return FINDING.write(SAVE_FINDINGS, list(findings))
