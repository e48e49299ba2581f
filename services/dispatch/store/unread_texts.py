"""SQL about texts that only a person can understand, and who was told so."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from services.chassis.connection import Connection, Write
from services.chassis.stored_table import Column, StoredTable
from services.dispatch.model.unread_text import UnreadText

UNREAD_TEXT = StoredTable[UnreadText](
    "unread_text",
    Column("reply_id", "uuid"),
    Column("person_id", "uuid"),
    Column("network_id", "text"),
    Column("callsign", "text"),
    Column("code", "text"),
    Column("guess", "text"),
    Column("words", "bytea"),
    Column("received_at", "timestamptz"),
)
KEEP_UNREAD = UNREAD_TEXT.insert(tail="ON CONFLICT (reply_id) DO NOTHING")
UNREAD = UNREAD_TEXT.select("ORDER BY received_at DESC LIMIT $1")
NOT_UNDERSTOOD = "SELECT person_id, at FROM not_understood WHERE person_id = ANY($1::uuid[])"
TOLD_SO = """
    INSERT INTO not_understood (person_id, at) SELECT DISTINCT unnest($1::uuid[]), $2::timestamptz
    ON CONFLICT (person_id) DO UPDATE SET at = excluded.at
"""


class UnreadTextStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def latest(self, limit: int) -> list[UnreadText]:
        """Newest first."""
        rows = await self._connection.fetch(UNREAD, limit)
        return [UnreadText(**UNREAD_TEXT.facts(row)) for row in rows]

    async def last_told(self, person_ids: Collection[UUID]) -> dict[UUID, datetime]:
        """When each was last told that a text was not understood (V11)."""
        rows = await self._connection.fetch(NOT_UNDERSTOOD, list(person_ids))
        return {row["person_id"]: row["at"] for row in rows}


def keeping_unread(texts: Sequence[UnreadText]) -> Write | None:
    return UNREAD_TEXT.write(KEEP_UNREAD, texts)


def noting_told_so(person_ids: Collection[UUID], now: datetime) -> Write | None:
    """They heard that they were not understood."""
    return (TOLD_SO, (list(person_ids), now)) if person_ids else None
