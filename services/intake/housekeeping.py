"""Clear away what ends with something else: counters of days whose refs may come again, and by which numbers reports
came, with their keys; and seal again what legal holds. Whatever ends by its age alone is in store/retention.py.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from services.chassis.database import Database
from services.chassis.legal_hold import seal_again
from services.chassis.sealing import KeyMissing, Sealer, day_key
from services.intake.store.callers import CallerStore
from services.intake.store.legal_holds import HELD_VALUES, HeldReportStore
from services.intake.store.reports import ReportStore

SWEEP_SECONDS: Final = 60


class Housekeeping:
    """Any replica may do it at any time."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    async def sweep(self) -> None:
        async with self._database.connection() as connection:
            await ReportStore(connection).forget_old_counters()
            await self._forget_numbers(CallerStore(connection))
            held = await HeldReportStore(connection).held()
        for incident_id in held:
            async with self._database.unit() as unit:
                await seal_again(unit.connection, self._sealer, incident_id, HELD_VALUES)

    async def _forget_numbers(self, callers: CallerStore) -> None:
        """By which number a report came is kept as long as the number itself, sealed with the key of its day."""
        oldest = await callers.oldest_number()
        if oldest is None:
            return
        day, today = oldest.astimezone(UTC).date(), (await self._database.now()).date()
        while day <= today:
            try:
                self._sealer.keyring.key(day_key("contact", day))
            except KeyMissing:
                await callers.forget_numbers(datetime.combine(day, time(), UTC))
            day += timedelta(days=1)
