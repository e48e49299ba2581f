"""After the review: what the team hears, whoever called meanwhile, and who may still say something."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.events.incident import FindingReviewedV1
from schemas.values import Outcome, uuid7
from services.dispatch.escalation.paging import page_lead
from services.dispatch.grammar.readings import FindingReply
from services.dispatch.incident import answering, distress, ending, findings, leaving, scene
from services.dispatch.incident.review_rule import ReviewDecision, ReviewRefusal
from services.dispatch.model.incident import (
    AssignmentState,
    IncidentState,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.mission import Mission
from tests.support.dispatch_values import HERON, NOW, ROBIN, WREN, an_assignment
from tests.unit.dispatch.test_answering import a_noted_report
from tests.unit.dispatch.test_endings import (
    C,
    G,
    a_mission,
    accepts,
    all_leave,
    ids,
    on_scene,
    reviewed,
    says,
    texts,
    told,
)


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
