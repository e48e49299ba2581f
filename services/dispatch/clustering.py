"""Decide whether a report joins an open incident or opens a new one. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.dispatch.roster import Policy


@dataclass(frozen=True, slots=True)
class Sighting:
    """What of a report decides: where, when, whose, and whether it is an exercise."""

    network_id: str
    exercise: bool
    lat: float
    lon: float
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An incident that may still be joined: the place of its first report, the times of its earliest and latest."""

    incident_id: UUID
    network_id: str
    exercise: bool
    lat: float
    lon: float
    seen_from: datetime
    seen_until: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """The report joins this incident; the distance says how near it is."""

    incident_id: UUID
    metres: int


@dataclass(frozen=True, slots=True)
class Open:
    """Nothing near: a new incident."""


def link_or_open(sighting: Sighting, incidents: Iterable[OpenIncident], *, policy: Policy) -> Link | Open:
    """Join the nearest open incident of the same network and kind within `join_m` and `join_minutes`."""
    raise NotImplementedError
