"""Statements about texts that came in."""

from datetime import datetime
from uuid import UUID

from services.chassis.connection import Connection

ADD = """
    INSERT INTO inbound_text (sid, inbound_id, person_id, optout_index, consent_word, fate, sealed_text, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (sid) DO NOTHING RETURNING true
"""
RECENT = "SELECT count(*) FROM inbound_text WHERE optout_index = $1 AND at > $2"


class InboundStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(
        self,
        *,
        sid: str,
        inbound_id: UUID,
        person_id: UUID | None,
        optout_index: bytes,
        consent_word: str | None,
        disposition: str,
        sealed_text: bytes,
        now: datetime,
    ) -> bool:
        """False: this text came before. A rival in flight is waited for."""
        fresh: bool | None = await self._connection.fetchval(
            ADD, sid, inbound_id, person_id, optout_index, consent_word, disposition, sealed_text, now
        )
        return bool(fresh)

    async def recent(self, optout_index: bytes, since: datetime) -> int:
        """How many came from this number since then."""
        count: int = await self._connection.fetchval(RECENT, optout_index, since)
        return count
