"""A moment as a clock on the wall says it, in texts and in the command; beyond half a day with its day."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HALF_A_DAY: Final = timedelta(hours=12)


def clock_time(at: datetime, time_zone: str) -> str:
    """As every text says a time, in both languages: 6:48am, 7pm.

    Raises:
        ValueError: a moment without its zone.
    """
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    local = at.astimezone(zone_named(time_zone))
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def clock_time_or_day(at: datetime, time_zone: str, *, told_at: datetime) -> str:
    """As `clock_time`; with its day before it where the two lie more than twelve hours apart: wed 7:02am.

    Raises:
        ValueError: a moment without its zone.
    """
    said = clock_time(at, time_zone)
    day = day_if_far(at.astimezone(zone_named(time_zone)), told_at=told_at)
    return said if day is None else f"{day} {said}"


def day_if_far(local: datetime, *, told_at: datetime) -> str | None:
    """The day (wed) of a moment in the zone it is told in, where that is more than twelve hours away; else None."""
    return None if abs(told_at - local) <= HALF_A_DAY else DAYS[local.weekday()]


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo:
    """
    Raises:
        ValueError, ZoneInfoNotFoundError: this machine's tables have no such zone.
    """
    return ZoneInfo(name)
