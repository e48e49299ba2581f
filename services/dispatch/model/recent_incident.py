"""What somebody was asked about lately: their texts may still be about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.dispatch.model.incident import IncidentState, OfferState

OFF_LATELY: Final = timedelta(hours=1)
"""Whoever left a mission is no safer for it: so long HELP means of them what it means of whoever is on one."""


@dataclass(frozen=True, slots=True)
class RecentIncident:
    """An incident about which somebody was asked."""

    incident_id: UUID
    exercise: bool
    state: IncidentState
    offered: OfferState
    """How they were asked, and what came of it."""
    asked_at: datetime
    """When they were asked last."""
    left_at: datetime | None = None
    """When they were off it, after they had been sent; None: they were not, or still are on it."""
    saw: bool = False
    """They were at the scene."""
    zone: str = ""
