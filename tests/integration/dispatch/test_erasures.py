"""Somebody is erased: at once or when nobody needs them, in every table; what happened stays, without them."""

import asyncio
from typing import Any

import pytest

from schemas.events.message import PersonErasedV1
from services.dispatch.roster.erasing import Erasures
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed

ERASURES = "/v1/networks/la/erasures"


async def everything(stand: Stand) -> str:
    """Every row of every table but those of the bus, as text."""
    async with stand.database.connection() as connection:
        tables = await connection.fetch(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'r' AND n.nspname = 'public'"
            " AND c.relname NOT IN ('outbox', 'inbox', 'awaiting', 'timer')"
        )
        rows = [
            await connection.fetchval(f"SELECT coalesce(json_agg(t)::text, '') FROM \"{name}\" t")  # noqa: S608
            for (name,) in tables
        ]
    return "\n".join(rows)


async def a_mission_that_is_over(stand: Stand) -> None:
    """HERON and MAPLE went, and HERON cried on the way; all is settled but the incident's own end."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE"), a_volunteer("OSPREY")])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    await stand.say("HERON", "SOS")


async def ask(staffed: Staffed, callsign: str = "HERON", **more: Any) -> dict[str, Any]:
    answer = await staffed.post(ERASURES, {"callsign": callsign, **more}, who="ADMIN")
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


def what(answer: dict[str, Any]) -> list[str]:
    return [each["what"] for each in answer["waits_for"]]


async def test_somebody_nobody_needs_is_erased_at_once_from_every_table(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.say("HERON", "what is this about?")
    async with stand.database.connection() as connection:
        await connection.execute(
            "UPDATE unread_text SET settled_as = 'closed', settled_by = 'PINE', settled_at = app.now()"
        )
        await connection.execute("UPDATE page SET open = false")
    before = await everything(stand)
    assert "HERON" in before
    await stand.announced()

    answer = await ask(staffed)

    assert (answer["erased"], answer["waits_for"]) == (True, [])
    left = await everything(stand)
    assert "HERON" not in left
    assert "MAPLE" in left
    assert left.count(str(stand.ids["HERON"])) == 1, "that they were erased"
    assert [each.person_id for each in await stand.announced() if isinstance(each, PersonErasedV1)] == [
        stand.ids["HERON"]
    ]


async def test_who_is_out_there_is_waited_for_and_then_goes(stand: Stand, staffed: Staffed) -> None:
    await a_mission_that_is_over(stand)

    answer = await ask(staffed)

    assert not answer["erased"]
    assert what(answer) == ["mission", "page", "sos"]
    assert not await stand.fetchval("SELECT on_call FROM volunteer WHERE callsign = 'HERON'"), "off call at once"
    assert (await ask(staffed))["asked_at"] == answer["asked_at"], "asked again, as it was asked first"

    code = await stand.fetchval("SELECT code FROM incident")
    await staffed.post(f"/v1/sos/{code}/clear", {"spoken": True})
    await staffed.post(f"/v1/incidents/{code}/stand-down", {"reason": "safety", "tell": "stopped"})
    await staffed.post(f"/v1/incidents/{code}/out", {"callsign": "HERON", "why": "called"})
    await staffed.post(f"/v1/incidents/{code}/out", {"callsign": "MAPLE", "why": "called"})
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE page SET open = false")
    assert "HERON" in await everything(stand)

    assert await Erasures(stand.database).run() == 0

    left = await everything(stand)
    assert "HERON" not in left
    assert "MAPLE" in left, "of the timeline only the lines that name the one who went"
    assert await stand.fetchval("SELECT count(*) FROM assignment") == 2
    assert await stand.fetchval("SELECT count(*) FROM sos_call") == 1
    assert await stand.fetchval("SELECT count(*) FROM sos_entry") == 0
    incident_id = await stand.fetchval("SELECT incident_id FROM incident")
    detail = await staffed.get(f"/v1/incidents/{incident_id}")
    assert sorted(each["callsign"] for each in detail["assignments"]) == ["", "MAPLE"]
    listed = await staffed.get(ERASURES, who="ADMIN")
    assert listed["erasures"] == []


@pytest.mark.logs_errors("erasure.overdue")
async def test_a_day_later_it_is_overdue_and_says_what_it_waits_for(stand: Stand, staffed: Staffed) -> None:
    await a_mission_that_is_over(stand)
    await ask(staffed)
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE erasure SET asked_at = asked_at - interval '25 hours'")

    [waiting] = (await staffed.get(ERASURES, who="ADMIN"))["erasures"]

    assert await Erasures(stand.database).run() == 1
    assert waiting["overdue"]
    assert waiting["callsign"] == "HERON"
    assert what(waiting) == ["mission", "page", "sos"]


@pytest.mark.parametrize(
    ("says", "waits"),
    [
        ("Y 5", ["mission"]),
        ("what is this about?", ["offer", "page", "text"]),
        ("", ["offer"]),
    ],
)
async def test_each_thing_that_is_open_is_waited_for(
    stand: Stand, staffed: Staffed, says: str, waits: list[str]
) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    if says:
        await stand.say("HERON", says)
    assert set(waits) >= set(what(await ask(staffed, preview=True)))
    assert set(waits) <= {*what(await ask(staffed, preview=True)), "page"}
    assert await stand.fetchval("SELECT count(*) FROM erasure") == 0, "a preview notes nothing"


async def test_who_is_on_duty_hands_over_first(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])
    assert what(await ask(staffed, "ROBIN")) == ["duty"]
    await staffed.post("/v1/networks/la/duty", {"callsign": "ROBIN", "on": False, "anyway": True}, who="ADMIN")
    assert await Erasures(stand.database).run() == 0
    assert await stand.fetchval("SELECT count(*) FROM volunteer WHERE callsign = 'ROBIN'") == 0


@pytest.mark.logs_errors("reply.from_nobody")
async def test_their_text_that_comes_after_all_still_reaches_a_person(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    late = await stand.a_reply("HERON", "SOS")
    await ask(staffed)
    await stand.announced()
    await stand.hear(late)
    assert (await stand.texts()).of("D4") == {"ROBIN"}


async def test_erased_once_however_often_it_is_tried_and_beside_a_mission(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE"), a_volunteer("OSPREY")])
    async with stand.database.connection() as connection:
        await connection.execute(
            "INSERT INTO erasure SELECT volunteer_id, network_id, callsign, app.now(), 'ADMIN' FROM volunteer"
            " WHERE callsign = 'HERON'"
        )
    await stand.announced()

    await asyncio.gather(
        *(Erasures(stand.database).run() for _ in range(3)), stand.take(await stand.report()), stand.say("HERON", "Y 5")
    )
    while await Erasures(stand.database).run():
        await stand.say("HERON", "OUT")
        await stand.later(minutes=10)

    erased = [each for each in await stand.announced() if isinstance(each, PersonErasedV1)]
    assert len(erased) == 1
    assert await stand.fetchval("SELECT count(*) FROM volunteer WHERE callsign = 'HERON'") == 0


async def test_by_their_own_text_with_the_code_that_their_phone_was_sent(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.say("HERON", "Borra mis datos")
    code = (await stand.texts()).one("V50", "HERON").params["erase_code"]
    assert await stand.fetchval("SELECT count(*) FROM erasure") == 0, "said once it is only a question"
    assert await stand.fetchval("SELECT on_call FROM volunteer WHERE callsign = 'HERON'")

    await stand.say("HERON", f"BORRA MIS DATOS {code}")

    assert (await stand.texts()).to("HERON") == ["V51"]
    assert not await stand.fetchval("SELECT on_call FROM volunteer WHERE callsign = 'HERON'")
    assert await Erasures(stand.database).run() == 0
    assert await stand.fetchval("SELECT count(*) FROM volunteer WHERE callsign = 'HERON'") == 1, "the answer goes first"
    await stand.later(minutes=3)
    await Erasures(stand.database).run()
    assert "HERON" not in await everything(stand)
    assert len([each for each in await stand.announced() if isinstance(each, PersonErasedV1)]) == 1


async def test_a_wrong_or_an_old_code_erases_nobody_and_brings_another(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.say("HERON", "ERASE MY DATA")
    code = (await stand.texts()).one("V50", "HERON").params["erase_code"]
    wrong = "222" if code != "222" else "333"
    await stand.say("HERON", f"ERASE MY DATA {wrong}")
    second = (await stand.texts()).one("V50", "HERON").params["erase_code"]
    if second != code:
        await stand.say("HERON", f"ERASE MY DATA {code}")
        second = (await stand.texts()).one("V50", "HERON").params["erase_code"]
    await stand.later(minutes=11)
    await stand.announced()
    await stand.say("HERON", f"ERASE MY DATA {second}")
    assert (await stand.texts()).to("HERON") == ["V50"]
    await stand.say("MAPLE", f"ERASE MY DATA {second}")
    assert (await stand.texts()).to("MAPLE") == ["V50"], "another's code"
    assert await stand.fetchval("SELECT count(*) FROM erasure") == 0


async def test_on_a_mission_it_waits_and_in_danger_a_person_reads_it(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("HERON", "ERASE MY DATA")
    code = (await stand.texts()).one("V50", "HERON").params["erase_code"]
    await stand.say("HERON", f"ERASE MY DATA {code}")
    await stand.later(minutes=3)
    assert await Erasures(stand.database).run() == 1
    [waiting] = (await staffed.get(ERASURES, who="ADMIN"))["erasures"]
    assert "mission" in what(waiting)

    await stand.say("MAPLE", "SOS")
    await stand.announced()
    await stand.say("MAPLE", "ERASE MY DATA")
    assert (await stand.texts()).of("V50") == set()
