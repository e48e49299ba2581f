"""What waits because somebody's SOS is open near, for how long, and who ends it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.dispatch.escalation.page_texts import SceneNow, own_words
from services.dispatch.incident import near_sos, offering, sending_off, team
from services.dispatch.incident.holding_up import hold_up
from services.dispatch.incident.near_sos import NEAR_KM, NEAR_SOS, cries_near, note_cry, on_near_sos_due
from services.dispatch.incident.sending_on import send_on
from services.dispatch.incident.undone import is_undone
from services.dispatch.model.brake import Brake
from services.dispatch.model.incident import AssignmentState, IncidentState, OfferState, PageReason
from services.dispatch.model.mission import Mission
from services.dispatch.model.roster import MeetingPoint
from services.dispatch.model.sos_call import CryPlace, SosCall
from tests.support.dispatch_harness import KM
from tests.support.dispatch_values import (
    FINCH,
    HERON,
    LAT,
    LON,
    NOW,
    OWL,
    PLAZA,
    WREN,
    a_candidate,
    a_mission,
    an_assignment,
    an_offer,
    left_by,
)

AWAY = MeetingPoint("The library", LAT - 0.5 * KM, LON)


def a_cry(km: float = 0.5, **changes: Any) -> CryPlace:
    facts: dict[str, Any] = {
        "call_id": UUID(int=8),
        "network_id": "la",
        "code": "TDM",
        "callsign": "OTTER",
        "raised_at": NOW - timedelta(minutes=4),
        "exercise": False,
        "points": ((LAT + km * KM, LON),),
        **changes,
    }
    return CryPlace(**facts)


def beside(*cries: CryPlace, **mission: Any) -> Mission:
    found = a_mission(**mission)
    found.cries = list(cries)
    return found


def pages(mission: Mission) -> list[PageReason]:
    return [page.reason for page in mission.pages.values()]


@pytest.mark.parametrize(("km", "near"), [(NEAR_KM - 0.01, True), (NEAR_KM + 0.01, False)])
def test_as_near_as_a_kilometre(km: float, near: bool):
    assert bool(cries_near(beside(a_cry(km)))) is near


CLEARED: dict[str, Any] = {"cleared_at": NOW - timedelta(minutes=1)}


def test_a_new_report_waits_with_what_waits_since_an_sos_that_is_over():
    """r09: 2HW was opened at VNT's corner, one second after the SOS there was cleared, and asked who had run."""
    mission = beside(a_cry(holds=True, **CLEARED), near=[a_candidate(WREN)], state=IncidentState.ASSESSING)

    offering.next_wave(mission)

    assert (left_by(mission).texts, pages(mission)) == ([], [PageReason.SOS_WAS_NEAR])
    assert mission.incident.near_sos_at == NOW


def test_where_nothing_waits_any_more_people_are_asked_but_not_who_had_to_leave_there():
    """e1: MAPLE was asked first, 2 min 39 s after LEAVE NOW there."""
    cry = a_cry(people=frozenset({WREN.volunteer_id}), **CLEARED)
    mission = beside(cry, near=[a_candidate(WREN), a_candidate(FINCH)], state=IncidentState.ASSESSING)

    offering.next_wave(mission)

    assert [text.callsign for text in left_by(mission).texts] == ["FINCH"]
    assert dict(mission_excluded(mission)) == {"WREN": "sos_near"}


def test_who_had_to_leave_there_is_asked_when_everybody_else_was_and_never_first():
    cry = a_cry(people=frozenset({WREN.volunteer_id}), **CLEARED)
    first = beside(cry, near=[a_candidate(WREN)], state=IncidentState.ASSESSING, wave=0)
    still_open = beside(cry, near=[a_candidate(WREN)], offers=[an_offer(FINCH)], wave=1)
    said_no = beside(cry, near=[a_candidate(WREN)], offers=[an_offer(FINCH, OfferState.DECLINED)], wave=1)
    far = beside(
        a_cry(1.2, people=frozenset({WREN.volunteer_id})), near=[a_candidate(WREN)], state=IncidentState.ASSESSING
    )

    for mission in (first, still_open, said_no, far):
        offering.next_wave(mission)

    asked = [[text.callsign for text in left_by(mission).texts] for mission in (first, still_open, said_no, far)]
    assert asked == [[], [], ["WREN"], ["WREN"]]


@pytest.mark.parametrize(
    ("cries", "template", "named"),
    [
        ((a_cry(network_id="sb"),), "D34e", {}),
        ((a_cry(network_id="sb", callsign="IBIS"), a_cry(call_id=UUID(int=9))), "D34", {"buddy": "OTTER"}),
    ],
)
def test_a_page_names_who_cried_of_its_own_network_and_nobody_of_another(
    cries: tuple[CryPlace, ...], template: str, named: dict[str, str]
):
    """Also where another's cried first."""
    mission = beside(*cries, near=[a_candidate(WREN)], state=IncidentState.ASSESSING)

    offering.next_wave(mission)

    [page] = mission.pages.values()
    said, params, _ = own_words(page, SceneNow(), NOW, "America/Los_Angeles")
    assert (said, params) == (template, {"code": mission.incident.code, **named})
    [line] = [params for kind, params in left_by(mission).timeline if kind == "sos_near"]
    assert line == ({"callsign": named["buddy"]} if named else {})


def mission_excluded(mission: Mission) -> list[list[str]]:
    [wave] = [params for kind, params in left_by(mission).timeline if kind == "wave"]
    return [each.split(" ") for each in wave["excluded"].split(",")]


def test_nobody_meets_again_where_somebody_cried_lately_though_a_person_knew_of_it():
    """e1: the new two were to meet where HERON had been held at gunpoint 2 min 49 s before."""
    met_there = a_cry(3, points=((LAT + 3 * KM, LON), (PLAZA.lat, PLAZA.lon)), **CLEARED)
    known = {"sent_on_at": NOW}

    assert near_sos.where_to_meet(beside(met_there, points=(PLAZA, AWAY), **known)) == AWAY
    assert near_sos.where_to_meet(beside(met_there, points=(PLAZA,), **known)) is None


def test_either_sides_meeting_point_counts_as_its_scene_does():
    met_here = a_cry(points=((LAT + 3 * KM, LON), (LAT + 0.1 * KM, LON)))

    assert cries_near(beside(met_here)) == [met_here]
    assert cries_near(beside(a_cry(1.2), meeting=PLAZA)) == [a_cry(1.2)], "the plaza is 445 m nearer to it"


def test_an_exercise_holds_exercises_and_nothing_else():
    assert cries_near(beside(a_cry(exercise=True))) == []
    assert cries_near(beside(a_cry(exercise=True), exercise=True)) == [a_cry(exercise=True)]


STEPS = {
    "wave": offering.next_wave,
    "refill": lambda mission: offering.refill(mission, 1),
    "deadline": offering.on_wave_deadline,
    "silence": offering.go_on_if_silent,
    "joined": offering.ask_once_more,
    "seek": offering.on_seek_poll,
    "probe": offering.on_probe_due,
}


@pytest.mark.parametrize("step", STEPS)
def test_no_step_asks_anybody_beside_an_open_sos(step: str):
    state = IncidentState.UNFILLED if step in ("joined", "seek") else IncidentState.DISPATCHING
    braked = {"braked_at": NOW - timedelta(minutes=2)} if step == "probe" else {}
    mission = beside(a_cry(), near=[a_candidate(WREN), a_candidate(FINCH)], state=state, **braked)

    STEPS[step](mission)

    assert left_by(mission).texts == []
    assert (pages(mission), mission.incident.near_sos_at) == ([PageReason.SOS_NEAR], NOW)
    assert (NEAR_SOS, 30, 0) in left_by(mission).timers


def test_no_lead_on_duty_is_said_first_and_the_lead_who_comes_hears_of_the_sos():
    mission = beside(a_cry(), near=[a_candidate(WREN)], state=IncidentState.ASSESSING)
    mission.duty = replace(mission.duty, leads=())

    offering.next_wave(mission)

    assert [event for event in left_by(mission).events if "unfilled" in event] == ["unfilled: no_duty_lead"]
    assert pages(mission) == []


def test_it_is_said_once():
    mission = beside(a_cry(), near=[a_candidate(WREN)])

    for _ in range(3):
        offering.next_wave(mission)

    assert [kind for kind, _ in left_by(mission).timeline] == ["sos_near"]
    assert len(mission.pages) == 1


def test_while_it_is_open_it_is_looked_at_again_and_when_it_is_over_the_lead_decides():
    mission = beside(a_cry(), near=[a_candidate(WREN)])
    offering.next_wave(mission)

    on_near_sos_due(mission)
    still = pages(mission)
    mission.cries = []
    on_near_sos_due(mission)
    offering.next_wave(mission)

    assert (still, pages(mission)) == ([PageReason.SOS_NEAR], [PageReason.SOS_WAS_NEAR])
    assert left_by(mission).texts == [], "only a person sends it on"


@pytest.mark.parametrize("state", [IncidentState.STOOD_DOWN, IncidentState.FINDING_REVIEWED, IncidentState.CLOSED])
def test_of_what_is_over_nobody_is_asked_to_decide(state: IncidentState):
    mission = beside(state=state, near_sos_at=NOW)

    on_near_sos_due(mission)

    assert pages(mission) == []


def test_who_sends_it_on_knows_of_that_sos_and_not_of_the_next():
    mission = beside(a_cry(), near=[a_candidate(WREN), a_candidate(FINCH)])
    offering.next_wave(mission)

    send_on(mission, by="ROBIN")
    asked = [text.callsign for text in left_by(mission).texts]
    offering.on_wave_deadline(mission)
    known = mission.incident.near_sos_at
    mission.cries = [a_cry(), a_cry(call_id=UUID(int=9), raised_at=NOW + timedelta(seconds=1))]
    offering.refill(mission, 1)

    assert (sorted(asked), known, mission.incident.near_sos_at) == (["FINCH", "WREN"], None, NOW)


def test_what_had_found_nobody_asks_those_who_were_silent_again():
    silent = an_offer(WREN, OfferState.EXPIRED, not_after=NOW - timedelta(minutes=9))
    mission = beside(
        offers=[silent], near=[a_candidate(WREN)], state=IncidentState.UNFILLED, near_sos_at=NOW - timedelta(minutes=1)
    )

    send_on(mission, by="ROBIN")

    assert [(text.callsign, text.template) for text in left_by(mission).texts] == [("WREN", "V2")]


def test_a_complete_team_is_told_to_wait_also_where_they_know_the_place():
    mission = beside(
        a_cry(-0.5),
        offers=[an_offer(WREN), an_offer(OWL)],
        team=[an_assignment(HERON, since=60)],
        meeting=PLAZA,
    )

    team.accept(mission, mission.offers[WREN.volunteer_id], 5, "reply-1")

    assert [(text.callsign, text.template) for text in left_by(mission).texts] == [
        ("HERON", "V49"),
        ("WREN", "V49"),
        ("OWL", "V5b"),
    ]
    assert sending_off.waits_for_a_place(mission)
    send_on(mission, by="ROBIN")
    assert [text.template for text in left_by(mission).texts][3:] == ["V3", "V3"]


def test_what_waits_of_a_team_is_one_page_and_who_left_it_incomplete_waits_too():
    """HERON was sent and lost their partner; WREN, on another mission beside, is on the way: neither goes on."""
    lost = beside(a_cry(), team=[an_assignment(HERON, confirmed_at=NOW - timedelta(minutes=2))])
    under_way = beside(a_cry(), team=[an_assignment(WREN, AssignmentState.EN_ROUTE)], state=IncidentState.EN_ROUTE)

    for mission in (lost, under_way):
        for _ in range(2):
            hold_up(mission)

    for mission in (lost, under_way):
        assert [text.template for text in left_by(mission).texts] == ["V49"]
        assert [(page.reason, page.detail) for page in mission.pages.values()] == [
            (PageReason.SOS_NEAR, "OTTER:on the way")
        ]
        assert [each.state for each in mission.team] == [AssignmentState.HELD]
        assert mission.incident.state is IncidentState.DISPATCHING


def test_who_is_to_join_a_team_that_is_there_goes_no_farther_until_it_is_sent_on():
    team = [an_assignment(HERON, AssignmentState.ON_SCENE), an_assignment(WREN, AssignmentState.EN_ROUTE)]
    mission = beside(a_cry(), team=team, state=IncidentState.FINDING_SUBMITTED, meeting=PLAZA)

    hold_up(mission)
    send_on(mission, by="ROBIN")

    assert [(text.callsign, text.template) for text in left_by(mission).texts] == [("WREN", "V49"), ("WREN", "V3")]
    assert (pages(mission), mission.incident.near_sos_at) == ([], None)


@pytest.mark.parametrize("state", [IncidentState.STOOD_DOWN, IncidentState.FINDING_REVIEWED, IncidentState.CLOSED])
def test_who_was_told_to_leave_hears_no_more_of_an_sos_near(state: IncidentState):
    mission = beside(a_cry(), team=[an_assignment(HERON, AssignmentState.ON_SCENE)], state=state)

    hold_up(mission)

    assert (left_by(mission).texts, pages(mission)) == ([], [])


def test_nobody_meets_near_an_open_sos():
    mission = beside(a_cry(1.2), points=(PLAZA, AWAY))

    assert near_sos.where_to_meet(beside(points=(PLAZA, AWAY))) == PLAZA
    assert near_sos.where_to_meet(mission) == AWAY
    assert near_sos.where_to_meet(beside(a_cry(1.2), points=(PLAZA,))) is None


def test_a_cry_of_the_same_moment_counts_of_whoever_was_sent():
    call = SosCall(UUID(int=8), "la", "K7Q", HERON.volunteer_id, "HERON", UUID(int=1), "Zone", False, NOW)
    known: list[CryPlace] = []

    note_cry(known, call, a_mission(team=[an_assignment(HERON)]))
    at_home = list(known)
    for _ in range(2):
        note_cry(known, call, a_mission(team=[an_assignment(HERON, AssignmentState.SOS)], meeting=PLAZA))

    assert at_home == []
    assert [each.points for each in known] == [((LAT, LON), (PLAZA.lat, PLAZA.lon))]


@pytest.mark.parametrize(
    ("cries", "undone"), [([a_cry()], PageReason.SOS_NEAR), ([], PageReason.SOS_WAS_NEAR)], ids=["open", "over"]
)
def test_what_a_lead_took_and_did_not_send_on_comes_again_as_it_is_now(cries: list[CryPlace], undone: PageReason):
    mission = beside(a_cry())
    offering.next_wave(mission)
    [page] = mission.pages.values()
    mission.cries = cries

    pages = [replace(page, reason=reason) for reason in near_sos.NEAR_SOS_PAGES]

    assert [each.reason for each in pages if is_undone(each, mission, (), ())] == [undone]


def test_a_probe_waits_too_and_the_network_is_left_its_turn():
    mission = beside(a_cry(), near=[a_candidate(WREN)], braked_at=NOW - timedelta(minutes=2))
    mission.put_brake(replace(Brake("la"), braked_at=NOW - timedelta(minutes=2), probe_at=NOW))

    offering.on_probe_due(mission)

    assert (left_by(mission).texts, mission.brake.probe_at) == ([], NOW)
