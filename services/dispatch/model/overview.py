"""An incident as people look at it: no place finer than its zone, nothing opened to show it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.values import Outcome
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import IncidentState, OfferState, TeamNeeds


@dataclass(frozen=True, slots=True)
class IncidentOverview:
    """Counts of what hangs on it, and its latest finding. Its place stays closed, so a lost key hides no incident."""

    incident_id: UUID
    code: str
    network_id: str
    state: IncidentState
    exercise: bool
    zone: str
    opened_at: datetime
    wave: int
    needs: TeamNeeds
    reports: int
    callers_waiting: int
    """Of how many reports nobody has answered the caller."""
    offers: Mapping[OfferState, int]
    """Of each state that there is one of."""
    team: tuple[str, ...]
    """Call signs of those on the mission now, first who said yes first."""
    sos: tuple[str, ...]
    """Call signs of those whose SOS is open."""
    has_meeting_point: bool
    place_key: str | None
    """Under which its place lies; None: it is kept no more."""
    near_sos: bool
    """It waits for a person, because somebody's SOS is open near, or was."""
    without_lead: bool
    """It is open, and no lead on duty can be reached."""
    finding: Finding | None
    outcome: Outcome | None
    agency: str | None
    reviewed_by: str | None
    closed_at: datetime | None
