"""Clear away what can no longer matter: nonces past their time, counters of days whose refs may come again."""

import asyncio
from typing import Final

import structlog

from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE
from services.intake.store.reports import ReportStore
from services.intake.store.sources import SourceStore

log = structlog.get_logger()

EVERY_SECONDS: Final = 60


class Housekeeping:
    """Any replica may do it at any time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        """Once a minute, until stopped."""
        while not self._stopping.is_set():
            try:
                await self.sweep()
            except INFRASTRUCTURE as error:
                log.warning("housekeeping.skipped", error=type(error).__name__)
            try:
                await asyncio.wait_for(self._stopping.wait(), EVERY_SECONDS)
            except TimeoutError:
                continue

    async def sweep(self) -> None:
        async with self._database.connection() as connection:
            await SourceStore(connection).forget_nonces()
            await ReportStore(connection).forget_old_counters()
