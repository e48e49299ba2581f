"""When a mission is over, and what its team hears then."""

from collections.abc import Sequence

from schemas.events.incident import IncidentClosedV1
from schemas.values import Outcome
from services.dispatch.escalation.paging import end_pages
from services.dispatch.incident.offering import withdraw_all
from services.dispatch.model.incident import FOR_A_PERSON, Assignment, Finding, Incident, IncidentState, PageReason
from services.dispatch.model.mission import Mission

CLOSING = {
    Outcome.CONFIRMED_ONGOING: "V9C",
    Outcome.CONFIRMED_PAST: "V9C",
    Outcome.UNFOUNDED_OTHER: "V9F",
    Outcome.NOTHING_SEEN: "V9G",
    Outcome.UNABLE: "V9X",
}


def close_if_over(mission: Mission) -> None:
    """Everybody is out and everything was decided: the incident is closed, and its team hears what it was."""
    team = list(mission.assignments.values())
    if not is_over(mission.incident, team, mission.finding):
        return
    withdraw_all(mission, "withdrawn")
    mission.update_incident(state=IncidentState.CLOSED, closed_at=mission.now, epoch=mission.incident.epoch + 1)
    end_pages(mission, set(PageReason) - FOR_A_PERSON)
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


def is_over(incident: Incident, team: Sequence[Assignment], finding: Finding | None) -> bool:
    """Everybody is out, and the finding was reviewed, or the mission stood down with none waiting for review."""
    if incident.state is IncidentState.CLOSED or any(assignment.active for assignment in team):
        return False
    waiting = finding is not None and finding.decision is None
    return incident.reviewed_at is not None or (incident.state is IncidentState.STOOD_DOWN and not waiting)
