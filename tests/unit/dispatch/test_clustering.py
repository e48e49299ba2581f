"""Which reports are one incident: each bound at its edge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.dispatch.incident.clustering import (
    JoinableIncident,
    JoinsIncident,
    OpensIncident,
    PlacedSighting,
    join_or_open,
    with_sighting,
)
from services.dispatch.model.policy import DispatchPolicy

AT = datetime(2026, 11, 24, 18, 5, tzinfo=UTC)
METRE = 1 / 111_195
POLICY = DispatchPolicy(join_m=500, join_minutes=30)


def a_sighting(metres: float = 0, minutes: float = 0, **changes: Any) -> PlacedSighting:
    sighting = PlacedSighting("la", False, 34.0635 + metres * METRE, -118.3089, AT + timedelta(minutes=minutes))
    return replace(sighting, **changes)


def an_incident(number: int = 1, metres: float = 0, **changes: Any) -> JoinableIncident:
    incident = JoinableIncident(UUID(int=number), "la", False, 34.0635 + metres * METRE, -118.3089, AT, AT)
    return replace(incident, **changes)


def test_a_second_report_of_the_same_place_and_time_joins_the_first() -> None:
    assert join_or_open(a_sighting(120, 5), [an_incident()], policy=POLICY) == JoinsIncident(UUID(int=1), 120)


@pytest.mark.parametrize(
    ("metres", "minutes", "joins"),
    [(499, 0, True), (501, 0, False), (0, 30, True), (0, 30.02, False), (0, -30, True), (0, -30.02, False)],
)
def test_it_ends_at_the_metres_and_the_minutes_of_the_policy(metres: float, minutes: float, joins: bool) -> None:
    assert isinstance(join_or_open(a_sighting(metres, minutes), [an_incident()], policy=POLICY), JoinsIncident) is joins


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
