"""Ranking and places at their edges: the order of the gates, limits of one, ties, distances worked out by hand."""

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.values import Level
from services.dispatch.matching.geography import (
    NoTerritory,
    area_cells,
    cell_name,
    cell_of,
    cells_near,
    cells_over,
    centre_of,
    km_between,
    meeting_point,
    search_rings,
    zone_label,
    zone_of,
)
from services.dispatch.matching.ranking import rank
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import MeetingPoint, RosterRole, Zone
from tests.unit.dispatch.test_geography import BOYLE_HEIGHTS, SOTO, box, moved
from tests.unit.dispatch.test_matching import NOW, a_candidate, a_target, order, reason

# --- whom to ask


FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("role", {"roles": frozenset({RosterRole.DUTY_LEAD})}),
    ("level", {"level": Level.TRAINEE}),
    ("off_call", {"on_until": NOW - timedelta(hours=1)}),
    ("too_far", {"radius_km": 0.5}),
    ("no_residences", {"no_residences": True}),
    ("language", {"languages": ("ko",)}),
    ("assigned", {"assigned": True}),
    ("asked", {}),
    ("cooling", {"cool_until": NOW + timedelta(hours=1)}),
    ("open_offers", {"open_offers": 9}),
    ("offers_today", {"offers_today": 9}),
]


@pytest.mark.parametrize("place", range(len(FAULTS)), ids=[why for why, _ in FAULTS])
def test_the_first_gate_failed_is_told_and_what_nobody_can_change_today_comes_first(place: int):
    """With every fault from here on."""
    changes = {name: value for _, fault in FAULTS[place:] for name, value in fault.items()}
    asked = frozenset({UUID(int=1)}) if place <= 7 else frozenset()

    why = reason(
        a_candidate(1, **changes),
        target=a_target(is_residence=True),
        policy=DispatchPolicy(language_required=True),
        asked=asked,
    )

    assert why == FAULTS[place][0]


@pytest.mark.parametrize(
    ("policy", "changes", "why"),
    [
        (DispatchPolicy(max_open_offers=1), {"open_offers": 1}, "open_offers"),
        (DispatchPolicy(max_open_offers=1), {"open_offers": 0}, None),
        (DispatchPolicy(max_offers_per_day=1), {"offers_today": 1}, "offers_today"),
        (DispatchPolicy(max_offers_per_day=1), {"offers_today": 0}, None),
        (DispatchPolicy(), {"open_offers": 3}, "open_offers"),
        (DispatchPolicy(), {"offers_today": 7}, "offers_today"),
        (DispatchPolicy(), {"level": Level.OBSERVER}, None),
        (DispatchPolicy(), {"roles": frozenset({RosterRole.OBSERVER, RosterRole.REVIEWER})}, None),
        (DispatchPolicy(), {"cool_until": NOW - timedelta(days=1)}, None),
    ],
)
def test_limits_of_one_and_what_is_beyond_a_limit(policy: DispatchPolicy, changes: dict[str, Any], why: str | None):
    assert reason(a_candidate(1, **changes), policy=policy) == why


@pytest.mark.parametrize("level", [Level.VERIFIED, Level.LEAD])
def test_the_verified_and_above_go_to_a_residence(level: Level):
    assert reason(a_candidate(1, level=level), target=a_target(is_residence=True)) is None


def test_who_was_asked_of_several_is_left_out_alone():
    ranking = rank(
        a_target(),
        [a_candidate(1), a_candidate(2)],
        policy=DispatchPolicy(),
        now=NOW,
        asked=frozenset({UUID(int=2), UUID(int=9)}),
    )

    assert [each.candidate.volunteer_id.int for each in ranking.ranked] == [1]
    assert [(each.volunteer_id.int, why) for each, why in ranking.excluded] == [(2, "asked")]


def test_who_is_left_out_is_told_the_nearest_first_and_equals_in_one_order():
    far, near, twin = (
        a_candidate(1, km=4.5, assigned=True),
        a_candidate(3, km=2.5, assigned=True),
        a_candidate(2, km=2.5, assigned=True),
    )

    ranking = rank(a_target(), [far, near, twin], policy=DispatchPolicy(), now=NOW, asked=frozenset())

    assert [each.volunteer_id.int for each, _ in ranking.excluded] == [2, 3, 1]


@pytest.mark.parametrize(
    ("changes", "target", "reasons"),
    [
        ({"km": 2.4}, {}, ("near:2_to_5km", "speaks:es", "level:verified", "rested")),
        ({"km": 4.99}, {"languages": ()}, ("near:2_to_5km", "level:verified", "rested")),
        ({"km": 5.01}, {"languages": ()}, ("near:5_to_10km", "level:verified", "rested")),
        ({"km": 0.4}, {"languages": ()}, ("near:under_2km", "level:verified", "rested")),
        ({"level": Level.LEAD}, {"languages": ()}, ("near:under_2km", "level:lead", "rested")),
        (
            {"languages": ("ko", "en", "es")},
            {"languages": ("es", "zh", "en")},
            ("near:under_2km", "speaks:es", "speaks:en", "level:verified", "rested"),
        ),
        (
            {"last_offered_at": NOW - timedelta(hours=24)},
            {"languages": ()},
            ("near:under_2km", "level:verified", "rested"),
        ),
        (
            {"last_offered_at": NOW - timedelta(hours=24) + timedelta(microseconds=1)},
            {"languages": ()},
            ("near:under_2km", "level:verified"),
        ),
    ],
)
def test_each_is_told_why_they_are_asked(changes: dict[str, Any], target: dict[str, Any], reasons: tuple[str, ...]):
    ranking = rank(a_target(**target), [a_candidate(1, **changes)], policy=DispatchPolicy(), now=NOW, asked=frozenset())

    assert ranking.ranked[0].reasons == reasons
    assert ranking.ranked[0].km == pytest.approx(changes.get("km", 1.5), abs=0.001)


def test_where_no_language_is_named_nobody_is_mute():
    english = a_candidate(1, languages=("en",), last_offered_at=NOW - timedelta(hours=9))
    spanish = a_candidate(2, last_offered_at=NOW - timedelta(hours=1))

    assert order(spanish, english, target=a_target(languages=())) == [1, 2]


def test_the_wave_that_is_covered_is_the_first_of_the_policy():
    near = [a_candidate(number, km=0.5, level=Level.OBSERVER) for number in range(1, 6)]
    policy = DispatchPolicy(wave_sizes=(2, 4))

    assert order(*near, a_candidate(9, km=6.5), policy=policy) == [1, 9, 2, 3, 4, 5]


def test_a_wave_of_one_covers_the_level_and_keeps_it():
    near = a_candidate(1, km=0.5, level=Level.OBSERVER, languages=("en",))
    verified = a_candidate(2, km=5.5, languages=("en",))
    speaker = a_candidate(3, km=6.5, level=Level.OBSERVER)

    assert order(near, verified, speaker, wave=1) == [2, 1, 3]
    assert order(near, verified, speaker, wave=1, needs_level=False) == [3, 1, 2]
    assert order(near, verified, speaker, wave=1, needs_language=False) == [2, 1, 3]


def test_a_level_that_nobody_has_is_no_reason_to_leave_out_a_speaker():
    mute = a_candidate(1, km=0.5, level=Level.OBSERVER, languages=("en",))
    speaker = a_candidate(2, km=5.5, level=Level.OBSERVER)

    assert order(mute, speaker, wave=1) == [2, 1]


def test_the_nearest_who_covers_a_need_moves_up_in_place_of_the_last():
    near = [a_candidate(number, km=0.5, level=Level.OBSERVER) for number in (1, 2)]
    first, second = a_candidate(8, km=4.5), a_candidate(9, km=5.5)

    assert order(*near, second, first, wave=2) == [1, 8, 2, 9]


def test_where_no_language_is_named_none_is_covered():
    near = a_candidate(1, km=0.5, languages=("en",))

    assert order(near, a_candidate(2, km=5.5), wave=1, target=a_target(languages=())) == [1, 2]


def test_a_gate_uses_the_shorter_of_both_radii():
    policy = DispatchPolicy(search_radius_km=3)

    assert reason(a_candidate(1, km=2.5, radius_km=2), policy=policy) == "too_far"
    assert reason(a_candidate(1, km=3.5, radius_km=9), policy=policy) == "too_far"
    assert reason(a_candidate(1, km=2.5, radius_km=9), policy=policy) is None


def test_somebody_exactly_at_the_end_of_their_radius_goes():
    candidate = a_candidate(1)
    km = km_between(*SOTO, candidate.home_lat, candidate.home_lon)

    assert reason(replace(candidate, radius_km=km)) is None
    assert reason(replace(candidate, radius_km=math.nextafter(km, 0))) == "too_far"


# --- places


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((0, 0), (0, 90), 10007.557),
        ((0, 0), (90, 0), 10007.557),
        ((-90, 0), (90, 0), 20015.115),
        ((60, 0), (60, 180), 6671.705),
        ((34.0437, -118.21), (34.0527, -118.21), 1.000756),
        ((34.0437, -118.21), (34.0437, -118.20), 0.921374),
    ],
)
def test_distances_worked_out_by_hand(one: tuple[float, float], other: tuple[float, float], km: float):
    assert km_between(*one, *other) == pytest.approx(km, rel=1e-5)
    assert km_between(*other, *one) == pytest.approx(km, rel=1e-5)


def test_a_home_cell_is_of_resolution_seven_and_another_may_be_asked_for():
    assert cell_name(cell_of(*SOTO)).startswith("87")
    assert cell_name(cell_of(*SOTO, 8)).startswith("88")
    assert all(isinstance(each, float) for each in centre_of(cell_of(*SOTO)))


@pytest.mark.parametrize(("metres", "cells"), [(100, 7), (500, 19), (1000, 37), (2000, 91)])
def test_as_many_cells_are_near_as_the_metres_need(metres: int, cells: int):
    near = cells_near(*SOTO, metres)

    assert len(near) == len(set(near)) == cells
    assert {cell_name(cell)[:2] for cell in near} == {"88"}


def test_the_areas_of_half_a_kilometre_are_those_asked_for_by_default():
    assert area_cells(*SOTO) == area_cells(*SOTO, 500)
    assert {cell_name(cell)[:2] for cell in area_cells(*SOTO)} == {"85"}


@pytest.mark.parametrize(("radius_km", "rings"), [(0.5, 1), (1, 2), (2.9, 3), (15, 16)])
def test_there_is_a_ring_for_each_whole_kilometre(radius_km: float, rings: int):
    found = search_rings(*SOTO, radius_km)

    assert len(found) == rings
    assert all(km <= radius_km for ring in found for _, km in ring)


def test_what_has_no_area_is_no_territory():
    for shape in (
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "MultiPolygon", "coordinates": [[[[0, 0]]]]},
    ):
        with pytest.raises(NoTerritory, match="cannot be read as an area"):
            cells_over(shape)


@pytest.mark.parametrize(
    ("outline", "fits"),
    [
        (box(-10, -1, 10, 1), True),  # on the equator: 20 by 2 degrees of 111 km, 495,000 km²
        (box(-80, -1, 80, 0), True),  # 1,978,000 km²
        (box(-81, -1, 81, 0), False),  # 2,003,000 km²
        (box(0, -40, 2.3, 40), False),  # as wide as at the equator: 2,275,000 km²
        (box(0, 60, 120, 62.5), True),  # half as wide at 60 degrees north: 1,855,000 km²
        (box(0, -62.5, 120, -60), True),  # and south
        (box(0, 60, 120, 63), False),  # 2,226,000 km²
    ],
)
def test_the_largest_territory_has_two_million_square_kilometres(outline: list[list[float]], fits: bool):
    shape = {"type": "Polygon", "coordinates": [outline]}
    if fits:
        assert cells_over(shape)
    else:
        with pytest.raises(NoTerritory, match="more than 2,000,000"):
            cells_over(shape)


def test_the_parts_of_a_territory_are_added_up():
    half = box(-60, -1, 0, 0.5)
    with pytest.raises(NoTerritory, match="more than"):
        cells_over({"type": "MultiPolygon", "coordinates": [[half], [half]]})


def test_of_two_zones_as_near_the_name_decides():
    north, south = Zone("A", SOTO[0] + 0.01, SOTO[1]), Zone("B", SOTO[0] + 0.01, SOTO[1])

    assert zone_of([south, north], *SOTO) == north
    assert zone_of([north, south], *SOTO) == north


@pytest.mark.parametrize(("metres", "label"), [(299.6, "Boyle Heights"), (300.4, "Boyle Heights N")])
def test_from_three_hundred_metres_on_a_zone_has_a_side(metres: float, label: str):
    assert zone_label([BOYLE_HEIGHTS], *moved((BOYLE_HEIGHTS.lat, BOYLE_HEIGHTS.lon), metres, 0)) == label


@pytest.mark.parametrize(
    ("degrees", "point"),
    [
        (22, "N"),
        (23, "NE"),
        (67, "NE"),
        (68, "E"),
        (112, "E"),
        (113, "SE"),
        (202, "S"),
        (203, "SW"),
        (337, "NW"),
        (338, "N"),
    ],
)
def test_each_side_is_an_eighth_of_the_circle(degrees: float, point: str):
    place = moved((BOYLE_HEIGHTS.lat, BOYLE_HEIGHTS.lon), 2000, math.radians(degrees))

    assert zone_label([BOYLE_HEIGHTS], *place) == f"Boyle Heights {point}"


def test_far_away_the_side_follows_the_great_circle():
    """From Los Angeles to Madrid one sets out north-east."""
    assert zone_label([Zone("LA", 34.05, -118.24)], 40.42, -3.70) == "LA NE"
    assert zone_label([Zone("Madrid", 40.42, -3.70)], 34.05, -118.24) == "Madrid NW"


def test_of_two_meeting_points_as_near_the_name_decides():
    one, other = MeetingPoint("A", SOTO[0] + 0.005, SOTO[1]), MeetingPoint("B", SOTO[0] + 0.005, SOTO[1])

    assert meeting_point([other, one], *SOTO, min_m=200, max_m=1500) == one
