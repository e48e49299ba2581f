"""From the meeting point to OUT: under way, arrived, finding, leaving, and the end of a mission."""

from dataclasses import replace
from uuid import UUID

from schemas.events.incident import FindingSubmittedV1, IncidentClosedV1, IncidentStoodDownV1
from schemas.values import Outcome
from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.grammar.readings import FindingReply
from services.dispatch.incident import findings
from services.dispatch.incident.offering import withdraw_all
from services.dispatch.incident.team import look_for_another, release, tell_again
from services.dispatch.model.incident import (
    OVER,
    Assignment,
    AssignmentState,
    Finding,
    IncidentState,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.mission import Mission

BEFORE_THE_SCENE = frozenset(
    {IncidentState.DISPATCHING, IncidentState.UNFILLED, IncidentState.TEAM_READY, IncidentState.EN_ROUTE}
)


CLOSING = {
    Outcome.CONFIRMED_ONGOING: "V9C",
    Outcome.CONFIRMED_PAST: "V9C",
    Outcome.UNFOUNDED_OTHER: "V9F",
    Outcome.NOTHING_SEEN: "V9G",
    Outcome.UNABLE: "V9X",
}


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


def report_finding(
    mission: Mission, assignment: Assignment, said: FindingReply, *, finding_id: UUID, sealed_words: bytes | None
) -> None:
    """Provisional: only a reviewer makes it final, and until then no caller hears of it (rule R5)."""
    finding = Finding(
        id=finding_id,
        incident_id=mission.incident.id,
        outcome=findings.OUTCOMES[said.letter],
        people=said.people,
        vehicles=said.vehicles,
        submitted_by=assignment.person.callsign,
        submitted_at=mission.now,
        words=sealed_words,
    )
    mission.put_finding(finding)
    over = mission.incident.state in OVER
    mission.update_incident(went=True, state=mission.incident.state if over else IncidentState.FINDING_SUBMITTED)
    mission.announce(
        FindingSubmittedV1(
            **mission.event_head,
            finding_id=finding.id,
            outcome=finding.outcome,
            people=finding.people,
            vehicles=finding.vehicles,
            submitted_by=finding.submitted_by,
        )
    )
    mission.note("finding", callsign=finding.submitted_by, outcome=finding.outcome.value)
    page_lead(mission, PageReason.FINDING, assignment.person, detail=finding.outcome.value)


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


def close_if_over(mission: Mission) -> None:
    """Everybody is out and everything was decided: the incident is closed, and its team hears what it was."""
    team = list(mission.assignments.values())
    if not findings.is_over(mission.incident, team, mission.finding):
        return
    withdraw_all(mission, "withdrawn")
    mission.update_incident(state=IncidentState.CLOSED, closed_at=mission.now, epoch=mission.incident.epoch + 1)
    end_pages(mission, set(PageReason))
    mission.announce(
        IncidentClosedV1(**mission.event_head, report_ids=tuple(mission.report_ids), outcome=mission.incident.outcome)
    )
    mission.note("closed", outcome=mission.incident.outcome.value if mission.incident.outcome else "")
    if mission.incident.outcome is None:
        return
    template, params = CLOSING[mission.incident.outcome], {}
    if mission.incident.agency is not None:
        params["agency"] = mission.incident.agency
    told = {assignment.person.volunteer_id: assignment for assignment in team if assignment.confirmed_at is not None}
    for assignment in told.values():
        mission.text(assignment.person, template, f"closed:{assignment.id}", params)


def _leave_alone(mission: Mission) -> None:
    """One went before there was a finding. Nobody stays alone at a scene."""
    others = [assignment for assignment in mission.team if assignment.state is AssignmentState.ON_SCENE]
    for assignment in others:
        mission.text(assignment.person, "V20b", f"alone:{assignment.id}")
    mission.note("alone", waiting=", ".join(assignment.person.callsign for assignment in others))
    if others:
        page_lead(mission, PageReason.PAIR_MISSING, others[0].person)
