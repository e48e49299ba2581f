"""Places as cells, distances, zones and meeting points: the only file that knows H3. Pure.

Cells are integers here and in the store; `cell_name` translates to the hex of the topics.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import h3.api.basic_int as h3
from h3 import H3BaseException

from services.dispatch.model.roster import MeetingPoint, Zone

HOME_RESOLUTION: Final = 7
NEAR_RESOLUTION: Final = 8
AREA_RESOLUTION: Final = 5
EARTH_KM: Final = 6371.0088
LARGEST_TERRITORY_KM2: Final = 2_000_000
"""Of the box around it: room for Alaska, and an end to the work that a mistaken polygon can cause."""
IN_THE_MIDDLE_M: Final = 300
"""Nearer to a zone's centre than this, no compass point helps anybody."""
COMPASS: Final = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
SMALLEST_SPACING_KM: Final = 0.55
"""Between the centres of neighbouring cells of resolution 8; the least found on the whole sphere is 0.64."""


class NoTerritory(ValueError):
    """The polygons span more than a network can mean, or cannot be read as an area at all."""


def cell_of(lat: float, lon: float, resolution: int = HOME_RESOLUTION) -> int:
    """The cell that holds the place; resolution 7 is the finest that topics and homes may show."""
    return int(h3.latlng_to_cell(lat, lon, resolution))


def cell_name(cell: int) -> str:
    """As topics show it: 87..."""
    return str(h3.int_to_str(cell))


@lru_cache(maxsize=20_000)
def centre_of(cell: int) -> tuple[float, float]:
    """Latitude and longitude of the cell's centre."""
    lat, lon = h3.cell_to_latlng(cell)
    return float(lat), float(lon)


def km_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance: the arc over a chord."""
    chord = math.dist(_on_the_sphere(lat, lon), _on_the_sphere(other_lat, other_lon))
    return 2 * EARTH_KM * math.asin(min(1.0, chord / 2))


def _on_the_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    """Of radius 1."""
    north, east = math.radians(lat), math.radians(lon)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def cells_over(shape: dict[str, Any]) -> tuple[int, ...]:
    """The compacted cells that a GeoJSON Polygon or MultiPolygon touches, none finer than 7: about where a network is.
    What lies in it, `schemas.territory.Territory` says.

    Raises:
        NoTerritory: more than `LARGEST_TERRITORY_KM2`, or no area.
    """
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    if sum(_box_km2(outline) for outline, *_ in polygons) > LARGEST_TERRITORY_KM2:
        raise NoTerritory(f"more than {LARGEST_TERRITORY_KM2:,} km²")
    cells: set[int] = set()
    try:
        for polygon in polygons:
            rings = [[(corner[1], corner[0]) for corner in ring] for ring in polygon]
            outline = h3.LatLngPoly(rings[0], *rings[1:])
            cells.update(h3.polygon_to_cells_experimental(outline, HOME_RESOLUTION, contain="overlap"))
        return tuple(sorted(h3.compact_cells(cells)))
    except (H3BaseException, ValueError) as error:
        raise NoTerritory("cannot be read as an area") from error


def _box_km2(outline: Sequence[Sequence[float]]) -> float:
    lons, lats = [point[0] for point in outline], [point[1] for point in outline]
    widest = 0.0 if min(lats) <= 0 <= max(lats) else min(abs(min(lats)), abs(max(lats)))
    east_west = (max(lons) - min(lons)) * math.cos(math.radians(widest))
    return east_west * (max(lats) - min(lats)) * math.radians(EARTH_KM) ** 2


def zone_of(zones: Iterable[Zone], lat: float, lon: float) -> Zone | None:
    """The zone with the nearest centre; None where the network has no zones."""
    return min(zones, key=lambda zone: (km_between(lat, lon, zone.lat, zone.lon), zone.name), default=None)


def zone_label(zones: Iterable[Zone], lat: float, lon: float) -> str:
    """As a text may say it: `Boyle Heights NE`; the bare name near the centre, "" where there are no zones."""
    zone = zone_of(zones, lat, lon)
    if zone is None:
        return ""
    if km_between(lat, lon, zone.lat, zone.lon) * 1000 < IN_THE_MIDDLE_M:
        return zone.name
    return f"{zone.name} {_compass_point(zone.lat, zone.lon, lat, lon)}"


def _compass_point(lat: float, lon: float, other_lat: float, other_lon: float) -> str:
    """In which of eight directions the other place lies."""
    north, other_north, east = math.radians(lat), math.radians(other_lat), math.radians(other_lon - lon)
    bearing = math.degrees(
        math.atan2(
            math.sin(east) * math.cos(other_north),
            math.cos(north) * math.sin(other_north) - math.sin(north) * math.cos(other_north) * math.cos(east),
        )
    )
    return COMPASS[round(bearing / 45) % 8]


def meeting_point(
    points: Iterable[MeetingPoint], lat: float, lon: float, *, min_m: int, max_m: int
) -> MeetingPoint | None:
    """The nearest public place that is not the scene (rule R3)."""
    distances = [(km_between(lat, lon, point.lat, point.lon) * 1000, point.name, point) for point in points]
    return min((found for found in distances if min_m <= found[0] <= max_m), default=(0, "", None))[2]


def area_cells(lat: float, lon: float, metres: int = 500) -> tuple[int, ...]:
    """The areas to lock (advisory, ascending): two places within `metres` of each other share at least one.

    A place's area is the ancestor of its small cell, not the large cell that the place happens to lie in: H3's
    children stick out of their parents, and only so do both places name the same one.
    """
    return _areas(cell_of(lat, lon, NEAR_RESOLUTION), _rings_for(metres))


@lru_cache(maxsize=50_000)
def _areas(cell: int, rings: int) -> tuple[int, ...]:
    return tuple(sorted({int(h3.cell_to_parent(near, AREA_RESOLUTION)) for near in h3.grid_disk(cell, rings)}))


def cells_near(lat: float, lon: float, metres: int) -> tuple[int, ...]:
    """Cells of resolution 8 that hold every place within `metres`: for finding open incidents by `cell_of(.., 8)`."""
    return tuple(h3.grid_disk(cell_of(lat, lon, NEAR_RESOLUTION), _rings_for(metres)))


def _rings_for(metres: int) -> int:
    """Rings of resolution-8 cells that reach `metres` beyond any place in the middle one."""
    return math.ceil(metres / 1000 / SMALLEST_SPACING_KM / math.cos(math.radians(30)) + 0.5)


def search_rings(lat: float, lon: float, radius_km: float) -> list[list[tuple[int, float]]]:
    """Home cells whose centre is within the radius, with its distance, by whole kilometre: item 3 holds those 3 to 4 km
    away. As homes are the centres of their cells, a ring holds exactly the volunteers of that distance.
    """
    rings: list[list[tuple[int, float]]] = [[] for _ in range(math.floor(radius_km) + 1)]
    here = _on_the_sphere(lat, lon)
    for cell, there in _disk(cell_of(lat, lon), radius_km):
        km = 2 * EARTH_KM * math.asin(math.dist(here, there) / 2)  # as km_between
        if km <= radius_km:
            rings[int(km)].append((cell, km))
    return rings


@lru_cache(maxsize=512)
def _disk(middle: int, radius_km: float) -> "tuple[Home, ...]":
    """Cells around.

    Ring k+1 is nowhere nearer to the middle cell's centre than 1.5 edges x (k+1), and a place in the middle cell is
    at most 1.2 edges from it, so the k rings taken hold every centre within the radius.
    """
    edge_km = 0.95 * min(h3.edge_length(edge, "km") for edge in h3.origin_to_directed_edges(middle))
    rings = max(1, math.ceil((radius_km / edge_km + 1.2) / 1.5) - 1)
    return tuple(_home(int(cell)) for cell in h3.grid_disk(middle, rings))


Home = tuple[int, tuple[float, float, float]]
"""A cell, and where on a sphere of radius 1 its centre lies."""


@lru_cache(maxsize=20_000)
def _home(cell: int) -> Home:
    """One for all disks that it is in: a thousand cells for each of 512 places are 100 MB otherwise."""
    return cell, _on_the_sphere(*centre_of(cell))
