"""What a dispatch process remembers from one unit of work to the next: four small things, each with one rule."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.dispatch.model.roster import RosterNetwork

COORDINATORS_FOR: Final = timedelta(seconds=10)
CODES_IN_USE_FOR: Final = timedelta(minutes=10)
"""Far less than the day between what `codes_in_use` looks at and what the counter itself keeps apart."""
SPARE_FOR: Final = timedelta(hours=1)
"""The counter keeps codes apart only if they are given about when they are taken."""


class NetworkCache:
    """Networks as they were last read. A revision never changes: what is known at the latest one is not read again."""

    def __init__(self) -> None:
        self._known: dict[str, RosterNetwork] = {}

    def last_read(self, network_id: str) -> RosterNetwork | None:
        """Perhaps not its latest revision any more."""
        return self._known.get(network_id)

    def outdated(self, revisions: Mapping[str, int]) -> list[str]:
        """Which of these networks must be read to have them at these revisions."""
        return [
            name
            for name, revision in revisions.items()
            if (it := self._known.get(name)) is None or it.revision != revision
        ]

    def keep(self, networks: Iterable[RosterNetwork]) -> None:
        self._known.update({network.network_id: network for network in networks})

    def __getitem__(self, network_id: str) -> RosterNetwork:
        return self._known[network_id]


class CoordinatorCache:
    """Who gets a network's mail: id and call sign. Read again after 10 s."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[datetime, tuple[tuple[UUID, str], ...]]] = {}

    def fresh(self, network_id: str, now: datetime) -> tuple[tuple[UUID, str], ...] | None:
        """None: to be read again."""
        known = self._known.get(network_id)
        return known[1] if known is not None and known[0] <= now < known[0] + COORDINATORS_FOR else None

    def keep(self, network_id: str, people: tuple[tuple[UUID, str], ...], now: datetime) -> None:
        self._known[network_id] = (now, people)


class CodesInUseCache:
    """Codes of incidents that are open for days, so that nobody gets one again. Read again after 10 minutes."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[datetime, frozenset[str]]] = {}

    def outdated(self, network_ids: Collection[str], now: datetime) -> list[str]:
        """Whose codes must be read again."""
        return [
            name for name in network_ids if name not in self._known or now >= self._known[name][0] + CODES_IN_USE_FOR
        ]

    def keep(self, codes: Mapping[str, frozenset[str]], now: datetime) -> None:
        self._known.update({network_id: (now, in_use) for network_id, in_use in codes.items()})

    def __getitem__(self, network_id: str) -> frozenset[str]:
        return self._known[network_id][1]


class SpareCodes:
    """Codes taken from the counter and not given yet, so that most units neither lock nor move it. Good for an hour.

    Those of a process that ends are passed over.
    """

    def __init__(self) -> None:
        self._spare: dict[str, list[tuple[datetime, str]]] = {}

    def take(self, network_id: str, count: int, *, now: datetime, in_use: frozenset[str]) -> list[str]:
        """As many as there are, at most `count`; what is too old or in use is dropped."""
        spare = self._spare.pop(network_id, [])
        fit = [(at, code) for at, code in spare if now < at + SPARE_FOR and code not in in_use]
        self._spare[network_id] = fit[count:]
        return [code for _, code in fit[:count]]

    def keep(self, network_id: str, codes: Iterable[str], taken_at: datetime) -> None:
        """Only once the counter's move is committed."""
        self._spare.setdefault(network_id, []).extend((taken_at, code) for code in codes)

    def count(self, network_id: str) -> int:
        return len(self._spare.get(network_id, ()))
