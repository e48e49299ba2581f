"""The roster on a real PostgreSQL: networks and people over HTTP, shifts that end, codes, counts."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.chassis.connection import write_together
from services.chassis.database import Database
from services.chassis.http_transport import ANSWER_LIMIT
from services.chassis.timers import Timer, TimerLoop
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.matching.geography import cell_of
from services.dispatch.model.roster import DutyPosition, Reach
from services.dispatch.roster import shifts
from services.dispatch.store.codes import CodeStore
from services.dispatch.store.roster import RosterStore
from services.dispatch.store.tallies import marking_assigned, marking_closed, marking_offered, marking_released
from tests.conftest import set_clock
from tests.support.dispatch_roster import a_person, announced, faults


async def on_call(http: httpx.AsyncClient, *callsigns: str, on: bool = True, hours: float | None = None) -> None:
    body = {"callsigns": list(callsigns), "on": on, "hours": hours}
    response = await http.post("/v1/networks/la/on-call", json=body)
    assert response.status_code == 200, response.text


async def listed(http: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    people = (await http.get("/v1/networks/la/volunteers")).json()["volunteers"]
    return {person["callsign"]: person for person in people}


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
    assert [event.duty_lead_on_duty for event in events] == [False, True, False]
    assert events[0].revision < events[1].revision < events[2].revision
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
