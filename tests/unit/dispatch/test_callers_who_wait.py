"""Callers of a mission that finds nothing out hear in time that nobody could check it; a lead chooses the rest."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from schemas.events.incident import CheckDelayedV1
from services.dispatch.incident import distress, ending, scene, sending_off
from services.dispatch.model.incident import (
    Assignment,
    AssignmentState,
    IncidentState,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.mission import Mission
from services.dispatch.model.pending_changes import PendingChanges
from tests.support.dispatch_values import HERON, NOW, WREN, an_assignment
from tests.unit.dispatch.test_endings import C, G, a_mission, all_leave, ids, on_scene, reviewed, says, told


def long_waiting(*there: Assignment, **facts: Any) -> Mission:
    mission = a_mission(*there, **facts)
    if not there:
        all_leave(mission)
    mission.pages.clear()
    mission.pending = PendingChanges()
    return mission


WHILE_NOBODY_LOOKS = [
    IncidentState.ASSESSING,
    IncidentState.DISPATCHING,
    IncidentState.UNFILLED,
    IncidentState.STOOD_DOWN,
]


@pytest.mark.parametrize("state", WHILE_NOBODY_LOOKS)
def test_callers_who_waited_long_hear_once_that_nobody_could_check_it_and_a_lead_chooses(state: IncidentState) -> None:
    mission = long_waiting(an_assignment(WREN), reports=3, state=state)
    mission.put_report(replace(mission.reports[0], answered_at=NOW))
    mission.put_report(replace(mission.reports[1], delay_told_at=NOW))

    ending.on_news_due(mission)
    ending.on_news_due(mission)

    [delayed] = told(mission, CheckDelayedV1)
    assert delayed.report_ids == ids(3)
    assert [report.delay_told_at for report in mission.reports] == [None, NOW, NOW]
    assert [page.reason for page in mission.pages.values()] == [PageReason.CALLERS_WAIT]
    assert [entry.kind for entry in mission.pending.timeline] == ["check_delayed"]


@pytest.mark.parametrize("seen", [False, True])
def test_while_somebody_may_be_about_to_find_out_callers_are_told_nothing(seen: bool) -> None:
    mission = long_waiting(an_assignment(HERON, AssignmentState.CONFIRMED), state=IncidentState.EN_ROUTE)
    if seen:
        mission = a_mission()
        says(mission, C)
        all_leave(mission)
        mission.pending = PendingChanges()
        assert mission.team == []

    ending.on_news_due(mission)

    assert told(mission, CheckDelayedV1) == []
    assert [(timer.kind, timer.due_at - mission.now) for timer in mission.pending.timers] == [
        ("delay", timedelta(minutes=10))
    ]


@pytest.mark.parametrize(
    ("there", "told_now"),
    [
        ({"signs_asked": 0}, False),
        ({"signs_asked": 1}, True),
        ({"state": AssignmentState.SOS}, True),
    ],
)
@pytest.mark.parametrize("due", [ending.on_news_due, ending.on_answer_due])
def test_who_never_texts_out_silences_no_caller_beyond_the_time_of_their_out(
    due: Any, there: dict[str, Any], told_now: bool
) -> None:
    mission = long_waiting(on_scene(), state=IncidentState.STOOD_DOWN)
    [assignment] = mission.team
    mission.put_assignment(replace(assignment, **there))

    due(mission)

    assert [page.reason for page in mission.pages.values()] == ([PageReason.CALLERS_WAIT] if told_now else [])
    assert len(mission.pending.timers) == (0 if told_now and due is ending.on_news_due else 1)


def test_callers_of_a_mission_that_an_sos_stopped_hear_at_once_that_nobody_could_check_it() -> None:
    """c102 heard so 45 minutes after the last one had left."""
    mission = a_mission(reports=3)
    mission.put_report(replace(mission.reports[0], answered_at=NOW))
    mission.put_report(replace(mission.reports[1], delay_told_at=NOW))

    distress.raise_sos(mission, mission.team[0], "cry")
    distress.raise_sos(mission, mission.team[0], "again")
    ending.on_news_due(mission)

    [delayed] = told(mission, CheckDelayedV1)
    assert delayed.report_ids == ids(3)
    assert PageReason.CALLERS_WAIT not in {page.reason for page in mission.pages.values()}
    [timer] = [timer for timer in mission.pending.timers if timer.epoch == mission.incident.epoch]
    assert (timer.kind, timer.due_at - mission.now) == ("answer", timedelta(minutes=10))


@pytest.mark.parametrize("reason", StandDownReason)
def test_callers_hear_of_no_check_that_failed_where_a_finding_waits_or_a_lead_ends_the_mission(
    reason: StandDownReason,
) -> None:
    mission = a_mission()
    if reason is StandDownReason.SOS:
        says(mission, C)

    scene.stand_down(mission, reason, "ROBIN")

    assert told(mission, CheckDelayedV1) == []


def test_a_lead_is_to_choose_what_callers_hear_though_the_team_never_texts_out() -> None:
    mission = a_mission()

    scene.stand_down(mission, StandDownReason.SAFETY, "ROBIN")

    [timer] = [timer for timer in mission.pending.timers if timer.epoch == mission.incident.epoch]
    assert (timer.kind, timer.due_at - mission.now) == ("answer", timedelta(minutes=10))


def test_a_team_that_is_found_ends_the_page_about_callers_who_wait() -> None:
    mission = a_mission(an_assignment(HERON), an_assignment(WREN), state=IncidentState.UNFILLED, went=False)
    ending.on_news_due(mission)

    sending_off.send_off_if_complete(mission)

    assert mission.incident.state is IncidentState.TEAM_READY
    assert mission.pages == {}


def test_the_page_about_a_finding_says_whether_callers_were_answered_before() -> None:
    first = a_mission()
    says(first, G)
    later = reviewed(a_mission())
    says(later, C)

    details = [page.detail for mission in (first, later) for page in mission.pages.values()]
    assert details == ["nothing_seen", "answered confirmed_ongoing"]
