"""The counters that incident codes come from, one a network."""

from collections.abc import Mapping
from datetime import datetime

from services.chassis.connection import Connection
from services.dispatch.incident.codes import CodeCounter, first_counter, next_codes

START_COUNTERS = """
    INSERT INTO code_counter (network_id, places, position, half_started_at)
    SELECT id, $2, $3, $4 FROM unnest($1::text[]) AS id ORDER BY id
    ON CONFLICT (network_id) DO NOTHING
"""
COUNTERS = """
    SELECT network_id, places, position, half_started_at FROM code_counter
    WHERE network_id = ANY($1::text[]) ORDER BY network_id FOR UPDATE
"""
SAVE_COUNTERS = """
    UPDATE code_counter c SET places = e.places, position = e.position, half_started_at = e.half_started_at
    FROM unnest($1::text[], $2::smallint[], $3::bigint[], $4::timestamptz[])
        AS e (network_id, places, position, half_started_at)
    WHERE c.network_id = e.network_id
"""


class CodeStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take(
        self, counts: Mapping[str, int], *, now: datetime, in_use: Mapping[str, frozenset[str]] | None = None
    ) -> dict[str, list[str]]:
        """The next incident codes, so many for each network; `in_use`: codes still open, which are passed over.

        Locks the networks' counters until the transaction ends: ask late, once a transaction.
        """
        names = sorted(counts)
        rows = await self._connection.fetch(COUNTERS, names)
        if len(rows) < len(names):
            new = first_counter(now)
            await self._connection.execute(START_COUNTERS, names, new.places, new.position, new.half_started_at)
            rows = await self._connection.fetch(COUNTERS, names)
        codes: dict[str, list[str]] = {}
        after: list[tuple[str, int, int, datetime]] = []
        for row in rows:
            name, counter = row["network_id"], CodeCounter(row["places"], row["position"], row["half_started_at"])
            taken = (in_use or {}).get(name, frozenset())
            codes[name], counter = next_codes(name, counter, counts[name], now=now, in_use=taken)
            after.append((name, counter.places, counter.position, counter.half_started_at))
        if after:
            await self._connection.execute(SAVE_COUNTERS, *map(list, zip(*after, strict=True)))
        return codes
