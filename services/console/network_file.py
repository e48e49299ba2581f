"""The network file (TOML): its shape, checked here before anything is sent, and what a new version changes."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from schemas.values import Language, Level, NetworkId, ShortText
from services.console.errors import Refused

ZONE_NAME: Final = 20
"""The longest zone name with which every text that names a zone stays one segment."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=39, strip_whitespace=True)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Spot(_Part):
    """A zone's centre, or a public meeting point; 39 characters fit a text that names it."""

    name: Name
    lat: Latitude
    lon: Longitude


class Policy(_Part):
    """How a network works (CONTRACT of dispatch); what is not given is the service's default."""

    wave_seconds: Annotated[int, Field(ge=1, le=3600)] | None = None
    wave_sizes: Annotated[list[Annotated[int, Field(ge=1, le=500)]], Field(min_length=1, max_length=10)] | None = None
    search_radius_km: Annotated[float, Field(ge=2, le=100)] | None = None
    observers: Annotated[int, Field(ge=2, le=20)] | None = None
    level: Level | None = None
    language_required: bool | None = None
    hold_seconds: Annotated[int, Field(ge=1, le=3600)] | None = None
    cooldown_minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    max_offers_per_day: Annotated[int, Field(ge=0)] | None = None
    max_open_offers: Annotated[int, Field(ge=0)] | None = None
    join_m: Annotated[int, Field(ge=0, le=5000)] | None = None
    join_minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    meeting_min_m: Annotated[int, Field(ge=200, le=5000)] | None = None
    meeting_max_m: Annotated[int, Field(ge=200, le=20_000)] | None = None
    pages_every_s: Annotated[int, Field(ge=5, le=600)] | None = None
    release_max_age_minutes: Annotated[int, Field(ge=1, le=60)] | None = None
    source_open_incidents: Annotated[int, Field(ge=0)] | None = None


class NetworkFile(_Part):
    """A network as its coordinators write it down."""

    id: NetworkId
    name: Annotated[str, StringConstraints(min_length=1, max_length=8, strip_whitespace=True)]
    hotline_phone: Annotated[str, StringConstraints(pattern=r"^[0-9() +.-]{7,20}$")]
    time_zone: ShortText
    languages: Annotated[list[Language], Field(min_length=1)]
    territory: dict[str, Any] | None = None
    territory_file: str | None = None
    zones: Annotated[list[Spot], Field(min_length=1)]
    meeting_points: list[Spot] = []
    policy: Policy = Policy()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.territory is None:
            raise ValueError("territory (or territory_file) is missing")
        faults = [*_ring_faults(self.territory)]
        try:
            ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError):
            faults.append(f"time_zone: {self.time_zone} is no IANA zone, like America/Los_Angeles")
        for kind, spots in (("zones", self.zones), ("meeting_points", self.meeting_points)):
            names = [spot.name for spot in spots]
            faults += [f"{kind}: {name} is there twice" for name in sorted({n for n in names if names.count(n) > 1})]
        faults += [
            f"zones: {zone.name} is longer than {ZONE_NAME}" for zone in self.zones if len(zone.name) > ZONE_NAME
        ]
        policy = self.policy
        if policy.meeting_min_m and policy.meeting_max_m and policy.meeting_min_m >= policy.meeting_max_m:
            faults.append("policy: meeting_min_m must be below meeting_max_m")
        if faults:
            raise ValueError("; ".join(faults))
        return self


def read_network(path: Path) -> dict[str, Any]:
    """The file as `PUT /v1/networks/{id}` takes it, with the territory in it.

    Raises:
        Refused: it cannot be read, or names each fault.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        if (territory := document.pop("territory_file", None)) is not None:
            document["territory"] = geometry_of(json.loads((path.parent / territory).read_text(encoding="utf-8")))
        network = NetworkFile.model_validate(document)
    except OSError as error:
        raise Refused("file_unreadable", file=error.filename or path, why=error.strerror) from None
    except ValidationError as error:
        faults = (f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}".removeprefix(": ") for e in error.errors())
        raise Refused("file_invalid", file=path, faults="; ".join(faults).replace("Value error, ", "")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise Refused("file_invalid", file=path, faults=str(error)) from None
    return network.model_dump(mode="json", exclude_none=True)


def geometry_of(document: Any) -> Any:
    """GeoJSON comes as a bare geometry, a Feature, or a FeatureCollection of one."""
    if isinstance(document, dict) and document.get("type") == "FeatureCollection" and len(document["features"]) == 1:
        document = document["features"][0]
    if isinstance(document, dict) and document.get("type") == "Feature":
        document = document["geometry"]
    return document


def differences(old: Mapping[str, Any], new: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(where, before, after) of everything that a new version changes; spots are compared by name."""
    for key in sorted(old.keys() | new.keys()):
        where = f"{at}.{key}" if at else key
        before, after = _by_name(old.get(key)), _by_name(new.get(key))
        if before == after or (before in (None, [], {}) and after in (None, [], {})):
            continue
        if key == "territory":
            if isinstance(before, Mapping):  # a service may keep it as cells, which say nothing beside a polygon
                yield where, "…", "…"
        elif isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from differences(before, after, where)
        else:
            yield where, before, after


def _by_name(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(item, dict) and "name" in item for item in value):
        return {item["name"]: f"{item.get('lat')}, {item.get('lon')}" for item in value}
    return value


def _ring_faults(territory: Mapping[str, Any]) -> Iterator[str]:
    kind, coordinates = territory.get("type"), territory.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list) or not coordinates:
        yield "territory: a GeoJSON Polygon or MultiPolygon is needed"
        return
    polygons = [coordinates] if kind == "Polygon" else coordinates
    for ring in (ring for polygon in polygons for ring in polygon):
        if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
            yield "territory: each ring needs at least four points, and ends where it begins"
        elif not all(_is_lon_lat(point) for point in ring):
            yield "territory: points are [longitude, latitude]"


def _is_lon_lat(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) >= 2
        and all(isinstance(number, int | float) for number in point[:2])
        and -180 <= point[0] <= 180
        and -90 <= point[1] <= 90
    )
