"""What lies in a territory, by its polygons as they were drawn, and which places look mistyped."""

import math
from typing import Any

import h3.api.basic_int as h3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.territory import DrawnTerritory, looks_mistyped
from services.dispatch.matching.geography import cells_over

NORTH_M = 1 / 111_195
"""Degrees of latitude to a metre."""


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


LAKE = box(-118.211, 34.0, -118.209, 34.002)
"""Some 200 m wide: smaller than any cell."""
CITY = polygon(box(-118.6, 33.7, -117.8, 34.3), LAKE)
LA = DrawnTerritory(CITY)


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [
        (34.0437, -118.21, True),
        (33.7, -118.2, True),  # the border itself
        (33.7, -118.6, True),  # and a corner
        (34.3 + 890 * NORTH_M, -118.2, False),  # 890 m outside was served, since a cell of 5 km² stuck out
        (34.3 + 1 * NORTH_M, -118.2, False),
        (34.3 - 1 * NORTH_M, -118.2, True),
        (34.001, -118.21, False),  # on the lake
        (34.002, -118.21, True),  # its shore
        (34.0021, -118.21, True),
        (34.0437, 118.21, False),
        (0, 0, False),
    ],
)
def test_the_polygon_decides_to_the_metre(lat: float, lon: float, inside: bool) -> None:
    assert LA.covers(lat, lon) is inside


def test_a_gap_between_two_parts_is_outside() -> None:
    gap = DrawnTerritory(
        {"type": "MultiPolygon", "coordinates": [[box(-118.6, 33.7, -118.3, 34)], [box(-118.298, 33.7, -118, 34)]]}
    )

    assert gap.covers(33.8, -118.301)
    assert gap.covers(33.8, -118.297)
    assert not gap.covers(33.8, -118.299)  # 92 m from either part


def test_a_part_that_lies_in_another_takes_nothing_away() -> None:
    twice = DrawnTerritory(
        {"type": "MultiPolygon", "coordinates": [[box(-118.6, 33.7, -118, 34)], [box(-118.5, 33.8, -118.4, 33.9)]]}
    )

    assert twice.covers(33.85, -118.45)


def test_an_island_in_a_lake_is_a_part_of_its_own() -> None:
    island = DrawnTerritory(
        {"type": "MultiPolygon", "coordinates": [CITY["coordinates"], [box(-118.2105, 34.0005, -118.2095, 34.0015)]]}
    )

    assert island.covers(34.001, -118.21)
    assert not island.covers(34.0002, -118.21)


def test_corners_may_have_an_altitude_and_a_bay_is_outside() -> None:
    horseshoe: list[list[float]] = [
        [0, 0, 5],
        [4, 0, 5],
        [4, 4, 5],
        [3, 4, 5],
        [3, 1, 5],
        [1, 1, 5],
        [1, 4, 5],
        [0, 4, 5],
        [0, 0, 5],
    ]
    shore = DrawnTerritory(polygon(horseshoe))

    assert shore.covers(2, 0.5)
    assert shore.covers(2, 3.5)
    assert not shore.covers(2, 2)
    assert shore.covers(1, 2)


corners = st.lists(
    st.tuples(st.floats(0, 2 * math.pi), st.floats(0.02, 0.3)), min_size=3, max_size=60, unique_by=lambda each: each[0]
)


@given(corners, st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))
def test_seen_from_its_middle_a_star_holds_what_is_nearer_than_its_line(
    star: list[tuple[float, float]], north: float, east: float
) -> None:
    """Against the definition: between two corners the line is straight, and a point before it is inside."""
    star = sorted(star)
    gaps = [(b - a) % (2 * math.pi) for (a, _), (b, _) in zip(star, [*star[1:], star[0]], strict=True)]
    if max(gaps) >= math.pi - 0.01:  # then the middle is not inside
        return
    if min(gaps) < 1e-6:  # then an angle as a float does not say on which side of a needle the point lies
        return
    ring = [[r * math.cos(a), r * math.sin(a)] for a, r in star]
    ring.append(ring[0])
    angle = math.atan2(north, east) % (2 * math.pi)
    after = next((i for i, (a, _) in enumerate(star) if a > angle), 0)
    (x1, y1), (x2, y2) = ring[after - 1 if after else len(star) - 1], ring[after]
    side = (x2 - x1) * (north - y1) - (east - x1) * (y2 - y1)
    if abs(side) < 1e-9:
        return

    assert DrawnTerritory(polygon(ring)).covers(north, east) is (side > 0)


@given(st.floats(33.6, 34.4), st.floats(-118.7, -117.7))
def test_the_cells_that_others_are_told_hold_all_of_it(lat: float, lon: float) -> None:
    cells = set(CELLS)
    if LA.covers(lat, lon):
        cell = h3.latlng_to_cell(lat, lon, 7)
        assert cell in cells or any(h3.cell_to_parent(cell, size) in cells for size in range(7))


CELLS = cells_over(CITY)


@pytest.mark.parametrize(
    ("lat", "lon", "warning"),
    [
        (34.0437, -118.21, None),
        (34.9, -118.21, None),  # outside, and near: another county
        (0, 0, "null_island"),
        (0.001, -0.001, "null_island"),
        (34.0437, 118.21, "no_minus"),
        (-118.21, 34.0437, "turned_round"),
        (118.21, 34.0437, "turned_round"),
        (52.52, 13.405, "far_away"),  # 9,300 km
        (36.2, -118.21, "far_away"),  # 211 km north of it
        (36.0, -118.21, None),  # 189 km
    ],
)
def test_a_place_that_looks_mistyped_says_how(lat: float, lon: float, warning: str | None) -> None:
    assert looks_mistyped(LA.box, lat, lon) == warning


def test_a_network_at_null_island_would_be_warned_of_it_too() -> None:
    assert looks_mistyped(DrawnTerritory(polygon(box(-1, -1, 1, 1))).box, 0, 0) == "null_island"
