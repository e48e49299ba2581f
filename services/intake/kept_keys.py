"""Idempotency keys as they are kept: hashed, for what a hotline's system sends as one may be a caller's number."""

from time import monotonic
from typing import Final
from uuid import UUID

from services.chassis.database import Database
from services.chassis.sealing import Sealer
from services.intake.store.reports import ReportStore

PURPOSE: Final = "retry"
HASHED: Final = "h1:"
"""No key that a client sends may begin so."""
AT_ONCE: Final = 500
BATCHES: Final = 20
QUIET_SECONDS: Final = 3600
"""So long after the last key in clear another is still looked for: a replica of the release before may write one."""


class KeptKeys:
    """Keys, and ids of signed requests, under an index of their own, so that nobody can try out numbers."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._look_until: float | None = None
        self.some_in_clear = True
        """The last release kept keys as they came: a retry of such a report is still told its answer."""

    def kept(self, whose: UUID | str, key: str) -> str:
        """The same for the same source and key, on every day."""
        return HASHED + self._sealer.blind_index(PURPOSE, f"{whose} {key}").hex()

    async def hash_the_rest(self) -> None:
        """Those of the last release, some at a time. Where there are none any more nobody looks for them at a retry."""
        for _ in range(BATCHES):
            async with self._database.transaction() as connection:
                store = ReportStore(connection)
                found = await store.keys_in_clear(AT_ONCE)
                await store.keep_keys([(report_id, self.kept(source_id, key)) for report_id, source_id, key in found])
            if found:
                self._look_until = monotonic() + QUIET_SECONDS
            if len(found) < AT_ONCE:
                break
        self.some_in_clear = self._look_until is not None and monotonic() < self._look_until
