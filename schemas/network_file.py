"""The network file: TOML at the console, JSON in dispatch's API; both check it here. Every fault names its place."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from schemas import text_lengths
from schemas.phone_numbers import spoken
from schemas.territory import DrawnTerritory, looks_mistyped
from schemas.values import (
    HOTLINE_PHONE_PATTERN,
    Language,
    Latitude,
    Level,
    Longitude,
    NetworkId,
    ShortText,
    storable,
)

ZoneName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=text_lengths.ZONE, strip_whitespace=True),
    AfterValidator(storable),
]
PointName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=text_lengths.MEETING_POINT, strip_whitespace=True),
    AfterValidator(storable),
]
NetworkName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=text_lengths.NETWORK_NAME, strip_whitespace=True),
    AfterValidator(storable),
]
SayablePointName = Annotated[PointName, AfterValidator(text_lengths.said_whole(text_lengths.MEETING_POINT))]
"""As somebody types one now; of those stored before names were measured in the units of a text, some are longer."""
MOST_CORNERS: Final = 5_000
MEETING_MIN_M: Final = 200
"""Rule R3; a policy may ask for more, never for less."""
MEETING_MAX_M: Final = 1500
"""Where a network does not say otherwise."""
MEETING_CHOSEN_MAX_M: Final = 2000
"""As far as a duty lead may choose one, where the policy looks no farther: beyond is another quarter, or mistyped."""

_CORNER: Final = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3}
_RING: Final = {"type": "array", "items": _CORNER, "minItems": 4, "maxItems": MOST_CORNERS}
_POLYGON: Final = {"type": "array", "items": _RING, "minItems": 1}
_MULTIPOLYGON: Final = {"type": "array", "items": _POLYGON, "minItems": 1}

Coordinates = Annotated[list[Any], WithJsonSchema({"anyOf": [_POLYGON, _MULTIPOLYGON]})]
"""A Polygon's rings, or those of each polygon of a MultiPolygon. That is what we publish; what comes may be anything in
a list until `territory_faults` looked at it, which names each ring that is wrong in a coordinator's words."""


class NetworkFileFault(NamedTuple):
    """A JSON pointer (RFC 6901) into the file, and what is wrong there."""

    pointer: str
    detail: str


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Territory(_Part):
    """GeoJSON (RFC 7946) Polygon or MultiPolygon; corners are longitude, latitude."""

    type: str
    coordinates: Coordinates


class ZoneSpot(_Part):
    name: ZoneName
    lat: Latitude
    lon: Longitude


class MeetingSpot(_Part):
    name: PointName
    lat: Latitude
    lon: Longitude


class Policy(_Part):
    """How a network works; what is not given is the default of dispatch's `DispatchPolicy`. 0: no limit."""

    wave_seconds: Annotated[int, Field(ge=10, le=3600)] | None = None
    wave_sizes: Annotated[list[Annotated[int, Field(ge=1, le=500)]], Field(min_length=1, max_length=10)] | None = None
    search_radius_km: Annotated[float, Field(ge=2, le=100, allow_inf_nan=False)] | None = None
    observers: Annotated[int, Field(ge=2, le=20)] | None = None  # nobody goes alone, by no setting
    level: Level | None = None
    language_required: bool | None = None
    hold_seconds: Annotated[int, Field(ge=10, le=3600)] | None = None
    wait_minutes: Annotated[int, Field(ge=5, le=60)] | None = None  # nobody waits without an end
    arrival_minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    arrival_grace_minutes: Annotated[int, Field(ge=1, le=60)] | None = None
    out_minutes: Annotated[int, Field(ge=5, le=120)] | None = None
    cooldown_minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    max_offers_per_day: Annotated[int, Field(ge=0, le=1000)] | None = None
    max_open_offers: Annotated[int, Field(ge=0, le=1000)] | None = None
    join_m: Annotated[int, Field(ge=0, le=5000)] | None = None
    join_minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    meeting_min_m: Annotated[int, Field(ge=MEETING_MIN_M, le=5000)] | None = None
    meeting_max_m: Annotated[int, Field(ge=MEETING_MIN_M, le=20_000)] | None = None
    pages_every_s: Annotated[int, Field(ge=5, le=600)] | None = None
    news_minutes: Annotated[int, Field(ge=15, le=120)] | None = None  # nor does a caller
    misses_per_incident: Annotated[int, Field(ge=2, le=100)] | None = None  # a brake that no setting takes away
    misses_per_network: Annotated[int, Field(ge=2, le=1000)] | None = None
    release_max_age_minutes: Annotated[int, Field(ge=1, le=60)] | None = None  # rule R1: seen at most 60 minutes ago
    source_open_incidents: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


EXAMPLE_FILE: Final[dict[str, Any]] = {
    "id": "la",
    "name": "RRN",
    "hotline_phone": "213-555-0142",
    "time_zone": "America/Los_Angeles",
    "languages": ["es", "en"],
    "territory": {
        "type": "Polygon",
        "coordinates": [[[-118.66, 34.2], [-118.08, 34.17], [-118.1, 33.75], [-118.5, 34.01], [-118.66, 34.2]]],
    },
    "zones": [{"name": "Boyle Heights", "lat": 34.0415, "lon": -118.208}],
    "meeting_points": [{"name": "Mariachi Plaza", "lat": 34.047, "lon": -118.2196}],
    "policy": {"wave_seconds": 180, "wave_sizes": [5, 10], "observers": 2, "level": "verified"},
}


class NetworkFile(_Part):
    """A network as its coordinators write it down."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_FILE]})

    id: NetworkId
    name: NetworkName
    hotline_phone: Annotated[str, StringConstraints(pattern=HOTLINE_PHONE_PATTERN)]
    time_zone: ShortText
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    territory: Territory
    zones: Annotated[list[ZoneSpot], Field(min_length=1, max_length=200)]
    meeting_points: Annotated[list[MeetingSpot], Field(max_length=2000)] = []
    policy: Policy = Policy()

    def faults(self) -> list[NetworkFileFault]:
        """What is wrong with it beyond single fields, and with names that a text could not say whole: those of a file
        that was applied before are read as they are."""
        found = [*territory_faults(self.territory.model_dump()), *self._unsayable()]
        if not _is_time_zone(self.time_zone):
            found.append(NetworkFileFault("/time_zone", "no IANA time zone, like America/Los_Angeles"))
        spots: tuple[tuple[str, Sequence[ZoneSpot | MeetingSpot]], ...] = (
            ("zones", self.zones),
            ("meeting_points", self.meeting_points),
        )
        for kind, named in spots:
            names = [spot.name for spot in named]
            found += [
                NetworkFileFault(f"/{kind}/{at}/name", "there twice")
                for at, name in enumerate(names)
                if name in names[:at]
            ]
        nearest = self.policy.meeting_min_m or MEETING_MIN_M
        if nearest >= (self.policy.meeting_max_m or MEETING_MAX_M):
            found.append(NetworkFileFault("/policy/meeting_max_m", f"must be more than {nearest}"))
        return found

    def _unsayable(self) -> Iterator[NetworkFileFault]:
        said = [
            ("/name", self.name, text_lengths.NETWORK_NAME),
            ("/hotline_phone", spoken(self.hotline_phone), text_lengths.HOTLINE),
            *((f"/zones/{at}/name", zone.name, text_lengths.ZONE) for at, zone in enumerate(self.zones)),
            *(
                (f"/meeting_points/{at}/name", point.name, text_lengths.MEETING_POINT)
                for at, point in enumerate(self.meeting_points)
            ),
        ]
        for pointer, typed, longest in said:
            if (why := text_lengths.why_no_text_says(typed, longest)) is not None:
                yield NetworkFileFault(pointer, why)

    def content(self) -> dict[str, Any]:
        """As it is stored: without what was left to its default, so that a new default reaches old files."""
        return self.model_dump(mode="json", exclude_none=True)


def mistyped_places(network: NetworkFile) -> dict[str, str]:
    """Zones and meeting points that look mistyped, by JSON pointer."""
    box = DrawnTerritory(network.territory.model_dump()).box
    named: tuple[tuple[str, Sequence[ZoneSpot | MeetingSpot]], ...] = (
        ("zones", network.zones),
        ("meeting_points", network.meeting_points),
    )
    return {
        f"/{kind}/{at}": how
        for kind, spots in named
        for at, spot in enumerate(spots)
        if (how := looks_mistyped(box, spot.lat, spot.lon)) is not None
    }


def territory_faults(shape: Mapping[str, Any]) -> Iterator[NetworkFileFault]:
    """Why this is no territory; nothing: it is one."""
    kind, coordinates = shape["type"], shape["coordinates"]
    if kind not in ("Polygon", "MultiPolygon"):
        yield NetworkFileFault("/territory/type", "Polygon or MultiPolygon")
        return
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not polygons:
        yield NetworkFileFault("/territory/coordinates", "empty")
    for number, polygon in enumerate(polygons):
        at = "/territory/coordinates" + ("" if kind == "Polygon" else f"/{number}")
        if not isinstance(polygon, list) or not polygon:
            yield NetworkFileFault(at, "a polygon is a list of rings, the outline first")
            continue
        for ring_number, ring in enumerate(polygon):
            if (fault := _ring_fault(ring)) is not None:
                yield NetworkFileFault(f"{at}/{ring_number}", fault)


def _ring_fault(ring: Any) -> str | None:
    if not isinstance(ring, list) or len(ring) < 4:
        return "a ring has four corners or more, the last like the first"
    if len(ring) > MOST_CORNERS:
        return f"more than {MOST_CORNERS} corners; simplify it"
    if not all(_is_corner(corner) for corner in ring):
        return "a corner is [longitude, latitude] in degrees"
    if ring[0][:2] != ring[-1][:2]:
        return "not closed: the last corner must be like the first"
    if not all(-90 <= corner[1] <= 90 and -180 <= corner[0] <= 180 for corner in ring):
        turned = all(-90 <= corner[0] <= 90 and -180 <= corner[1] <= 180 for corner in ring)
        return "latitude comes second: these look turned round" if turned else "outside the world"
    lons, lats = [corner[0] for corner in ring], [corner[1] for corner in ring]
    if max(lons) - min(lons) > 180:
        return "spans more than half the world"
    if max(lons) == min(lons) or max(lats) == min(lats):
        return "encloses nothing"
    return None


def _is_corner(corner: Any) -> bool:
    """Two or three finite numbers (RFC 7946 allows an altitude)."""
    return (
        isinstance(corner, list)
        and len(corner) in (2, 3)
        and all(
            isinstance(number, int | float) and not isinstance(number, bool) and abs(number) < 1e6 for number in corner
        )
    )


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
