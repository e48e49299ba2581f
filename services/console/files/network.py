"""The network file (TOML), read and checked before anything is sent, and what a new version of it changes."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from schemas.field_faults import fault_said
from schemas.network_file import NetworkFile
from services.console.errors import CommandRefused


def read_network(path: Path) -> NetworkFile:
    """The file with the territory in it.

    Raises:
        CommandRefused: it cannot be read, or names each fault.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        if (territory := document.pop("territory_file", None)) is not None:
            document["territory"] = geometry_of(json.loads((path.parent / territory).read_text(encoding="utf-8")))
        network = NetworkFile.model_validate(document)
        faults = [f"{pointer[1:].replace('/', '.')}: {detail}" for pointer, detail in network.faults()]
    except OSError as error:
        raise CommandRefused("file_unreadable", file=error.filename or path, why=error.strerror) from None
    except ValidationError as error:
        network = None
        faults = [f"{'.'.join(str(part) for part in e['loc'])}: {fault_said(e['msg'])}" for e in error.errors()]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise CommandRefused("file_invalid", file=path, faults=str(error)) from None
    if network is None or faults:
        raise CommandRefused("file_invalid", file=path, faults="; ".join(faults).replace("Value error, ", ""))
    return network


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
