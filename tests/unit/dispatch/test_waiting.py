"""Whoever waits for a partner or a place: what they hear, how long, and what the lead decides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.values import Level
from services.dispatch.incident import scene, sending_off, team
from services.dispatch.incident.signs import expect_signs
from services.dispatch.model.incident import (
    Assignment,
    AssignmentState,
    IncidentState,
    PageReason,
    TeamNeeds,
)
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import MeetingPoint
from tests.support.dispatch_values import (
    FINCH,
    GONE,
    HERON,
    NOW,
    OWL,
    PLAZA,
    ROBIN,
    WREN,
    Left,
    a_candidate,
    a_mission,
    a_page,
    a_text,
    an_assignment,
    at_the_plaza,
    left_by,
    place_of,
)


@pytest.mark.parametrize("hold_epoch", [1, 2])
def test_while_they_wait_the_lead_decides_and_they_hear_nothing_that_says_no_more(hold_epoch: int):
    mission = a_mission(team=[an_assignment(HERON, since=180)], hold_epoch=hold_epoch)

    team.on_hold_over(mission)

    left = left_by(mission)
    assert left.events == (["unfilled: pair_missing"] if hold_epoch == 1 else [])
    assert left.texts == []
    [page] = mission.pages.values()
    assert (page.reason, page.about, page.raised_at) == (
        PageReason.PAIR_MISSING,
        "HERON",
        NOW - timedelta(seconds=180),
    )
    assert (page.due_at, page.attempt) == (NOW, 0), "the lead is asked when the unit ends"
    assert left.timeline == [("pair_missing", {"waiting": "HERON"})]
    assert left.timers == [("hold", 900 - 180, hold_epoch + 1)]


def test_of_two_who_wait_for_a_leader_the_lead_is_asked_once():
    mission = a_mission(team=[an_assignment(WREN, since=200), an_assignment(OWL, since=180)], hold_epoch=2)

    team.on_hold_over(mission)

    assert left_by(mission).timeline == [("pair_missing", {"waiting": "WREN, OWL"})]
    assert left_by(mission).timers == [("hold", 700, 3)], "when the first has waited long enough"


@pytest.mark.parametrize("wait_minutes", [5, 15])
def test_who_has_waited_as_long_as_they_were_told_is_released_and_another_asked(wait_minutes: int):
    robin = (ROBIN.volunteer_id,)
    page = replace(a_page(PageReason.PAIR_MISSING), about_id=HERON.volunteer_id, paged=robin, named=robin)
    mission = a_mission(
        team=[an_assignment(HERON, since=60 * wait_minutes)],
        near=[a_candidate(WREN)],
        pages=[page],
        policy=DispatchPolicy(wait_minutes=wait_minutes),
        hold_epoch=2,
        wave_not_after=None,
    )

    team.on_hold_over(mission)

    left = left_by(mission)
    assert [(text.callsign, text.template) for text in left.texts] == [
        ("HERON", "V4b"),
        ("ROBIN", "D33"),
        ("WREN", "V2"),
    ]
    assert left.timeline[0] == ("released", {"callsign": "HERON", "why": "no_pair"})
    assert left.events == ["HERON is released, None", "asked WREN"]
    assert mission.pages == {}
    assert [kind for kind, *_ in left.timers] == ["wave"], "nobody waits any more"


def test_who_came_later_waits_on_when_the_first_is_released():
    mission = a_mission(
        team=[an_assignment(HERON, since=900), an_assignment(WREN, since=300)],
        pages=[replace(a_page(PageReason.PAIR_MISSING), about_id=HERON.volunteer_id)],
        needs=TeamNeeds(3, Level.VERIFIED),
        hold_epoch=2,
    )

    team.on_hold_over(mission)

    assert [(text.callsign, text.template) for text in left_by(mission).texts] == [("HERON", "V4b")]
    assert [each.person for each in mission.team] == [WREN]
    asked_about = [page.about_id for page in mission.pages.values() if page.reason is PageReason.PAIR_MISSING]
    assert asked_about == [WREN.volunteer_id], "the lead is asked about who is left"
    assert ("hold", 600, 3) in left_by(mission).timers


def test_who_lost_a_partner_outside_is_asked_to_go_home_and_then_for_out():
    gone = replace(GONE, released_at=NOW - timedelta(minutes=15))
    waiting = an_assignment(HERON, since=3000, confirmed_at=NOW - timedelta(minutes=40))
    mission = a_mission(team=[gone, waiting], pages=[a_page(PageReason.ALONE)], meeting=PLAZA, hold_epoch=5)

    team.on_hold_over(mission)
    expect_signs(mission)

    occasion = f"in_vain:{waiting.id}:{gone.released_at.isoformat() if gone.released_at else ''}"
    assert left_by(mission).texts == [a_text(HERON, "V4d", occasion)]
    assert left_by(mission).timeline[0] == ("sent_home", {"callsign": "HERON"})
    home = place_of(mission, HERON)
    assert (home.state, home.sign_due_at) == (AssignmentState.HELD, NOW + timedelta(minutes=15))
    team.on_hold_over(mission)
    assert len(left_by(mission).texts) == 1, "they wait no more"
    team.tell_again(mission, home, None, "here")
    assert [text.template for text in left_by(mission).texts] == ["V4d", "V4d"]


def test_whose_partner_has_just_gone_waits_anew():
    gone = replace(GONE, released_at=NOW - timedelta(minutes=5))
    mission = a_mission(
        team=[gone, an_assignment(HERON, since=3000, confirmed_at=NOW)], pages=[a_page(PageReason.ALONE)], hold_epoch=5
    )

    team.on_hold_over(mission)
    team.tell_again(mission, place_of(mission, HERON), None, "here")

    assert left_by(mission).texts == [a_text(HERON, "V4c", "here", minutes="10")]
    assert left_by(mission).timers == [("hold", 600, 6)]
    assert [page.reason for page in mission.pages.values()] == [PageReason.ALONE], "one cause, one page"


@pytest.mark.parametrize(("minutes", "released"), [(44, False), (45, True)])
def test_a_complete_team_for_which_nobody_names_a_place_is_released_too(minutes: int, released: bool):
    together = [an_assignment(HERON, since=60 * minutes), an_assignment(WREN, since=120)]
    mission = a_mission(
        team=together, near=[a_candidate(FINCH)], pages=[a_page(PageReason.MEETING_POINT)], hold_epoch=3
    )

    team.on_hold_over(mission)

    left = left_by(mission)
    assert [(text.callsign, text.template) for text in left.texts] == (
        [("HERON", "V19b"), ("WREN", "V19b")] if released else []
    )
    assert left.timers == ([] if released else [("hold", 60, 4)])
    assert (mission.team == [], mission.pages == {}) == (released, released)


@pytest.mark.parametrize(
    ("together", "state"),
    [
        ([an_assignment(HERON)], IncidentState.TEAM_READY),
        ([an_assignment(HERON)], IncidentState.STOOD_DOWN),
        ([an_assignment(HERON, AssignmentState.CONFIRMED)], IncidentState.DISPATCHING),
        ([], IncidentState.DISPATCHING),
    ],
    ids=["sent meanwhile", "over", "nobody waits", "nobody there"],
)
def test_a_hold_that_is_out_of_date_does_nothing(together: list[Assignment], state: IncidentState):
    mission = a_mission(team=together, state=state, hold_epoch=1)

    team.on_hold_over(mission)

    assert left_by(mission) == Left()


def test_the_same_yes_again_repeats_the_wait_with_a_new_time():
    mission = a_mission(team=[an_assignment(HERON, eta_minutes=20)], meeting=PLAZA)

    team.tell_again(mission, place_of(mission, HERON), 12, "reply-2")

    assert left_by(mission) == Left(texts=[a_text(HERON, "V4", "reply-2", minutes="14")])
    assert place_of(mission, HERON).eta_minutes == 12


def test_the_same_yes_again_repeats_where_to_meet_and_keeps_the_time():
    mission = a_mission(
        team=[
            an_assignment(HERON, AssignmentState.CONFIRMED, since=90, eta_minutes=20),
            an_assignment(WREN, AssignmentState.CONFIRMED),
        ],
        state=IncidentState.TEAM_READY,
        meeting=PLAZA,
    )

    team.tell_again(mission, place_of(mission, HERON), None, "reply-2")

    assert left_by(mission) == Left(texts=[at_the_plaza(HERON, "reply-2", "WREN")])
    assert place_of(mission, HERON).eta_minutes == 20
    assert mission.pending.assignments == {}


def test_the_same_yes_again_says_nothing_where_nobody_knows_the_place():
    mission = a_mission(team=[an_assignment(HERON, AssignmentState.SOS)], state=IncidentState.STOOD_DOWN)

    team.tell_again(mission, place_of(mission, HERON), None, "reply-2")

    assert left_by(mission) == Left()


@pytest.mark.parametrize(("meeting", "hears"), [(None, "V19"), (PLAZA, "V4c")])
def test_here_from_who_waits_is_answered_by_what_they_wait_for(meeting: MeetingPoint | None, hears: str) -> None:
    """A complete team waits for a place; one alone for a partner, also where they had been sent before."""
    waiting = [an_assignment(HERON, confirmed_at=None if meeting is None else NOW)]
    waiting += [an_assignment(WREN)] if meeting is None else []
    mission = a_mission(team=waiting, state=IncidentState.UNFILLED, meeting=meeting)

    scene.arrive(mission, mission.team[0], "here")

    assert [text.template for text in mission.pending.messages] == [hears]
    assert sending_off.waits_for_a_place(mission) is (meeting is None)
