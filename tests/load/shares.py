"""Percentiles in which a failure is infinite, and how infinity is written down. Pure."""

from collections.abc import Sequence
from math import ceil, inf


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed; infinite when there is none."""
    if not values:
        return inf
    ordered = sorted(values)
    return ordered[min(len(ordered), max(1, ceil(share * len(ordered) - 1e-9))) - 1]


def finite(value: float) -> float | None:
    """JSON knows no infinity: None, which reaches no floor."""
    return None if value == inf else round(value, 1)
