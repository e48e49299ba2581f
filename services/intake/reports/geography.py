"""Points and the coarse cells that may travel in clear. Pure."""

from typing import Final, NamedTuple, cast

import h3.api.basic_int as h3

RESOLUTION: Final = 7
"""About 5 km²: the finest that a topic may show (rule R61)."""


class Point(NamedTuple):
    lat: float
    lon: float


def cell_of(point: Point) -> int:
    """The H3 cell of a point, wherever on earth it is."""
    return cast("int", h3.latlng_to_cell(point.lat, point.lon, RESOLUTION))


def cell_name(cell: int) -> str:
    """As events and people write it."""
    return f"{cell:x}"
