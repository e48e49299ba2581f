"""A mission is never without a lead unsaid: going off duty, the end of a duty time, a lead whom no text reaches."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from services.dispatch.handlers.leadership import on_duty_changed
from services.dispatch.model.roster import DutyPosition
from services.dispatch.resources import DispatchResources
from services.dispatch.store.roster import RosterStore
from services.dispatch.unit_of_work import IncidentUnitOfWork
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed

DUTY = "/v1/networks/la/duty"
OFF = {"callsign": "ROBIN", "on": False}


async def a_mission(stand: Stand, **more: Any) -> str:
    """HERON and MAPLE are sent; ROBIN is on duty."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE", km=4)], **more)
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    await stand.announced()
    return str(await stand.fetchval("SELECT code FROM incident"))


async def shown_without_lead(staffed: Staffed) -> list[bool]:
    return [each["without_lead"] for each in (await staffed.get("/v1/incidents"))["incidents"]]


async def test_the_last_lead_does_not_go_off_duty_unawares_while_missions_are_open(
    stand: Stand, staffed: Staffed
) -> None:
    code = await a_mission(stand)

    refused = await staffed.post(DUTY, OFF)
    before = await shown_without_lead(staffed)
    taken = await staffed.post(DUTY, {**OFF, "anyway": True})
    await stand.later(seconds=1)
    texts = await stand.texts()

    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "missions-open")
    assert code in refused.json()["detail"]
    assert taken.json()["open_missions"] == [code]
    assert texts.one("D19", "PINE").params["missions"] == code
    assert texts.of("D19") == {"ROBIN", "WREN", "PINE"}, "whoever may be reached, on duty or not"
    assert (before, await shown_without_lead(staffed)) == ([False], [True])
    assert await stand.fetchval("SELECT count(*) FROM timeline WHERE kind = 'without_lead'") == 1


async def a_caller_in_hand(stand: Stand, *, on_mission: bool) -> UUID:
    """ROBIN, on duty, took a caller in danger, and has not spoken with them."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    report = await stand.report(ref="482193")
    if on_mission:
        await stand.take(report)
    await stand.caller_texts(report.report_id, cries=True, ref="482193")
    await stand.announced()
    await stand.say("ROBIN", "ACK")
    await stand.announced()
    return report.report_id


@pytest.mark.parametrize("on_mission", [True, False])
async def test_callers_in_danger_whom_a_lead_took_page_whoever_follows_at_once_when_they_go(
    stand: Stand, staffed: Staffed, on_mission: bool
) -> None:
    await a_caller_in_hand(stand, on_mission=on_mission)

    refused = await staffed.post(DUTY, OFF)
    went = await staffed.post(DUTY, {**OFF, "successor": "WREN"})
    await stand.later(seconds=1)

    assert (refused.status_code, "482193" in refused.json()["detail"]) == (409, True)
    assert (went.status_code, went.json()["callers_in_danger"]) == (200, ["482193"])
    assert (await stand.texts()).one("D24b", "WREN").params["ref"] == "482193"
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'caller_cries'") == 1


async def test_the_end_of_a_duty_time_hands_callers_in_danger_on(stand: Stand, staffed: Staffed) -> None:
    await a_caller_in_hand(stand, on_mission=False)
    await staffed.post(DUTY, {"callsign": "ROBIN", "on": True, "hours": 0.1})
    await staffed.post(DUTY, {"callsign": "WREN", "on": True, "position": "backup"})
    await stand.announced()

    await stand.later(minutes=6, seconds=5)

    assert (await stand.texts()).one("D24b", "WREN").params["ref"] == "482193"


@pytest.mark.parametrize("why", ["spoken with", "another's"])
async def test_who_was_spoken_with_or_is_in_anothers_hand_is_handed_to_nobody(
    stand: Stand, staffed: Staffed, why: str
) -> None:
    report = await a_caller_in_hand(stand, on_mission=False)
    if why == "spoken with":
        await stand.caller_is_spoken_with(report)
    await stand.on_duty("WREN", DutyPosition.BACKUP)
    await stand.announced()

    going = "ROBIN" if why == "spoken with" else "WREN"
    went = await staffed.post(DUTY, {"callsign": going, "on": False, "anyway": True})
    await stand.later(seconds=1)

    assert (went.status_code, went.json()["callers_in_danger"]) == (200, [])
    assert (await stand.texts()).of("D24b") == set()


async def test_a_successor_takes_over_and_nobody_is_paged(stand: Stand, staffed: Staffed) -> None:
    code = await a_mission(stand)

    answer = await staffed.post(DUTY, {**OFF, "successor": "WREN"})
    await stand.later(seconds=1)

    assert [holder["callsign"] for holder in answer.json()["duty"]] == ["WREN"]
    assert answer.json()["open_missions"] == [code]
    assert (await stand.texts()).of("D19") == set()
    assert await shown_without_lead(staffed) == [False]


@pytest.mark.parametrize("successor", ["HERON", "WREN"])
async def test_a_successor_who_is_no_lead_or_cannot_be_reached_is_none(
    stand: Stand, staffed: Staffed, successor: str
) -> None:
    await a_mission(stand)
    await stand.reach("WREN", "opted_out")

    refused = await staffed.post(DUTY, {**OFF, "successor": successor})

    assert refused.status_code == (422 if successor == "HERON" else 409)
    assert await stand.fetchval("SELECT count(*) FROM duty") == 1


async def test_with_a_backup_on_duty_or_without_missions_a_lead_just_goes(stand: Stand, staffed: Staffed) -> None:
    code = await a_mission(stand, backup=True)

    with_backup = await staffed.post(DUTY, OFF)
    await stand.later(seconds=1)

    assert (with_backup.status_code, with_backup.json()["open_missions"]) == (200, [code])
    assert (await stand.texts()).of("D19") == set()


async def test_the_end_of_a_duty_time_pages_whoever_is_left_and_a_new_lead_ends_it(
    stand: Stand, staffed: Staffed
) -> None:
    await a_mission(stand, lead=True)
    await staffed.post(DUTY, {"callsign": "ROBIN", "on": True, "hours": 0.1})

    await stand.later(minutes=6, seconds=5)
    paged = await stand.texts()
    await staffed.post(DUTY, {"callsign": "WREN", "on": True})
    await stand.later(seconds=1)
    await stand.announced()
    await stand.later(minutes=3)

    assert "PINE" in paged.of("D19")
    assert (await stand.texts()).of("D19") == set()
    assert await stand.fetchval("SELECT count(*) FROM timeline WHERE kind = 'with_lead'") == 1
    assert await shown_without_lead(staffed) == [False]


async def test_a_lead_who_opts_out_leaves_the_missions_without_one(stand: Stand, staffed: Staffed) -> None:
    await a_mission(stand)

    await stand.reach("ROBIN", "opted_out")
    await stand.later(seconds=1)
    first = await stand.texts()
    await stand.reach("ROBIN", None)
    await stand.later(seconds=1)

    assert first.of("D19") - {"ROBIN"} != set()
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'leaderless'") == 0


async def test_who_was_asked_for_an_hour_in_vain_is_asked_again_at_the_next_change(
    stand: Stand, staffed: Staffed
) -> None:
    await a_mission(stand)
    await stand.reach("ROBIN", "opted_out")
    await stand.later(seconds=1)
    first = await stand.texts()
    await stand.given_up()

    await staffed.post(DUTY, {**OFF, "anyway": True})
    await stand.later(seconds=1)

    assert "PINE" in first.of("D19")
    assert "PINE" in (await stand.texts()).of("D19")
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'leaderless'") == 1


async def test_without_missions_nobody_is_paged_about_them(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])

    answer = await staffed.post(DUTY, OFF)
    await stand.later(seconds=1)

    assert (answer.status_code, answer.json()["open_missions"]) == (200, [])
    assert (await stand.texts()).messages == []


async def test_of_a_change_told_twice_the_page_is_one(stand: Stand) -> None:
    await a_mission(stand)
    await stand.on_duty("WREN", DutyPosition.BACKUP)

    await stand.reach("ROBIN", "opted_out")
    await stand.reach("WREN", "undelivered")
    await stand.later(seconds=1)

    assert await stand.fetchval("SELECT count(*) FROM page WHERE reason = 'leaderless'") == 1


async def two_networks_without_lead(stand: Stand) -> None:
    """A mission of la, whose lead cannot be reached any more; oc has nothing open."""
    await a_mission(stand)
    la = dict(stand.ids)
    await stand.set_up([], name="oc")
    stand.ids |= {f"{callsign}-OC": stand.ids[callsign] for callsign in ("ROBIN", "WREN")} | la
    await stand.reach("ROBIN", "opted_out")
    await stand.later(seconds=1)


async def test_a_page_that_was_taken_is_not_raised_again_by_a_change_elsewhere(stand: Stand) -> None:
    await two_networks_without_lead(stand)
    code = (await stand.texts()).one("D19", "PINE").params["code"]
    await stand.say("PINE", f"ACK {code}")
    await stand.announced()

    await stand.reach("ROBIN-OC", "opted_out")
    await stand.later(minutes=2)

    assert (await stand.texts()).of("D19") == set()
    assert await stand.fetchval("SELECT array_agg(open) FROM page WHERE reason = 'leaderless'") == [False]


async def test_replicas_that_look_at_once_raise_one_page_and_forget_nobody_whom_it_asked(stand: Stand) -> None:
    await a_mission(stand)
    async with stand.database.unit() as unit:
        await RosterStore(unit.connection).clear_duty(stand.ids["ROBIN"])

    async def a_replica() -> None:
        async with stand.database.unit() as unit:
            await on_duty_changed(IncidentUnitOfWork(unit, DispatchResources(stand.sealer)), [])

    await asyncio.gather(*(a_replica() for _ in range(8)))

    asked = await stand.fetchval("SELECT array_agg(paged) FROM page WHERE reason = 'leaderless'")
    assert len(asked) == 1
    assert {stand.callsign(person_id) for person_id in asked[0]} == (await stand.texts()).of("D19") != set()
    assert await stand.fetchval("SELECT count(*) FROM timeline WHERE kind = 'without_lead'") == 1


@pytest.mark.parametrize("taken", [False, True])
async def test_whoever_heard_that_missions_have_no_lead_hears_once_that_they_have_one(
    stand: Stand, staffed: Staffed, taken: bool
) -> None:
    await a_mission(stand)
    await staffed.post(DUTY, {**OFF, "anyway": True})
    await stand.later(seconds=1)
    if taken:
        await stand.say("PINE", "ACK")
    await stand.announced()

    await stand.on_duty("WREN")
    await work_through(stand)
    first = await stand.texts()
    await work_through(stand)

    assert first.of("D33") == {"ROBIN", "WREN", "PINE"}
    assert [text.params["pages"].partition(":")[2] for text in first.messages if text.template == "D33"] == [
        "leaderless"
    ] * 3
    assert (await stand.texts()).of("D33") == set()


async def work_through(stand: Stand) -> None:
    async with stand.database.unit() as unit:
        await on_duty_changed(IncidentUnitOfWork(unit, DispatchResources(stand.sealer)), [])
