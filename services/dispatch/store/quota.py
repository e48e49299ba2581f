"""SQL about what sources have open."""

from collections.abc import Mapping

from services.chassis.connection import Connection, columns_of
from services.dispatch.incident.quota import QuotaUse

# In order (unnest keeps it): whoever opens for the same sources takes turns, after incidents are locked.
CLAIM_PLACES = """
    SELECT source_id, network_id, exercise, app.claim_places(source_id, network_id, exercise, quota) AS places
    FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::int[]) AS use (source_id, network_id, exercise, quota)
"""


class QuotaStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def claim_places(self, quotas: Mapping[QuotaUse, int]) -> dict[QuotaUse, int]:
        """How many more may be opened, until the transaction ends; none, or fewer than none, where it is used up."""
        asked = [(*use, quota) for use, quota in sorted(quotas.items())]
        rows = await self._connection.fetch(CLAIM_PLACES, *columns_of(asked, width=4))
        return {QuotaUse(*row[:3]): row[3] for row in rows}
