"""Decide whether a report joins an open incident or opens a new one. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.dispatch.matching.geography import km_between
from services.dispatch.model.policy import DispatchPolicy


@dataclass(frozen=True, slots=True)
class PlacedSighting:
    """What of a report decides: where, when, whose, and whether it is an exercise."""

    network_id: str
    exercise: bool
    lat: float
    lon: float
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class JoinableIncident:
    """An incident that may still be joined: the place of its first report, the times of its earliest and latest."""

    incident_id: UUID
    network_id: str
    exercise: bool
    lat: float
    lon: float
    seen_from: datetime
    seen_until: datetime


@dataclass(frozen=True, slots=True)
class JoinsIncident:
    """The report joins this incident; the distance says how near it is."""

    incident_id: UUID
    metres: int


@dataclass(frozen=True, slots=True)
class OpensIncident:
    """Nothing near: a new incident."""


def join_or_open(
    sighting: PlacedSighting, incidents: Iterable[JoinableIncident], *, policy: DispatchPolicy
) -> JoinsIncident | OpensIncident:
    """Join the nearest open incident of the same network and kind within `join_m` and `join_minutes`.

    The place is that of the incident's first report, so that an incident cannot creep across a town; the time is
    near to any report of it, so that a long rumour stays one incident (S3). Equal distances go to the older incident.
    """
    near = [
        (metres, incident.seen_from, incident.incident_id)
        for incident in incidents
        if incident.network_id == sighting.network_id
        and incident.exercise == sighting.exercise
        and _apart(sighting.seen_at, incident) <= timedelta(minutes=policy.join_minutes)
        and (metres := _metres(sighting, incident)) <= policy.join_m
    ]
    if not near:
        return OpensIncident()
    metres, _, incident_id = min(near)
    return JoinsIncident(incident_id, round(metres))


def with_sighting(incident: JoinableIncident, sighting: PlacedSighting) -> JoinableIncident:
    """The incident after the report joined it."""
    return replace(
        incident,
        seen_from=min(incident.seen_from, sighting.seen_at),
        seen_until=max(incident.seen_until, sighting.seen_at),
    )


def _apart(moment: datetime, incident: JoinableIncident) -> timedelta:
    return max(incident.seen_from - moment, moment - incident.seen_until, timedelta())


def _metres(sighting: PlacedSighting, incident: JoinableIncident) -> float:
    return km_between(sighting.lat, sighting.lon, incident.lat, incident.lon) * 1000
