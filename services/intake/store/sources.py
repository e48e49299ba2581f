"""Every SQL statement about sources: who may post reports, with which keys, and which signed requests were used."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from schemas.values import Trust
from services.chassis.auth import WINDOW_SECONDS
from services.chassis.connection import Connection
from services.chassis.scope import Scope
from services.intake.model.source import Nonce, Source, SourceKey, SourceUse

LIVE_KEYS = """
    SELECT k.key_id, k.sha256, k.sealed_secret, s.source_id, s.name, s.network_id, s.trust, s.rate_per_minute, s.burst
    FROM source_key k JOIN source s USING (source_id)
    WHERE k.retires_at IS NULL OR k.retires_at > app.now()
"""
LIVE_KEY = """
    SELECT k.key_id, k.sha256, k.sealed_secret, s.source_id, s.name, s.network_id, s.trust, s.rate_per_minute, s.burst
    FROM source_key k JOIN source s USING (source_id)
    WHERE k.key_id = $1 AND (k.retires_at IS NULL OR k.retires_at > app.now())
"""
SAVE_SOURCE = """
    INSERT INTO source AS s (source_id, name, network_id, trust, rate_per_minute, burst, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, app.now())
    ON CONFLICT ON CONSTRAINT one_source_per_name DO UPDATE SET trust = excluded.trust,
        rate_per_minute = excluded.rate_per_minute, burst = excluded.burst
    RETURNING s.source_id
"""
ADD_KEY = """
    INSERT INTO source_key (key_id, source_id, sha256, sealed_secret, created_at) VALUES ($1, $2, $3, $4, app.now())
"""
RETIRE_OTHER_KEYS = """
    UPDATE source_key SET retires_at = least(retires_at, app.now() + interval '1 day')
    WHERE source_id = $1 AND key_id <> $2
"""
SOURCES = """
    SELECT s.source_id, s.name, s.network_id, s.trust, s.rate_per_minute, s.burst,
           (SELECT count(*) FROM source_key k WHERE k.source_id = s.source_id
              AND (k.retires_at IS NULL OR k.retires_at > app.now())) AS live_keys,
           (SELECT count(*) FROM incident i WHERE i.source_id = s.source_id AND i.closed_at IS NULL) AS open_incidents
    FROM source s WHERE $1::text[] IS NULL OR s.network_id = ANY($1) ORDER BY s.network_id, s.name
"""
USE_NONCES = """
    INSERT INTO nonce (key_id, webhook_id, expires_at)
    SELECT key_id, webhook_id, app.now() + $3 * interval '1 s'
    FROM unnest($1::text[], $2::text[]) AS n (key_id, webhook_id) ORDER BY key_id, webhook_id
    ON CONFLICT (key_id, webhook_id) DO NOTHING
    RETURNING key_id, webhook_id
"""

NONCE_SECONDS = 3 * WINDOW_SECONDS
"""Longer than any timestamp stays good, so that a replay is always met by its nonce."""


class SourceStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def live_keys(self) -> list[SourceKey]:
        return [_key_from(row) for row in await self._connection.fetch(LIVE_KEYS)]

    async def live_key(self, key_id: str) -> SourceKey | None:
        row = await self._connection.fetchrow(LIVE_KEY, key_id)
        return _key_from(row) if row else None

    async def save_source(self, source: Source) -> UUID:
        """Add it, or change the one of that name; returns its id, which is another's when it was there."""
        source_id: UUID = await self._connection.fetchval(
            SAVE_SOURCE,
            source.id,
            source.name,
            source.network_id,
            source.trust,
            source.rate_per_minute,
            source.burst,
        )
        return source_id

    async def add_key(self, *, key_id: str, source_id: UUID, sha256: str, sealed_secret: bytes) -> None:
        """From now on this key; any other of the source works for one more day."""
        await self._connection.execute(ADD_KEY, key_id, source_id, sha256, sealed_secret)
        await self._connection.execute(RETIRE_OTHER_KEYS, source_id, key_id)

    async def sources(self, scope: Scope) -> list[SourceUse]:
        return [
            SourceUse(_source_from(row), row["live_keys"], row["open_incidents"])
            for row in await self._connection.fetch(SOURCES, scope.parameter)
        ]

    async def use_nonces(self, nonces: Sequence[Nonce]) -> set[Nonce]:
        """Those of them that were never used before; they are now."""
        rows = await self._connection.fetch(
            USE_NONCES, [key_id for key_id, _ in nonces], [webhook_id for _, webhook_id in nonces], NONCE_SECONDS
        )
        return {(row["key_id"], row["webhook_id"]) for row in rows}


def _key_from(row: Any) -> SourceKey:
    return SourceKey(row["key_id"], row["sha256"], row["sealed_secret"], _source_from(row))


def _source_from(row: Any) -> Source:
    return Source(
        row["source_id"],
        row["name"],
        row["network_id"],
        Trust(row["trust"]),
        row["rate_per_minute"],
        row["burst"],
    )
