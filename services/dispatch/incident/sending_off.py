"""A team that is complete: where it meets, and that it goes. Pure."""

from schemas.events.incident import IncidentUnfilledV1, TeamReadyV1
from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.incident import pair_rule
from services.dispatch.incident.looking import ask_where_to_look
from services.dispatch.incident.near_sos import wait_if_sos_is_near, where_to_meet
from services.dispatch.incident.offering import withdraw_all
from services.dispatch.model.incident import SEEKING, Assignment, AssignmentState, IncidentState, PageReason
from services.dispatch.model.message_request import named
from services.dispatch.model.mission import Mission
from services.dispatch.model.roster import MeetingPoint

TEAM_PAGES = (
    PageReason.CALLERS_WAIT,
    PageReason.EXHAUSTED,
    PageReason.PAIR_MISSING,
    PageReason.MEETING_POINT,
    PageReason.ALONE,
    PageReason.NO_FINDING,
)


def waits_for_a_place(mission: Mission) -> bool:
    """The team is complete, nobody is asked any more, and a duty lead has not said yet where they meet, or to go on."""
    incident, people = mission.incident, [assignment.person for assignment in mission.team]
    placeless = incident.meeting is None or incident.near_sos_at is not None
    return incident.state in SEEKING and placeless and not pair_rule.missing(people, incident.needs)


def send_off_if_complete(mission: Mission) -> bool:
    """Send the team off when the pair rule is met and there is a place to meet that is not the scene (rule R3)."""
    incident, team = mission.incident, mission.team
    if pair_rule.missing([assignment.person for assignment in team], incident.needs):
        return False
    if wait_if_sos_is_near(mission):
        _tell_team_to_wait(mission)
        return True
    if incident.meeting is None:
        meeting = where_to_meet(mission)
        if meeting is None:
            _wait_for_a_place(mission)
            return True
        mission.update_incident(meeting=meeting)
    _send_off(mission)
    return True


def choose_meeting_point(mission: Mission, point: MeetingPoint) -> None:
    """The duty lead chose the place; a team that waited for one is sent off."""
    mission.update_incident(meeting=point)
    mission.note("meeting_point")
    end_pages(mission, [PageReason.MEETING_POINT])
    team = mission.team
    if any(assignment.state is AssignmentState.HELD for assignment in team):
        send_off_if_complete(mission)
    else:
        for assignment in team:
            tell_where(mission, assignment, f"moved:{mission.now.isoformat()}")


def tell_where(mission: Mission, assignment: Assignment, occasion: str | None = None) -> None:
    """Where to meet and whom; the place travels sealed, never before the pair is confirmed (rule R24)."""
    assert mission.incident.meeting is not None
    partners = [other.person.callsign for other in mission.team if other.id != assignment.id]
    mission.text(
        assignment.person,
        "V3",
        occasion or _with(mission, assignment),
        {"buddy": named(partners)},
        sealed={"meeting_point": mission.incident.meeting.name},
    )


def _with(mission: Mission, assignment: Assignment) -> str:
    """The same partners once more are news where a person sent the team on."""
    partners = "with:" + ",".join(sorted(str(other.id) for other in mission.team if other.id != assignment.id))
    sent_on_at = mission.incident.sent_on_at
    return partners if sent_on_at is None else f"{partners}:{sent_on_at.isoformat()}"


def tell_to_wait_for_a_person(mission: Mission, waiting: Assignment, occasion: str) -> None:
    """Who names a place, or who sends them on near an SOS."""
    mission.text(waiting.person, "V19" if mission.incident.near_sos_at is None else "V49", occasion)


def _send_off(mission: Mission) -> None:
    mission.update_incident(state=IncidentState.TEAM_READY, epoch=mission.incident.epoch + 1)
    end_pages(mission, TEAM_PAGES)
    for assignment in mission.team:
        if assignment.state is AssignmentState.HELD:
            sent = mission.advance_assignment(assignment, AssignmentState.CONFIRMED, confirmed_at=mission.now)
            tell_where(mission, sent)
        else:
            tell_where(mission, assignment)
    callsigns = tuple(assignment.person.callsign for assignment in mission.team)
    mission.announce(TeamReadyV1(**mission.event_head, callsigns=callsigns))
    mission.note("team_ready", team=", ".join(callsigns))
    ask_where_to_look(mission)
    withdraw_all(mission, "V5", unanswered="V5b")


def _wait_for_a_place(mission: Mission) -> None:
    """The pair stands and nowhere to meet is known: nobody else is needed, and the duty lead is asked for a place."""
    mission.announce(IncidentUnfilledV1(**mission.event_head, reason="no_meeting_point"))
    mission.note("no_meeting_point")
    end_pages(mission, [PageReason.EXHAUSTED, PageReason.PAIR_MISSING])
    page_lead(mission, PageReason.MEETING_POINT)
    _tell_team_to_wait(mission)


def _tell_team_to_wait(mission: Mission) -> None:
    for assignment in mission.team:
        if assignment.state is AssignmentState.HELD:
            tell_to_wait_for_a_person(mission, assignment, f"place:{assignment.id}")
    withdraw_all(mission, "V5", unanswered="V5b")
