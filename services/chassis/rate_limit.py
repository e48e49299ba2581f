"""How often something may happen: so many a minute, in bursts. Counted in this process alone. Pure: `now` is given."""

from typing import Final

ROUNDING: Final = 1e-6


class RateLimit:
    """So many a minute, in bursts: kept as the one moment when it would be full again (GCRA)."""

    __slots__ = ("_burst_seconds", "_full_at", "_interval", "rate")

    def __init__(self, per_minute: int, burst: int) -> None:
        self.rate = (per_minute, burst)
        self._interval = 60 / per_minute
        self._burst_seconds = burst * self._interval + ROUNDING
        self._full_at = 0.0

    def take(self, now: float) -> float:
        """0 and one less to give, or the seconds until there is one."""
        if (wait := self.wait(now)) > 0:
            return wait
        self._full_at = max(self._full_at, now) + self._interval
        return 0.0

    def wait(self, now: float) -> float:
        """As `take`, taking nothing."""
        return max(0.0, max(self._full_at, now) + self._interval - now - self._burst_seconds)

    def is_full(self, now: float) -> bool:
        return self._full_at <= now
