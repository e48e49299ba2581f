"""Which of the events that nobody noted go out again now, and which are still waited for. Pure: the times are given."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.chassis.rate_limit import RateLimit

PATIENCE: Final = timedelta(seconds=120)
LIVES_SECONDS: Final = 60.0
"""A service that acknowledged something so recently reads: what it lacks may come as fast as it goes."""
UNHEARD_PER_MINUTE: Final = 300
"""To a service that says nothing. It will find everything when it reads again: a topic need not grow by copies."""


@dataclass(frozen=True, slots=True)
class OverdueEvent:
    """Published `attempts` times, not noted by `acknowledger`, and due to be looked at."""

    event_id: UUID
    acknowledger: str
    attempts: int
    published_at: datetime
    age: timedelta


@dataclass(slots=True)
class SortedEvents:
    """What becomes of overdue events. Those in neither list stay due."""

    again: list[UUID] = field(default_factory=list)
    later: list[UUID] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    """Services that left an event unacknowledged for longer than PATIENCE."""


class Republishing:
    """What one process knows of the services that acknowledge."""

    def __init__(self) -> None:
        self._last_noted: dict[str, float] = {}
        self._heard_at: dict[str, float] = {}
        self._ceilings: dict[str, RateLimit] = {}

    def acknowledged(self, service: str, published_at: float, *, now: float) -> None:
        """`service` noted an event published at that time: earlier ones it has not noted were lost on the way."""
        self._last_noted[service] = max(published_at, self._last_noted.get(service, 0.0))
        self._heard_at[service] = now

    def sort(self, overdue: Iterable[OverdueEvent], *, now: float) -> SortedEvents:
        """Of each service the one that is due the longest comes first."""
        found = SortedEvents()
        for event in overdue:
            overtaken = self._last_noted.get(event.acknowledger, 0.0) > event.published_at.timestamp()
            if event.age >= PATIENCE:
                found.silent.add(event.acknowledger)
            if not (event.age >= PATIENCE or overtaken or event.attempts > 1):
                found.later.append(event.event_id)
            elif self._may_go(event.acknowledger, now):
                found.again.append(event.event_id)
        return found

    def _may_go(self, service: str, now: float) -> bool:
        if now - self._heard_at.get(service, -LIVES_SECONDS) < LIVES_SECONDS:
            return True
        ceiling = self._ceilings.setdefault(service, RateLimit(UNHEARD_PER_MINUTE, UNHEARD_PER_MINUTE))
        return ceiling.take(now) == 0
