"""Decide whether a report joins an incident that can still answer for it, or opens a new one. Pure (rule R37)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never
from uuid import UUID

from services.dispatch.matching.geography import km_between
from services.dispatch.model.incident import IncidentState
from services.dispatch.model.policy import DispatchPolicy

NEAR_M: Final = 1000
"""As far as a person may choose what to join: farther away it is another scene, or a code mistyped."""

ONE_SCENE_M: Final = 100
"""Of two incidents no farther apart the later one goes on with what the first one was about."""


class OpenReason(StrEnum):
    """Why a report opens an incident of its own."""

    NOTHING_NEAR = "nothing_near"
    APART = "apart"
    """A person chose so."""
    NOBODY_CHOSE = "nobody_chose"
    """Something is near, but a home and a partner's report join by a person's choice only."""
    NOT_OPEN = "not_open"
    """What was chosen is over, or there is no such code."""
    TEAM_LEFT = "team_left"
    """Nobody there can look again, or they never could: one alone does not."""
    OTHER_KIND = "other_kind"
    """Another network's, or an exercise where the report is none."""
    TOO_FAR = "too_far"
    SPLIT_OFF = "split_off"
    """A reviewer took it out of the other."""


@dataclass(frozen=True, slots=True)
class PlacedSighting:
    """What of a report decides: where, when, whose, whether it is an exercise, and what a person chose."""

    network_id: str
    exercise: bool
    lat: float
    lon: float
    seen_at: datetime
    received_at: datetime
    asks_first: bool = False
    """A home, or not known to be none, or a partner's: it never joins silently."""
    join: str | None = None
    """The code that the person who released it chose."""
    apart: bool = False
    """They chose an incident of its own."""


@dataclass(frozen=True, slots=True)
class JoinableIncident:
    """An incident near: the place of its first report, the times of its earliest and latest, who is there."""

    incident_id: UUID
    code: str
    network_id: str
    exercise: bool
    lat: float
    lon: float
    seen_from: datetime
    seen_until: datetime
    state: IncidentState
    went: bool = False
    """Somebody was at the scene."""
    team_stands: bool = False
    """Two or more are there, or on the way to each other."""
    answers_until: datetime | None = None
    """What came of the same corner until then the finding answers that waits for its review."""


@dataclass(frozen=True, slots=True)
class JoinsIncident:
    """The report joins this incident; the distance says how near it is."""

    incident_id: UUID
    metres: int


@dataclass(frozen=True, slots=True)
class OpensIncident:
    """A new incident, and why; `beside`: the incident that it might have joined."""

    why: OpenReason = OpenReason.NOTHING_NEAR
    beside: UUID | None = None


def can_answer(incident: JoinableIncident, received_at: datetime, metres: float) -> bool:
    """Whether somebody will look, or has looked, where it was and after it was received."""
    match incident.state:
        case IncidentState.ASSESSING | IncidentState.DISPATCHING | IncidentState.TEAM_READY | IncidentState.EN_ROUTE:
            return True
        case IncidentState.UNFILLED:
            return incident.team_stands or not incident.went
        case IncidentState.FINDING_SUBMITTED:
            until = incident.answers_until
            looked = until is not None and received_at <= until
            return incident.team_stands or (looked and metres <= ONE_SCENE_M)
        case IncidentState.ON_SCENE | IncidentState.FINDING_REVIEWED:
            return incident.team_stands
        case IncidentState.STOOD_DOWN | IncidentState.CLOSED:
            return False
        case never:
            assert_never(never)


def join_or_open(
    sighting: PlacedSighting, incidents: Iterable[JoinableIncident], *, policy: DispatchPolicy
) -> JoinsIncident | OpensIncident:
    """Join what a person chose; else the nearest incident of the same network and kind within `join_m` and
    `join_minutes` that can still answer.

    The place is that of the incident's first report, so that an incident cannot creep across a town; the time is
    near to any report of it, so that a long rumour stays one incident (S3), or after them while a team stands there,
    so that nobody is sent to where others are. Equal distances go to the older incident. What is nearer to another
    scene, of the same time, that nobody can answer for any more is about that scene: it opens its own.
    """
    known = list(incidents)
    if sighting.join is not None:
        return _chosen(sighting, sighting.join, known)
    in_place = sorted(
        (
            incident
            for incident in known
            if same_kind(sighting, incident)
            and _of_one_time(sighting, incident, timedelta(minutes=policy.join_minutes))
            and metres_between(sighting, incident) <= policy.join_m
        ),
        key=lambda incident: (metres_between(sighting, incident), incident.seen_from, incident.incident_id),
    )
    answering = [incident for incident in in_place if _can_answer(incident, sighting)]
    if not answering:
        return OpensIncident()
    nearest = answering[0]
    nearer = in_place[: in_place.index(nearest)]
    if sighting.apart:
        return OpensIncident(OpenReason.APART, nearest.incident_id)
    if over := [incident for incident in nearer if metres_between(incident, nearest) > ONE_SCENE_M]:
        return OpensIncident(OpenReason.TEAM_LEFT, over[0].incident_id)
    if sighting.asks_first:
        return OpensIncident(OpenReason.NOBODY_CHOSE, nearest.incident_id)
    return JoinsIncident(nearest.incident_id, round(metres_between(sighting, nearest)))


def why_not(sighting: PlacedSighting, incident: JoinableIncident) -> OpenReason | None:
    """Why a person cannot have this report join that incident; None: they can."""
    if not same_kind(sighting, incident):
        return OpenReason.OTHER_KIND
    if incident.state in (IncidentState.STOOD_DOWN, IncidentState.CLOSED):
        return OpenReason.NOT_OPEN
    if not _can_answer(incident, sighting):
        return OpenReason.TEAM_LEFT
    return OpenReason.TOO_FAR if metres_between(sighting, incident) > NEAR_M else None


def same_kind(sighting: PlacedSighting, incident: JoinableIncident) -> bool:
    return incident.network_id == sighting.network_id and incident.exercise == sighting.exercise


def metres_between(one: PlacedSighting | JoinableIncident, other: JoinableIncident) -> float:
    return km_between(one.lat, one.lon, other.lat, other.lon) * 1000


def with_sighting(incident: JoinableIncident, sighting: PlacedSighting) -> JoinableIncident:
    """The incident after the report joined it."""
    return replace(
        incident,
        seen_from=min(incident.seen_from, sighting.seen_at),
        seen_until=max(incident.seen_until, sighting.seen_at),
    )


def _can_answer(incident: JoinableIncident, sighting: PlacedSighting) -> bool:
    return can_answer(incident, sighting.received_at, metres_between(sighting, incident))


def _chosen(
    sighting: PlacedSighting, code: str, incidents: Iterable[JoinableIncident]
) -> JoinsIncident | OpensIncident:
    named = sorted(
        (incident for incident in incidents if incident.code == code),
        key=lambda incident: (incident.network_id != sighting.network_id, incident.incident_id),
    )
    if not named:
        return OpensIncident(OpenReason.NOT_OPEN)
    incident = named[0]
    if (reason := why_not(sighting, incident)) is not None:
        return OpensIncident(reason, incident.incident_id)
    return JoinsIncident(incident.incident_id, round(metres_between(sighting, incident)))


def _of_one_time(sighting: PlacedSighting, incident: JoinableIncident, within: timedelta) -> bool:
    still_looked_at = incident.team_stands and sighting.seen_at > incident.seen_until
    return still_looked_at or _apart(sighting.seen_at, incident) <= within


def _apart(moment: datetime, incident: JoinableIncident) -> timedelta:
    return max(incident.seen_from - moment, moment - incident.seen_until, timedelta())
