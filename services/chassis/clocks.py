"""How far the services' clocks are apart, as causes prove that seem to come after their effects.

A service's time is its database's, `app.now()`. An event from the future proves that its producer's clock is ahead of
ours by so much at least; a receipt that is older than the event which it acknowledges proves that ours is ahead. What
is proven is a lower bound, so a deadline that is moved by it is never later than it was meant.
"""

import time
from datetime import datetime, timedelta
from typing import Final

import structlog

from services.chassis.database import Database
from services.chassis.periodic import PeriodicLoop
from services.chassis.telemetry import CLOCK_SKEW

log = structlog.get_logger()

BOOT_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
TOLERATED_SECONDS: Final = 5.0
PROVEN_FOR_SECONDS: Final = 300.0
"""A clock that was set right is believed again after it."""
OWN_EVERY_SECONDS: Final = 30.0
OWN: Final = "own process"


def seconds_since_boot() -> float:
    """It goes on while the process is stopped or the machine sleeps; nobody sets it. For what a process may still do
    with what it took before (rule R85)."""
    return time.clock_gettime(BOOT_CLOCK)


class PeerClocks:
    """What one process knows of the others' clocks, by service, and of its own against its database."""

    def __init__(self) -> None:
        self._ahead: dict[str, tuple[float, float]] = {}
        """Seconds by which theirs is ahead of ours, below 0 behind, and when it was proven (monotonic)."""
        self._alarmed: set[str] = set()

    def heard(self, service: str, at: datetime, now: datetime) -> None:
        """An event of theirs, of that time by their clock, is here now."""
        self._prove(service, (at - now).total_seconds())

    def acknowledged(self, service: str, noted_at: datetime, created_at: datetime) -> None:
        """They noted, at that time by their clock, an event that we had made at that time by ours."""
        self._prove(service, -(created_at - noted_at).total_seconds(), behind=True)

    def in_ours(self, service: str, moment: datetime) -> datetime:
        """A moment by their clock, by ours."""
        return moment - timedelta(seconds=self._ahead_now(service))

    @property
    def worst_seconds(self) -> float:
        """The largest difference that is proven."""
        return max((abs(self._ahead_now(service)) for service in self._ahead), default=0.0)

    def watching(self, database: Database) -> PeriodicLoop:
        """Looks at this process's own clock too, by which signatures and days of keys are judged."""

        async def look() -> None:
            before = time.time()
            theirs = (await database.now()).timestamp()
            after = time.time()
            ahead = before - theirs if theirs < before else min(0.0, after - theirs)
            self._note(OWN, ahead)

        return PeriodicLoop("clocks", look, every_seconds=OWN_EVERY_SECONDS, first_after_seconds=OWN_EVERY_SECONDS)

    def _prove(self, service: str, ahead: float, *, behind: bool = False) -> None:
        """A difference in the direction that cannot be a delay; the larger one of the last minutes counts."""
        if (ahead < 0) is not behind or ahead == 0:
            return
        known = self._ahead_now(service)
        if abs(ahead) >= abs(known) or (ahead < 0) is not (known < 0):
            self._note(service, ahead)

    def _note(self, service: str, ahead: float) -> None:
        self._ahead[service] = (ahead, time.monotonic())
        CLOCK_SKEW.labels(service).set(ahead)
        if abs(ahead) <= TOLERATED_SECONDS:
            self._alarmed.discard(service)
        elif service not in self._alarmed:
            self._alarmed.add(service)
            log.critical("clock.skewed", against=service, ahead_seconds=round(ahead, 1))

    def _ahead_now(self, service: str) -> float:
        ahead, proven_at = self._ahead.get(service, (0.0, 0.0))
        if time.monotonic() - proven_at <= PROVEN_FOR_SECONDS:
            return ahead
        self._alarmed.discard(service)
        return 0.0
