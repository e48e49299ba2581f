"""From the meeting point to OUT: under way, arrived, leaving, and standing down."""

from dataclasses import replace

from schemas.events.incident import IncidentStoodDownV1
from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.incident.ending import close_if_over
from services.dispatch.incident.offering import withdraw_all
from services.dispatch.incident.team import look_for_another, release, tell_again
from services.dispatch.model.incident import (
    OVER,
    Assignment,
    AssignmentState,
    IncidentState,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.mission import Mission

BEFORE_THE_SCENE = frozenset(
    {IncidentState.DISPATCHING, IncidentState.UNFILLED, IncidentState.TEAM_READY, IncidentState.EN_ROUTE}
)


def set_out(mission: Mission, assignment: Assignment, minutes: int | None, occasion: str) -> None:
    """GO. Somebody who still waits for a partner is told again to wait."""
    if assignment.state is AssignmentState.HELD:
        tell_again(mission, assignment, minutes, occasion)
    elif assignment.state is AssignmentState.CONFIRMED:
        eta = assignment.eta_minutes if minutes is None else minutes
        mission.advance_assignment(
            assignment, AssignmentState.EN_ROUTE, en_route_at=mission.now, eta_minutes=eta, asked_release=False
        )
        mission.note("en_route", callsign=assignment.person.callsign)
        if mission.incident.state is IncidentState.TEAM_READY:
            mission.update_incident(state=IncidentState.EN_ROUTE)


def arrive(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """HERE. What to look for (V6) goes out only when all are there (rule R3)."""
    if assignment.state is AssignmentState.HELD:
        tell_again(mission, assignment, None, occasion)
        return
    if assignment.state not in (AssignmentState.CONFIRMED, AssignmentState.EN_ROUTE):
        return
    mission.advance_assignment(assignment, AssignmentState.ON_SCENE, on_scene_at=mission.now, asked_release=False)
    mission.note("arrived", callsign=assignment.person.callsign)
    team = mission.team
    if mission.incident.state in OVER or any(each.state is not AssignmentState.ON_SCENE for each in team):
        return
    mission.update_incident(state=IncidentState.ON_SCENE, went=True)
    for each in team:
        mission.text(each.person, "V6", f"there:{each.id}")


def leave(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """OUT. It does not end an SOS: that needs a duty lead who spoke with them."""
    mission.text(assignment.person, "V22", occasion)
    if assignment.state is AssignmentState.SOS:
        mission.put_assignment(replace(assignment, out_at=mission.now))
        mission.note("out_in_sos", callsign=assignment.person.callsign)
        return
    before = mission.incident.state
    mission.put_assignment(replace(assignment, out_at=mission.now))
    release(mission, mission.assignments[assignment.id], "out")
    if before in BEFORE_THE_SCENE:
        look_for_another(mission)
    elif before is IncidentState.ON_SCENE and mission.team:
        _leave_alone(mission)
    elif before is IncidentState.ON_SCENE:
        mission.note("no_finding")
        page_lead(mission, PageReason.EXHAUSTED)
    close_if_over(mission)


def stand_down(mission: Mission, reason: StandDownReason, by: str) -> None:
    """The mission ends: nobody is asked any more, who waits is free, who is out there leaves and texts OUT."""
    if mission.incident.state in OVER:
        return
    mission.update_incident(state=IncidentState.STOOD_DOWN, stand_down=reason, epoch=mission.incident.epoch + 1)
    mission.announce(IncidentStoodDownV1(**mission.event_head, reason=reason.value, by=by))
    mission.note("stood_down", reason=reason.value, by=by)
    end_pages(mission, set(PageReason) - {PageReason.SOS, PageReason.FINDING, PageReason.VOICE_ONLY, PageReason.NOT_OK})
    withdraw_all(mission, "withdrawn")
    hurried = reason in (StandDownReason.SAFETY, StandDownReason.SOS)
    for assignment in mission.team:
        if assignment.state is AssignmentState.SOS:
            continue
        if assignment.confirmed_at is None:
            mission.text(assignment.person, "withdrawn", f"stood_down:{assignment.id}")
            release(mission, assignment, reason.value)
        else:
            mission.text(assignment.person, "V8" if hurried else "V20", f"stood_down:{assignment.id}")
    close_if_over(mission)


def out_by_lead(mission: Mission, assignment: Assignment, *, sealed_why: str, by: str) -> None:
    """A lead knows that they are away, and writes how; for who cannot text OUT."""
    mission.note("out_by_lead", callsign=assignment.person.callsign, by=by, sealed_why=sealed_why)
    mission.put_assignment(replace(assignment, out_at=mission.now))
    release(mission, mission.assignments[assignment.id], "by_lead")
    close_if_over(mission)


def _leave_alone(mission: Mission) -> None:
    """One went before there was a finding. Nobody stays alone at a scene."""
    others = [assignment for assignment in mission.team if assignment.state is AssignmentState.ON_SCENE]
    for assignment in others:
        mission.text(assignment.person, "V20b", f"alone:{assignment.id}")
    mission.note("alone", waiting=", ".join(assignment.person.callsign for assignment in others))
    if others:
        page_lead(mission, PageReason.PAIR_MISSING, others[0].person)
