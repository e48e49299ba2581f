"""One of a team is gone: whoever is left hears at once why and what to do, and the lead is paged (rule R19)."""

from dataclasses import replace

from services.dispatch.escalation.hearer import Hearer, who_hears
from services.dispatch.escalation.page_texts import REPORTED
from services.dispatch.escalation.paging import end_pages, page_lead, tell_it_is_over
from services.dispatch.incident.answering import team_can_look
from services.dispatch.incident.called_back import nobody_looks
from services.dispatch.incident.cry_answers import answer_to_sos, reaches_others
from services.dispatch.incident.ending import close_if_over
from services.dispatch.incident.looking import tell_to_look_again
from services.dispatch.incident.offering import ANSWER, EXPIRES
from services.dispatch.incident.pair_rule import all_there, may_go_on
from services.dispatch.incident.team import look_for_another, release, tell_again
from services.dispatch.model.incident import (
    BEFORE_THE_SCENE,
    OVER,
    SETTLED,
    Assignment,
    AssignmentState,
    IncidentState,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.mission import Mission


def leave(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """OUT. It does not end an SOS: that needs a duty lead who spoke with them."""
    if not assignment.sent and assignment.state is AssignmentState.HELD:
        drop_out(mission, assignment, occasion)
        return
    if assignment.state is AssignmentState.SOS:
        nobody = who_hears(mission.duty, apart_from=assignment.person.volunteer_id) is Hearer.NOBODY
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
    mission.put_assignment(replace(mission.assignments[assignment.id], unreached_at=mission.now))
    if mission.incident.state in OVER or assignment.unreached_at is not None:
        return
    for other in mission.team:
        if other.id != assignment.id and other.sent and other.state is not AssignmentState.SOS:
            occasion = f"unreached:{assignment.id}:{mission.now.isoformat()}"
            mission.text(other.person, "V32", occasion, {"buddy": assignment.person.callsign})


def texts_arrive_again(mission: Mission, assignment: Assignment) -> None:
    """START, or a phone that works again: nobody has to call them any more, and what they may have missed is said.

    Also who was told that no text reaches them hears it, unless everybody was told to leave meanwhile.
    """
    if assignment.unreached_at is None:
        return
    assignment = replace(assignment, unreached_at=None)
    mission.put_assignment(assignment)
    about, occasion = assignment.person.volunteer_id, f"again:{mission.now.isoformat()}"
    pages = [page for page in mission.pages.values() if page.reason is PageReason.VOICE_ONLY and page.about_id == about]
    tell_it_is_over(pages, mission.duty, mission.pending)
    end_pages(mission, [PageReason.VOICE_ONLY], about)
    mission.note("reached_again", callsign=assignment.person.callsign)
    incident, person = mission.incident, assignment.person
    _tell_that_texts_arrive(mission, assignment, occasion)
    if assignment.state is AssignmentState.SOS:
        hears = who_hears(mission.duty, apart_from=about)
        mission.text(person, answer_to_sos(hears, buddy=reaches_others(mission, about)), occasion)
    elif incident.state in OVER:
        danger = incident.stand_down in (StandDownReason.SAFETY, StandDownReason.SOS)
        mission.text(person, "V8" if danger else "V20", occasion)
    elif incident.state is IncidentState.FINDING_REVIEWED:
        mission.text(person, "V20c", occasion)
    elif incident.state not in BEFORE_THE_SCENE and not may_go_on(mission.team, incident.needs):
        mission.text(person, "V20b", occasion)
    elif any(finding.submitted_by == person.callsign for finding in mission.waiting_findings):
        return  # they looked already, and a person decides on it
    elif assignment.state is AssignmentState.ON_SCENE and all_there(mission.team, incident.needs):
        tell_to_look_again(mission, assignment, occasion)
    else:
        tell_again(mission, assignment, None, occasion)


def _tell_that_texts_arrive(mission: Mission, assignment: Assignment, occasion: str) -> None:
    if mission.incident.state in SETTLED or not may_go_on(mission.team, mission.incident.needs):
        return
    for other in mission.team:
        if other.id != assignment.id and other.sent:
            mission.text(other.person, "V32b", occasion, {"buddy": assignment.person.callsign})


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
    """Everybody left, and nothing is known: the duty lead decides how it goes on.

    After a review something is: the lead hears of each report that nobody looked for since.
    """
    if mission.incident.reviewed_at is not None:
        mission.update_incident(state=IncidentState.FINDING_REVIEWED)
        nobody_looks(mission)
        return
    mission.update_incident(state=IncidentState.UNFILLED, epoch=mission.incident.epoch + 1)
    mission.note("no_finding")
    page_lead(mission, PageReason.NO_FINDING, detail=REPORTED if mission.findings else None)
    mission.set_timer(ANSWER, EXPIRES, mission.incident.epoch)


def _go(mission: Mission, assignment: Assignment, why: str) -> None:
    before, looked = mission.incident.state, team_can_look(mission)
    release(mission, assignment, why)
    tell_who_is_in_danger(mission, assignment)
    if before in BEFORE_THE_SCENE:
        look_for_another(mission, assignment)
    elif before in SETTLED:  # after a review or an end each was told to leave, and OUT is how that goes
        if looked and not team_can_look(mission):
            nobody_looks(mission)
    else:
        send_home_if_alone(mission, str(assignment.id))
        if before is IncidentState.ON_SCENE and not mission.team:
            nobody_is_left(mission)
    close_if_over(mission)


def tell_who_is_in_danger(mission: Mission, gone: Assignment) -> None:
    """One beside them less: they hear so, and when nobody is any more so does the lead."""
    if not gone.confirmed_at:
        return
    beside = any(each.sent and each.state is not AssignmentState.SOS for each in mission.team)
    for each in mission.team:
        if each.state is AssignmentState.SOS:
            mission.text(each.person, "V45", f"gone:{gone.id}", {"buddy": gone.person.callsign})
            mission.note("gone_in_sos", callsign=gone.person.callsign, in_danger=each.person.callsign)
            if not beside:
                page_lead(mission, PageReason.ALONE, each.person, detail=gone.person.callsign)


def _last_gone(mission: Mission) -> str:
    gone = [each for each in mission.assignments.values() if each.released_at is not None and each.confirmed_at]
    return max(gone, key=lambda each: (each.released_at, each.id)).person.callsign if gone else "-"
