"""A team put together from the answers: who has a seat, what each is told, and what happens when one drops out."""

from datetime import timedelta
from uuid import UUID

import pytest

from schemas.values import Level
from services.dispatch.incident import leaving, team
from services.dispatch.model.incident import (
    AssignmentState,
    IncidentState,
    OfferState,
    PageReason,
    TeamNeeds,
)
from services.dispatch.model.policy import DispatchPolicy
from tests.support.dispatch_values import (
    FINCH,
    GONE,
    HERON,
    INCIDENT,
    LAT,
    NOW,
    OWL,
    PLAZA,
    WREN,
    Left,
    a_candidate,
    a_mission,
    a_page,
    a_text,
    an_assignment,
    an_offer,
    at_the_plaza,
    left_by,
    offer_of,
    place_of,
)

# --- yes


def test_the_first_yes_takes_a_seat_and_waits_for_a_partner():
    mission = a_mission(offers=[an_offer(HERON), an_offer(WREN)], near=[a_candidate(HERON)])

    seated = team.accept(mission, offer_of(mission, HERON), 12, "reply-1")

    assert seated is True
    assert left_by(mission) == Left(
        texts=[a_text(HERON, "V4", "reply-1", minutes="15")],
        events=["HERON answered accepted, 12", "HERON is held, 12"],
        timeline=[("accepted", {"callsign": "HERON", "minutes": "12"})],
        timers=[("hold", 180, 1)],
    )
    place = place_of(mission, HERON)
    assert (place.incident_id, place.state, place.held_at, place.eta_minutes) == (
        INCIDENT,
        AssignmentState.HELD,
        NOW,
        12,
    )
    assert (offer_of(mission, HERON).state, offer_of(mission, HERON).eta_minutes) == (OfferState.ACCEPTED, 12)
    assert mission.incident.hold_epoch == 1
    assert mission.pending.assigned == [HERON.volunteer_id]
    assert mission.pool.candidates(INCIDENT)[0].assigned is True


def test_a_yes_without_minutes_says_none():
    mission = a_mission(offers=[an_offer(HERON), an_offer(WREN)])

    team.accept(mission, offer_of(mission, HERON), None, "reply-1")

    assert left_by(mission).timeline == [("accepted", {"callsign": "HERON", "minutes": ""})]


@pytest.mark.parametrize(("hold_seconds", "asked_after"), [(60, 60), (240, 240), (3600, 20 * 60)])
def test_who_waits_is_told_once_how_long_at_most_and_the_lead_is_asked_before(hold_seconds: int, asked_after: int):
    policy = DispatchPolicy(hold_seconds=hold_seconds, wait_minutes=20)
    mission = a_mission(offers=[an_offer(HERON), an_offer(WREN)], policy=policy)

    team.accept(mission, offer_of(mission, HERON), None, "reply-1")

    assert left_by(mission).texts == [a_text(HERON, "V4", "reply-1", minutes="20")]
    assert left_by(mission).timers == [("hold", asked_after, 1)]


def test_the_yes_that_completes_the_pair_sends_both_off_and_withdraws_the_rest():
    mission = a_mission(
        offers=[an_offer(WREN), an_offer(FINCH), an_offer(OWL, OfferState.STANDBY, asked=2)],
        team=[an_assignment(HERON)],
        pages=[a_page(PageReason.PAIR_MISSING), a_page(PageReason.FINDING, 2)],
    )

    seated = team.accept(mission, offer_of(mission, WREN), 5, "reply-1")

    wren = place_of(mission, WREN)
    assert seated is True
    assert left_by(mission) == Left(
        texts=[
            at_the_plaza(HERON, f"with:{wren.id}", "WREN"),
            at_the_plaza(WREN, f"with:{UUID(int=311)}", "HERON"),
            a_text(FINCH, "V5b", "withdrawn:1"),
            a_text(OWL, "V5", "withdrawn:2"),
        ],
        events=[
            "WREN answered accepted, 5",
            "WREN is held, 5",
            "HERON is confirmed, None",
            "WREN is confirmed, 5",
            "ready: HERON, WREN",
            "FINCH answered withdrawn, None",
            "OWL answered withdrawn, None",
        ],
        timeline=[
            ("accepted", {"callsign": "WREN", "minutes": "5"}),
            ("team_ready", {"team": "HERON, WREN"}),
        ],
    )
    assert (mission.incident.state, mission.incident.epoch) == (IncidentState.TEAM_READY, 5)
    assert mission.incident.meeting == PLAZA
    assert [each.confirmed_at for each in mission.team] == [NOW, NOW]
    assert [page.reason for page in mission.pages.values()] == [PageReason.FINDING]
    assert [page.open for page in mission.pending.pages.values()] == [False]


def test_two_who_go_together_of_three_hear_of_both_others():
    mission = a_mission(
        offers=[an_offer(FINCH)],
        team=[an_assignment(HERON, since=90), an_assignment(WREN, since=60)],
        needs=TeamNeeds(3, Level.VERIFIED),
    )

    team.accept(mission, offer_of(mission, FINCH), None, "reply-1")

    finch = place_of(mission, FINCH)
    assert left_by(mission).texts == [
        at_the_plaza(HERON, f"with:{','.join(sorted([str(UUID(int=312)), str(finch.id)]))}", "WREN +1"),
        at_the_plaza(WREN, f"with:{','.join(sorted([str(UUID(int=311)), str(finch.id)]))}", "HERON +1"),
        at_the_plaza(FINCH, f"with:{UUID(int=311)},{UUID(int=312)}", "WREN +1"),
    ]


def test_the_second_of_three_waits_without_a_further_deadline():
    mission = a_mission(
        offers=[an_offer(WREN), an_offer(FINCH)],
        team=[an_assignment(HERON)],
        needs=TeamNeeds(3, Level.VERIFIED),
        hold_epoch=1,
    )

    seated = team.accept(mission, offer_of(mission, WREN), None, "reply-1")

    assert seated is True
    assert left_by(mission).texts == [a_text(WREN, "V4", "reply-1", minutes="15")]
    assert left_by(mission).timers == []
    assert mission.incident.hold_epoch == 1


@pytest.mark.parametrize(
    ("state", "template"),
    [
        (IncidentState.TEAM_READY, "V5"),
        (IncidentState.ON_SCENE, "V5"),
        (IncidentState.FINDING_REVIEWED, "V15"),
        (IncidentState.STOOD_DOWN, "V15"),
        (IncidentState.CLOSED, "V15"),
    ],
)
@pytest.mark.parametrize("offered", [OfferState.OPEN, OfferState.STANDBY])
def test_a_yes_when_nobody_is_looked_for_is_told_so_and_the_offer_ends(
    state: IncidentState, template: str, offered: OfferState
):
    mission = a_mission(offers=[an_offer(WREN, offered)], state=state)

    seated = team.accept(mission, offer_of(mission, WREN), 7, "reply-1")

    assert seated is False
    assert left_by(mission) == Left(texts=[a_text(WREN, template, "reply-1")], events=["WREN answered withdrawn, 7"])


@pytest.mark.parametrize("offered", [OfferState.DECLINED, OfferState.EXPIRED, OfferState.WITHDRAWN])
def test_a_late_yes_when_nobody_is_looked_for_leaves_its_ended_offer_alone(offered: OfferState):
    mission = a_mission(offers=[an_offer(WREN, offered)], state=IncidentState.TEAM_READY)

    assert team.accept(mission, offer_of(mission, WREN), 7, "reply-1") is False
    assert left_by(mission) == Left(texts=[a_text(WREN, "V5", "reply-1")])


def test_one_too_many_is_told_so_while_the_incident_still_seeks():
    mission = a_mission(offers=[an_offer(OWL)], team=[an_assignment(HERON), an_assignment(WREN)])

    assert team.accept(mission, offer_of(mission, OWL), None, "reply-1") is False
    assert left_by(mission) == Left(texts=[a_text(OWL, "V5", "reply-1")], events=["OWL answered withdrawn, None"])


def test_whose_seat_is_kept_for_a_leader_stands_by():
    mission = a_mission(offers=[an_offer(OWL), an_offer(FINCH)], team=[an_assignment(WREN)])

    assert team.accept(mission, offer_of(mission, OWL), 9, "reply-1") is False
    assert left_by(mission) == Left(
        texts=[a_text(OWL, "V13", "reply-1")],
        events=["OWL answered standby, 9"],
        timeline=[("standby", {"callsign": "OWL"})],
    )


def test_the_last_seat_waits_for_a_speaker_only_while_one_may_still_say_yes():
    needs = TeamNeeds(2, Level.VERIFIED, ("es",))
    speaker_asked = a_mission(offers=[an_offer(OWL), an_offer(WREN)], team=[an_assignment(FINCH)], needs=needs)
    none_left = a_mission(offers=[an_offer(OWL)], team=[an_assignment(FINCH)], needs=needs)

    assert team.accept(speaker_asked, offer_of(speaker_asked, OWL), None, "reply-1") is False
    assert team.accept(none_left, offer_of(none_left, OWL), None, "reply-1") is True


def test_after_the_last_open_answer_the_next_wave_goes_out_at_once():
    mission = a_mission(offers=[an_offer(HERON)], near=[a_candidate(WREN)])

    team.accept(mission, offer_of(mission, HERON), None, "reply-1")

    assert left_by(mission).events[-1] == "asked WREN"
    assert mission.incident.wave == 2


# --- stand-by, no, unreachable


def test_a_stand_by_of_the_last_one_asked_opens_the_next_wave():
    mission = a_mission(offers=[an_offer(WREN)], near=[a_candidate(FINCH)])

    team.stand_by(mission, offer_of(mission, WREN), 9, "reply-1")

    assert left_by(mission).texts[0] == a_text(WREN, "V13", "reply-1")
    assert left_by(mission).events == ["WREN answered standby, 9", "asked FINCH, WREN"]


def test_a_no_is_answered_and_the_next_person_is_asked_in_the_same_wave():
    mission = a_mission(offers=[an_offer(WREN), an_offer(OWL)], near=[a_candidate(HERON), a_candidate(FINCH)])

    team.decline(mission, offer_of(mission, WREN), "reply-1")

    assert left_by(mission).texts[0] == a_text(WREN, "V14", "reply-1")
    assert left_by(mission).events[0] == "WREN answered declined, None"
    assert len(left_by(mission).events) == 2
    assert left_by(mission).events[1] in ("asked HERON", "asked FINCH")
    assert left_by(mission).timeline[0] == ("declined", {"callsign": "WREN"})
    assert mission.incident.wave == 1


@pytest.mark.parametrize("offered", [OfferState.STANDBY, OfferState.EXPIRED])
def test_a_no_to_an_offer_that_was_not_waited_for_asks_nobody_instead(offered: OfferState):
    mission = a_mission(offers=[an_offer(WREN, offered), an_offer(OWL)], near=[a_candidate(HERON)])

    team.decline(mission, offer_of(mission, WREN), "reply-1")

    assert left_by(mission) == Left(
        texts=[a_text(WREN, "V14", "reply-1")],
        events=["WREN answered declined, None"],
        timeline=[("declined", {"callsign": "WREN"})],
    )


def test_an_offer_that_did_not_arrive_is_replaced_by_one():
    mission = a_mission(
        offers=[an_offer(WREN), an_offer(OWL)], near=[a_candidate(HERON), a_candidate(FINCH, home_lat=LAT + 0.01)]
    )

    team.no_text_arrived(mission, offer_of(mission, WREN))

    assert left_by(mission).events == ["WREN answered undeliverable, None", "asked HERON"]
    assert left_by(mission).timeline[0] == ("undeliverable", {"callsign": "WREN"})


def test_a_text_that_never_went_out_is_told_after_the_window_too_and_nobody_is_asked_twice_for_it():
    mission = a_mission(offers=[an_offer(WREN, OfferState.EXPIRED)], near=[a_candidate(HERON)])

    team.no_text_arrived(mission, offer_of(mission, WREN))

    assert left_by(mission).events == ["WREN answered undeliverable, None"]
    assert mission.pending.closed == []
    assert [offer.person for offer in mission.pending.unsent] == [WREN]


@pytest.mark.parametrize("offered", sorted(set(OfferState) - {OfferState.OPEN, OfferState.EXPIRED}))
def test_an_answer_counts_more_than_a_failed_delivery(offered: OfferState):
    mission = a_mission(offers=[an_offer(WREN, offered)], near=[a_candidate(HERON)])

    team.no_text_arrived(mission, offer_of(mission, WREN))

    assert left_by(mission) == Left()


def test_who_went_elsewhere_hears_nothing_and_is_replaced_by_one():
    mission = a_mission(
        offers=[an_offer(WREN), an_offer(OWL)], near=[a_candidate(HERON), a_candidate(FINCH, home_lat=LAT + 0.01)]
    )

    team.assigned_elsewhere(mission, offer_of(mission, WREN))

    assert left_by(mission).events == ["WREN answered withdrawn, None", "asked HERON"]
    assert [text.callsign for text in left_by(mission).texts] == ["HERON"]


def test_who_stood_by_and_went_elsewhere_is_not_replaced():
    mission = a_mission(offers=[an_offer(WREN, OfferState.STANDBY), an_offer(OWL)], near=[a_candidate(HERON)])

    team.assigned_elsewhere(mission, offer_of(mission, WREN))

    assert left_by(mission) == Left(events=["WREN answered withdrawn, None"])


# --- leaving


def test_the_first_no_on_a_mission_is_asked_back():
    mission = a_mission(team=[an_assignment(HERON, AssignmentState.CONFIRMED)], state=IncidentState.TEAM_READY)

    team.ask_to_release(mission, place_of(mission, HERON), "reply-1")

    assert left_by(mission) == Left(texts=[a_text(HERON, "V21", "reply-1")])
    assert place_of(mission, HERON).asked_release is True
    assert place_of(mission, HERON).state is AssignmentState.CONFIRMED


@pytest.mark.parametrize(
    ("state", "of_incident"),
    [
        (AssignmentState.CONFIRMED, IncidentState.TEAM_READY),
        (AssignmentState.EN_ROUTE, IncidentState.EN_ROUTE),
        (AssignmentState.ON_SCENE, IncidentState.EN_ROUTE),
    ],
)
def test_when_one_drops_out_the_other_waits_again_and_another_is_looked_for(
    state: AssignmentState, of_incident: IncidentState
):
    mission = a_mission(
        team=[an_assignment(HERON, state), an_assignment(WREN, AssignmentState.CONFIRMED)],
        near=[a_candidate(FINCH)],
        pages=[a_page(PageReason.MEETING_POINT), a_page(PageReason.FINDING, 2)],
        state=of_incident,
        hold_epoch=2,
        wave_not_after=None,
        policy=DispatchPolicy(cooldown_minutes=45),
    )

    leaving.drop_out(mission, place_of(mission, WREN), "reply-1")

    left = left_by(mission)
    assert left.texts[:2] == [
        a_text(WREN, "V27", "reply-1"),
        a_text(HERON, "V31", f"lost:{UUID(int=312)}", buddy="WREN", minutes="15"),
    ]
    assert left.events == [
        "WREN is released, None",
        "HERON is held, None",
        "asked FINCH",
    ]
    assert left.timeline[:2] == [
        ("released", {"callsign": "WREN", "why": "asked"}),
        ("lost_partner", {"callsign": "WREN", "waiting": "HERON"}),
    ]
    assert left.timers == [("hold", 900, 3), ("wave", 180, 5)], "the lead was told at once"
    assert mission.incident.state is IncidentState.DISPATCHING
    gone = place_of(mission, WREN)
    assert (gone.state, gone.released_at, gone.release_reason) == (AssignmentState.RELEASED, NOW, "asked")
    assert mission.pending.released == [(WREN.volunteer_id, NOW + timedelta(minutes=45))]
    assert [page.reason for page in mission.pages.values()] == [PageReason.FINDING, PageReason.ALONE]


def test_who_only_waited_needs_no_rest():
    mission = a_mission(team=[an_assignment(HERON)])

    team.release(mission, place_of(mission, HERON), "stood_down")

    assert mission.pending.released == [(HERON.volunteer_id, None)]
    assert left_by(mission) == Left(
        events=["HERON is released, None"], timeline=[("released", {"callsign": "HERON", "why": "stood_down"})]
    )


def test_as_many_are_asked_anew_as_the_first_wave_asks():
    mission = a_mission(
        team=[an_assignment(HERON)],
        near=[a_candidate(WREN), a_candidate(OWL), a_candidate(FINCH)],
        wave_not_after=None,
        policy=DispatchPolicy(wave_sizes=(2, 10)),
    )

    team.look_for_another(mission, GONE)

    assert left_by(mission).events[0].count(",") == 1


def test_one_is_asked_anew_where_the_policy_names_no_waves():
    mission = a_mission(
        team=[an_assignment(HERON)],
        near=[a_candidate(WREN), a_candidate(FINCH)],
        wave_not_after=None,
        policy=DispatchPolicy(wave_sizes=()),
    )

    team.look_for_another(mission, GONE)

    assert left_by(mission).events in (["asked FINCH"], ["asked WREN"])


def test_who_is_in_danger_is_not_told_to_wait():
    mission = a_mission(team=[an_assignment(HERON, AssignmentState.SOS)], state=IncidentState.ON_SCENE)

    team.look_for_another(mission, GONE)

    assert left_by(mission).texts == []
    assert place_of(mission, HERON).state is AssignmentState.SOS
    assert mission.incident.state is IncidentState.ON_SCENE
    assert left_by(mission).timers == []


@pytest.mark.parametrize("state", [IncidentState.STOOD_DOWN, IncidentState.CLOSED])
def test_nobody_is_looked_for_when_it_is_over(state: IncidentState):
    mission = a_mission(
        team=[an_assignment(HERON, AssignmentState.CONFIRMED)],
        near=[a_candidate(FINCH)],
        pages=[a_page(PageReason.MEETING_POINT)],
        state=state,
    )

    team.look_for_another(mission, GONE)

    assert left_by(mission) == Left()
    assert list(mission.pages) == [UUID(int=401)]


def test_when_the_last_one_leaves_no_deadline_is_set_for_nobody():
    mission = a_mission(
        team=[an_assignment(HERON, AssignmentState.CONFIRMED)],
        near=[a_candidate(FINCH)],
        state=IncidentState.TEAM_READY,
        wave_not_after=None,
    )

    leaving.drop_out(mission, place_of(mission, HERON), "reply-1")

    assert left_by(mission).timers == [("wave", 180, 5)]
    assert mission.incident.hold_epoch == 0
