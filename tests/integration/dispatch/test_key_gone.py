"""An open incident whose day's key is gone goes on: it is acknowledged, stood down and closed, and its texts go out."""

import pytest

from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed

UNOPENABLE = "overlay({0} placing convert_to('case/2020-01-01', 'UTF8') from 3)"


async def lose_the_key(stand: Stand) -> None:
    """Of everything that was sealed so far: as if its day's keys had been destroyed."""
    async with stand.database.connection() as connection:
        for table, column in (("incident", "place"), ("incident", "meeting"), ("report", "place")):
            await connection.execute(f"UPDATE {table} SET {column} = {UNOPENABLE.format(column)}")  # noqa: S608
    await stand.announced()


async def out_there(stand: Stand) -> str:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE"), a_volunteer("FINCH")])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "HERE")
    await lose_the_key(stand)
    return str(await stand.fetchval("SELECT code FROM incident"))


async def test_a_mission_whose_key_is_gone_is_told_to_leave_and_closes(stand: Stand, staffed: Staffed) -> None:
    code = await out_there(stand)

    await staffed.post(f"/v1/incidents/{code}/stand-down", {"reason": "safety", "tell": "stopped"})

    assert (await stand.texts()).of("V8", "V8b", "V8c") == {"HERON", "MAPLE"}
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "OUT")
    assert await stand.fetchval("SELECT state FROM incident") == "closed"


async def test_its_sos_is_paged_acknowledged_and_told_and_its_deadlines_fire(stand: Stand) -> None:
    code = await out_there(stand)
    await stand.later(minutes=30)
    await stand.announced()

    await stand.say("HERON", "SOS")

    texts = await stand.texts()
    assert texts.one("D1a", "ROBIN").params["zone"]
    assert "MAPLE" in texts.of("V8", "V8b", "V8c"), "LEAVE NOW above all"
    await stand.later(minutes=2)
    assert "ROBIN" in (await stand.texts()).of("D1a")
    await stand.say("ROBIN", f"ACK {code}")
    assert await stand.fetchval("SELECT count(*) FROM page WHERE taken_by = 'ROBIN' AND reason = 'sos'") == 1


async def test_people_look_at_it_and_are_told_that_its_place_is_gone(stand: Stand, staffed: Staffed) -> None:
    code = await out_there(stand)
    sealed = await stand.fetchval("SELECT meeting FROM incident")

    shown = await staffed.get(f"/v1/incidents/{code}")
    await stand.say("HERON", "C 4 agents")

    assert shown["place_gone"] is True
    [listed] = (await staffed.get("/v1/incidents"))["incidents"]
    assert (listed["code"], listed["place_gone"]) == (code, True)
    assert await stand.fetchval("SELECT meeting FROM incident") == sealed, "a key that is found again opens it"
    assert (await stand.texts()).to("ROBIN") == ["D5"]


@pytest.mark.logs_errors("incident.unreadable")
async def test_one_that_still_seeks_asks_nobody_new_and_holds_up_no_report_near(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await lose_the_key(stand)

    await stand.later(minutes=10)
    assert (await stand.texts()).of("V2", "V2b", "V2s") == set()
    assert await stand.fetchval("SELECT state FROM incident") == "unfilled"
    await stand.take(await stand.report())

    assert await stand.fetchval("SELECT count(*) FROM incident") == 2
