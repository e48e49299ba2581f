"""Nobody is sent to where somebody's SOS is open: the mission waits until a person sends it on (rule R46). Pure."""

from datetime import timedelta
from typing import Final

from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.matching.geography import km_between, meeting_point
from services.dispatch.model.incident import BEFORE_THE_SCENE, Incident, IncidentState, PageReason
from services.dispatch.model.mission import Mission
from services.dispatch.model.roster import MeetingPoint
from services.dispatch.model.sos_call import CryPlace, SosCall

NEAR_SOS: Final = "near_sos"
NEAR_KM: Final = 1.0
"""Whoever meets, waits or looks no farther away walks into what happened there."""
LOOKED_AT_EVERY: Final = timedelta(seconds=30)
NEAR_SOS_PAGES: Final = (PageReason.SOS_NEAR, PageReason.SOS_WAS_NEAR)


def wait_if_sos_is_near(mission: Mission) -> bool:
    """Whether nobody may be asked or sent off. Said once; from then on only a person ends it, not the end of the SOS:
    that somebody was spoken with does not make the corner safe.
    """
    if mission.incident.near_sos_at is None:
        cries = cries_near(mission)
        if not cries:
            return False
        mission.update_incident(near_sos_at=mission.now)
        mission.note("sos_near", callsign=cries[0].callsign)
        page_lead(mission, PageReason.SOS_NEAR, detail=cries[0].callsign)
        mission.set_timer(NEAR_SOS, LOOKED_AT_EVERY, 0)
    return True


def on_near_sos_due(mission: Mission) -> None:
    """Whether it is over there by now: the lead hears that this mission still waits for their word."""
    incident = mission.incident
    if incident.near_sos_at is None or incident.state not in BEFORE_THE_SCENE | {IncidentState.ASSESSING}:
        return
    if cries_near(mission):
        mission.set_timer(NEAR_SOS, LOOKED_AT_EVERY, 0)
        return
    mission.note("sos_was_near")
    end_pages(mission, NEAR_SOS_PAGES)
    page_lead(mission, PageReason.SOS_WAS_NEAR)


def cries_near(mission: Mission) -> list[CryPlace]:
    """The first raised first."""
    ours = _points_of(mission.incident)
    return [
        cry
        for cry in _unknown_cries(mission)
        if any(km_between(*here, *there) <= NEAR_KM for here in ours for there in cry.points)
    ]


def where_to_meet(mission: Mission) -> MeetingPoint | None:
    """The nearest public place that is not the scene (rule R3), nor near somebody whose SOS is open."""
    incident, policy = mission.incident, mission.incident.policy
    places = [place for cry in _unknown_cries(mission) for place in cry.points]
    points = [
        point
        for point in mission.duty.network.meeting_points
        if all(km_between(point.lat, point.lon, *place) > NEAR_KM for place in places)
    ]
    return meeting_point(points, incident.lat, incident.lon, min_m=policy.meeting_min_m, max_m=policy.meeting_max_m)


def place_of_cry(call: SosCall, incident: Incident) -> CryPlace:
    return CryPlace(call.id, call.callsign, call.raised_at, call.exercise, _points_of(incident))


def note_cry(cries: list[CryPlace], call: SosCall, mission: Mission | None) -> None:
    """Of whoever was sent on this mission; what else is decided in the same moment sends nobody there either."""
    mine = mission.last_assignment_of(call.volunteer_id) if mission else None
    if mission and mine and mine.confirmed_at and all(known.call_id != call.id for known in cries):
        cries.append(place_of_cry(call, mission.incident))


def _unknown_cries(mission: Mission) -> list[CryPlace]:
    """Without those that a person knew of who sent the mission on."""
    exercise, sent_on_at = mission.incident.exercise, mission.incident.sent_on_at
    alike = [cry for cry in mission.cries if cry.exercise == exercise]
    return [cry for cry in alike if sent_on_at is None or cry.raised_at > sent_on_at]


def _points_of(incident: Incident) -> tuple[tuple[float, float], ...]:
    """Where a team looks, and where it meets."""
    scene, meeting = (incident.lat, incident.lon), incident.meeting
    return (scene,) if meeting is None else (scene, (meeting.lat, meeting.lon))
