"""Overdue arrivals and an OUT that never comes, on a real PostgreSQL: what fires, what ends it, and races."""

import asyncio
from pathlib import Path

from schemas.values import DeliveryState
from services.dispatch.incident import scene
from services.dispatch.model.incident import StandDownReason
from services.dispatch.unit_of_work import IncidentUnitOfWork
from tests.support.dispatch_harness import MIGRATIONS, Stand, a_volunteer
from tests.support.dispatch_staff import Staffed


async def sent(stand: Stand) -> None:
    """HERON said 12 minutes, MAPLE 3, and MAPLE is at the meeting point."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE", km=4)])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 12")
    await stand.say("MAPLE", "Y 3")
    await stand.say("MAPLE", "HERE")
    await stand.announced()


async def stand_down(stand: Stand) -> None:
    incident_id = await stand.fetchval("SELECT incident_id FROM incident")
    async with stand.database.unit() as unit:
        work = IncidentUnitOfWork(unit, stand.resources)
        scene.stand_down((await work.lock_missions([incident_id]))[incident_id], StandDownReason.FINISHED, by="ROBIN")
        await work.save()


async def test_whoever_does_not_arrive_is_asked_and_new_minutes_give_them_time(stand: Stand) -> None:
    await sent(stand)

    await stand.later(minutes=16, seconds=50)
    quiet = await stand.texts()
    await stand.later(seconds=15)
    late = await stand.texts()
    await stand.say("HERON", "GO 20")
    await stand.later(minutes=24, seconds=50)
    waited = await stand.texts()
    await stand.later(seconds=15)
    again = await stand.texts()

    assert quiet.messages == []
    assert (late.to("HERON"), late.to("MAPLE"), late.to("ROBIN")) == (["V33"], ["V31b"], ["D10"])
    assert (waited.to("HERON"), waited.to("MAPLE"), waited.to("ROBIN")) == ([], ["V31c"], [])
    assert (again.to("HERON"), again.to("MAPLE"), again.to("ROBIN")) == (["V33"], ["V31b"], ["D10"])


async def test_an_arrival_that_comes_with_its_deadline_leaves_no_page_and_loses_no_text(stand: Stand) -> None:
    await sent(stand)

    await asyncio.gather(stand.say("HERON", "HERE"), stand.later(minutes=17, seconds=1))
    both = await stand.texts()
    await stand.later(minutes=6)

    assert both.to("HERON")[-2:] == ["V6a", "V6"]
    assert both.to("MAPLE")[-2:] == ["V6a", "V6"]
    assert (await stand.texts()).messages == []
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open") == 0


async def test_two_who_look_and_say_nothing_are_asked_after_an_hour_and_then_paged(stand: Stand) -> None:
    await sent(stand)
    await stand.say("HERON", "HERE")
    await stand.announced()

    await stand.later(minutes=59)
    quiet = await stand.texts()
    await stand.later(minutes=1, seconds=5)
    asked = await stand.texts()
    await stand.say("HERON", "OK")
    await stand.later(minutes=5, seconds=5)
    paged = await stand.texts()

    assert quiet.messages == []
    assert (asked.to("HERON"), asked.to("MAPLE"), asked.to("ROBIN")) == (["V34"], ["V34"], [])
    assert (paged.to("HERON"), paged.to("MAPLE"), paged.to("ROBIN")) == ([], ["V34"], ["D18"])


async def test_an_out_that_never_comes_is_shown_asked_about_and_paged(stand: Stand, tmp_path: Path) -> None:
    await sent(stand)
    await stand.say("HERON", "HERE")
    await stand_down(stand)
    await stand.say("MAPLE", "OUT")
    await stand.announced()
    staffed = Staffed(stand, tmp_path)
    code = await stand.fetchval("SELECT code FROM incident")

    await stand.later(minutes=15, seconds=1)
    asked = await stand.texts()
    await stand.say("ROBIN", "ACK")
    await stand.announced()
    await stand.later(minutes=5, seconds=1)
    paged = await stand.texts()
    heron, maple = (await staffed.get(f"/v1/incidents/{code}"))["assignments"]
    await stand.say("HERON", "OUT")
    await stand.later(hours=2)

    assert (asked.to("HERON"), asked.to("MAPLE"), asked.to("ROBIN")) == (["V34"], [], ["D26"])
    assert (paged.to("HERON"), paged.to("ROBIN")) == (["V34"], ["D18"])
    assert (heron["signs_asked"], heron["still_out_since"] is not None) == (2, True)
    assert maple["still_out_since"] is None
    assert (await stand.texts()).of("V34", "D18") == set()


async def test_ok_to_that_question_is_a_sign_and_pages_nobody(stand: Stand) -> None:
    await sent(stand)
    await stand.say("HERON", "HERE")
    await stand.say("HERON", "G")
    await stand.say("ROBIN", "ACK")
    await stand.later(minutes=15, seconds=1)
    await stand.announced()

    await stand.say("HERON", "OK")
    await stand.say("MAPLE", "ok")
    answered = await stand.texts()
    await stand.later(minutes=14, seconds=50)

    assert answered.messages == []
    assert (await stand.texts()).messages == []


async def test_a_report_near_by_gives_nobody_more_time_to_say_that_they_are_out(stand: Stand) -> None:
    await sent(stand)
    await stand.say("HERON", "HERE")
    await stand.say("HERON", "G")
    await stand.say("ROBIN", "ACK")
    await stand.later(minutes=15, seconds=1)
    await stand.announced()

    await stand.take(await stand.report(is_residence=True))
    await stand.later(minutes=5, seconds=1)

    texts = await stand.texts()
    assert (texts.to("HERON"), texts.to("MAPLE")) == (["V34"], ["V34"])
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'not_out'") == 2


async def test_a_mission_that_was_under_way_before_signs_were_waited_for_is_watched_from_the_upgrade_on(
    stand: Stand,
) -> None:
    await sent(stand)
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM timer")
        await connection.execute("UPDATE assignment SET sign_due_at = NULL")
        upgrade = (MIGRATIONS / "20261201000022_signs_of_open_missions.sql").read_text()
        await connection.execute(upgrade.partition("-- migrate:up")[2])

    await stand.later(seconds=61)
    watched = await stand.texts()
    await stand.later(minutes=30)

    assert watched.messages == []
    assert (await stand.texts()).of("V33") == {"HERON"}


async def test_whoever_waits_hears_what_is_known_of_a_partner_who_is_late_once_per_change(stand: Stand) -> None:
    """HERON was under way when MAPLE arrived."""
    await sent(stand)

    heard = []
    for text, seconds in (
        ("voy tarde", 60),
        ("ya casi, trafico", 60),
        ("15 min", 60),
        ("no encuentro el lugar", 299),
        ("no encuentro el lugar", 1),
        ("llego en 20", 5),
        ("estoy bien cansada hoy", 301),
    ):
        await stand.later(seconds=seconds)
        await stand.announced()
        await stand.say("HERON", text)
        texts = await stand.texts()
        heard.append(
            [
                (each.template, each.params.get("minutes"))
                for each in texts.messages
                if each.person_id == stand.ids["MAPLE"]
            ]
        )

    assert heard == [
        [("V31d", None)],
        [],
        [("V31c", "15")],
        [],
        [("V31e", None)],
        [("V31c", "20")],
        [("V31e", None)],
    ]


async def test_whoever_is_there_first_hears_how_long_the_partner_still_needs(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE", km=4)])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 12")
    await stand.say("MAPLE", "Y 3")
    await stand.announced()
    await stand.later(minutes=3)

    await stand.say("MAPLE", "HERE")

    told = (await stand.texts()).one("V35b", "MAPLE")
    await stand.became(told, DeliveryState.FAILED)

    assert told.params["minutes"] == "9"
    assert (await stand.texts()).one("D8", "ROBIN").params["callsign"] == "MAPLE"
