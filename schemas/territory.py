"""A territory as it was drawn: what lies in it, by its polygons alone (rule R36), and which places look mistyped. Pure.

Dispatch decides by it whom a report belongs to; the console warns by it before anything is sent.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

MOST_BANDS: Final = 256
NULL_ISLAND_DEGREES: Final = 0.01
"""Nearer to 0,0 than about a kilometre: an empty field, not a place."""
FAR_KM: Final = 200
"""From the box around the territory. Nobody who lives beyond is asked, and nothing there is ours."""
KM_PER_DEGREE: Final = 111.195

Edge = tuple[float, float, float, float]
Polygons = tuple[tuple[tuple[tuple[float, float], ...], ...], ...]
"""Each an outline and its holes; a ring is its corners (longitude, latitude)."""


class _Ring:
    """A closed line of corners (longitude, latitude), its edges sorted into bands of latitude.

    Edges are straight in degrees (RFC 7946). A question looks at the edges of one band, so that a coast of
    thousands of corners costs microseconds.
    """

    def __init__(self, corners: Sequence[Sequence[float]]) -> None:
        points = [(corner[0], corner[1]) for corner in corners]
        self.west, self.east = min(x for x, _ in points), max(x for x, _ in points)
        self.south, self.north = min(y for _, y in points), max(y for _, y in points)
        count = max(1, min(MOST_BANDS, len(points) // 4))
        self._scale = count / (self.north - self.south) if self.north > self.south else 0.0
        self._bands: list[list[Edge]] = [[] for _ in range(count)]
        for (x, y), (next_x, next_y) in zip(points, [*points[1:], points[0]], strict=True):
            for band in self._bands[self._band(min(y, next_y)) : self._band(max(y, next_y)) + 1]:
                band.append((x, y, next_x, next_y))

    def holds(self, x: float, y: float, *, edge: bool) -> bool:
        """Whether the point lies inside; `edge`: what a point on the line itself counts as."""
        if not (self.west <= x <= self.east and self.south <= y <= self.north):
            return False
        inside = False
        for x1, y1, x2, y2 in self._bands[self._band(y)]:
            side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            if side == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
                return edge
            if (y1 > y) != (y2 > y) and (side > 0) == (y2 > y1):
                inside = not inside
        return inside

    def _band(self, y: float) -> int:
        return min(len(self._bands) - 1, int((y - self.south) * self._scale))


@dataclass(frozen=True, slots=True)
class Box:
    """What a territory spans, in degrees."""

    south: float
    west: float
    north: float
    east: float

    def km_from(self, lat: float, lon: float) -> float:
        """How far the place is from the box, about; 0 inside."""
        near_lat, near_lon = min(max(lat, self.south), self.north), min(max(lon, self.west), self.east)
        east_west = abs(lon - near_lon)
        east_west = min(east_west, 360 - east_west) * math.cos(math.radians((lat + near_lat) / 2))
        return math.hypot(lat - near_lat, east_west) * KM_PER_DEGREE


class DrawnTerritory:
    """The polygons of a network: lakes, holes and gaps between its parts are outside; the border itself is inside."""

    def __init__(self, shape: Mapping[str, Any]) -> None:
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        self.polygons: Polygons = tuple(
            tuple(tuple((corner[0], corner[1]) for corner in ring) for ring in polygon) for polygon in polygons
        )
        self._polygons = [[_Ring(ring) for ring in polygon] for polygon in self.polygons]
        outlines = [rings[0] for rings in self._polygons]
        self.box = Box(
            min(ring.south for ring in outlines),
            min(ring.west for ring in outlines),
            max(ring.north for ring in outlines),
            max(ring.east for ring in outlines),
        )

    def covers(self, lat: float, lon: float) -> bool:
        """Whether the place is in the territory."""
        return any(
            outline.holds(lon, lat, edge=True) and not any(hole.holds(lon, lat, edge=False) for hole in holes)
            for outline, *holes in self._polygons
        )


def looks_mistyped(box: Box, lat: float, lon: float) -> str | None:
    """How: `null_island`, `no_minus`, `turned_round` or `far_away`; None: nothing about the place looks wrong."""
    if max(abs(lat), abs(lon)) < NULL_ISLAND_DEGREES:
        return "null_island"
    if box.km_from(lat, lon) <= FAR_KM:
        return None
    if box.km_from(lat, -lon) <= FAR_KM:
        return "no_minus"
    if abs(lon) <= 90 and min(box.km_from(lon, lat), box.km_from(lon, -lat)) <= FAR_KM:
        return "turned_round"
    return "far_away"
