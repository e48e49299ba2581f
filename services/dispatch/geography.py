"""Places as cells, distances, zones and meeting points: the only file that knows H3. Pure.

Cells are integers here and in the store; `cell_name` and `cell_number` translate to the hex of the topics.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from services.dispatch.roster import MeetingPoint, Zone

HOME_RESOLUTION = 7


def cell_of(lat: float, lon: float, resolution: int = HOME_RESOLUTION) -> int:
    """The cell that holds the place; resolution 7 is the finest that topics and homes may show."""
    raise NotImplementedError


def cell_name(cell: int) -> str:
    """As topics show it: 87..."""
    raise NotImplementedError


def cell_number(name: str) -> int:
    raise NotImplementedError


def centre_of(cell: int) -> tuple[float, float]:
    """Latitude and longitude of the cell's centre."""
    raise NotImplementedError


def km_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance."""
    raise NotImplementedError


def territory_of(shape: dict[str, Any]) -> tuple[int, ...]:
    """The compacted cells of a GeoJSON Polygon or MultiPolygon, none finer than 7; border cells belong to it."""
    raise NotImplementedError


def covers(territory: AbstractSet[int], lat: float, lon: float) -> bool:
    """Whether the place is in the territory."""
    raise NotImplementedError


def zone_of(zones: Iterable[Zone], lat: float, lon: float) -> Zone | None:
    """The zone with the nearest centre; None where the network has no zones."""
    raise NotImplementedError


def zone_label(zones: Iterable[Zone], lat: float, lon: float) -> str:
    """As a text may say it: `Boyle Heights NE`; the bare name near the centre, "" where there are no zones."""
    raise NotImplementedError


def meeting_point(
    points: Iterable[MeetingPoint], lat: float, lon: float, *, min_m: int, max_m: int
) -> MeetingPoint | None:
    """The nearest public place that is not the scene (PRACTICE §0.1 rule 3)."""
    raise NotImplementedError


def area_cells(lat: float, lon: float, metres: int = 500) -> tuple[int, ...]:
    """The areas to lock (advisory, ascending): two places within `metres` of each other share at least one."""
    raise NotImplementedError


def cells_near(lat: float, lon: float, metres: int) -> tuple[int, ...]:
    """Cells of resolution 8 that hold every place within `metres`: for finding open incidents by `cell_of(.., 8)`."""
    raise NotImplementedError


def search_rings(lat: float, lon: float, radius_km: float) -> Sequence[Sequence[int]]:
    """Home cells whose centre is within the radius, by whole kilometre: ring 3 holds those 3 to 4 km away."""
    raise NotImplementedError
