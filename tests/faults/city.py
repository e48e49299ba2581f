"""A city for fault trials and load: any number of volunteers and places, all limits lifted, made through the APIs."""

import asyncio
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from deploy.local.demo.outside_world import ExpectationFailed
from deploy.local.stack import Stack
from schemas.phone_numbers import may_be_texted
from services.chassis.http_client import Client, client

SOUTH, NORTH, WEST, EAST = 33.70, 34.30, -118.60, -117.80
LEAD = "ROBIN"
BATCH = 1000
REACH_SECONDS = 120
AREAS = [area for area in range(201, 1000) if area != 213 and may_be_texted(f"+1{area}5550100", ("+1",))]
"""213 is the hotline's own: no text goes to the number that it comes from, nor to what `+1` does not stand for."""
NUMBERS = 100 * len(AREAS)
"""How many people can be made up."""


@dataclass(frozen=True, slots=True)
class City:
    """A network and the key of a trusted source in it."""

    network_id: str
    source_key: str
    volunteers: int


def made_up_phone(number: int) -> str:
    """One of the numbers that are nobody's, 555-0100 to 555-0199 of every area."""
    return f"+1{AREAS[number // 100]}55501{number % 100:02}"


def made_up_callsign(number: int) -> str:
    """V0 to V9999, W0 to W9999, ...: a call sign has four digits at most."""
    return f"{'VWXYZ'[number // 10_000]}{number % 10_000}"


def network_document(
    name: str, *, south: float, north: float, west: float, east: float, **policy: Any
) -> dict[str, Any]:
    """A rectangular territory with a meeting point every 700 m or so near its places; quotas and fatigue lifted."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "id": name,
        "name": "RRN",
        "hotline_phone": "213-555-0142",
        "time_zone": "America/Los_Angeles",
        "languages": ["es", "en"],
        "territory": {"type": "Polygon", "coordinates": [ring]},
        "zones": [{"name": "Center", "lat": (south + north) / 2, "lon": (west + east) / 2}],
        "meeting_points": [{"name": "Central Plaza, bus stop", "lat": (south + north) / 2, "lon": (west + east) / 2}],
        "policy": {
            "wave_seconds": 600,
            "wave_sizes": [2],
            "search_radius_km": 40,
            "max_offers_per_day": 0,
            "max_open_offers": 0,
            "cooldown_minutes": 0,
            "join_m": 1,
            "join_minutes": 1,
            "source_open_incidents": 0,
            **policy,
        },
    }


async def build_city(
    stack: Stack,
    *,
    volunteers: int,
    network_id: str = "trial",
    seed: int = 1,
    box: tuple[float, float, float, float] = (SOUTH, NORTH, WEST, EAST),
    **policy: Any,
) -> City:
    """Network, source, a duty lead on duty and volunteers on call, all with consent given on paper."""
    south, north, west, east = box
    chance = random.Random(seed)
    staff = {"Authorization": f"Bearer {stack.env['HOTLINE_STAFF_KEY']}"}
    async with (
        client(base_url=stack.url("intake"), headers=staff, total_seconds=60) as intake,
        client(base_url=stack.url("dispatch"), headers=staff, total_seconds=60) as dispatch,
        client(base_url=stack.url("notify"), headers=staff, total_seconds=60) as notify,
    ):
        document = network_document(network_id, south=south, north=north, west=west, east=east, **policy)
        await _ok(dispatch, "PUT", f"/v1/networks/{network_id}", document)
        people = [_volunteer(made_up_callsign(number), chance, box) for number in range(volunteers)]
        lead = {**_volunteer(LEAD, chance, box), "roles": ["duty_lead"]}
        for start in range(0, volunteers + 1, BATCH):
            batch = [lead, *people][start : start + BATCH]
            minted = await _ok(dispatch, "POST", f"/v1/networks/{network_id}/volunteers", {"volunteers": batch})
            contacts = [
                _contact(entry, network_id, made_up_phone(start + place))
                for place, entry in enumerate(minted["volunteers"])
            ]
            await _ok(notify, "PUT", "/v1/contacts", {"contacts": contacts})
            on = [person["callsign"] for person in batch if person["callsign"] != LEAD]
            if on:
                await _ok(
                    dispatch, "POST", f"/v1/networks/{network_id}/on-call", {"callsigns": on, "on": True, "hours": 12}
                )
        await _reachable(dispatch, network_id)
        await _ok(
            dispatch, "POST", f"/v1/networks/{network_id}/duty", {"callsign": LEAD, "on": True, "position": "lead"}
        )
        source = await _ok(
            intake,
            "POST",
            "/v1/sources",
            {
                "name": "trials",
                "network_id": network_id,
                "trust": "operator",
                "rate_per_minute": 1_000_000,
                "burst": 1_000_000,
            },
        )
    return City(network_id, source["key"], volunteers)


async def _reachable(dispatch: Client, network_id: str) -> None:
    """Dispatch has heard of everybody that texts get to them: before that it asks nobody.

    Their roster is read and nothing written: who is put on call is locked, and hearing of them waits for the same rows.
    """
    after = ""
    async with asyncio.timeout(REACH_SECONDS):
        while True:
            page = await _ok(dispatch, "GET", f"/v1/networks/{network_id}/volunteers?limit={BATCH}{after}")
            if any(person["unreachable"] for person in page["volunteers"]):
                await asyncio.sleep(0.2)
            elif page["more"]:
                after = f"&after={page['volunteers'][-1]['callsign']}"
            else:
                return


def a_place(
    chance: random.Random, box: tuple[float, float, float, float] = (SOUTH, NORTH, WEST, EAST)
) -> dict[str, Any]:
    """Somewhere inside the territory, known to the intersection."""
    south, north, west, east = box
    return {
        "text": "Soto St & E 1st St",
        "lat": round(chance.uniform(south + 0.02, north - 0.02), 5),
        "lon": round(chance.uniform(west + 0.02, east - 0.02), 5),
        "accuracy": "intersection",
        "is_residence": False,
    }


def a_report(place: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "request": "observe",
        "channel": "phone",
        "observed_at": datetime.now(UTC).isoformat(),
        "languages": ["es"],
        "place": place,
        "people": 4,
        "vehicles": 2,
        "evidence": ["witness"],
        **changes,
    }


def _volunteer(callsign: str, chance: random.Random, box: tuple[float, float, float, float]) -> dict[str, Any]:
    south, north, west, east = box
    return {
        "callsign": callsign,
        "roles": ["observer"],
        "level": "verified",
        "languages": ["es", "en"],
        "home": {"lat": chance.uniform(south, north), "lon": chance.uniform(west, east)},
        "radius_km": 40,
        "no_residences": False,
    }


def _contact(entry: dict[str, Any], network_id: str, phone: str) -> dict[str, Any]:
    return {
        "person_id": entry["volunteer_id"],
        "network_id": network_id,
        "callsign": entry["callsign"],
        "org": "RRN",
        "phone": phone,
        "email": None,
        "language": "es",
        "consent": {"how": "paper form", "at": "2026-10-01T00:00:00Z"},
    }


async def _ok(http: Client, method: str, path: str, document: dict[str, Any] | None = None) -> Any:
    response = await http.request(method, path, json=document)
    if response.status_code >= 300:
        raise ExpectationFailed(f"{method} {path}: {response.status_code} {response.text[:300]}")
    return response.json()
