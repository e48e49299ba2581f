"""Whether a series stayed flat. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Final

WARM: Final = 1 / 3
"""The first part of a run does not count: caches fill, connections open."""
LEAST: Final = 12
"""Fewer counted samples say nothing."""

ALLOWED: Final = {"rss_mb": 4.0, "descriptors": 4.0, "connections": 4.0, "dead_rows": 20_000.0, "queue_mb": 16.0}
"""By what follows the last dot of a series' name: how much it may have risen over the counted part, whatever its
length. A leak of 8 MB an hour is found in an hour; a shorter run finds larger ones only."""

VALLEYS: Final = ("dead_rows", "queue_mb", "descriptors", "connections")
"""Fall back by themselves now and then (a vacuum, a pool at rest): where they fall to counts, in each of so many
parts."""
PARTS: Final = 8


@dataclass(frozen=True, slots=True)
class Trend:
    """`rise` over the counted part: by its median slope, which one outlier does not bend (Theil-Sen), or from its first
    fifth to its last, which sees what rose late; the larger."""

    name: str
    first: float
    last: float
    rise: float
    allowed: float
    samples: int

    @property
    def flat(self) -> bool:
        return self.samples >= LEAST and self.rise <= self.allowed


def trend(name: str, series: Sequence[tuple[float, float]]) -> Trend:
    """
    Args:
        series: (seconds, value), in order.
    """
    counted = series[int(len(series) * WARM) :]
    if len(counted) < 2:
        return Trend(name, 0, 0, 0, allowed_for(name), len(counted))
    looked_at = valleys(counted) if name.endswith(VALLEYS) else counted
    slopes = [(later[1] - sooner[1]) / (later[0] - sooner[0]) for sooner, later in combinations(looked_at, 2)]
    rise = median(slopes) * (counted[-1][0] - counted[0][0])
    fifth = max(1, len(looked_at) // 5)
    begun, ended = (median(value for _, value in part) for part in (looked_at[:fifth], looked_at[-fifth:]))
    rise = max(rise, ended - begun)
    return Trend(name, counted[0][1], counted[-1][1], rise, allowed_for(name), len(counted))


def valleys(series: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The lowest of each part."""
    size = max(1, len(series) // PARTS)
    return [min(series[start : start + size], key=lambda each: each[1]) for start in range(0, len(series), size)]


def allowed_for(name: str) -> float:
    return ALLOWED[name.rsplit(".", 1)[-1]]
