"""Clear away what can no longer matter: nonces past their time, counters of days whose refs may come again, and by
which numbers reports came.
"""

from typing import Final

from services.chassis.database import Database
from services.intake.store.callers import CallerStore
from services.intake.store.reports import ReportStore
from services.intake.store.sources import SourceStore

SWEEP_SECONDS: Final = 60


class Housekeeping:
    """Any replica may do it at any time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sweep(self) -> None:
        async with self._database.connection() as connection:
            await SourceStore(connection).forget_nonces()
            await ReportStore(connection).forget_old_counters()
            await CallerStore(connection).forget_numbers()
