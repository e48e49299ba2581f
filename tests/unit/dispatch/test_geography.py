"""Places: cells that hold what they must, distances, zones as texts say them, a meeting point that is no scene."""

import math
import random

import pytest

from services.dispatch.matching.geography import (
    NoTerritory,
    _disk,
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
from services.dispatch.model.roster import MeetingPoint, Zone

SOTO = (34.0437, -118.21)
BOYLE_HEIGHTS = Zone("Boyle Heights", 34.0330, -118.2050)
WESTLAKE = Zone("Westlake", 34.0560, -118.2750)
METRE = 1 / 111_195


def somewhere(chance: random.Random) -> tuple[float, float]:
    return math.degrees(math.asin(chance.uniform(-0.93, 0.93))), chance.uniform(-179, 179)


def moved(place: tuple[float, float], metres: float, bearing: float) -> tuple[float, float]:
    lat = place[0] + metres * METRE * math.cos(bearing)
    return lat, place[1] + metres * METRE * math.sin(bearing) / math.cos(math.radians(place[0]))


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_distance_is_the_great_circle() -> None:
    assert km_between(34.0522, -118.2437, 40.7128, -74.0060) == pytest.approx(3936, rel=0.001)
    assert km_between(*SOTO, *SOTO) == 0
    assert km_between(0, 0, 0, 180) == pytest.approx(math.pi * 6371.0088)


def test_a_cell_has_one_name() -> None:
    cell = cell_of(*SOTO)

    assert cell_name(cell).startswith("87")
    assert int(cell_name(cell), 16) == cell
    assert cell < 2**63


def test_a_home_is_known_to_about_a_kilometre_only() -> None:
    assert 0.2 < km_between(*SOTO, *centre_of(cell_of(*SOTO))) < 2


def test_the_rings_hold_every_home_within_the_radius_by_whole_kilometre() -> None:
    chance = random.Random(3)
    for _ in range(60):
        place, radius = somewhere(chance), chance.choice((0.5, 2.5, 4, 15))
        rings = search_rings(*place, radius)

        homes = {cell_of(*moved(place, radius * 1000 * chance.random(), chance.uniform(0, 7))) for _ in range(200)}
        expected = {home for home in homes if km_between(*place, *centre_of(home)) <= radius}

        assert expected <= {cell for ring in rings for cell, _ in ring}
        for whole_km, ring in enumerate(rings):
            assert all(whole_km <= km < whole_km + 1 for _, km in ring)
            assert all(km == km_between(*place, *centre_of(cell)) for cell, km in ring)


def test_places_near_each_other_share_what_they_know_of_homes() -> None:
    """512 places with a thousand cells each were 120 MB."""
    here, beside = ({id(home) for home in _disk(cell_of(lat, -118.2100), 40)} for lat in (34.0437, 34.0837))

    assert len(here & beside) > 0.8 * len(here)


def test_two_places_within_the_metres_always_share_an_area_and_find_each_other() -> None:
    chance = random.Random(4)
    for _ in range(3000):
        metres = chance.choice((100, 500, 2000))
        one = somewhere(chance)
        other = moved(one, metres * chance.random() * 0.999, chance.uniform(0, 7))

        assert set(area_cells(*one, metres)) & set(area_cells(*other, metres))
        assert cell_of(*other, 8) in cells_near(*one, metres)


def test_areas_come_ascending_and_few() -> None:
    areas = area_cells(*SOTO)

    assert list(areas) == sorted(areas)
    assert 1 <= len(areas) <= 3


def test_the_cells_of_a_territory_are_few_and_coarse() -> None:
    cells = cells_over({"type": "Polygon", "coordinates": [box(-118.6, 33.7, -117.8, 34.3)]})

    assert 0 < len(cells) < 400
    assert all(cell_name(cell)[1] <= "7" for cell in cells)


def test_half_a_continent_is_no_territory() -> None:
    with pytest.raises(NoTerritory):
        cells_over({"type": "Polygon", "coordinates": [box(-120, 30, -80, 48)]})


def test_a_place_belongs_to_the_nearest_zone() -> None:
    assert zone_of([WESTLAKE, BOYLE_HEIGHTS], *SOTO) == BOYLE_HEIGHTS
    assert zone_of([], *SOTO) is None


@pytest.mark.parametrize(
    ("bearing", "point"),
    [(0, "N"), (45, "NE"), (90, "E"), (135, "SE"), (180, "S"), (225, "SW"), (270, "W"), (315, "NW"), (350, "N")],
)
def test_a_text_says_the_zone_and_on_which_side_of_it(bearing: float, point: str) -> None:
    place = moved((BOYLE_HEIGHTS.lat, BOYLE_HEIGHTS.lon), 900, math.radians(bearing))

    assert zone_label([WESTLAKE, BOYLE_HEIGHTS], *place) == f"Boyle Heights {point}"


def test_in_the_middle_of_a_zone_there_is_no_side() -> None:
    assert zone_label([BOYLE_HEIGHTS], *moved((BOYLE_HEIGHTS.lat, BOYLE_HEIGHTS.lon), 250, 1)) == "Boyle Heights"
    assert zone_label([], *SOTO) == ""


def a_point(name: str, metres: float) -> MeetingPoint:
    return MeetingPoint(name, *moved(SOTO, metres, 1))


def test_the_meeting_point_is_the_nearest_that_is_not_the_scene() -> None:
    points = [a_point("plaza", 199), a_point("library", 201), a_point("station", 700)]

    found = meeting_point(points, *SOTO, min_m=200, max_m=1500)

    assert found is not None
    assert found.name == "library"


def test_too_far_to_walk_is_no_meeting_point() -> None:
    assert meeting_point([a_point("far", 1501)], *SOTO, min_m=200, max_m=1500) is None
    assert meeting_point([a_point("near enough", 1499)], *SOTO, min_m=200, max_m=1500) is not None
    assert meeting_point([], *SOTO, min_m=200, max_m=1500) is None
