"""A network and its people as an admin sends them, and what was announced of them."""

import json
from typing import Any

import httpx

from schemas.events.network import NetworkChangedV1
from services.chassis.database import Database

RING = [[-118.6, 33.7], [-117.8, 33.7], [-117.8, 34.3], [-118.6, 34.3], [-118.6, 33.7]]


def a_network(**changes: Any) -> dict[str, Any]:
    return {
        "id": "la",
        "name": "RRN",
        "hotline_phone": "213-555-0142",
        "time_zone": "America/Los_Angeles",
        "languages": ["es", "en"],
        "territory": {"type": "Polygon", "coordinates": [RING]},
        "zones": [{"name": "Boyle Heights", "lat": 34.033, "lon": -118.205}],
        "meeting_points": [{"name": "Mariachi Plaza", "lat": 34.0472, "lon": -118.2196}],
        "policy": {"wave_sizes": [2, 4]},
        **changes,
    }


def a_person(callsign: str = "HERON", **changes: Any) -> dict[str, Any]:
    return {
        "callsign": callsign,
        "roles": ["observer"],
        "level": "verified",
        "languages": ["es", "en"],
        "home": {"lat": 34.0437, "lon": -118.21},
        "radius_km": 10,
        **changes,
    }


async def put(http: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    response = await http.put("/v1/networks/la", json=body)
    assert response.status_code == 200, response.text
    return dict(response.json())


async def announced(database: Database) -> list[NetworkChangedV1]:
    async with database.connection() as connection:
        rows = await connection.fetch(
            "SELECT payload, key, subject FROM outbox WHERE type = $1 ORDER BY seq", NetworkChangedV1.TYPE
        )
    assert all(row["key"] == b"la" and row["subject"] == "la" for row in rows)
    return [NetworkChangedV1.model_validate(json.loads(row["payload"])["data"]) for row in rows]


def faults(response: httpx.Response) -> list[str]:
    assert response.status_code == 422, response.text
    return [error["pointer"] for error in response.json()["errors"]]
