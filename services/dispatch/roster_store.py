"""Every SQL statement about networks, volunteers, who is on call and who is on duty. Never opens a transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.chassis.database import Connection
from services.dispatch.matching import Target
from services.dispatch.roster import Candidate, DutyLead, Network, Policy, Position, Volunteer


class Search(NamedTuple):
    """Look for candidates around a target. `key` names the answer; `wanted`: how many that may be asked now."""

    key: UUID
    target: Target
    wanted: int = 8
    asked: frozenset[UUID] = frozenset()


class Networks:
    """Networks as they were last read; one object per process, handed to each store. A revision never changes."""

    def __init__(self) -> None:
        self.known: dict[str, Network] = {}


class RosterStore:
    """Takes a connection, and the process's `Networks` where networks are asked for often."""

    def __init__(self, connection: Connection, networks: Networks | None = None) -> None:
        self._connection = connection
        self._networks = networks or Networks()

    async def networks(self, network_ids: Collection[str]) -> dict[str, Network]:
        """Those that exist, at their latest revision."""
        raise NotImplementedError

    async def candidates(
        self, searches: Sequence[Search], *, policies: Mapping[str, Policy], now: datetime
    ) -> dict[UUID, list[Candidate]]:
        """For each place the nearest people on call, enough of them to fill `wanted`, as far as the policy looks.

        Those who may not be asked now are among them (the reasons are shown to people), but do not count. Exact: by
        whole kilometre nobody nearer, and within a kilometre nobody who waited longer, is left out.
        """
        raise NotImplementedError

    async def mark_offered(self, volunteer_ids: Iterable[UUID], now: datetime) -> None:
        """One more open offer for each id given (twice given: two more); they have waited since now."""
        raise NotImplementedError

    async def mark_closed(self, volunteer_ids: Iterable[UUID]) -> None:
        """One open offer fewer for each id given: answered, expired or withdrawn."""
        raise NotImplementedError

    async def mark_assigned(self, volunteer_ids: Iterable[UUID]) -> None:
        """On a mission: not a candidate until released. Their accepted offer is closed by `mark_closed`."""
        raise NotImplementedError

    async def mark_released(self, volunteer_ids: Iterable[UUID], cool_until: datetime | None) -> None:
        """Off the mission; no offers before `cool_until`."""
        raise NotImplementedError

    async def duty_leads(self, network_ids: Collection[str], now: datetime) -> dict[str, tuple[DutyLead, ...]]:
        """Who is on duty now, leads first, then backups; a network with nobody on duty has no entry."""
        raise NotImplementedError

    async def volunteers(self, volunteer_ids: Collection[UUID]) -> dict[UUID, Volunteer]:
        raise NotImplementedError

    async def coordinators(self, network_id: str) -> tuple[Volunteer, ...]:
        """Who gets the mail."""
        raise NotImplementedError

    async def ids_of(self, network_id: str, callsigns: Collection[str]) -> dict[str, UUID]:
        """Call sign -> id, of those that exist."""
        raise NotImplementedError

    async def roster(self, network_id: str) -> list[Volunteer]:
        """Everyone, by call sign."""
        raise NotImplementedError

    async def switch_on(self, volunteer_ids: Collection[UUID], until: datetime | None) -> None:
        """On call until then (None: until switched off); for those already on call the new end holds."""
        raise NotImplementedError

    async def switch_off(self, volunteer_ids: Collection[UUID]) -> None:
        """Off call. Open offers and missions go on; their counts are kept."""
        raise NotImplementedError

    async def set_duty(self, volunteer_id: UUID, position: Position, until: datetime | None) -> bool:
        """On duty; False: they were, in the same position and until the same time."""
        raise NotImplementedError

    async def clear_duty(self, volunteer_id: UUID) -> bool:
        """Off duty; False: they were not on duty."""
        raise NotImplementedError

    async def set_language(self, volunteer_id: UUID, language: str) -> None:
        """The language they asked for goes first among those they speak."""
        raise NotImplementedError

    async def take_codes(
        self, counts: Mapping[str, int], *, now: datetime, in_use: Mapping[str, frozenset[str]] | None = None
    ) -> dict[str, list[str]]:
        """The next incident codes, so many for each network; `in_use`: codes still open, which are passed over."""
        raise NotImplementedError
