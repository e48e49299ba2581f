"""SQL of legal holds: what is held, by whom and why, and every value of it that is sealed (rule R117)."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from services.chassis.connection import Connection
from services.chassis.legal_hold import HeldValue
from services.chassis.scope import Scope

HOLD = """
    UPDATE incident SET held_at = $2, held_by = $3, held_why = $4 WHERE incident_id = $1 AND held_at IS NULL
    RETURNING network_id, code, exercise
"""
LET_GO = """
    UPDATE incident SET held_at = NULL, held_by = NULL, held_why = NULL
    WHERE incident_id = $1 AND held_at IS NOT NULL RETURNING network_id, code, exercise
"""
HELD = """
    SELECT incident_id, network_id, code, state, held_at, held_by, held_why, opened_at FROM incident
    WHERE held_at IS NOT NULL AND ($1::text[] IS NULL OR network_id = ANY($1)) ORDER BY held_at
"""
# Its places are kept for 30 days after it ended, the longest of its keys: so long the hold's key stays as well.
MAY_END = """
    SELECT m.id FROM unnest($1::uuid[]) AS m (id) LEFT JOIN incident i ON i.incident_id = m.id
    WHERE i.incident_id IS NULL OR (i.held_at IS NULL AND i.closed_at < app.now() - interval '30 days')
"""
# Under its lock: whoever holds it at this moment has it, and it is asked again in a minute.
STILL_MAY_END = """
    SELECT held_at IS NULL AND closed_at < app.now() - interval '30 days' FROM incident
    WHERE incident_id = $1 FOR UPDATE SKIP LOCKED
"""
IS_THERE = "SELECT EXISTS (SELECT FROM incident WHERE incident_id = $1)"


class HeldIncident(NamedTuple):
    incident_id: UUID
    network_id: str
    code: str
    state: str
    held_at: datetime
    held_by: str
    held_why: str
    opened_at: datetime


class ChangedHold(NamedTuple):
    network_id: str
    code: str
    exercise: bool


def _of_incident(
    table: str, column: str, purpose: str, record: str, *, key: str, now_record: str | None = None, only: str = ""
) -> HeldValue:
    return HeldValue(table, key, f"incident_id = $1{only}", column, f"{column} = $2", purpose, f"{record}", now_record)


def _of_call(kind: str, purpose: str, record: str, now_record: str | None = None) -> HeldValue:
    return HeldValue(
        "sos_entry",
        "entry_id",
        f"kind = '{kind}' AND call_id IN (SELECT call_id FROM sos_call WHERE incident_id = $1)",  # noqa: S608
        "words",
        "words = $2",
        purpose,
        record,
        now_record,
    )


_CRIED_BY: Final = "(SELECT volunteer_id FROM sos_call WHERE sos_call.call_id = sos_entry.call_id)"


def _reply(sealed: str, reply: str, person: str) -> tuple[str, str]:
    """What it was sealed for, of the last release too (services/dispatch/sealing.py), and what it is for now."""
    now = f"{reply} || '/' || {person}"
    return f"CASE WHEN app.key_of({sealed}) LIKE 'words/%' THEN {reply}::text ELSE {now} END", now


_UNREAD: Final = _reply("words", "reply_id", "person_id")
_CRIED: Final = _reply("words", "entry_id", _CRIED_BY)
HELD_VALUES: Final = (
    _of_incident("incident", "place", "report.place", "place_of::text", key="incident_id"),
    _of_incident("incident", "meeting", "incident.meeting", "incident_id::text", key="incident_id"),
    _of_incident("incident", "look_at", "incident.look_at", "incident_id::text", key="incident_id"),
    _of_incident("incident", "agency_words", "incident.agency_words", "incident_id::text", key="incident_id"),
    _of_incident("report", "place", "report.place", "report_id::text", key="report_id"),
    _of_incident("finding", "words", "finding.words", "finding_id::text", key="finding_id"),
    _of_incident("finding", "note", "finding.note", "finding_id::text", key="finding_id"),
    _of_incident("unread_text", "words", "reply.text", _UNREAD[0], key="reply_id", now_record=_UNREAD[1]),
    _of_incident("unread_text", "note", "unread.note", "reply_id::text", key="reply_id"),
    _of_call("text", "reply.text", *_CRIED),
    _of_call("note", "sos.note", "entry_id::text"),
)


class LegalHoldStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold(self, incident_id: UUID, *, at: datetime, by: str, why: str) -> ChangedHold | None:
        """None: it is held already."""
        row = await self._connection.fetchrow(HOLD, incident_id, at, by, why)
        return ChangedHold(*row) if row else None

    async def let_go(self, incident_id: UUID) -> ChangedHold | None:
        """None: it is not held."""
        row = await self._connection.fetchrow(LET_GO, incident_id)
        return ChangedHold(*row) if row else None

    async def held(self, scope: Scope) -> list[HeldIncident]:
        return [HeldIncident(*row) for row in await self._connection.fetch(HELD, scope.parameter)]

    async def may_end(self, matter_ids: list[UUID]) -> list[UUID]:
        """Whose hold is over, and their time too."""
        return [row["id"] for row in await self._connection.fetch(MAY_END, matter_ids)]

    async def still_may_end(self, matter_id: UUID) -> bool:
        """Locked until the unit ends, so that nobody holds it while its key goes."""
        if not await self._connection.fetchval(IS_THERE, matter_id):
            return True
        return bool(await self._connection.fetchval(STILL_MAY_END, matter_id))
