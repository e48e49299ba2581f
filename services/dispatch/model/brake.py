"""When texts do not get through, asking ever more people burns the roster and reaches nobody: the brake. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

COUNTED_FOR: Final = timedelta(minutes=1)
FIRST_PROBE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=5)


def pause_after(probes: int) -> timedelta:
    """Before the next single text that finds out whether texts get through again."""
    doubled: int = 2 ** min(probes, 10)
    return min(FIRST_PROBE * doubled, LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class Brake:
    """Of one network: how many offers were not received lately, and what is done about it (rule R53)."""

    network_id: str
    counted_from: datetime | None = None
    misses: int = 0
    braked_at: datetime | None = None
    """Nobody is asked from then on, but for one at a time."""
    probe_at: datetime | None = None
    probes: int = 0
    released_at: datetime | None = None
    """An offer was received again."""

    def after_a_miss(self, now: datetime, most: int) -> "Brake":
        goes_on = self.counted_from is not None and now - self.counted_from < COUNTED_FOR
        counted = replace(
            self, counted_from=self.counted_from if goes_on else now, misses=self.misses + 1 if goes_on else 1
        )
        if counted.braked_at is None and counted.misses >= most:
            return replace(counted, braked_at=now, probe_at=now + pause_after(0), probes=0)
        return counted

    def after_a_probe(self, now: datetime) -> "Brake":
        return replace(self, probe_at=now + pause_after(self.probes + 1), probes=self.probes + 1)

    def released(self, now: datetime) -> "Brake":
        return Brake(self.network_id, released_at=now)
