"""How a mission ends: what is told of which finding, to whom, and that nobody who reported is forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.endings import Ending
from schemas.events.incident import EndingChosenV1, FindingReviewedV1, IncidentClosedV1
from schemas.values import Outcome, uuid7
from services.dispatch.grammar.readings import FindingLetter, FindingReply
from services.dispatch.incident import ending, findings, leaving, review, scene
from services.dispatch.incident.review_rule import AcceptedFinding, ReviewDecision, ReviewRefusal, Verdict
from services.dispatch.model.incident import (
    AgencyWords,
    Assignment,
    AssignmentState,
    IncidentState,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.mission import Mission, NetworkDuty
from services.dispatch.model.pending_changes import PendingChanges, PendingEvent
from tests.support.dispatch_values import HERON, NETWORK, NOW, ROBIN, WREN, an_assignment, an_incident
from tests.unit.dispatch.test_answering import a_noted_report

C, G = FindingLetter.CONFIRMED, FindingLetter.NOTHING_HERE


def a_mission(*there: Assignment, reports: int = 1, **incident: Any) -> Mission:
    mission = Mission(
        an_incident(**{"state": IncidentState.ON_SCENE, "went": True, **incident}),
        NetworkDuty(NETWORK, leads=(ROBIN,)),
        NOW,
        PendingChanges(),
        reports=[a_noted_report(number, NOW - timedelta(minutes=9)) for number in range(1, reports + 1)],
    )
    for assignment in there or (on_scene(), on_scene(WREN)):
        mission.put_assignment(assignment)
    return mission


def on_scene(person: Any = HERON, at: datetime = NOW) -> Assignment:
    return an_assignment(person, AssignmentState.ON_SCENE, confirmed_at=at, on_scene_at=at)


def says(mission: Mission, letter: FindingLetter, person: Any = HERON) -> None:
    mission.now += timedelta(minutes=1)
    assignment = mission.assignment_of(person.volunteer_id)
    assert assignment is not None
    findings.report_finding(mission, assignment, FindingReply("K7Q", letter), finding_id=uuid7(), sealed_words=None)


def accepts(mission: Mission, **said: Any) -> Any:
    mission.now += timedelta(minutes=1)
    verdict = Verdict(**{"decision": ReviewDecision.ACCEPT, "reviewer": "ROBIN", **said})
    return review.review_finding(mission, verdict, sealed_place="")


def all_leave(mission: Mission) -> None:
    for assignment in mission.team:
        leaving.leave(mission, assignment, str(assignment.id))


def told(mission: Mission, kind: type[Any]) -> list[Any]:
    events = [each.data for each in mission.pending.outgoing if isinstance(each, PendingEvent)]
    return [event for event in events if isinstance(event, kind)]


def ids(*numbers: int) -> tuple[UUID, ...]:
    return tuple(UUID(int=number) for number in numbers)


def texts(mission: Mission, callsign: str) -> list[str]:
    return [text.template for text in mission.pending.messages if text.callsign == callsign]


def reviewed(mission: Mission, letter: FindingLetter = G) -> Mission:
    says(mission, letter)
    mission.pending.outgoing.clear()
    accepts(mission)
    return mission


def test_a_finding_keeps_who_was_at_the_scene() -> None:
    both, alone = a_mission(), a_mission(on_scene(), an_assignment(WREN, AssignmentState.EN_ROUTE, confirmed_at=NOW))

    says(both, C)
    says(alone, C)

    assert both.findings[0].seen_by == ("HERON", "WREN")
    assert alone.findings[0].seen_by == ("HERON",)


def test_of_two_findings_of_one_moment_the_later_one_is_the_later() -> None:
    mission = a_mission()
    says(mission, C)
    first = mission.findings[0].submitted_at
    mission.now = first - timedelta(minutes=1)
    says(mission, G)

    assert [finding.outcome for finding in mission.waiting_findings] == [Outcome.NOTHING_SEEN]
    assert mission.findings[1].submitted_at > first


def test_whose_word_is_not_taken_is_rejected_and_the_event_says_how_many_saw_it() -> None:
    mission = a_mission()
    says(mission, C)
    says(mission, G, WREN)

    unread, named = accepts(mission), accepts(mission, finding="WREN")

    assert unread is ReviewRefusal.FINDINGS_DIFFER
    assert isinstance(named, AcceptedFinding)
    assert {finding.submitted_by: finding.decision for finding in mission.findings} == {
        "HERON": "reject",
        "WREN": "accept",
    }
    [reviewed] = told(mission, FindingReviewedV1)
    assert (reviewed.outcome, reviewed.seen_by, reviewed.report_ids) == (Outcome.NOTHING_SEEN, 1, ids(1))


def test_one_of_two_that_differ_may_be_rejected_alone() -> None:
    mission = a_mission()
    says(mission, C)
    says(mission, G, WREN)
    mission.pending.outgoing.clear()

    accepts(mission, decision=ReviewDecision.REJECT, finding="WREN")

    assert [finding.submitted_by for finding in mission.waiting_findings] == ["HERON"]
    texts = [(text.callsign, text.template) for text in mission.pending.messages]
    assert texts == [("WREN", "V46b")], "nobody looks again while another finding waits"
    assert any(page.reason is PageReason.FINDING for page in mission.pages.values())


def test_a_correction_goes_to_whoever_was_told_a_finding_and_to_who_was_not_answered_yet() -> None:
    mission = a_mission(reports=4)
    mission.put_report(replace(mission.reports[3], left_out_at=NOW))
    mission.put_report(replace(mission.reports[0], answered_at=NOW))  # told by a person's choice
    says(mission, G)
    accepts(mission)
    says(mission, C, WREN)

    unsaid, corrected = accepts(mission), accepts(mission, corrects=True)

    assert unsaid is ReviewRefusal.CORRECTION_UNSAID
    assert isinstance(corrected, AcceptedFinding)
    first, second = told(mission, FindingReviewedV1)
    assert (set(first.report_ids), first.corrects) == (set(ids(2, 3)), False)
    assert (set(second.report_ids), second.corrects) == (set(ids(2, 3)), True)
    assert mission.incident.outcome is Outcome.CONFIRMED_ONGOING


def test_a_new_look_answers_who_came_since_and_leaves_what_was_told_as_it_was() -> None:
    mission = a_mission()
    says(mission, C)
    accepts(mission)
    mission.reports.append(a_noted_report(2, mission.now))
    says(mission, G)

    accepts(mission, corrects=False)

    first, second = told(mission, FindingReviewedV1)
    assert (first.report_ids, second.report_ids) == (ids(1), ids(2))
    assert (second.outcome, second.corrects) == (Outcome.NOTHING_SEEN, False)
    assert mission.incident.outcome is Outcome.CONFIRMED_ONGOING
    assert mission.incident.state is IncidentState.FINDING_REVIEWED


def test_a_review_can_be_corrected_after_everybody_went_home() -> None:
    mission = a_mission()
    says(mission, C)
    accepts(mission)
    all_leave(mission)
    assert mission.incident.state is IncidentState.CLOSED

    accepts(mission, decision=ReviewDecision.CORRECT, outcome=Outcome.NOTHING_SEEN, corrects=True)

    assert (mission.incident.state, mission.incident.outcome) == (IncidentState.CLOSED, Outcome.NOTHING_SEEN)
    assert [event.report_ids for event in told(mission, FindingReviewedV1)] == [ids(1), ids(1)]
    corrected = [text for text in mission.pending.messages if text.template == "V39"]
    assert {(text.callsign, text.params["outcome"]) for text in corrected} == {
        ("HERON", "nothing_seen"),
        ("WREN", "nothing_seen"),
    }
    assert mission.pending.stray_moves == []


def test_what_came_after_the_finding_keeps_the_incident_open_until_somebody_chooses() -> None:
    mission = a_mission()
    says(mission, G)
    mission.reports.append(a_noted_report(2, mission.now + timedelta(seconds=1)))
    accepts(mission)
    all_leave(mission)
    open_before = mission.incident.state

    ending.on_answer_due(mission)
    paged = [page.reason for page in mission.pages.values()]
    ending.tell_callers(mission, Ending.NOT_CHECKED, "ROBIN")

    assert open_before is not IncidentState.CLOSED
    assert PageReason.CALLERS_WAIT in paged
    assert mission.incident.state is IncidentState.CLOSED
    [chosen] = told(mission, EndingChosenV1)
    assert (chosen.report_ids, chosen.ending, chosen.chosen_by) == (ids(2), "not_checked", "ROBIN")


def test_pages_about_waiting_callers_that_nobody_answered_begin_again_with_another_shift() -> None:
    mission = a_mission()
    scene.stand_down(mission, StandDownReason.SAFETY, "ROBIN")
    all_leave(mission)

    spans: list[timedelta] = []
    for given_up in (False, False, True):
        for page in list(mission.pages.values()):
            mission.put_page(replace(page, due_at=None if given_up else page.due_at, attempt=30))
        ending.on_answer_due(mission)
        spans.append(mission.pending.timers[-1].due_at - mission.now)

    [page] = [page for page in mission.pages.values() if page.reason is PageReason.CALLERS_WAIT]
    assert spans == [timedelta(minutes=30), timedelta(minutes=30), timedelta(hours=8)]
    assert (page.attempt, page.due_at) == (0, mission.now)


@pytest.mark.parametrize("reason", [StandDownReason.SOS, StandDownReason.SAFETY, StandDownReason.CANCELLED])
def test_a_stand_down_answers_nobody_by_itself(reason: StandDownReason) -> None:
    silent, chosen = a_mission(), a_mission()

    scene.stand_down(silent, reason, "ROBIN")
    scene.stand_down(chosen, reason, "ROBIN", tell=Ending.STOPPED)
    all_leave(silent)
    all_leave(chosen)

    assert (silent.incident.state, chosen.incident.state) == (IncidentState.STOOD_DOWN, IncidentState.CLOSED)
    assert told(silent, IncidentClosedV1) == told(silent, EndingChosenV1) == []
    assert [event.ending for event in told(chosen, EndingChosenV1)] == ["stopped"]
    [timer] = [timer for timer in silent.pending.timers if timer.epoch == silent.incident.epoch]
    assert (timer.kind, timer.due_at - silent.now) == ("answer", timedelta(minutes=10))


def test_who_was_left_out_may_be_told_while_the_others_wait_for_the_finding() -> None:
    mission = a_mission(reports=2)
    mission.put_report(replace(mission.reports[0], left_out_at=NOW))

    assert ending.may_be_told(mission, ids(1))
    assert not ending.may_be_told(mission, ids(1, 2))
    assert not ending.may_be_told(mission, None)


def test_the_team_reads_what_it_was_in_the_reviewers_words() -> None:
    mission = a_mission()
    says(mission, FindingLetter.OTHER_AGENCY)
    says(mission, FindingLetter.OTHER_AGENCY, WREN)
    accepts(mission, agency="other_agency", agency_words=AgencyWords("parcel delivery", "reparto"))
    mission.pending.outgoing.clear()

    all_leave(mission)

    closing = [text for text in mission.pending.messages if text.template == "V9F"]
    assert {text.callsign for text in closing} == {"HERON", "WREN"}
    assert {tuple(sorted((text.sealed or {}).items())) for text in closing} == {
        (("agency_en", "parcel delivery"), ("agency_es", "reparto"))
    }


@pytest.mark.parametrize(
    ("outcome", "closing"),
    [
        (Outcome.CONFIRMED_ONGOING, "V9C"),
        (Outcome.CONFIRMED_PAST, "V9P"),
        (Outcome.NOTHING_SEEN, "V9G"),
        (Outcome.UNABLE, "V9X"),
    ],
)
def test_the_team_reads_what_it_was_in_the_end(outcome: Outcome, closing: str) -> None:
    mission = a_mission()
    says(mission, FindingLetter.OTHER_AGENCY)
    says(mission, FindingLetter.OTHER_AGENCY, WREN)
    accepts(mission, decision=ReviewDecision.CORRECT, outcome=outcome)
    all_leave(mission)

    assert [texts(mission, name)[-1] for name in ("HERON", "WREN")] == [closing] * 2


@pytest.mark.parametrize(
    ("outcome", "closing"),
    [
        (Outcome.CONFIRMED_ONGOING, "V9Cb"),
        (Outcome.CONFIRMED_PAST, "V9Pb"),
        (Outcome.UNFOUNDED_OTHER, "V9Fb"),
        (Outcome.NOTHING_SEEN, "V9G"),
    ],
)
def test_where_one_alone_saw_it_the_team_reads_what_callers_are_told(outcome: Outcome, closing: str) -> None:
    mission = a_mission(on_scene(), an_assignment(WREN, AssignmentState.EN_ROUTE, confirmed_at=NOW))
    says(mission, C)
    agency = "fare_inspectors" if outcome is Outcome.UNFOUNDED_OTHER else None
    corrected = {"decision": ReviewDecision.CORRECT, "outcome": outcome, "agency": agency}
    chosen = {} if outcome is Outcome.CONFIRMED_ONGOING else corrected
    accepts(mission, **chosen)
    all_leave(mission)

    [event] = told(mission, FindingReviewedV1)
    assert (event.seen_by, mission.incident.seen_by) == (1, 1)
    assert [texts(mission, name)[-1] for name in ("HERON", "WREN")] == [closing] * 2
