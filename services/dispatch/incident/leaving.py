"""One of a team is gone: whoever is left hears at once why and what to do, and the lead is paged (rule R19)."""

from dataclasses import replace

from services.dispatch.escalation.hearer import Hearer, who_hears
from services.dispatch.escalation.paging import page_lead
from services.dispatch.incident.ending import close_if_over
from services.dispatch.incident.offering import ANSWER, EXPIRES
from services.dispatch.incident.pair_rule import may_go_on
from services.dispatch.incident.team import look_for_another, release
from services.dispatch.model.incident import (
    BEFORE_THE_SCENE,
    OVER,
    SETTLED,
    Assignment,
    AssignmentState,
    IncidentState,
    PageReason,
)
from services.dispatch.model.mission import Mission


def leave(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """OUT. It does not end an SOS: that needs a duty lead who spoke with them."""
    if not assignment.sent and assignment.state is AssignmentState.HELD:
        drop_out(mission, assignment, occasion)
        return
    if assignment.state is AssignmentState.SOS:
        nobody = who_hears(mission.duty) is Hearer.NOBODY
        mission.text(assignment.person, "V12c" if nobody else "V37", occasion)
        mission.put_assignment(replace(assignment, out_at=mission.now))
        mission.note("out_in_sos", callsign=assignment.person.callsign)
        return
    mission.text(assignment.person, "V22", occasion)
    mission.put_assignment(replace(assignment, out_at=mission.now))
    _go(mission, mission.assignments[assignment.id], "out")


def drop_out(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """No, twice: they are free."""
    mission.text(assignment.person, "V27", occasion)
    _go(mission, assignment, "asked")


def out_by_lead(mission: Mission, assignment: Assignment, *, sealed_why: str, by: str) -> None:
    """A lead knows that they are away, and writes how; for who cannot text OUT."""
    mission.note("out_by_lead", callsign=assignment.person.callsign, by=by, sealed_why=sealed_why)
    mission.put_assignment(replace(assignment, out_at=mission.now))
    _go(mission, mission.assignments[assignment.id], "by_lead")


def opted_out(mission: Mission, assignment: Assignment) -> None:
    """STOP. Who was sent is reached by voice only (rule R22); who only waited could not be told where to go."""
    mission.note("voice_only", callsign=assignment.person.callsign)
    if assignment.sent or assignment.state is AssignmentState.SOS:
        no_text_reaches(mission, assignment)
    else:
        _go(mission, assignment, "opted_out")


def no_text_reaches(mission: Mission, assignment: Assignment) -> None:
    """The lead calls them, and the others do not wait for news that cannot come."""
    page_lead(mission, PageReason.VOICE_ONLY, assignment.person)
    if mission.incident.state in OVER:
        return
    for other in mission.team:
        if other.id != assignment.id and other.sent and other.state is not AssignmentState.SOS:
            mission.text(other.person, "V32", f"unreached:{assignment.id}", {"buddy": assignment.person.callsign})


def send_home_if_alone(mission: Mission, occasion: str) -> None:
    """Those who are left are no team: nobody stays alone at a scene, or goes there."""
    left = [each for each in mission.team if each.state is not AssignmentState.SOS]
    if not left or may_go_on(left, mission.incident.needs):
        return
    for each in left:
        mission.text(each.person, "V20b", f"alone:{occasion}")
    mission.note("alone", waiting=", ".join(each.person.callsign for each in left))
    page_lead(mission, PageReason.ALONE, left[0].person, detail=_last_gone(mission))


def nobody_is_left(mission: Mission) -> None:
    """Everybody left, and nothing is known: the duty lead decides how it goes on."""
    mission.update_incident(state=IncidentState.UNFILLED, epoch=mission.incident.epoch + 1)
    mission.note("no_finding")
    page_lead(mission, PageReason.NO_FINDING)
    mission.set_timer(ANSWER, EXPIRES, mission.incident.epoch)


def _go(mission: Mission, assignment: Assignment, why: str) -> None:
    before = mission.incident.state
    release(mission, assignment, why)
    if before in BEFORE_THE_SCENE:
        look_for_another(mission, assignment)
    elif before not in SETTLED:  # after a review or an end each was told to leave, and OUT is how that goes
        send_home_if_alone(mission, str(assignment.id))
        if before is IncidentState.ON_SCENE and not mission.team:
            nobody_is_left(mission)
    close_if_over(mission)


def _last_gone(mission: Mission) -> str:
    gone = [each for each in mission.assignments.values() if each.released_at is not None and each.confirmed_at]
    return max(gone, key=lambda each: (each.released_at, each.id)).person.callsign if gone else "-"
