"""Nobody alone: each way in which one of a team is gone, by where the other is then, and what that one hears."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import pytest

from schemas.values import uuid7
from services.dispatch.escalation.page_texts import REPORTED, TEMPLATES
from services.dispatch.escalation.paging import page_lead
from services.dispatch.grammar.readings import FindingLetter, FindingReply
from services.dispatch.incident import distress, findings, leaving, review, scene
from services.dispatch.incident.review_rule import ReviewDecision, Verdict
from services.dispatch.model.finding import Finding
from services.dispatch.model.incident import (
    Assignment,
    AssignmentState,
    IncidentState,
    PageReason,
    StandDownReason,
)
from services.dispatch.model.mission import Mission
from tests.support.dispatch_values import (
    FINCH,
    HERON,
    NOW,
    ROBIN,
    WREN,
    a_candidate,
    a_finding,
    a_mission,
    an_assignment,
)

HELD, CONFIRMED, EN_ROUTE = AssignmentState.HELD, AssignmentState.CONFIRMED, AssignmentState.EN_ROUTE
ON_SCENE, RELEASED = AssignmentState.ON_SCENE, AssignmentState.RELEASED


@dataclass(frozen=True)
class Moment:
    """Where a mission stands, and where the one who goes and the one who stays are then."""

    incident: IncidentState
    goes: AssignmentState
    stays: AssignmentState
    sent: bool = True

    def mission(self) -> tuple[Mission, Assignment]:
        sent: dict[str, Any] = {"confirmed_at": NOW - timedelta(seconds=30)} if self.sent else {}
        team = [an_assignment(HERON, self.goes, since=90, **sent), an_assignment(WREN, self.stays, **sent)]
        mission = a_mission_at(self.incident, team)
        return mission, mission.team[0]


def a_mission_at(state: IncidentState, team: list[Assignment]) -> Mission:
    match state:
        case IncidentState.STOOD_DOWN:
            return a_mission(team=team, state=state, stand_down=StandDownReason.FINISHED)
        case IncidentState.FINDING_REVIEWED:
            return a_mission(team=team, state=state, reviewed_at=NOW)
        case _:
            return a_mission(team=team, state=state, near=[a_candidate(FINCH)], wave_not_after=None)


WAITING: Final = Moment(IncidentState.UNFILLED, HELD, HELD, sent=False)
WAITING_OUTSIDE: Final = Moment(IncidentState.DISPATCHING, HELD, HELD)
READY: Final = Moment(IncidentState.TEAM_READY, CONFIRMED, CONFIRMED)
UNDER_WAY: Final = Moment(IncidentState.EN_ROUTE, CONFIRMED, EN_ROUTE)
AT_THE_MEETING_POINT: Final = Moment(IncidentState.EN_ROUTE, EN_ROUTE, ON_SCENE)
BOTH_THERE: Final = Moment(IncidentState.ON_SCENE, ON_SCENE, ON_SCENE)
FOUND: Final = Moment(IncidentState.FINDING_SUBMITTED, ON_SCENE, ON_SCENE)
FOUND_BY_ONE: Final = Moment(IncidentState.FINDING_SUBMITTED, ON_SCENE, EN_ROUTE)
REVIEWED: Final = Moment(IncidentState.FINDING_REVIEWED, ON_SCENE, ON_SCENE)
STOOD_DOWN: Final = Moment(IncidentState.STOOD_DOWN, ON_SCENE, ON_SCENE)


def out(mission: Mission, gone: Assignment) -> None:
    leaving.leave(mission, gone, "out")


def no_twice(mission: Mission, gone: Assignment) -> None:
    leaving.drop_out(mission, gone, "no")


def out_by_operator(mission: Mission, gone: Assignment) -> None:
    leaving.out_by_lead(mission, gone, sealed_why="", by="desk")


def stop(mission: Mission, gone: Assignment) -> None:
    leaving.opted_out(mission, gone)


def sos(mission: Mission, gone: Assignment) -> None:
    distress.raise_sos(mission, gone, "sos")


GONE = (out, no_twice, out_by_operator)
WAYS: Final[tuple[tuple[tuple[Callable[[Mission, Assignment], None], ...], Moment, str | None, str | None], ...]] = (
    # who is gone by any of these ways, when: the other's text, the lead's page
    (GONE, WAITING, "V30", None),
    (GONE, WAITING_OUTSIDE, "V31", "D9"),
    (GONE, READY, "V31", "D9"),
    (GONE, UNDER_WAY, "V31", "D9"),
    (GONE, AT_THE_MEETING_POINT, "V31", "D9"),
    (GONE, BOTH_THERE, "V20b", "D9"),
    (GONE, FOUND, "V20b", "D9"),
    (GONE, FOUND_BY_ONE, "V20b", "D9"),
    (GONE, REVIEWED, None, None),  # after a review, too
    (GONE, STOOD_DOWN, None, None),  # they were told to leave already
    ((stop,), WAITING, "V30", None),  # who cannot be told where to go has no seat
    ((stop,), WAITING_OUTSIDE, "V32", "D8"),
    ((stop,), READY, "V32", "D8"),
    ((stop,), UNDER_WAY, "V32", "D8"),
    ((stop,), AT_THE_MEETING_POINT, "V32", "D8"),
    ((stop,), BOTH_THERE, "V32", "D8"),
    ((stop,), FOUND, "V32", "D8"),
    ((stop,), FOUND_BY_ONE, "V32", "D8"),
    ((stop,), REVIEWED, "V32", "D8"),
    ((stop,), STOOD_DOWN, None, "D8"),
    ((sos,), WAITING, "V47", "D1"),
    ((sos,), WAITING_OUTSIDE, "V8b", "D1"),
    ((sos,), READY, "V8b", "D1"),
    ((sos,), UNDER_WAY, "V8b", "D1"),
    ((sos,), AT_THE_MEETING_POINT, "V8b", "D1"),
    ((sos,), BOTH_THERE, "V8b", "D1"),
    ((sos,), FOUND, "V8b", "D1"),
    ((sos,), FOUND_BY_ONE, "V8b", "D1"),
    ((sos,), REVIEWED, "V8b", "D1"),
    ((sos,), STOOD_DOWN, "V8b", "D1"),  # they may still be there
)


def told(mission: Mission, callsign: str) -> list[str]:
    return [text.template for text in mission.pending.messages if text.callsign == callsign]


def paged(mission: Mission) -> list[str]:
    """What the lead is asked, by the template of it."""
    return [TEMPLATES[page.reason][0] for page in mission.pending.pages.values() if page.open]


@pytest.mark.parametrize(
    ("way", "moment", "other_hears", "lead_hears"),
    [
        pytest.param(way, moment, text, page, id=f"{way.__name__}-{moment.incident}-{moment.stays}")
        for ways, moment, text, page in WAYS
        for way in ways
    ],
)
def test_when_one_is_gone_the_other_is_told_at_once_and_the_lead_is_paged(
    way: Callable[[Mission, Assignment], None], moment: Moment, other_hears: str | None, lead_hears: str | None
):
    mission, gone = moment.mission()

    way(mission, gone)

    assert told(mission, "WREN") == ([other_hears] if other_hears else [])
    assert paged(mission) == ([lead_hears] if lead_hears else [])
    assert mission.pending.timeline != []
    assert mission.pending.stray_moves == []


@pytest.mark.parametrize("way", GONE)
def test_who_stays_behind_hears_who_is_gone(way: Callable[[Mission, Assignment], None]):
    mission, gone = UNDER_WAY.mission()

    way(mission, gone)

    [text] = [text for text in mission.pending.messages if text.callsign == "WREN"]
    assert text.params == {"code": "K7Q", "buddy": "HERON", "minutes": "15"}
    [page] = mission.pending.pages.values()
    assert (page.reason, page.about, page.detail) == (PageReason.ALONE, "WREN", "HERON")


def test_whoever_goes_last_without_a_finding_leaves_nobody_there_and_the_lead_decides():
    mission = a_mission(team=[an_assignment(HERON, ON_SCENE)], state=IncidentState.ON_SCENE)

    leaving.leave(mission, mission.team[0], "out")

    assert paged(mission) == ["D23"]
    assert mission.incident.state is IncidentState.UNFILLED
    assert mission.pending.stray_moves == []


def test_the_last_one_released_after_the_review_ends_the_incident():
    mission = a_mission(team=[an_assignment(HERON, EN_ROUTE)], state=IncidentState.FINDING_REVIEWED, reviewed_at=NOW)

    leaving.drop_out(mission, mission.team[0], "no")

    assert mission.incident.state is IncidentState.CLOSED


# --- rejected, and who is there then


def found(team: list[Assignment], state: IncidentState = IncidentState.FINDING_SUBMITTED) -> Mission:
    mission = a_mission(team=team, state=state)
    letter = FindingReply("K7Q", FindingLetter.CONFIRMED)
    submitter = team[0] if team else an_assignment(HERON, AssignmentState.RELEASED)
    findings.report_finding(mission, submitter, letter, finding_id=uuid7(), sealed_words=None)
    mission.pending.outgoing.clear()
    mission.pending.pages.clear()
    return mission


def reject(mission: Mission) -> None:
    review.review_finding(mission, Verdict(ReviewDecision.REJECT, "ROBIN"), sealed_place="")


@pytest.mark.parametrize(
    ("heron", "wren", "heron_hears", "wren_hears", "lead_hears", "then"),
    [
        (ON_SCENE, ON_SCENE, ["V46"], ["V46"], [], IncidentState.ON_SCENE),
        (ON_SCENE, EN_ROUTE, ["V35", "V46b"], [], [], IncidentState.EN_ROUTE),
        (ON_SCENE, None, ["V20b", "V46b"], [], ["D9"], IncidentState.ON_SCENE),
        (RELEASED, None, ["V46b"], [], ["D23"], IncidentState.UNFILLED),
        (RELEASED, ON_SCENE, ["V46b"], ["V20b"], ["D9"], IncidentState.ON_SCENE),
    ],
)
def test_whoever_said_what_was_rejected_hears_so_and_only_a_team_that_is_there_looks_again(
    heron: AssignmentState | None,
    wren: AssignmentState | None,
    heron_hears: list[str],
    wren_hears: list[str],
    lead_hears: list[str],
    then: IncidentState,
):
    mission = found(
        [an_assignment(person, state) for person, state in ((HERON, heron), (WREN, wren)) if state is not None]
    )

    reject(mission)

    assert (told(mission, "HERON"), told(mission, "WREN")) == (heron_hears, wren_hears)
    assert paged(mission) == lead_hears
    assert mission.incident.state is then
    assert mission.pending.stray_moves == []


def test_a_finding_rejected_after_the_stand_down_asks_nobody_to_look_again():
    mission = found([an_assignment(HERON, ON_SCENE), an_assignment(WREN, ON_SCENE)], IncidentState.STOOD_DOWN)

    reject(mission)

    assert (told(mission, "HERON"), told(mission, "WREN")) == (["V46b"], [])


def test_who_is_in_danger_is_spoken_to_and_gets_no_text_about_what_they_found():
    mission = found([an_assignment(HERON, AssignmentState.SOS), an_assignment(WREN, ON_SCENE)])

    reject(mission)

    assert told(mission, "HERON") == []


def test_of_two_findings_that_differ_the_rejected_one_is_said_to_its_own_observer_alone():
    mission = found([an_assignment(HERON, ON_SCENE), an_assignment(WREN, ON_SCENE)])
    saw_nothing = FindingReply("K7Q", FindingLetter.NOTHING_HERE)
    findings.report_finding(mission, mission.team[1], saw_nothing, finding_id=uuid7(), sealed_words=None)
    mission.pending.outgoing.clear()

    review.review_finding(mission, Verdict(ReviewDecision.REJECT, "ROBIN", finding="HERON"), sealed_place="")

    [text] = mission.pending.messages
    assert (text.callsign, text.template, text.params["outcome"]) == ("HERON", "V46b", "confirmed_ongoing")


# --- HERE


@pytest.mark.parametrize(
    ("incident", "wren", "heron_hears", "wren_hears", "then"),
    [
        (IncidentState.TEAM_READY, CONFIRMED, ["V35"], [], IncidentState.TEAM_READY),
        (IncidentState.EN_ROUTE, ON_SCENE, ["V6a", "V6"], ["V6a", "V6"], IncidentState.ON_SCENE),
        (IncidentState.FINDING_SUBMITTED, ON_SCENE, ["V6a", "V6"], ["V6a", "V6"], IncidentState.FINDING_SUBMITTED),
        (IncidentState.FINDING_SUBMITTED, None, ["V20b"], [], IncidentState.FINDING_SUBMITTED),
        (IncidentState.FINDING_REVIEWED, ON_SCENE, ["V20c"], [], IncidentState.FINDING_REVIEWED),
        (IncidentState.FINDING_REVIEWED, None, ["V20c"], [], IncidentState.FINDING_REVIEWED),
        (IncidentState.STOOD_DOWN, ON_SCENE, ["V20"], [], IncidentState.STOOD_DOWN),
    ],
)
def test_every_here_is_answered_and_both_are_here_is_said_of_two_only(
    incident: IncidentState,
    wren: AssignmentState | None,
    heron_hears: list[str],
    wren_hears: list[str],
    then: IncidentState,
):
    team = [an_assignment(HERON, EN_ROUTE)] + ([an_assignment(WREN, wren)] if wren else [])
    mission = a_mission_at(incident, team)

    scene.arrive(mission, mission.team[0], "here")

    assert (told(mission, "HERON"), told(mission, "WREN")) == (heron_hears, wren_hears)
    assert mission.incident.state is then
    assert mission.pending.stray_moves == []


IN_DANGER: Final = Moment(IncidentState.ON_SCENE, AssignmentState.SOS, ON_SCENE)


@pytest.mark.parametrize(
    ("moment", "reachable", "hears", "freed"),
    [
        (WAITING, True, "V27", True),
        (WAITING_OUTSIDE, True, "V22", True),
        (BOTH_THERE, True, "V22", True),
        (IN_DANGER, True, "V37", False),
        (IN_DANGER, False, "V12c", False),
    ],
)
def test_who_texts_out_hears_what_that_means_and_stays_in_sos_until_somebody_spoke_with_them(
    moment: Moment, reachable: bool, hears: str, freed: bool
) -> None:
    mission, goes = moment.mission()
    if not reachable:
        mission.duty = replace(mission.duty, leads=())

    leaving.leave(mission, goes, "out")

    after = mission.assignments[goes.id]
    assert told(mission, "HERON") == [hears]
    assert (after.active, after.out_at) == (not freed, None if moment is WAITING else NOW)


def there(person: Any) -> Assignment:
    return an_assignment(person, ON_SCENE, confirmed_at=NOW)


@pytest.mark.parametrize("way", [out, no_twice, out_by_operator, stop])
def test_who_leaves_while_the_partner_cries_is_told_to_the_partner_and_the_lead(
    way: Callable[[Mission, Assignment], None],
) -> None:
    mission = a_mission_at(IncidentState.ON_SCENE, [there(HERON), there(WREN)])
    distress.raise_sos(mission, mission.team[0], "1")
    [gone] = [each for each in mission.team if each.state is not AssignmentState.SOS]
    in_danger = next(each.person.callsign for each in mission.team if each.state is AssignmentState.SOS)
    mission.pending.outgoing.clear()

    way(mission, gone)

    if way is stop:  # they are there still, and only a voice reaches them
        assert "V45" not in told(mission, in_danger)
        return
    assert told(mission, in_danger) == ["V45"]
    assert {(page.reason, page.about, page.detail) for page in mission.pages.values()} >= {
        (PageReason.ALONE, in_danger, gone.person.callsign)
    }


@pytest.mark.parametrize("reason", [PageReason.ALONE, PageReason.PAIR_MISSING, PageReason.VOICE_ONLY])
def test_what_was_asked_about_somebody_is_over_when_they_are_off_the_mission(reason: PageReason) -> None:
    mission = a_mission_at(IncidentState.ON_SCENE, [there(HERON), there(WREN)])
    gone = mission.team[0]
    page_lead(mission, reason, gone.person)

    out(mission, gone)

    assert not [page for page in mission.pages.values() if (page.reason, page.about) == (reason, gone.person.callsign)]


def test_who_was_asked_to_see_to_one_alone_hears_that_they_are_out() -> None:
    """ "MAPLE must not go on alone. See that they are safe", and MAPLE was out a second later, unsaid."""
    mission = a_mission_at(IncidentState.ON_SCENE, [there(HERON)])
    page_lead(mission, PageReason.ALONE, mission.team[0].person)
    for page in list(mission.pages.values()):
        mission.put_page(replace(page, paged=(ROBIN.volunteer_id,), named=(ROBIN.volunteer_id,)))

    out(mission, mission.team[0])

    [text] = [each for each in mission.pending.messages if each.template == "D33"]
    assert (text.callsign, text.params["pages"]) == ("ROBIN", f"{mission.incident.code}:alone")


@pytest.mark.parametrize("reason", [PageReason.PAIR_MISSING, PageReason.MEETING_POINT, PageReason.WHERE_TO_LOOK])
def test_what_a_team_lacks_is_over_when_nobody_is_left(reason: PageReason) -> None:
    mission = a_mission_at(IncidentState.ON_SCENE, [there(HERON)])
    page_lead(mission, reason)

    out(mission, mission.team[0])

    assert reason not in {page.reason for page in mission.pages.values()}


@pytest.mark.parametrize(("said", "detail"), [([], None), ([a_finding(decision="reject")], REPORTED)])
def test_of_a_team_that_reported_something_nobody_says_that_they_reported_nothing(
    said: list[Finding], detail: str | None
):
    mission = a_mission(team=[an_assignment(HERON, ON_SCENE)], state=IncidentState.ON_SCENE)
    mission.findings = said

    leaving.leave(mission, mission.team[0], "reply-1")

    [page] = [page for page in mission.pages.values() if page.reason is PageReason.NO_FINDING]
    assert page.detail == detail
