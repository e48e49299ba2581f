"""Which reports are one incident: each bound at its edge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.dispatch.incident.clustering import (
    JoinableIncident,
    JoinsIncident,
    OpenReason,
    OpensIncident,
    PlacedSighting,
    join_or_open,
    with_sighting,
)
from services.dispatch.model.incident import IncidentState
from services.dispatch.model.policy import DispatchPolicy

AT = datetime(2026, 11, 24, 18, 5, tzinfo=UTC)
METRE = 1 / 111_195
POLICY = DispatchPolicy(join_m=500, join_minutes=30)

DISPATCHING = IncidentState.DISPATCHING
ON_SCENE, SUBMITTED, REVIEWED = (
    IncidentState.ON_SCENE,
    IncidentState.FINDING_SUBMITTED,
    IncidentState.FINDING_REVIEWED,
)
BEFORE, AFTER = AT - timedelta(minutes=1), AT + timedelta(minutes=1)


def a_sighting(metres: float = 0, minutes: float = 0, **changes: Any) -> PlacedSighting:
    seen_at = AT + timedelta(minutes=minutes)
    sighting = PlacedSighting("la", False, 34.0635 + metres * METRE, -118.3089, seen_at, received_at=seen_at)
    return replace(sighting, **changes)


def an_incident(number: int = 1, metres: float = 0, **changes: Any) -> JoinableIncident:
    incident = JoinableIncident(
        UUID(int=number), f"K{number}Q", "la", False, 34.0635 + metres * METRE, -118.3089, AT, AT, DISPATCHING
    )
    return replace(incident, **changes)


def test_a_second_report_of_the_same_place_and_time_joins_the_first() -> None:
    assert join_or_open(a_sighting(120, 5), [an_incident()], policy=POLICY) == JoinsIncident(UUID(int=1), 120)


@pytest.mark.parametrize(
    ("metres", "minutes", "joins"),
    [(499, 0, True), (501, 0, False), (0, 30, True), (0, 30.02, False), (0, -30, True), (0, -30.02, False)],
)
def test_it_ends_at_the_metres_and_the_minutes_of_the_policy(metres: float, minutes: float, joins: bool) -> None:
    assert isinstance(join_or_open(a_sighting(metres, minutes), [an_incident()], policy=POLICY), JoinsIncident) is joins


@pytest.mark.parametrize(
    ("state", "team_stands", "minutes", "joins"),
    [
        (ON_SCENE, True, 50, True),
        (REVIEWED, True, 50, True),
        (ON_SCENE, False, 50, False),
        (DISPATCHING, False, 50, False),
        (ON_SCENE, True, -50, False),
    ],
)
def test_what_is_seen_now_joins_the_team_that_stands_there_however_old_its_first_report(
    state: IncidentState, team_stands: bool, minutes: float, joins: bool
) -> None:
    incident = an_incident(state=state, went=True, team_stands=team_stands)

    assert isinstance(join_or_open(a_sighting(0, minutes), [incident], policy=POLICY), JoinsIncident) is joins


def test_a_report_joins_the_nearest() -> None:
    incidents = [an_incident(1, 400), an_incident(2, 100)]

    assert join_or_open(a_sighting(), incidents, policy=POLICY) == JoinsIncident(UUID(int=2), 100)


def test_equally_near_the_older_incident_is_joined() -> None:
    incidents = [an_incident(1, seen_from=AT, seen_until=AT), an_incident(2, seen_from=AT - timedelta(minutes=9))]

    assert join_or_open(a_sighting(), incidents, policy=POLICY) == JoinsIncident(UUID(int=2), 0)


def test_an_exercise_never_joins_what_is_real_nor_one_network_another() -> None:
    assert join_or_open(a_sighting(exercise=True), [an_incident()], policy=POLICY) == OpensIncident()
    assert join_or_open(a_sighting(network_id="oc"), [an_incident()], policy=POLICY) == OpensIncident()
    assert isinstance(
        join_or_open(a_sighting(exercise=True), [an_incident(exercise=True)], policy=POLICY), JoinsIncident
    )


def test_a_rumour_of_fourteen_reports_in_an_hour_stays_one_incident() -> None:
    incident = an_incident()

    for minutes in range(5, 70, 5):
        sighting = a_sighting(metres=minutes, minutes=minutes)
        assert join_or_open(sighting, [incident], policy=POLICY) == JoinsIncident(UUID(int=1), minutes)
        incident = with_sighting(incident, sighting)

    assert incident.seen_until == AT + timedelta(minutes=65)


def test_an_incident_does_not_creep_across_the_town() -> None:
    incident = with_sighting(an_incident(), a_sighting(metres=450))

    assert join_or_open(a_sighting(metres=900), [incident], policy=POLICY) == OpensIncident()


JOIN, OPEN, ASK = "join", "open", "ask"
WHAT_CAN_ANSWER: list[tuple[IncidentState, bool, datetime | None, datetime, bool]] = [
    # state, a team stands there, until when the finding answers, the report was received, it can still answer
    *(
        (state, False, None, AFTER, True)
        for state in (
            IncidentState.ASSESSING,
            IncidentState.DISPATCHING,
            IncidentState.UNFILLED,
            IncidentState.TEAM_READY,
            IncidentState.EN_ROUTE,
        )
    ),
    (ON_SCENE, True, None, AFTER, True),
    (ON_SCENE, False, None, AFTER, False),
    (SUBMITTED, True, AT, AFTER, True),
    (SUBMITTED, False, AT, AFTER, False),
    (SUBMITTED, False, AT, BEFORE, True),
    (SUBMITTED, False, None, AFTER, False),
    (REVIEWED, True, None, AFTER, True),
    (REVIEWED, False, None, BEFORE, False),
    (IncidentState.STOOD_DOWN, True, AT, BEFORE, False),
    (IncidentState.CLOSED, True, AT, BEFORE, False),
]


@pytest.mark.parametrize(("kind", "answerable"), [("street", JOIN), ("home or partner", ASK)])
@pytest.mark.parametrize(("state", "team_stands", "answers_until", "received_at", "can_answer"), WHAT_CAN_ANSWER)
def test_what_each_kind_of_report_does_beside_an_incident_in_each_state(
    state: IncidentState,
    team_stands: bool,
    answers_until: datetime | None,
    received_at: datetime,
    can_answer: bool,
    kind: str,
    answerable: str,
) -> None:
    incident = an_incident(state=state, team_stands=team_stands, answers_until=answers_until)
    sighting = a_sighting(received_at=received_at, asks_first=kind != "street")

    found = join_or_open(sighting, [incident], policy=POLICY)
    does = JOIN if isinstance(found, JoinsIncident) else ASK if found.why is OpenReason.NOBODY_CHOSE else OPEN

    assert does == (answerable if can_answer else OPEN)


def test_a_team_that_left_without_a_finding_answers_nothing_that_comes_later() -> None:
    left = an_incident(state=IncidentState.UNFILLED, went=True)

    assert join_or_open(a_sighting(), [left], policy=POLICY) == OpensIncident()


def test_the_table_knows_every_state() -> None:
    assert {state for state, *_ in WHAT_CAN_ANSWER} == set(IncidentState)


def test_a_home_joins_by_a_persons_choice_only() -> None:
    home = a_sighting(120, asks_first=True)

    assert join_or_open(home, [an_incident()], policy=POLICY) == OpensIncident(OpenReason.NOBODY_CHOSE, UUID(int=1))
    assert join_or_open(replace(home, join="K1Q"), [an_incident()], policy=POLICY) == JoinsIncident(UUID(int=1), 120)


def test_a_person_chooses_what_to_join_also_farther_and_later_than_the_policy_says() -> None:
    near, far = an_incident(1), an_incident(2, 990)

    assert join_or_open(a_sighting(minutes=90, join="K2Q"), [near, far], policy=POLICY) == JoinsIncident(
        UUID(int=2), 990
    )
    assert join_or_open(a_sighting(apart=True), [near, far], policy=POLICY) == OpensIncident(
        OpenReason.APART, UUID(int=1)
    )
    assert join_or_open(a_sighting(metres=-600, apart=True), [near], policy=POLICY) == OpensIncident()


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({"state": IncidentState.STOOD_DOWN}, OpenReason.NOT_OPEN),
        ({"state": REVIEWED}, OpenReason.TEAM_LEFT),
        ({"exercise": True}, OpenReason.OTHER_KIND),
        ({"network_id": "oc"}, OpenReason.OTHER_KIND),
        ({"metres": 1001}, OpenReason.TOO_FAR),
    ],
)
def test_what_was_chosen_and_cannot_answer_any_more_is_not_joined_and_it_is_said_why(
    chosen: dict[str, Any], why: OpenReason
) -> None:
    found = join_or_open(a_sighting(join="K1Q"), [an_incident(**chosen)], policy=POLICY)

    assert found == OpensIncident(why, UUID(int=1))


def test_a_code_that_no_open_incident_has_joins_nothing() -> None:
    assert join_or_open(a_sighting(join="M4T"), [an_incident()], policy=POLICY) == OpensIncident(OpenReason.NOT_OPEN)


@pytest.mark.parametrize("state", [REVIEWED, IncidentState.CLOSED, IncidentState.STOOD_DOWN])
@pytest.mark.parametrize(("metres", "opens"), [(0, True), (100, True), (200, True), (400, False)])
def test_a_scene_that_is_over_and_nearer_keeps_a_report_from_joining_another_farther_off(
    state: IncidentState, metres: float, opens: bool
) -> None:
    over, other = an_incident(1, state=state, went=True), an_incident(2, 461)

    found = join_or_open(a_sighting(metres, 5), [other, over], policy=POLICY)

    own = OpensIncident(OpenReason.TEAM_LEFT, UUID(int=1))
    assert found == (own if opens else JoinsIncident(UUID(int=2), round(461 - metres)))


def test_what_opened_since_at_a_scene_that_is_over_is_joined_there() -> None:
    over, again = an_incident(1, state=IncidentState.CLOSED, went=True), an_incident(2, 20)

    assert join_or_open(a_sighting(0, 5), [over, again], policy=POLICY) == JoinsIncident(UUID(int=2), 20)


def test_a_scene_that_was_over_long_ago_or_is_anothers_keeps_nothing_away() -> None:
    other = an_incident(2, 461)
    for changes in ({"seen_from": AT, "seen_until": AT}, {"exercise": True}, {"network_id": "oc"}):
        over = an_incident(1, state=IncidentState.CLOSED, **changes)
        sighting = a_sighting(0, 20 if "seen_until" not in changes else 40)
        reported = replace(other, seen_until=sighting.seen_at)

        assert join_or_open(sighting, [over, reported], policy=POLICY) == JoinsIncident(UUID(int=2), 461)
