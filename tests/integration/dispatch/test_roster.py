"""The roster on a real PostgreSQL: networks and people over HTTP, shifts that end, codes, counts."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from schemas.events.network import NetworkChangedV1
from services.chassis.auth import new_key
from services.chassis.connection import write_together
from services.chassis.database import Database
from services.chassis.http_server import public_app
from services.chassis.http_transport import ANSWER_LIMIT
from services.chassis.keys_in_use import KeyWatch
from services.chassis.replay import Replay
from services.chassis.retention import Retention
from services.chassis.sealing import Keyring
from services.chassis.staff_keys import StaffKeys
from services.chassis.timers import Timer, TimerLoop
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.api.routers import ROUTERS
from services.dispatch.matching.geography import cell_of
from services.dispatch.model.roster import DutyPosition, Reach
from services.dispatch.roster import shifts
from services.dispatch.store.caches import NetworkCache
from services.dispatch.store.codes import CodeStore
from services.dispatch.store.keys_in_use import KEYS_IN_USE
from services.dispatch.store.retention import KEPT
from services.dispatch.store.roster import RosterStore
from services.dispatch.store.tallies import marking_assigned, marking_closed, marking_offered, marking_released
from tests.conftest import set_clock
from tests.support.dispatch_harness import REACHABLE
from tests.support.event_macs import macs_of

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


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, str]:
    """Role -> key; the file of their hashes lies beside."""
    made = {role: new_key() for role in ("admin", "operator")}
    entries = [
        {"key_id": key_id, "actor": role.upper(), "role": role, "networks": "*", "sha256": sha}
        for role, (key_id, _, sha) in made.items()
    ]
    (tmp_path / "staff.json").write_text(json.dumps(entries))
    return {role: key for role, (_, key, _) in made.items()}


@pytest.fixture
async def http(database: Database, keys: dict[str, str], tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = public_app(
        title="dispatch",
        routers=ROUTERS,
        database=database,
        staff_keys=StaffKeys(tmp_path / "staff.json"),
        replay=Replay(database, {}, [], macs_of("dispatch")),
        retention=Retention(database, KEPT),
        keys=KeyWatch(Keyring(tmp_path), database, KEYS_IN_USE),
    )
    headers = {"Authorization": f"Bearer {keys['admin']}"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://test", headers=headers
    ) as client:
        yield client


@pytest.fixture
async def network(http: httpx.AsyncClient, database: Database) -> httpx.AsyncClient:
    """The network `la` is there, with an observer, a duty lead and a trainee, and texts reach them all."""
    await put(http, a_network())
    lead = a_person("ROBIN", roles=["duty_lead"], home=None)
    people = [a_person("HERON"), lead, a_person("FINCH", level="trainee")]
    response = await http.post("/v1/networks/la/volunteers", json={"volunteers": people})
    assert response.status_code == 200, response.text
    ids = [UUID(person["volunteer_id"]) for person in response.json()["volunteers"]]
    async with database.unit() as unit:
        await RosterStore(unit.connection).save_reach(dict.fromkeys(ids, (1, REACHABLE)))
    return http


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


async def on_call(http: httpx.AsyncClient, *callsigns: str, on: bool = True, hours: float | None = None) -> None:
    body = {"callsigns": list(callsigns), "on": on, "hours": hours}
    response = await http.post("/v1/networks/la/on-call", json=body)
    assert response.status_code == 200, response.text


async def listed(http: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    people = (await http.get("/v1/networks/la/volunteers")).json()["volunteers"]
    return {person["callsign"]: person for person in people}


async def test_a_network_is_applied_once_however_often_it_is_sent(http: httpx.AsyncClient, database: Database) -> None:
    first = await put(http, a_network())
    again = await put(http, a_network())
    moved = await put(http, a_network(hotline_phone="213-555-0199"))

    assert (first["revision"], first["changed"]) == (1, True)
    assert (again["revision"], again["changed"]) == (1, False)
    assert (moved["revision"], moved["changed"]) == (2, True)
    events = await announced(database)
    assert [(event.revision, event.hotline_phone) for event in events] == [(1, "213-555-0142"), (2, "213-555-0199")]
    assert events[0].duty_lead_on_duty is False
    assert all(cell[1] <= "7" for cell in events[0].territory)


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


async def test_a_call_sign_keeps_its_id(network: httpx.AsyncClient) -> None:
    before = (await listed(network))["HERON"]

    people = {"volunteers": [a_person("HERON", languages=["TL", "es_mx", "spa"]), a_person("OTTER")]}
    saved = (await network.post("/v1/networks/la/volunteers", json=people)).json()["volunteers"]
    assert [(each["callsign"], each["created"]) for each in saved] == [("HERON", False), ("OTTER", True)]
    after = (await listed(network))["HERON"]
    assert after["volunteer_id"] == before["volunteer_id"] == saved[0]["volunteer_id"]
    assert after["languages"] == ["fil", "es-MX", "es"]


async def test_what_is_not_said_stays_and_what_goes_is_named(network: httpx.AsyncClient) -> None:
    saved = (await network.post("/v1/networks/la/volunteers", json={"volunteers": [{"callsign": "HERON"}]})).json()
    silent = (await listed(network))["HERON"]
    wanted = {"callsign": "HERON", "languages": ["quc"], "radius_km": 25, "remove": ["no_residences"]}
    changed = (await network.post("/v1/networks/la/volunteers", json={"volunteers": [wanted]})).json()

    assert saved["volunteers"][0]["changes"] == []
    assert (silent["level"], silent["languages"], silent["radius_km"]) == ("verified", ["es", "en"], 10)
    assert changed["volunteers"][0]["changes"] == [
        {"field": "languages", "old": "es, en", "new": "quc"},
        {"field": "radius_km", "old": "10", "new": "25"},
    ]


async def test_a_dry_run_decides_as_the_import_does_and_stores_nothing(network: httpx.AsyncClient) -> None:
    before = await listed(network)
    people = {"volunteers": [{"callsign": "HERON", "level": "lead", "home": {"lat": 34.2, "lon": -118.3}}]}
    people["volunteers"].append(a_person("MOSS"))

    tried = await network.post("/v1/networks/la/volunteers", json=people, params={"dry_run": True})
    refused = await network.post(
        "/v1/networks/la/volunteers", json={"volunteers": [{"callsign": "MOSS"}]}, params={"dry_run": True}
    )

    assert [(each["callsign"], each["created"], each["changes"]) for each in tried.json()["volunteers"]] == [
        (
            "HERON",
            False,
            [{"field": "level", "old": "verified", "new": "lead"}, {"field": "home", "old": "…", "new": "…"}],
        ),
        ("MOSS", True, []),
    ]
    assert set(faults(refused)) == {"/volunteers/0", "/volunteers/0/languages"}
    assert await listed(network) == before


async def test_an_observer_keeps_a_home(network: httpx.AsyncClient) -> None:
    wanted = {"callsign": "HERON", "remove": ["home"]}

    refused = await network.post("/v1/networks/la/volunteers", json={"volunteers": [wanted]})
    taken = await network.post("/v1/networks/la/volunteers", json={"volunteers": [{**wanted, "roles": ["reviewer"]}]})

    assert faults(refused) == ["/volunteers/0"]
    assert taken.status_code == 200


async def test_a_home_is_coarsened_before_it_is_stored(network: httpx.AsyncClient, database: Database) -> None:
    async with database.connection() as connection:
        stored = await connection.fetchval("SELECT to_jsonb(v)::text FROM volunteer v WHERE callsign = 'HERON'")

    assert json.loads(stored)["home"] == cell_of(34.0437, -118.21)
    assert "34.0" not in stored
    assert "118.2" not in stored
    assert "home" not in (await listed(network))["HERON"]


@pytest.mark.parametrize(
    ("person", "pointer"),
    [
        (a_person("heron"), "/volunteers/0/callsign"),
        (a_person(level="chief"), "/volunteers/0/level"),
        (a_person(roles=["driver"]), "/volunteers/0/roles/0"),
        (a_person(languages=[]), "/volunteers/0/languages"),
        (a_person("MOSS", home=None), "/volunteers/0"),
        (a_person(home={"lat": 34, "lon": 200}), "/volunteers/0/home/lon"),
        (a_person(phone="+12135550101"), "/volunteers/0/phone"),
        (a_person("WREN"), "/volunteers/2/callsign"),
    ],
)
async def test_a_person_that_does_not_fit_is_refused_by_field(
    network: httpx.AsyncClient, person: dict[str, Any], pointer: str
) -> None:
    people = {"volunteers": [person, a_person("OTTER"), a_person("OTTER")]}

    assert pointer in faults(await network.post("/v1/networks/la/volunteers", json=people))


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


async def test_on_call_for_some_hours_ends_by_itself(network: httpx.AsyncClient, database: Database) -> None:
    await on_call(network, "HERON", "FINCH", hours=4)
    assert (await listed(network))["HERON"]["on_call_until"] is not None

    await set_clock(database, timedelta(hours=4, seconds=1))

    heron = (await listed(network))["HERON"]
    assert (heron["on_call"], heron["on_call_until"]) == (False, None)
    await fire_timers(database)
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM volunteer WHERE on_call") == 0
        assert await connection.fetchval("SELECT count(*) FROM on_call_trait") == 0


async def test_a_shift_that_was_prolonged_goes_on(network: httpx.AsyncClient, database: Database) -> None:
    await on_call(network, "HERON", hours=1)
    await on_call(network, "HERON")

    await set_clock(database, timedelta(hours=2))
    await fire_timers(database)

    assert (await listed(network))["HERON"]["on_call"] is True


A_CROWD = """
    INSERT INTO volunteer (volunteer_id, network_id, callsign, roles, level, languages, radius_km, no_residences)
    SELECT gen_random_uuid(), 'la', 'V' || lpad(n::text, 5, '0'), '{observer}', 2, '{es,en}', 10, false
    FROM generate_series(1, 5000) AS n
"""


async def test_a_roster_of_thousands_is_read_in_pages_that_our_clients_take(
    network: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as connection:
        await connection.execute(A_CROWD)

    found: list[str] = []
    more, query = True, {"limit": "1000"}
    while more:
        answer = await network.get("/v1/networks/la/volunteers", params=query)
        assert len(answer.content) < ANSWER_LIMIT
        page = answer.json()
        found += [person["callsign"] for person in page["volunteers"]]
        more, query = page["more"], {"limit": "1000", "after": found[-1]}

    assert len(found) == len(set(found)) >= 5000
    assert found == sorted(found)


async def test_nobody_is_switched_when_one_of_them_is_unknown(network: httpx.AsyncClient) -> None:
    body = {"callsigns": ["HERON", "NOBODY"], "on": True}

    response = await network.post("/v1/networks/la/on-call", json=body)
    assert response.status_code == 404
    assert [error["pointer"] for error in response.json()["errors"]] == ["/callsigns/1"]
    assert (await listed(network))["HERON"]["on_call"] is False


async def duty(http: httpx.AsyncClient, callsign: str, **more: Any) -> httpx.Response:
    return await http.post("/v1/networks/la/duty", json={"callsign": callsign, "on": True, **more})


async def test_going_on_and_off_duty_is_told_to_everyone_once(network: httpx.AsyncClient, database: Database) -> None:
    assert (await duty(network, "ROBIN")).json()["changed"] is True
    assert (await duty(network, "ROBIN")).json()["changed"] is False
    assert (await duty(network, "ROBIN", on=False)).json()["changed"] is True
    assert (await duty(network, "ROBIN", on=False)).json()["changed"] is False

    events = await announced(database)
    assert [(event.revision, event.duty_lead_on_duty) for event in events] == [(1, False), (2, True), (3, False)]
    assert events[1].alarm_person_id == UUID((await listed(network))["ROBIN"]["volunteer_id"])


async def test_duty_needs_the_role(network: httpx.AsyncClient) -> None:
    assert faults(await duty(network, "HERON")) == ["/callsign"]


async def test_whoever_cannot_be_reached_is_switched_and_named(network: httpx.AsyncClient, database: Database) -> None:
    people = await listed(network)
    async with database.unit() as unit:
        lost = {UUID(people[name]["volunteer_id"]): (2, Reach("opted_out", None)) for name in ("HERON", "ROBIN")}
        await RosterStore(unit.connection).save_reach(lost)

    taken = (await duty(network, "ROBIN")).json()
    on = (await network.post("/v1/networks/la/on-call", json={"callsigns": ["HERON", "FINCH"], "on": True})).json()

    assert [(holder["callsign"], holder["unreachable"]) for holder in taken["duty"]] == [("ROBIN", "opted_out")]
    assert on["unreachable"] == [{"callsign": "HERON", "unreachable": "opted_out"}]
    heron = (await listed(network))["HERON"]
    assert (heron["on_call"], heron["unreachable"], heron["no_mail"]) == (True, "opted_out", None)
    assert [event.duty_lead_on_duty for event in await announced(database)] == [False, False]


async def test_duty_that_is_over_counts_as_off_and_is_told(network: httpx.AsyncClient, database: Database) -> None:
    await duty(network, "ROBIN", hours=2)
    await set_clock(database, timedelta(hours=2, seconds=1))

    async with database.unit() as unit:
        assert await RosterStore(unit.connection).duty_leads(["la"], unit.now) == {}
    await fire_timers(database)

    assert [event.duty_lead_on_duty for event in await announced(database)] == [False, True, False]


async def test_the_lead_comes_before_the_backup(network: httpx.AsyncClient, database: Database) -> None:
    wren = a_person("WREN", roles=["duty_lead", "coordinator"], home=None)
    await network.post("/v1/networks/la/volunteers", json={"volunteers": [wren]})
    await duty(network, "WREN", position="backup")
    await duty(network, "ROBIN")

    async with database.unit() as unit:
        store = RosterStore(unit.connection)
        leads = (await store.duty_leads(["la"], unit.now))["la"]
        assert [person.callsign for person in await store.coordinators("la")] == ["WREN"]

    assert [lead.callsign for lead in leads] == ["ROBIN", "WREN"]
    assert [lead.position for lead in leads] == [DutyPosition.LEAD, DutyPosition.BACKUP]


async def fire_timers(database: Database) -> None:
    """Until the first that are due have been handled."""
    fired = asyncio.Event()

    async def handler(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
        await shifts.on_shift_end(unit, timers)
        fired.set()

    async def on_duty_changed(_: UnitOfWork, __: Sequence[Timer]) -> None:
        """No mission is open here."""

    loop = TimerLoop(database, {shifts.SHIFT_END: handler, shifts.DUTY_CHANGED: on_duty_changed})
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(loop.run())
        await fired.wait()
        loop.stop()


async def test_counts_follow_offers_and_missions(network: httpx.AsyncClient, database: Database) -> None:
    person = UUID((await listed(network))["HERON"]["volunteer_id"])
    async with database.unit() as unit:
        await write_together(unit.connection, [marking_offered([person, person], unit.now)])
        await write_together(unit.connection, [marking_closed([person])])
        await write_together(unit.connection, [marking_assigned([person])])
    async with database.unit() as unit:
        await write_together(unit.connection, [marking_offered([person], unit.now + timedelta(hours=25))])
        await write_together(unit.connection, [marking_closed([person, person, person])])
        await write_together(unit.connection, [marking_released([person], unit.now)])

    async with database.connection() as connection:
        row = await connection.fetchrow(
            "SELECT open_offers, offers_in_day, assigned, cool_until IS NOT NULL AS cool FROM volunteer"
            " WHERE volunteer_id = $1",
            person,
        )
    assert dict(row or {}) == {"open_offers": 0, "offers_in_day": 1, "assigned": False, "cool": True}


async def test_codes_are_taken_once_by_eight_at_a_time(network: httpx.AsyncClient, database: Database) -> None:
    async def some() -> list[str]:
        async with database.unit() as unit:
            return (await CodeStore(unit.connection).take({"la": 5}, now=unit.now))["la"]

    taken = await asyncio.gather(*(some() for _ in range(8)))

    codes = [code for each in taken for code in each]
    assert len(set(codes)) == 40


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
