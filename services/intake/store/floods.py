"""SQL about flood mode: on for which networks, and what was done about it lately."""

from collections.abc import Sequence
from datetime import datetime

from services.chassis.connection import Connection
from services.chassis.scope import Scope
from services.intake.model.flood import Flood

# Whoever begins or ends it in a network takes turns; none, where the key does not name the network.
LOCK_NETWORK = """
    SELECT network_id FROM network WHERE network_id = $1 AND ($2::text[] IS NULL OR network_id = ANY($2))
    FOR NO KEY UPDATE
"""
END = """
    UPDATE flood SET ended_at = least($2, until), ended_by = CASE WHEN until > $2 THEN $3 ELSE 'expired' END
    WHERE network_id = $1 AND ended_at IS NULL
    RETURNING network_id, began_at, until, begun_by, ended_at, ended_by
"""
BEGIN = "INSERT INTO flood (network_id, began_at, until, begun_by) VALUES ($1, $2, $3, $4)"
ON = """
    SELECT network_id, began_at, until, begun_by, ended_at, ended_by FROM flood
    WHERE ended_at IS NULL AND until > (SELECT app.now()) AND ($1::text[] IS NULL OR network_id = ANY($1))
    ORDER BY network_id
"""
LATEST = """
    SELECT network_id, began_at, until, begun_by, ended_at, ended_by FROM flood
    WHERE $1::text[] IS NULL OR network_id = ANY($1) ORDER BY began_at DESC, flood_id DESC LIMIT 20
"""


class FloodStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, network_id: str, scope: Scope) -> bool:
        """False: it is not there for whoever asks."""
        return await self._connection.fetchval(LOCK_NETWORK, network_id, scope.parameter) is not None

    async def end(self, network_id: str, now: datetime, *, by: str) -> Flood | None:
        """None: it was not on. One whose time was over is closed as such."""
        row = await self._connection.fetchrow(END, network_id, now, by)
        ended = None if row is None else Flood(*row)
        return ended if ended is not None and ended.until > now else None

    async def begin(self, flood: Flood) -> None:
        """After whatever was on in this network has ended."""
        await self._connection.execute(BEGIN, flood.network_id, flood.began_at, flood.until, flood.begun_by)

    async def on(self, scope: Scope) -> Sequence[Flood]:
        return [Flood(*row) for row in await self._connection.fetch(ON, scope.parameter)]

    async def latest(self, scope: Scope) -> Sequence[Flood]:
        """The last acts, the newest first."""
        return [Flood(*row) for row in await self._connection.fetch(LATEST, scope.parameter)]
