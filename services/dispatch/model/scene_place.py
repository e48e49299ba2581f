"""Where a report was seen, opened from what intake sealed. Pure."""

from typing import NamedTuple


class ScenePlace(NamedTuple):
    """A point, and the words for it: an address or a crossing, empty where nobody said any."""

    lat: float
    lon: float
    text: str
