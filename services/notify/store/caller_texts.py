"""Statements about how many texts went to numbers that others name, or that texted us."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.chassis.connection import Connection
from services.notify.model.caller_texts import NumberKind, TextsHad

# In one order for all; held until the transaction ends, so that replicas never count past each other.
LOCK = """
    SELECT count(pg_advisory_xact_lock(hashtext('caller_texts'), hashtext(encode(number, 'hex'))))
    FROM unnest($1::bytea[]) AS number
"""
TEXTS_HAD = """
    SELECT caller_index, exercise, count(*) FILTER (WHERE requested_at > $3) AS in_hour, count(*) AS in_day,
           count(*) FILTER (WHERE template = 'C8') AS stops_in_day
    FROM message
    WHERE caller_index = ANY($1::bytea[]) AND requested_at > $2 AND finished IS DISTINCT FROM 'suppressed'
    GROUP BY caller_index, exercise
"""
ANSWERS_HAD = """
    SELECT count(*) FILTER (WHERE requested_at > $3) AS in_hour, count(*) AS in_day,
           count(*) FILTER (WHERE template = 'C8') AS stops_in_day
    FROM message
    WHERE person_id = $1 AND requested_at > $2 AND asked_by = 'notify' AND finished IS DISTINCT FROM 'suppressed'
"""
ALL_TEXTS = """
    SELECT coalesce(sum(texts) FILTER (WHERE minute = date_trunc('minute', $1::timestamptz)), 0)::int AS in_minute,
           coalesce(sum(texts), 0)::int AS in_day
    FROM caller_texts WHERE minute > $1::timestamptz - interval '1 day'
"""
COUNT = """
    WITH over AS (
        DELETE FROM caller_texts WHERE (minute, backend) IN (
            SELECT minute, backend FROM caller_texts WHERE minute < $1::timestamptz - interval '25 h'
            ORDER BY minute, backend LIMIT 100 FOR UPDATE SKIP LOCKED)
    )
    INSERT INTO caller_texts AS known (minute, backend, texts)
    VALUES (date_trunc('minute', $1::timestamptz), pg_backend_pid(), $2)
    ON CONFLICT (minute, backend) DO UPDATE SET texts = known.texts + excluded.texts
"""


class CallerTextStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, numbers: Collection[bytes]) -> None:
        """By blind index; nobody else counts or adds texts to these until the unit ends."""
        await self._connection.execute(LOCK, sorted(set(numbers)))

    async def texts_had(self, numbers: Collection[bytes], now: datetime) -> dict[NumberKind, TextsHad]:
        rows = await self._connection.fetch(TEXTS_HAD, list(numbers), now - timedelta(days=1), now - timedelta(hours=1))
        return {(row["caller_index"], row["exercise"]): _had_from(row) for row in rows}

    async def answers_had(self, person_id: UUID, now: datetime) -> TextsHad:
        """What we answered somebody whom we know by ourselves."""
        row = await self._connection.fetchrow(ANSWERS_HAD, person_id, now - timedelta(days=1), now - timedelta(hours=1))
        return _had_from(row)

    async def all_texts(self, now: datetime) -> tuple[int, int]:
        """To all numbers: in this minute, and in a day. What other units plan right now is not seen yet."""
        row = await self._connection.fetchrow(ALL_TEXTS, now)
        assert row is not None, "an aggregate has one row"
        return row["in_minute"], row["in_day"]

    async def count(self, texts: int, now: datetime) -> None:
        await self._connection.execute(COUNT, now, texts)


def _had_from(row: Any) -> TextsHad:
    return TextsHad(row["in_hour"], row["in_day"], row["stops_in_day"])
