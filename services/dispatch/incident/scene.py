"""From the meeting point to the end: under way, arrived, looking again, and standing down."""

from collections.abc import Sequence
from uuid import UUID

from schemas.endings import Ending
from schemas.events.incident import IncidentStoodDownV1
from services.dispatch.escalation.paging import end_pages, tell_it_is_over
from services.dispatch.incident import looking, pair_rule
from services.dispatch.incident.answering import look_at_other_corners
from services.dispatch.incident.called_back import they_are_there
from services.dispatch.incident.ending import close_if_over, on_stopped_by_sos, tell_callers
from services.dispatch.incident.leaving import nobody_is_left, send_home_if_alone
from services.dispatch.incident.offering import withdraw_all
from services.dispatch.incident.signs import expect_arrival, minutes_left
from services.dispatch.incident.team import page_as_not_alone, release, tell_again, tell_to_leave
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import (
    BEFORE_THE_SCENE,
    FOR_A_PERSON,
    IN_DANGER,
    OVER,
    SETTLED,
    Assignment,
    AssignmentState,
    IncidentState,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.message_request import named
from services.dispatch.model.mission import Mission


def set_out(mission: Mission, assignment: Assignment, minutes: int | None, occasion: str) -> None:
    """GO. Somebody who still waits for a partner is told again to wait, and nobody goes on after LEAVE NOW."""
    if mission.incident.state in OVER:
        tell_to_leave(mission, assignment, occasion)
        return
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
    expect_arrival(mission, mission.assignments[assignment.id], minutes)


def arrive(mission: Mission, assignment: Assignment, occasion: str) -> None:
    """HERE is always answered. Where to look and how to answer goes out only when all are there (rules R3 and R35)."""
    if assignment.state is AssignmentState.HELD:
        tell_again(mission, assignment, None, occasion)
        return
    if assignment.state is AssignmentState.SOS:
        return
    came = assignment.state is not AssignmentState.ON_SCENE
    if came:
        assignment = mission.advance_assignment(
            assignment, AssignmentState.ON_SCENE, on_scene_at=mission.now, asked_release=False
        )
        mission.note("arrived", callsign=assignment.person.callsign)
        page_as_not_alone(mission)
    incident, team = mission.incident, mission.team
    if incident.state in OVER:
        tell_to_leave(mission, assignment, occasion)
    elif incident.state is IncidentState.FINDING_REVIEWED:
        if not they_are_there(mission, occasion):
            mission.text(assignment.person, "V20c", occasion)
    elif not pair_rule.may_go_on(team, incident.needs):
        mission.text(assignment.person, "V20b", occasion)
    elif not pair_rule.all_there(team, incident.needs):
        _tell_who_is_missing(mission, assignment, occasion)
    elif came:
        _all_are_there(mission)
    else:
        looking.tell_how_to_answer(mission, assignment, occasion)


def look_again(mission: Mission, rejected: Sequence[Finding]) -> frozenset[UUID]:
    """What was found does not do. Who is there and is a team looks once more; nobody does so alone.

    Of their own finding each hears that it was not taken, who said nothing of the last one.

    Returns:
        Who was told so.
    """
    incident, team, occasion = mission.incident, mission.team, f"again:{rejected[-1].id}"
    said = {finding.submitted_by: finding for finding in rejected}
    if incident.state in SETTLED:
        return frozenset()
    there = [each for each in team if each.state is AssignmentState.ON_SCENE]
    together, team_stands = pair_rule.all_there(team, incident.needs), pair_rule.may_go_on(team, incident.needs)
    if not mission.waiting_findings:
        under_way = team_stands and not together
        mission.update_incident(state=IncidentState.EN_ROUTE if under_way else IncidentState.ON_SCENE)
        if not team:
            nobody_is_left(mission)
    for each in there if team_stands else ():
        if together:
            theirs = said.get(each.person.callsign, rejected[-1])
            looking.tell_it_was_not_taken(mission, each, theirs.outcome, occasion)
        else:
            _tell_who_is_missing(mission, each, occasion)
    send_home_if_alone(mission, occasion)
    return frozenset(each.person.volunteer_id for each in there) if together else frozenset()


def stand_down(mission: Mission, reason: StandDownReason, by: str, *, tell: Ending | None = None) -> None:
    """The mission ends: nobody is asked any more, who waits is free, who is out there leaves and texts OUT.

    Args:
        by: the call sign of who ended it, or cried.
        tell: what callers hear whom no finding answers; None: they wait until somebody chooses.
    """
    if mission.incident.state in OVER:
        return
    mission.update_incident(state=IncidentState.STOOD_DOWN, stand_down=reason, epoch=mission.incident.epoch + 1)
    mission.announce(IncidentStoodDownV1(**mission.event_head, reason=reason.value, by=by))
    mission.note("stood_down", reason=reason.value, by=by)
    still_to_see_to = {PageReason.FINDING, PageReason.VOICE_ONLY, PageReason.NOT_OUT}
    over = set(PageReason) - FOR_A_PERSON - IN_DANGER - still_to_see_to
    if reason is not StandDownReason.SOS:  # then they hear of somebody in danger, and of nothing else
        ended = [page for page in mission.pages.values() if page.reason in over]
        tell_it_is_over(ended, mission.duty, mission.pending, apart_from=by)
    end_pages(mission, over)
    withdraw_all(mission, "withdrawn", unanswered="V5c")
    for assignment in mission.team:
        if assignment.state is AssignmentState.SOS:
            continue
        if assignment.confirmed_at is None:
            if reason is StandDownReason.SOS:
                mission.text(assignment.person, "V47", f"stood_down:{assignment.id}", {"callsign": by})
            else:
                mission.text(assignment.person, "withdrawn", f"stood_down:{assignment.id}")
            release(mission, assignment, reason.value)
        elif reason is not StandDownReason.SOS:  # of an SOS they have heard, with who cried (V8b)
            tell_to_leave(mission, assignment, f"stood_down:{assignment.id}")
    if reason is StandDownReason.SOS:
        on_stopped_by_sos(mission)
    if tell is not None:
        tell_callers(mission, tell, by)
    close_if_over(mission)


def _all_are_there(mission: Mission) -> None:
    on_scene = IncidentState.ON_SCENE if mission.incident.state in BEFORE_THE_SCENE else mission.incident.state
    mission.update_incident(state=on_scene, went=True)
    looking.tell_to_look(mission)
    look_at_other_corners(mission)


def _tell_who_is_missing(mission: Mission, assignment: Assignment, occasion: str) -> None:
    awaited = [each for each in mission.team if each.state is not AssignmentState.ON_SCENE]
    said = {"buddy": named([each.person.callsign for each in awaited])}
    if all(needed := [minutes_left(mission, each) or 0 for each in awaited]):
        mission.text(assignment.person, "V35b", occasion, {**said, "minutes": str(max(needed))})
    else:
        mission.text(assignment.person, "V35", occasion, said)
