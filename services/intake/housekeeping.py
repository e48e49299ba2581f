"""Clear away what ends with something else: counters of days whose refs may come again, and by which numbers reports
came, with their keys. Whatever ends by its age alone is in store/retention.py.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from services.chassis.database import Database
from services.chassis.sealing import KeyMissing, Keyring, day_key
from services.intake.store.callers import CallerStore
from services.intake.store.reports import ReportStore

SWEEP_SECONDS: Final = 60


class Housekeeping:
    """Any replica may do it at any time."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def sweep(self) -> None:
        async with self._database.connection() as connection:
            await ReportStore(connection).forget_old_counters()
            await self._forget_numbers(CallerStore(connection))

    async def _forget_numbers(self, callers: CallerStore) -> None:
        """By which number a report came is kept as long as the number itself, sealed with the key of its day."""
        oldest = await callers.oldest_number()
        if oldest is None:
            return
        day, today = oldest.astimezone(UTC).date(), (await self._database.now()).date()
        while day <= today:
            try:
                self._keyring.key(day_key("contact", day))
            except KeyMissing:
                await callers.forget_numbers(datetime.combine(day, time(), UTC))
            day += timedelta(days=1)
