"""A report that joins after the team was told to leave: they are asked first, and it waits on nobody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.dispatch.incident import leaving
from services.dispatch.incident.called_back import CALLED_BACK, call_back, nobody_looks, they_are_there
from services.dispatch.incident.signs import may_answer_ok
from services.dispatch.model.incident import AssignmentState, IncidentState, PageReason
from services.dispatch.model.mission import Mission
from tests.support.dispatch_values import HERON, NOW, OWL, WREN, a_finding, a_mission, an_assignment, left_by
from tests.unit.dispatch.test_answering import a_noted_report

THERE_AT = NOW - timedelta(minutes=9)
REVIEWED_AT = NOW - timedelta(seconds=12)
STATES = {
    "reviewed": (IncidentState.FINDING_REVIEWED, True),
    "on scene": (IncidentState.ON_SCENE, False),
    "found": (IncidentState.FINDING_SUBMITTED, False),
}


def reviewed(state: IncidentState = IncidentState.FINDING_REVIEWED, *, team: int = 2) -> Mission:
    people = [an_assignment(each, AssignmentState.ON_SCENE, on_scene_at=THERE_AT) for each in (HERON, WREN, OWL)[:team]]
    mission = a_mission(team=people, state=state, reviewed_at=REVIEWED_AT, went=True)
    mission.findings.append(a_finding(decision="accept", submitted_at=REVIEWED_AT - timedelta(minutes=2)))
    mission.reports.append(a_noted_report(2, NOW))
    return mission


def texts(mission: Mission) -> list[tuple[str, str]]:
    return [(text.callsign, text.template) for text in left_by(mission).texts]


@pytest.mark.parametrize(("state", "asked"), STATES.values(), ids=STATES)
def test_only_who_was_let_go_is_asked(state: IncidentState, asked: bool) -> None:
    mission = reviewed(state)

    assert call_back(mission) is asked
    assert texts(mission) == ([("HERON", "V38c"), ("WREN", "V38c")] if asked else [])
    assert left_by(mission).timers == ([(CALLED_BACK, 180, 0)] if asked else [])
    assert all(may_answer_ok(mission, each) is asked for each in mission.team)


def test_one_alone_is_not_called_back() -> None:
    mission = reviewed(team=1)

    assert call_back(mission) is True, "nor asked to look as if they were two"
    assert texts(mission) == []


def test_of_two_calls_in_a_moment_they_are_asked_once() -> None:
    mission = reviewed()
    call_back(mission)
    mission.reports.append(a_noted_report(3, NOW))

    call_back(mission)

    assert len({text.id for text in left_by(mission).texts}) == 2


def test_ok_sends_both_to_look_for_all_that_came() -> None:
    mission = reviewed()
    call_back(mission)

    assert they_are_there(mission, "reply-1") is True
    assert they_are_there(mission, "reply-2") is False, "the other's OK says nothing new"
    assert texts(mission)[2:] == [("HERON", "V38"), ("WREN", "V38"), ("HERON", "V6"), ("WREN", "V6")]
    assert mission.incident.state is IncidentState.ON_SCENE
    nobody_looks(mission)
    assert not mission.pages


def test_out_of_one_is_enough_for_the_lead_to_hear_of_each_report() -> None:
    mission = reviewed()
    mission.reports.append(a_noted_report(3, NOW))
    call_back(mission)

    for each in mission.team:
        leaving.leave(mission, each, "reply-1")

    about = [(page.reason, page.about_id) for page in mission.pages.values()]
    assert about == [(PageReason.NOBODY_LOOKS, report.report_id) for report in mission.reports]
    assert len(mission.pending.pages) == 2


def test_of_what_is_answered_or_left_out_nobody_is_asked_to_look() -> None:
    mission = reviewed()
    [report] = mission.reports
    mission.reports = [replace(report, answered_at=NOW)]

    nobody_looks(mission)

    assert not mission.pages
    assert call_back(mission) is True
    assert texts(mission) == []
