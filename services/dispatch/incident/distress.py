"""Somebody in danger, or not well: they are answered, others leave, and a person calls them."""

from dataclasses import replace

from schemas.events.incident import SosClearedV1, SosRaisedV1
from services.dispatch.escalation.paging import end_pages, page_lead
from services.dispatch.incident.ending import close_if_over
from services.dispatch.incident.scene import stand_down
from services.dispatch.incident.team import release
from services.dispatch.model.incident import OVER, Assignment, AssignmentState, PageReason, StandDownReason
from services.dispatch.model.mission import Mission


def raise_sos(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """Somebody is in danger: they are answered, everybody else leaves, the duty lead is paged until one answers."""
    mission.text(assignment.person, "V12", occasion)
    if assignment.state is not AssignmentState.SOS:
        mission.advance_assignment(assignment, AssignmentState.SOS, sos_at=mission.now, sos_cleared_by=None)
    mission.announce(
        SosRaisedV1(
            **mission.event_head,
            volunteer_id=assignment.person.volunteer_id,
            callsign=assignment.person.callsign,
        )
    )
    mission.note("sos", callsign=assignment.person.callsign)
    page_lead(mission, PageReason.SOS, assignment.person)
    if mission.incident.state not in OVER:
        stand_down(mission, StandDownReason.SOS, by=assignment.person.callsign)


def clear_sos(mission: Mission, assignment: Assignment, by: str) -> None:
    """A duty lead spoke with them. Who had texted OUT meanwhile is out; else they still need to."""
    mission.announce(
        SosClearedV1(
            **mission.event_head,
            volunteer_id=assignment.person.volunteer_id,
            callsign=assignment.person.callsign,
            by=by,
        )
    )
    mission.note("sos_cleared", callsign=assignment.person.callsign, by=by)
    end_pages(mission, [PageReason.SOS], assignment.person.volunteer_id)
    if assignment.out_at is not None:
        mission.put_assignment(replace(assignment, sos_cleared_by=by))
        release(mission, mission.assignments[assignment.id], "out")
    else:
        mission.advance_assignment(assignment, AssignmentState.ON_SCENE, sos_cleared_by=by)
    close_if_over(mission)


def report_not_ok(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """They are not well; a person calls them."""
    mission.text(assignment.person, "V17", occasion)
    mission.note("not_ok", callsign=assignment.person.callsign)
    page_lead(mission, PageReason.NOT_OK, assignment.person)
