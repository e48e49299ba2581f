"""A network as dispatch last told it, and what the release of a report depends on beside the report. Pure."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from schemas.territory import Box

NOBODYS_NETWORK: Final = "unassigned"
"""Of texts that arrive before any network was set up: everybody on the staff sees them in the queue (rule R95)."""


@dataclass(frozen=True, slots=True)
class NetworkCopy:
    """Intake's copy of a network; dispatch has the original."""

    id: str
    name: str
    hotline_phone: str
    time_zone: str
    languages: tuple[str, ...]
    duty_lead_on_duty: bool
    release_max_age: timedelta
    source_open_incidents: int
    """How many open incidents one source may have; 0: any number."""
    box: Box | None = None
    """What its territory spans; None: not told."""


@dataclass(frozen=True, slots=True)
class ReleaseContext:
    """A report's network as it stands now, and what its source has open."""

    network: NetworkCopy | None
    open_incidents: int = 0
    """With what dispatch has not answered yet, or cannot serve (rule R96); never more than the quota."""
    open_exercises: int = 0
    flood: bool = False
    """Flood mode is on (rule R122)."""

    @property
    def quota(self) -> int:
        """How many the source may have open, of exercises as of others; 0: any number."""
        return self.network.source_open_incidents if self.network else 0

    def places_of(self, *, shows_evidence: bool) -> int:
        """How many may be open before a report without evidence waits; 0: any number."""
        if not self.flood or shows_evidence:
            return self.quota
        return max(1, self.quota // 4) if self.quota else 0

    def open_of(self, *, exercise: bool) -> int:
        return self.open_exercises if exercise else self.open_incidents

    def used_up(self) -> "ReleaseContext":
        """As it is found to stand when a report is stored, and there is no room for it."""
        return replace(self, open_incidents=self.quota, open_exercises=self.quota)
