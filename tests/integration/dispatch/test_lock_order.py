"""Rows are locked in one order by everybody (docs/architecture.md): units that meet wait for each other, and end."""

import asyncio
from datetime import UTC, datetime

from schemas.events.delivery import VolunteerDeliveryChangedV1
from schemas.events.message import VolunteerMessageRequestedV1
from schemas.values import DeliveryState
from services.dispatch.handlers.leadership import on_duty_changed
from services.dispatch.resources import DispatchResources
from services.dispatch.roster.shifts import on_shift_end
from services.dispatch.store.pages import PageStore
from services.dispatch.unit_of_work import IncidentUnitOfWork
from tests.integration.dispatch.test_distress import on_scene
from tests.support.chassis_harness import until
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed

NOW = datetime(2026, 11, 30, 14, tzinfo=UTC)


async def somebody_waits(stand: Stand) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(await stand.fetchval(waiting))


async def test_who_looks_for_missions_without_lead_locks_no_page_before_whom_it_asks(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE", km=4)])
    await stand.take(await stand.report())
    await stand.reach("ROBIN", "opted_out")
    await stand.later(seconds=1)
    told = [message.message_id for message in (await stand.texts()).messages if message.template == "D19"]

    async def looks() -> None:
        async with stand.database.unit() as unit:
            work = IncidentUnitOfWork(unit, DispatchResources(stand.sealer))
            work.to_page = {"la"}
            await on_duty_changed(work, [])

    await stand.fetchval("UPDATE page SET attempt = 60, due_at = NULL WHERE reason = 'leaderless' RETURNING 1")
    async with stand.database.unit() as a_round:
        pages = PageStore(a_round.connection)
        await pages.lock_addressees(stand.ids.values())
        waits = asyncio.create_task(looks())
        await until(lambda: somebody_waits(stand))
        locked = await pages.lock_unanswered("la", told)
    await waits

    assert [page.reason for page in locked] == ["leaderless"]


async def test_brakes_of_several_networks_are_locked_at_once(stand: Stand) -> None:
    for name in ("la", "oc"):
        await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE", km=4)], name=name)
        await stand.take(await stand.report(network_id=name))
    offers = {offer.network_id: offer for offer in (await stand.texts()).messages if offer.template.startswith("V2")}
    await stand.fetchval("UPDATE incident SET braked_at = app.now() WHERE network_id = 'la' RETURNING 1")
    batch = [
        await stand.received(became(offers["oc"], DeliveryState.FAILED), offers["oc"].subject_id),
        await stand.received(became(offers["la"], DeliveryState.DELIVERED), offers["la"].subject_id),
    ]

    async def hears() -> None:
        async with stand.database.unit() as unit:
            await stand.handlers[VolunteerDeliveryChangedV1.TOPIC](unit, batch)

    async with stand.database.unit() as rival:
        brakes = IncidentUnitOfWork(rival, DispatchResources(stand.sealer)).brakes
        await brakes.brakes_of(["la"], locked=True)
        waits = asyncio.create_task(hears())
        await until(lambda: somebody_waits(stand))
        await brakes.brakes_of(["oc"], locked=True)
    await waits

    assert await stand.fetchval("SELECT misses FROM brake WHERE network_id = 'oc'") == 1
    assert await stand.fetchval("SELECT released_at IS NOT NULL FROM brake WHERE network_id = 'la'") is True


async def test_reach_locks_no_person_before_whom_it_pages(stand: Stand) -> None:
    await on_scene(stand)
    await stand.reach("HERON", "opted_out")
    await stand.say("HERON", "STOP", consent="opted_out")
    await stand.announced()
    async with stand.database.unit() as rival:
        work = IncidentUnitOfWork(rival, DispatchResources(stand.sealer))
        pages = PageStore(rival.connection)
        await pages.lock_addressees(stand.ids.values())
        await pages.lock_unanswered("la", [])
        waits = asyncio.create_task(stand.reach("HERON", None))
        await until(lambda: somebody_waits(stand))
        await work.offers.lock_people([stand.ids["HERON"]])
    await waits


async def test_a_cry_after_leaving_locks_its_mission_before_the_cries(stand: Stand) -> None:
    """The new row of sos_call refers to the mission, which HERON left on the way."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE"), a_volunteer("OTTER"), a_volunteer("CEDAR")])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    await stand.say("HERON", "OUT")
    await stand.say("CEDAR", "SOS")  # another open cry of the network
    await stand.announced()
    incident = await stand.fetchval("SELECT incident_id FROM incident")

    async with stand.database.unit() as rival:
        work = IncidentUnitOfWork(rival, DispatchResources(stand.sealer))
        await work.lock_missions([incident])
        waits = asyncio.create_task(stand.say("HERON", "help"))
        await until(lambda: somebody_waits(stand))
        await work.lock_calls(["la"])
    await waits


async def a_cry_that_robin_took(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("CEDAR")])
    await stand.say("CEDAR", "SOS")
    await stand.takes_the_sos("ROBIN")


async def test_the_end_of_shifts_locks_open_cries_and_networks_in_the_order_of_all_others(stand: Stand) -> None:
    """ROBIN's duty and HERON's hours on call end at once; a reply of HERON's network comes just then."""
    await a_cry_that_robin_took(stand)
    await stand.fetchval("UPDATE volunteer SET on_until = app.now() WHERE callsign = 'HERON' RETURNING 1")
    await stand.fetchval("UPDATE duty SET on_until = app.now() RETURNING 1")

    async def ends() -> None:
        async with stand.database.unit() as unit:
            await on_shift_end(unit, [])

    async with stand.database.unit() as rival:
        work = IncidentUnitOfWork(rival, DispatchResources(stand.sealer))
        await work.lock_calls(["la"])
        waits = asyncio.create_task(ends())
        await until(lambda: somebody_waits(stand))
        await work.offers.lock_people([stand.ids["HERON"]])
    await waits

    assert await stand.fetchval("SELECT count(*) FROM duty") == 0
    assert await stand.fetchval("SELECT acknowledged_by FROM sos_call") is None
    assert await stand.fetchval("SELECT on_call FROM volunteer WHERE callsign = 'HERON'") is False


async def test_a_lead_who_hands_over_locks_open_cries_before_the_network(stand: Stand, staffed: Staffed) -> None:
    """While another's duty ends by the clock, which takes the same two."""
    await a_cry_that_robin_took(stand)
    order = {"callsign": "ROBIN", "on": False, "successor": "WREN"}

    async with stand.database.unit() as rival:
        work = IncidentUnitOfWork(rival, DispatchResources(stand.sealer))
        await work.lock_calls(["la"])
        waits = asyncio.create_task(staffed.post("/v1/networks/la/duty", order))
        await until(lambda: somebody_waits(stand))
        await work.roster.next_revision("la", rival.now)
    answer = await waits

    assert (answer.status_code, answer.json()["changed"]) == (200, True), answer.text
    assert await stand.fetchval("SELECT volunteer_id FROM duty") == stand.ids["WREN"]


async def test_a_note_on_a_cry_locks_its_mission_before_the_cries(stand: Stand, staffed: Staffed) -> None:
    """A cry that the release before this one kept no call of gets its row now, which refers to the mission."""
    code = await on_scene(stand)
    await stand.say("HERON", "SOS")
    await stand.say("ROBIN", "SOS")  # another open cry of the network
    await stand.fetchval("DELETE FROM sos_entry RETURNING 1")
    await stand.fetchval("DELETE FROM sos_call WHERE callsign = 'HERON' RETURNING 1")
    incident = await stand.fetchval("SELECT incident_id FROM incident")

    async with stand.database.unit() as rival:
        work = IncidentUnitOfWork(rival, DispatchResources(stand.sealer))
        await work.lock_missions([incident])
        waits = asyncio.create_task(staffed.post(f"/v1/sos/{code}/notes", {"note": "Called.", "callsign": "HERON"}))
        await until(lambda: somebody_waits(stand))
        await work.lock_calls(["la"])
    answer = await waits

    assert answer.status_code == 200, answer.text


async def test_on_and_off_of_several_people_lock_them_in_one_order(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    first, last = sorted(("HERON", "MAPLE"), key=stand.ids.__getitem__)
    batch = [await stand.a_reply(last, "ON 4"), await stand.a_reply(first, "OFF")]

    async with stand.database.unit() as rival:
        people = IncidentUnitOfWork(rival, DispatchResources(stand.sealer)).offers
        await people.lock_people([stand.ids[first]])
        waits = asyncio.create_task(stand.hear(*batch))
        await until(lambda: somebody_waits(stand))
        await people.lock_people([stand.ids[last]])
    await waits

    on_call = "SELECT on_call FROM volunteer WHERE volunteer_id = $1"
    assert await stand.fetchval(on_call, stand.ids[last]) is True
    assert await stand.fetchval(on_call, stand.ids[first]) is False


def became(message: VolunteerMessageRequestedV1, state: DeliveryState) -> VolunteerDeliveryChangedV1:
    return VolunteerDeliveryChangedV1(
        message_id=message.message_id,
        subject_id=message.subject_id,
        person_id=message.person_id,
        template=message.template,
        channel="sms",
        state=state,
        changed_at=NOW,
    )
