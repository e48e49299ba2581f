"""Networks over HTTP on a real PostgreSQL: applied once, read as applied, refused by field."""

from typing import Any

import httpx
import pytest

from services.chassis.database import Database
from services.dispatch.store.caches import NetworkCache
from services.dispatch.store.roster import RosterStore
from tests.support.dispatch_roster import RING, a_network, a_person, announced, faults, put


async def test_a_network_is_applied_once_however_often_it_is_sent(http: httpx.AsyncClient, database: Database) -> None:
    started = int((await database.now()).timestamp())
    first = await put(http, a_network())
    again = await put(http, a_network())
    moved = await put(http, a_network(hotline_phone="213-555-0199"))

    one, two = first["revision"], moved["revision"]
    assert (first["changed"], again["revision"], again["changed"], moved["changed"]) == (True, one, False, True)
    assert started <= one < two <= (await database.now()).timestamp() + 1, "seconds of the clock"
    events = await announced(database)
    assert [(event.revision, event.hotline_phone) for event in events] == [(one, "213-555-0142"), (two, "213-555-0199")]
    assert events[0].duty_lead_on_duty is False
    assert all(cell[1] <= "7" for cell in events[0].territory)


async def test_a_network_that_was_restored_from_a_backup_is_believed_at_its_next_change(
    http: httpx.AsyncClient, database: Database
) -> None:
    """Its readers know it at a later revision than the backup does: they ignored all that it said from then on."""
    known = (await put(http, a_network()))["revision"]
    async with database.connection() as connection:
        await connection.execute("UPDATE network SET revision = 12")

    changed = await put(http, a_network(hotline_phone="213-555-0199"))

    assert changed["revision"] >= known


async def test_a_network_reads_as_it_was_applied(http: httpx.AsyncClient, database: Database) -> None:
    await put(http, a_network())

    one = (await http.get("/v1/networks/la")).json()
    every = (await http.get("/v1/networks")).json()["networks"]

    assert one["file"] == a_network()
    assert [each["network_id"] for each in every] == ["la"]
    async with database.connection() as connection:
        known = (await RosterStore(connection).networks(["la", "nowhere"]))["la"]
    assert known.policy.wave_sizes == (2, 4)
    assert known.policy.join_m == 500
    assert known.territory.covers(34.0437, -118.21)
    assert (await http.get("/v1/networks/nowhere")).status_code == 404


async def test_places_that_look_mistyped_are_said_with_the_answer(http: httpx.AsyncClient, database: Database) -> None:
    zones = [
        {"name": "Boyle Heights", "lat": 34.033, "lon": -118.205},
        {"name": "Westlake", "lat": 34.06, "lon": 118.27},
    ]

    applied = await put(http, a_network(zones=zones))
    people = [
        a_person("HERON"),
        a_person("OTTER", home={"lat": 0, "lon": 0}),
        a_person("MAPLE", home={"lat": 52, "lon": 13}),
    ]
    saved = (await http.post("/v1/networks/la/volunteers", json={"volunteers": people})).json()["volunteers"]

    assert applied["warnings"] == {"/zones/1": "no_minus"}
    assert [each["warning"] for each in saved] == [None, "null_island", "far_away"]
    box = (await announced(database))[0].territory_box
    assert box == (
        min(lat for _, lat in RING),
        min(lon for lon, _ in RING),
        max(lat for _, lat in RING),
        max(lon for lon, _ in RING),
    )


OPEN = RING[:-1]


TURNED = [[lat, lon] for lon, lat in RING]


WIDE = [[-120, 30], [-80, 30], [-80, 48], [-120, 30]]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"id": "oc"}, "/id"),
        ({"name": ""}, "/name"),
        ({"name": "A very long name"}, "/name"),
        ({"hotline_phone": "call us"}, "/hotline_phone"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"languages": []}, "/languages"),
        ({"languages": ["Spanish!"]}, "/languages/0"),
        ({"territory": {"type": "Point", "coordinates": [1, 2]}}, "/territory/type"),
        ({"territory": {"type": "Polygon", "coordinates": [OPEN]}}, "/territory/coordinates/0"),
        ({"territory": {"type": "Polygon", "coordinates": [TURNED]}}, "/territory/coordinates/0"),
        ({"territory": {"type": "Polygon", "coordinates": [RING, [[1, 2]]]}}, "/territory/coordinates/1"),
        ({"territory": {"type": "Polygon", "coordinates": ["ring"]}}, "/territory/coordinates/0"),
        ({"territory": {"type": "MultiPolygon", "coordinates": [[OPEN]]}}, "/territory/coordinates/0/0"),
        ({"territory": {"type": "Polygon", "coordinates": []}}, "/territory/coordinates"),
        ({"territory": {"type": "Polygon", "coordinates": [WIDE]}}, "/territory"),
        ({"zones": []}, "/zones"),
        ({"zones": [{"name": "East of the river and beyond", "lat": 34, "lon": -118}]}, "/zones/0/name"),
        ({"name": "€€€€€"}, "/name"),
        ({"hotline_phone": "+52555555014201425"}, "/hotline_phone"),
        ({"zones": [{"name": "[Boyle] {Heights} ~", "lat": 34, "lon": -118}]}, "/zones/0/name"),
        ({"meeting_points": [{"name": "🏠", "lat": 34, "lon": -118}]}, "/meeting_points/0/name"),
        ({"zones": [{"name": "East", "lat": 94, "lon": -118}]}, "/zones/0/lat"),
        ({"zones": 2 * [{"name": "East", "lat": 34, "lon": -118}]}, "/zones/1/name"),
        ({"meeting_points": [{"name": "a\u0000b", "lat": 34, "lon": -118}]}, "/meeting_points/0/name"),
        ({"policy": {"observers": 1}}, "/policy/observers"),
        ({"policy": {"meeting_min_m": 150}}, "/policy/meeting_min_m"),
        ({"policy": {"meeting_min_m": 1500}}, "/policy/meeting_max_m"),
        ({"policy": {"release_max_age_minutes": 90}}, "/policy/release_max_age_minutes"),
        ({"policy": {"wave_sizes": []}}, "/policy/wave_sizes"),
        ({"policy": {"wave_secons": 60}}, "/policy/wave_secons"),
        ({"surprise": 1}, "/surprise"),
    ],
)
async def test_a_network_file_that_does_not_fit_is_refused_by_field(
    http: httpx.AsyncClient, changes: dict[str, Any], pointer: str
) -> None:
    assert pointer in faults(await http.put("/v1/networks/la", json=a_network(**changes)))


async def test_only_an_admin_sets_up_and_nobody_without_a_key_sees_anything(
    network: httpx.AsyncClient, keys: dict[str, str]
) -> None:
    operator = {"Authorization": f"Bearer {keys['operator']}"}
    on = {"callsigns": ["HERON"], "on": True}

    assert (await network.put("/v1/networks/la", json=a_network(), headers=operator)).status_code == 403
    people = {"volunteers": [a_person()]}
    assert (await network.post("/v1/networks/la/volunteers", json=people, headers=operator)).status_code == 403
    assert (await network.post("/v1/networks/la/on-call", json=on, headers=operator)).status_code == 200
    assert (await network.get("/v1/networks/la/volunteers", headers={"Authorization": "Bearer x"})).status_code == 401


async def test_a_network_with_a_name_that_texts_must_cut_is_still_read(
    network: httpx.AsyncClient, database: Database
) -> None:
    """It was applied before names were measured in the units of a text."""
    async with database.unit() as unit:
        await unit.connection.execute(
            """UPDATE network SET file = jsonb_set(file, '{zones,0,name}', '"[Boyle] {Heights} ~~"')"""
        )

    answer = await network.get("/v1/networks/la")

    assert answer.status_code == 200
    assert answer.json()["file"]["zones"][0]["name"] == "[Boyle] {Heights} ~~"


async def test_a_network_is_read_again_only_when_it_changed(network: httpx.AsyncClient, database: Database) -> None:
    cache = NetworkCache()
    async with database.connection() as connection:
        first = (await RosterStore(connection, cache).networks(["la"]))["la"]
        second = (await RosterStore(connection, cache).networks(["la"]))["la"]
    await put(network, a_network(name="RRN2"))
    async with database.connection() as connection:
        third = (await RosterStore(connection, cache).networks(["la"]))["la"]

    assert second is first
    assert third.name == "RRN2"
