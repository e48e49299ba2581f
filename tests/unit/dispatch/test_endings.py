"""How a mission ends: what is told of which finding, to whom, and that nobody who reported is forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.endings import Ending
from schemas.events.incident import CheckDelayedV1, EndingChosenV1, FindingReviewedV1, IncidentClosedV1
from schemas.values import Outcome, uuid7
from services.dispatch.escalation.paging import page_lead
from services.dispatch.grammar.readings import FindingLetter, FindingReply
from services.dispatch.incident import answering, distress, ending, findings, leaving, review, scene, sending_off
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


# --- callers who wait


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


# --- after the review: what the team hears, and who may still say something


def texts(mission: Mission, callsign: str) -> list[str]:
    return [text.template for text in mission.pending.messages if text.callsign == callsign]


def reviewed(mission: Mission, letter: FindingLetter = G) -> Mission:
    says(mission, letter)
    mission.pending.outgoing.clear()
    accepts(mission)
    return mission


def test_after_the_review_the_team_hears_once_what_was_decided_and_that_they_may_go() -> None:
    mission = reviewed(a_mission())

    assert (texts(mission, "HERON"), texts(mission, "WREN")) == (["V43"], ["V43"])
    assert {text.params["outcome"] for text in mission.pending.messages} == {"nothing_seen"}


def test_who_is_there_alone_is_not_told_to_leave_together_and_who_is_on_the_way_not_to_come() -> None:
    mission = reviewed(a_mission(on_scene(), an_assignment(WREN, AssignmentState.EN_ROUTE, confirmed_at=NOW)))

    assert (texts(mission, "HERON"), texts(mission, "WREN")) == (["V43b"], ["V20c"])


def test_who_is_in_danger_hears_a_person_not_a_review() -> None:
    mission = reviewed(a_mission(on_scene(), an_assignment(WREN, AssignmentState.SOS, confirmed_at=NOW)))

    assert texts(mission, "WREN") == []


def test_after_a_stand_down_a_review_sends_nobody_home_again() -> None:
    mission = reviewed(a_mission(state=IncidentState.STOOD_DOWN, stand_down=StandDownReason.FINISHED))

    assert mission.pending.messages == []


def test_while_a_later_report_waits_the_review_lets_nobody_go() -> None:
    mission = a_mission()
    says(mission, G)
    mission.reports.append(a_noted_report(2, mission.now + timedelta(seconds=30)))
    mission.pending.outgoing.clear()

    accepts(mission)

    assert (texts(mission, "HERON"), texts(mission, "WREN")) == (["V38", "V6"], ["V38", "V6"])


@pytest.mark.parametrize(("ago", "told"), [(119, ["V38"]), (120, ["V38", "V6"])])
def test_how_to_answer_is_not_said_again_to_who_was_told_a_moment_ago(ago: int, told: list[str]) -> None:
    """V6 came at 7:54:34, :37 and :44."""
    at = NOW + timedelta(minutes=2, seconds=-ago)
    mission = a_mission(on_scene(at=at), on_scene(WREN, at))
    says(mission, G)
    mission.reports.append(a_noted_report(2, mission.now + timedelta(seconds=30)))
    mission.pending.outgoing.clear()

    accepts(mission)

    assert (texts(mission, "HERON"), texts(mission, "WREN")) == (told, told)


def test_whoever_called_seconds_before_it_was_confirmed_is_told_so_and_nobody_looks_again() -> None:
    mission = a_mission()
    mission.now += timedelta(minutes=5)
    mission.reports += [
        a_noted_report(2, mission.now + timedelta(seconds=45)),
        a_noted_report(3, mission.now + timedelta(seconds=45), elsewhere=True),
    ]
    says(mission, C)
    heard = texts(mission, "WREN")

    accepts(mission)

    [event] = told(mission, FindingReviewedV1)
    assert (event.report_ids, heard) == (ids(1, 2), [])


def test_a_confirmed_finding_that_a_reviewer_corrects_to_nothing_answers_no_call_of_seconds_before() -> None:
    mission = a_mission()
    mission.now += timedelta(minutes=5)
    mission.reports.append(a_noted_report(2, mission.now + timedelta(seconds=45)))
    says(mission, C)

    accepts(mission, decision=ReviewDecision.CORRECT, outcome=Outcome.NOTHING_SEEN)

    [event] = told(mission, FindingReviewedV1)
    assert event.report_ids == ids(1)


def looking_on() -> Mission:
    """They were asked to look for a second report after a first answer, which was then accepted."""
    mission = a_mission()
    says(mission, G)
    mission.now += timedelta(seconds=30)
    mission.reports.append(a_noted_report(2, mission.now))
    answering.look_again(mission, mission.reports[1])
    mission.pending.outgoing.clear()
    return mission


def test_a_review_says_of_no_call_anew_of_which_the_team_was_told() -> None:
    mission = looking_on()

    accepts(mission)

    assert (texts(mission, "HERON"), texts(mission, "WREN")) == ([], [])
    assert mission.incident.state is IncidentState.ON_SCENE


def test_who_answered_too_soon_to_have_looked_again_reads_where_to_look_and_not_of_another_call() -> None:
    mission = looking_on()
    mission.now -= timedelta(seconds=59)
    says(mission, G, WREN)
    mission.pending.outgoing.clear()

    accepts(mission)

    assert (texts(mission, "HERON"), texts(mission, "WREN")) == (["V6a"], ["V6a"])


def test_a_team_that_looks_on_and_leaves_has_reported_and_the_lead_hears_which_caller_waits() -> None:
    mission = looking_on()
    accepts(mission)

    all_leave(mission)

    assert mission.incident.state is IncidentState.FINDING_REVIEWED
    assert "no_finding" not in {entry.kind for entry in mission.pending.timeline}
    pages = [(page.reason, page.about) for page in mission.pages.values() if page.reason is not PageReason.ALONE]
    assert pages == [(PageReason.NOBODY_LOOKS, "482192")]
    assert ending.may_be_told(mission, None)
    assert mission.pending.stray_moves == []


@pytest.mark.parametrize(("looked_for", "hear"), [(False, ["V38"]), (True, [])])
def test_a_new_call_of_the_corner_that_was_reviewed_is_told_to_who_looks_on_elsewhere(
    looked_for: bool, hear: list[str]
) -> None:
    mission = looking_on()
    if not looked_for:
        mission.put_report(replace(mission.reports[1], elsewhere=True))
    accepts(mission)
    mission.update_incident(state=IncidentState.ON_SCENE)
    mission.pending.outgoing.clear()
    mission.reports.append(a_noted_report(3, mission.now))

    answering.look_again(mission, mission.reports[2])

    assert [text for text in texts(mission, "HERON") if text != "V6"] == hear


def test_a_second_look_that_is_rejected_and_answers_nobody_ends_in_words() -> None:
    mission = reviewed(a_mission())
    says(mission, C)
    mission.pending.outgoing.clear()

    accepts(mission, decision=ReviewDecision.REJECT)

    assert mission.incident.state is IncidentState.FINDING_REVIEWED
    assert (texts(mission, "HERON"), texts(mission, "WREN")) == (["V20c"], ["V20c"])


def test_out_after_the_review_is_ordinary_and_ends_the_mission() -> None:
    mission = reviewed(a_mission())
    mission.pending.outgoing.clear()

    all_leave(mission)

    assert (texts(mission, "HERON"), texts(mission, "WREN")) == (["V22", "V9G"], ["V22", "V9G"])
    assert not any(page.open for page in mission.pending.pages.values())
    assert mission.incident.state is IncidentState.CLOSED


def test_after_an_sos_nobody_reads_that_going_to_look_was_worth_it() -> None:
    mission = reviewed(a_mission())
    distress.raise_sos(mission, mission.team[0], "1")
    distress.clear_sos(mission, mission.team[0], "ROBIN")
    mission.pending.outgoing.clear()

    all_leave(mission)

    assert (texts(mission, "HERON"), texts(mission, "WREN")) == (["V22", "V9S"], ["V22", "V9S"])


@pytest.mark.parametrize(
    ("state", "then"),
    [
        (IncidentState.UNFILLED, IncidentState.FINDING_SUBMITTED),
        (IncidentState.STOOD_DOWN, IncidentState.STOOD_DOWN),
    ],
)
def test_a_finding_after_out_is_that_persons_finding(state: IncidentState, then: IncidentState) -> None:
    mission = a_mission()
    if state is IncidentState.STOOD_DOWN:
        scene.stand_down(mission, StandDownReason.FINISHED, "ROBIN")
    all_leave(mission)
    assert mission.incident.state is state
    gone = mission.last_assignment_of(HERON.volunteer_id)
    assert gone is not None

    assert findings.may_still_tell(mission)
    said = FindingReply("K7Q", G)
    findings.report_finding(mission, gone, said, finding_id=uuid7(), sealed_words=None)

    assert mission.incident.state is then
    assert mission.findings[-1].seen_by == ("HERON",)
    assert [page.reason for page in mission.pages.values() if page.open] == [PageReason.FINDING]
    assert mission.pending.stray_moves == []


def test_what_somebody_says_while_others_are_sent_there_is_for_a_person() -> None:
    assert not findings.may_still_tell(a_mission(state=IncidentState.TEAM_READY))


@pytest.mark.parametrize("state", [IncidentState.FINDING_REVIEWED, IncidentState.CLOSED])
def test_what_somebody_who_left_says_after_the_review_waits_for_a_person_and_sends_nobody_back(
    state: IncidentState,
) -> None:
    """Those who were told that they may go still go; callers hear nothing by itself, and are not told twice."""
    mission = reviewed(a_mission())
    leaving.leave(mission, mission.team[0], "out")
    if state is IncidentState.CLOSED:
        all_leave(mission)
    gone = mission.last_assignment_of(HERON.volunteer_id)
    assert gone is not None
    assert mission.incident.state is state

    assert findings.may_still_tell(mission)
    mission.now += timedelta(minutes=1)
    findings.report_finding(mission, gone, FindingReply("K7Q", C), finding_id=uuid7(), sealed_words=None)

    assert mission.incident.state is state
    assert [finding.outcome for finding in mission.waiting_findings] == [Outcome.CONFIRMED_ONGOING]
    assert [page.reason for page in mission.pages.values() if page.open] == [PageReason.FINDING]
    assert texts(mission, "HERON")[-1] == "V42b"
    assert accepts(mission) is ReviewRefusal.CORRECTION_UNSAID
    accepts(mission, corrects=True)
    assert mission.pages == {}
    assert mission.incident.outcome is Outcome.CONFIRMED_ONGOING
    assert mission.pending.stray_moves == []


def test_after_leave_now_a_finding_is_of_who_says_it_alone() -> None:
    """Everybody ran: nobody else looked with them."""
    mission = a_mission()
    distress.raise_sos(mission, mission.team[0], "1")

    says(mission, G, WREN)

    assert mission.findings[-1].seen_by == ("WREN",)


def test_whose_last_word_was_another_is_not_counted_among_those_who_saw_it() -> None:
    """HERON saw nothing, and that was decided; WREN beside them says something else since."""
    mission = a_mission()
    says(mission, G)
    accepts(mission)
    says(mission, C, WREN)

    accepted = accepts(mission, corrects=True)

    assert (accepted.seen_by, told(mission, FindingReviewedV1)[-1].seen_by) == (1, 1)


def test_when_a_review_answers_every_caller_nobody_is_asked_to_choose() -> None:
    mission = a_mission()
    says(mission, G)
    page_lead(mission, PageReason.CALLERS_WAIT)

    accepts(mission)

    assert mission.team
    assert mission.pages == {}


def test_a_caller_s_text_that_nobody_read_outlives_the_mission() -> None:
    mission = reviewed(a_mission())
    page_lead(mission, PageReason.CALLER_TEXTED)

    all_leave(mission)

    assert mission.incident.state is IncidentState.CLOSED
    assert [page.reason for page in mission.pages.values()] == [PageReason.CALLER_TEXTED]


@pytest.mark.parametrize(
    ("reason", "by", "hear"),
    [
        (StandDownReason.CANCELLED, "WREN", ["D33"]),
        (StandDownReason.CANCELLED, "ROBIN", []),
        (StandDownReason.SOS, "-", []),
    ],
)
def test_whoever_was_paged_hears_that_a_stand_down_ended_it(reason: StandDownReason, by: str, hear: list[str]) -> None:
    """Not who ended it themselves; and beside an SOS nothing else is told."""
    mission = a_mission(state=IncidentState.UNFILLED)
    page_lead(mission, PageReason.EXHAUSTED)
    [page] = mission.pages.values()
    mission.put_page(replace(page, paged=(ROBIN.volunteer_id,), named=(ROBIN.volunteer_id,)))

    scene.stand_down(mission, reason, by)

    assert texts(mission, "ROBIN") == hear
    assert mission.pages == {}
