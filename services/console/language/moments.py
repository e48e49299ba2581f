"""A moment as the command tells it: on the clock of the network it belongs to, with its day where it is far. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from schemas.clock_times import day_if_far, zone_named
from schemas.language.catalogue import catalogue

NAMED_BY_ITS_DAY: Final = timedelta(days=6)
"""Further away, the name of a day fits two days, so the date stands beside it."""
Told = Literal["moment", "until"]
"""Standing alone, or after a word like "until" and "since", where Spanish says an article: hasta las, desde el."""


@dataclass(frozen=True, slots=True)
class WallClock:
    """The clock by which moments are told: what time it is now, and whose."""

    now: datetime
    zone: ZoneInfo | None = None
    """A network's. None: no network's is known, so it is the machine's, and every moment says so."""

    def tell(self, at: datetime, language: str, *, how: Told = "moment", seconds: bool = False) -> str:
        """06:48 PST; beyond twelve hours Wed 06:48 PST; beyond six days Wed 2026-11-18 06:48 PST."""
        words = catalogue("console", language)
        local = at.astimezone(self.zone)
        day = day_if_far(local, told_at=self.now)
        if day is None:
            shape = "at_one" if local.hour == 1 else "at"
        else:
            shape = "on_day" if abs(self.now - at) <= NAMED_BY_ITS_DAY else "on_date"
        time = f"{local:%H:%M:%S %Z}" if seconds else f"{local:%H:%M %Z}"
        return words.text(how, shape).format(
            day="" if day is None else words.text("day", day),
            date=f"{local:%Y-%m-%d}",
            time=time if self.zone is not None else words.text("clock", "here").format(time=time),
        )


class NetworkZones:
    """The zone of every network that is known."""

    def __init__(self) -> None:
        self._zones: dict[str, ZoneInfo | None] = {}

    def learn(self, network_id: str, time_zone: object) -> None:
        """What was said last holds; a zone that this machine's tables lack is none."""
        try:
            self._zones[network_id] = zone_named(str(time_zone))
        except (ValueError, OSError, LookupError):
            self._zones[network_id] = None

    def zone_of(self, network_id: str | None) -> ZoneInfo | None:
        """What names no network is in the zone of all of them, where they have one zone between them."""
        if network_id is not None:
            return self._zones.get(network_id)
        zones = list(set(self._zones.values()))
        return zones[0] if len(zones) == 1 else None
