"""Nobody is sent to where somebody's SOS is open: the mission waits until a person sends it on (rule R46). Pure."""

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.matching.geography import km_between, meeting_point
from services.dispatch.model.incident import BEFORE_THE_SCENE, SETTLED, Assignment, Incident, IncidentState, PageReason
from services.dispatch.model.mission import Mission
from services.dispatch.model.roster import MeetingPoint
from services.dispatch.model.sos_call import CryPlace, SosCall

NEAR_SOS: Final = "near_sos"
NEAR_KM: Final = 1.0
"""Whoever meets, waits or looks no farther away walks into what happened there."""
LOOKED_AT_EVERY: Final = timedelta(seconds=30)
CRY_NEAR: Final = "cry_near"
LOOKED_AROUND: Final = (timedelta(), timedelta(seconds=10))
"""After a new cry: at once, and for what a unit that had not seen it was about to store."""
SAME_PLACE_KM: Final = 0.1
LATELY: Final = timedelta(hours=2)
"""Since somebody spoke with them: so long whoever was in danger there is left in peace, and nobody meets there again.
"""
NEAR_SOS_PAGES: Final = (PageReason.SOS_NEAR, PageReason.SOS_WAS_NEAR)


def wait_if_sos_is_near(mission: Mission) -> bool:
    """Whether nobody may be asked or sent off. Said once; from then on only a person ends it, not the end of the SOS:
    that somebody was spoken with does not make the corner safe. So what comes after it waits with what was held.
    """
    if mission.incident.near_sos_at is None:
        if cries := cries_near(mission):
            mission.note("sos_near", **who_cried(mission, cries))
            wait_for_a_person(mission, cries)
        elif any(cry.holds for cry in _near(mission.incident, _unknown_cries(mission))):
            _say_it_was_near(mission)
            mission.update_incident(near_sos_at=mission.now)
        else:
            return False
    return True


def wait_for_a_person(mission: Mission, cries: Iterable[CryPlace], *, team: str = "") -> None:
    """
    Args:
        cries: those near it, the first raised first.
        team: where it is, for the page.
    """
    mission.update_incident(near_sos_at=mission.now)
    named = who_cried(mission, cries).get("callsign", "")
    page_lead(mission, PageReason.SOS_NEAR, detail=f"{named}:{team}" if team else named)
    mission.set_timer(NEAR_SOS, LOOKED_AT_EVERY, 0)


def who_cried(mission: Mission, cries: Iterable[CryPlace]) -> dict[str, str]:
    """The first of the mission's own network; nobody where all are another's, whose people are not named here (R95)."""
    ours = next((cry for cry in cries if cry.network_id == mission.incident.network_id), None)
    return {"callsign": ours.callsign} if ours else {}


def on_near_sos_due(mission: Mission) -> None:
    """Whether it is over there by now: the lead hears that this mission still waits for their word.

    A team that is there does not: it went on all the while.
    """
    incident = mission.incident
    if incident.near_sos_at is None or incident.state in SETTLED:
        return
    if cries_near(mission):
        mission.set_timer(NEAR_SOS, LOOKED_AT_EVERY, 0)
        return
    end_pages(mission, NEAR_SOS_PAGES)
    if incident.state in BEFORE_THE_SCENE | {IncidentState.ASSESSING}:
        _say_it_was_near(mission)
    else:
        mission.update_incident(near_sos_at=None)


def _say_it_was_near(mission: Mission) -> None:
    mission.note("sos_was_near")
    page_lead(mission, PageReason.SOS_WAS_NEAR)


def cries_near(mission: Mission) -> list[CryPlace]:
    """Those open that nobody knew of who sent the mission on, the first raised first."""
    return open_near(mission.incident, _unknown_cries(mission))


def open_near(incident: Incident, cries: Iterable[CryPlace]) -> list[CryPlace]:
    return [cry for cry in _near(incident, cries) if cry.cleared_at is None]


def cries_lately_near(mission: Mission) -> list[CryPlace]:
    """Open or not, known or not."""
    return _near(mission.incident, _alike(mission))


def km_from(incident: Incident, cry: CryPlace) -> float:
    return min((km_between(*here, *there) for here in _points_of(incident) for there in cry.points), default=math.inf)


def where_to_meet(mission: Mission) -> MeetingPoint | None:
    """The nearest public place that is not the scene (rule R3), nor near somebody whose SOS is open, nor where somebody
    cried lately.
    """
    incident, policy = mission.incident, mission.incident.policy
    if incident.place_gone:  # the middle of its area may be farther from the scene than the point that is nearest to it
        return None
    avoided = [(place, SAME_PLACE_KM) for cry in _alike(mission) for place in cry.points]
    unknown = [cry for cry in _unknown_cries(mission) if cry.cleared_at is None]
    avoided += [(place, NEAR_KM) for cry in unknown for place in cry.points]
    points = [
        point
        for point in mission.duty.network.meeting_points
        if all(km_between(point.lat, point.lon, *place) > km for place, km in avoided)
    ]
    return meeting_point(points, incident.lat, incident.lon, min_m=policy.meeting_min_m, max_m=policy.meeting_max_m)


def somebody_cried_at(mission: Mission, point: MeetingPoint) -> bool:
    """Lately: nobody meets there again."""
    cried_at = (place for cry in _alike(mission) for place in cry.points)
    return any(km_between(point.lat, point.lon, *place) <= SAME_PLACE_KM for place in cried_at)


def place_of_cry(
    call: SosCall, incident: Incident, went: Iterable[Assignment], held: Iterable[Incident] = ()
) -> CryPlace:
    """
    Args:
        went: everybody who was ever on the mission.
        held: what waits for a person because of an SOS.
    """
    sent = [each for each in went if each.confirmed_at is not None]
    there = [each for each in sent if each.released_at is None or each.released_at >= call.raised_at]
    cry = CryPlace(
        call.id,
        call.network_id,
        call.code,
        call.callsign,
        call.raised_at,
        call.exercise,
        _points_of(incident),
        call.cleared_at,
        frozenset((call.volunteer_id, *(each.person.volunteer_id for each in there))),
    )
    return replace(cry, holds=any(each.exercise == cry.exercise and _near(each, [cry]) for each in held))


def note_cry(cries: list[CryPlace], call: SosCall, mission: Mission | None) -> bool:
    """Of whoever was sent on this mission; what else is decided in the same moment sends nobody there either.

    Returns:
        Whether it is new.
    """
    mine = mission.last_assignment_of(call.volunteer_id) if mission else None
    new = mission and mine and mine.confirmed_at and all(known.call_id != call.id for known in cries)
    if new and mission:
        cries.append(place_of_cry(call, mission.incident, mission.assignments.values()))
    return bool(new)


def _unknown_cries(mission: Mission) -> list[CryPlace]:
    """Without those that a person knew of who sent the mission on."""
    sent_on_at = mission.incident.sent_on_at
    return [cry for cry in _alike(mission) if sent_on_at is None or cry.raised_at > sent_on_at]


def _alike(mission: Mission) -> list[CryPlace]:
    return [cry for cry in mission.cries if cry.exercise == mission.incident.exercise]


def _near(incident: Incident, cries: Iterable[CryPlace]) -> list[CryPlace]:
    return [cry for cry in cries if km_from(incident, cry) <= NEAR_KM]


def _points_of(incident: Incident) -> tuple[tuple[float, float], ...]:
    """Where a team looks, and where it meets."""
    known = [(incident.lat, incident.lon)] if not math.isnan(incident.lat) else []
    if incident.meeting is not None:
        known.append((incident.meeting.lat, incident.meeting.lon))
    return tuple(known)
