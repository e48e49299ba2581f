"""SQL that notes who read what lies sealed (rule R15)."""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from services.chassis.auth import Staff
from services.chassis.connection import Connection

SealedContent = Literal["unread_text", "finding", "sos_call", "report_place"]

NOTE_READINGS = """
    INSERT INTO content_read (what, record, actor, role, at)
    SELECT $1, record, $3, $4, app.now() FROM unnest($2::uuid[]) AS record
"""


async def note_readings(connection: Connection, what: SealedContent, records: Collection[UUID], staff: Staff) -> None:
    """One row for each record; call it, and let it commit, before anything is opened."""
    if records:
        await connection.execute(NOTE_READINGS, what, list(records), staff.actor, staff.role.value)
