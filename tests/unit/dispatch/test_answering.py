"""Which reports a finding answers, and which still wait: what was seen says nothing about what came later."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from schemas.endings import Ending
from schemas.values import Channel, Outcome, uuid7
from services.dispatch.incident.answering import answered_by, mark_answered, team_can_look, unanswered
from services.dispatch.incident.ending import tell_callers
from services.dispatch.incident.review import close_unable
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import Assignment, AssignmentState, IncidentState
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.pending_changes import PendingChanges
from tests.support.dispatch_values import HERON, INCIDENT, NETWORK, NOW, ROBIN, WREN, an_incident

FINDING = Finding(UUID(int=9), INCIDENT, Outcome.NOTHING_SEEN, None, None, "HERON", NOW)


def a_noted_report(number: int, received_at: datetime = NOW, **changes: Any) -> NotedReport:
    report = NotedReport(
        report_id=UUID(int=number),
        revision=1,
        network_id="la",
        source_id=UUID(int=77),
        state="linked",
        incident_id=INCIDENT,
        exercise=False,
        ref=f"48219{number}",
        channel=Channel.PHONE,
        received_at=received_at,
        seen_at=received_at,
        is_residence=False,
    )
    return replace(report, **changes)


def a_mission(*reports: NotedReport) -> Mission:
    return Mission(an_incident(), NetworkDuty(NETWORK), NOW, PendingChanges(), reports=list(reports))


def test_a_finding_answers_what_was_received_before_it_was_made() -> None:
    before, at_once, after = (a_noted_report(number, NOW + timedelta(seconds=number - 2)) for number in (1, 2, 3))

    assert answered_by(FINDING, a_mission(before, at_once, after)) == (before, at_once)


def test_a_finding_answers_neither_what_was_left_out_nor_what_was_answered() -> None:
    left_out = a_noted_report(1, left_out_at=NOW)
    answered = a_noted_report(2, answered_at=NOW)

    assert answered_by(FINDING, a_mission(left_out, answered)) == ()


def test_a_report_waits_until_its_caller_is_answered_also_when_it_was_left_out() -> None:
    first, left_out, third = a_noted_report(1), a_noted_report(2, left_out_at=NOW), a_noted_report(3)
    mission = a_mission(first, left_out, third)

    told = mark_answered(mission, [first], finding_id=FINDING.id)

    assert told == (first.report_id,)
    assert unanswered(mission) == (left_out, third)
    assert mission.reports[0] == replace(first, answered_at=NOW, answered_by=FINDING.id)
    assert mission.pending.reports_decided == {first.report_id: mission.reports[0]}


def test_a_team_that_was_asked_to_leave_unchecked_is_not_asked_to_look_again() -> None:
    duty = NetworkDuty(NETWORK, leads=(ROBIN,))
    mission = Mission(an_incident(state=IncidentState.ON_SCENE), duty, NOW, PendingChanges())
    for person in (HERON, WREN):
        mission.put_assignment(Assignment(uuid7(), INCIDENT, person, AssignmentState.ON_SCENE, NOW, confirmed_at=NOW))

    before = team_can_look(mission)
    close_unable(mission, by="ROBIN", sealed_place="")

    assert (before, team_can_look(mission)) == (True, False)


def test_a_reviewed_scene_that_its_team_left_closes_when_somebody_chose_what_the_later_caller_is_told() -> None:
    mission = a_mission(a_noted_report(1, answered_at=NOW), a_noted_report(2))
    mission.incident = an_incident(state=IncidentState.UNFILLED, reviewed_at=NOW, outcome=Outcome.NOTHING_SEEN)

    tell_callers(mission, Ending.NOT_CHECKED, "ROBIN")

    assert mission.incident.state is IncidentState.CLOSED
    assert mission.pending.stray_moves == []
