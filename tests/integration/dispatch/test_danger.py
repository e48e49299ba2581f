"""What keeps people safe, on a real PostgreSQL: SOS, paging until ACK, STOP on a mission, leaving, nobody alone."""

from collections.abc import Callable
from typing import Any

import pytest

from schemas.endings import Ending
from schemas.events.incident import (
    CheckDelayedV1,
    DutyPagedV2,
    EndingChosenV1,
    IncidentClosedV1,
    IncidentStoodDownV1,
    SosClearedV1,
    SosRaisedV1,
)
from schemas.values import DeliveryState, MessageClass
from services.dispatch.incident import distress, ending, scene
from services.dispatch.model.incident import StandDownReason
from services.dispatch.model.mission import Mission
from services.dispatch.unit_of_work import IncidentUnitOfWork
from tests.support.dispatch_harness import Stand, a_volunteer


async def on_the_way(stand: Stand, *, backup: bool = True) -> None:
    """HERON and MAPLE are sent, OTTER was covered."""
    people = [a_volunteer(name, km=3 * n + 1) for n, name in enumerate(("HERON", "MAPLE", "OTTER"))]
    await stand.set_up(people, backup=backup, wave_sizes=[3])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")


async def on_scene(stand: Stand, **more: Any) -> None:
    await on_the_way(stand, **more)
    await stand.say("HERON", "HERE")
    await stand.say("MAPLE", "HERE")
    await stand.announced()


async def decide(stand: Stand, step: Callable[[Mission], None]) -> None:
    incident_id = await stand.fetchval("SELECT incident_id FROM incident")
    async with stand.database.unit() as unit:
        work = IncidentUnitOfWork(unit, stand.resources)
        step((await work.lock_missions([incident_id]))[incident_id])
        await work.save()


async def test_of_what_leave_now_overtook_nobody_is_paged(stand: Stand) -> None:
    await on_the_way(stand)
    sent = (await stand.texts()).one("V3", "MAPLE")
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.became(sent, DeliveryState.SUPPRESSED, "overtaken")

    assert (await stand.texts()).messages == []


@pytest.mark.parametrize(
    "said",
    [
        *("GO 10", "almost there", "Y 5", "yes", "10 more min", "HERE", "no", "STAY", "whats going on? do i leave?"),
        *("Y K7Q 5", "SI K7Q 5", "HERE K7Q"),
    ],
)
async def test_whatever_is_said_after_leave_now_is_answered_with_it(stand: Stand, said: str) -> None:
    await on_the_way(stand)
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("MAPLE", said)

    assert (await stand.texts()).to("MAPLE") == ["V8"]


async def test_who_is_home_after_leave_now_is_out_from_the_road_too(stand: Stand) -> None:
    await on_the_way(stand)
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("MAPLE", "ya estoy en casa")
    texts = await stand.texts()
    await stand.later(minutes=30)

    assert (texts.to("MAPLE"), texts.to("HERON"), texts.of("D4", "D4b")) == (["V22"], ["V45"], set())
    assert (await stand.texts()).to("MAPLE") == []


async def test_an_sos_answers_the_person_sends_the_buddy_away_and_pages_the_lead(stand: Stand) -> None:
    await on_scene(stand)

    await stand.say("HERON", "AYUDA estan siguiendo")

    events = await stand.announced()
    texts = stand.texts_in(events)
    assert texts.to("HERON") == ["V12"]
    assert texts.to("MAPLE") == ["V8b"]
    assert texts.to("ROBIN") == ["D1"]
    page = texts.one("D1", "ROBIN")
    assert (page.params["callsign"], page.params["buddy"]) == ("HERON", "MAPLE")
    assert texts.sealed(page) == {"meeting_point": "Soto St & E 3rd St"}
    assert texts.to("WREN") == []
    assert {m.message_class for m in texts.messages} == {MessageClass.SAFETY}
    assert [e.callsign for e in events if isinstance(e, SosRaisedV1)] == ["HERON"]
    assert [e.reason for e in events if isinstance(e, IncidentStoodDownV1)] == ["sos"]


async def test_an_sos_is_paged_every_minute_and_from_the_third_time_more_people_each_time(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    await stand.announced()

    asked = []
    for _ in range(4):
        await stand.later(seconds=61)
        asked.append((await stand.texts()).of("D1"))

    everybody = {"ROBIN", "WREN", "PINE"}
    assert asked == [{"ROBIN"}, {"ROBIN", "WREN"}, everybody, everybody]


async def test_ack_ends_the_paging_and_the_other_lead_hears_who_took_it(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    for _ in range(2):
        await stand.later(seconds=61)
    await stand.announced()

    await stand.takes_the_sos("WREN", words="ACK")
    taken = await stand.announced()
    await stand.later(minutes=10)

    assert [(e.callsign, e.acknowledged) for e in taken if isinstance(e, DutyPagedV2)] == [("WREN", True)]
    assert stand.texts_in(taken).to("ROBIN") == ["D7"]
    assert (await stand.texts()).of("D1") == set()


async def test_a_volunteer_cannot_acknowledge_a_page(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("MAPLE", "ACK")
    await stand.announced()
    await stand.later(seconds=61)

    assert (await stand.texts()).of("D1") == {"ROBIN"}


async def test_a_text_never_clears_an_sos_and_neither_does_leaving(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    await stand.say("MAPLE", "OUT")

    await stand.say("HERON", "OK")
    await stand.say("HERON", "OUT")

    assert await stand.fetchval("SELECT state FROM assignment WHERE callsign = 'HERON'") == "sos"
    assert await stand.fetchval("SELECT state FROM incident") == "stood_down"


async def test_a_duty_lead_clears_it_and_who_was_out_is_out(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    await stand.say("MAPLE", "OUT")
    await stand.say("HERON", "OUT")
    await stand.announced()

    def clear(mission: Mission) -> None:
        assignment = mission.assignment_named("HERON")
        assert assignment is not None
        distress.clear_sos(mission, assignment, by="ROBIN")

    await decide(stand, clear)
    events = await stand.announced()
    await stand.later(minutes=5)

    assert [e.by for e in events if isinstance(e, SosClearedV1)] == ["ROBIN"]
    assert [e for e in events if isinstance(e, IncidentClosedV1)] == [], "nobody chose what its caller is told"
    assert await stand.announced() == [], "no page goes on about it"


def tell_that_it_was_stopped(mission: Mission) -> None:
    ending.tell_callers(mission, Ending.STOPPED, "ROBIN")


def call_off(mission: Mission) -> None:
    scene.stand_down(mission, StandDownReason.CANCELLED, "ROBIN", tell=Ending.MISTAKE)


async def test_after_an_sos_callers_wait_until_somebody_chooses_what_they_are_told(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    for callsign in ("MAPLE", "HERON"):
        await stand.say(callsign, "OUT")
    await decide(stand, lambda mission: distress.clear_sos(mission, mission.team[0], by="ROBIN"))
    quiet = await stand.texts()

    await stand.later(minutes=10, seconds=1)
    paged = await stand.texts()
    await stand.say("ROBIN", f"ACK {paged.one('D26', 'ROBIN').params['code']}")
    await stand.later(minutes=29)
    after_ack = await stand.texts()
    await stand.later(minutes=2)
    reminded = await stand.texts()
    await decide(stand, tell_that_it_was_stopped)
    events = await stand.announced()
    await stand.later(hours=1)

    assert quiet.of("D26") == after_ack.of("D26") == set()
    assert paged.of("D26") == reminded.of("D26") == {"ROBIN"}
    [chosen] = [event for event in events if isinstance(event, EndingChosenV1)]
    assert (chosen.ending, chosen.chosen_by, len(chosen.report_ids)) == ("stopped", "ROBIN", 1)
    assert [event.outcome for event in events if isinstance(event, IncidentClosedV1)] == [None]
    assert (await stand.texts()).of("D26") == set()


async def test_an_incident_for_which_nobody_was_found_is_not_forgotten(stand: Stand) -> None:
    await stand.set_up([])
    await stand.take(await stand.report())
    exhausted = await stand.texts()
    await stand.say("ROBIN", f"ACK {exhausted.one('D3', 'ROBIN').params['code']}")

    await stand.later(minutes=44)
    before = await stand.announced()
    await stand.later(minutes=2)
    events = await stand.announced()

    assert stand.texts_in(before).of("D26") == set()
    assert not any(isinstance(event, CheckDelayedV1) for event in before)
    assert stand.texts_in(events).of("D26") == {"ROBIN"}
    [delayed] = [event for event in events if isinstance(event, CheckDelayedV1)]
    assert len(delayed.report_ids) == 1
    await stand.later(hours=3)
    assert not any(isinstance(event, CheckDelayedV1) for event in await stand.announced()), "once"


async def test_an_sos_of_somebody_on_no_mission_reaches_the_lead_all_the_same(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])

    await stand.say("HERON", "SOS")
    first = await stand.texts()
    code = first.one("D1b", "ROBIN").params["code"]
    await stand.say("ROBIN", f"ACK {code}")
    await stand.announced()
    await stand.later(minutes=5)

    assert first.to("HERON") == ["V12a"]
    assert await stand.announced() == []


async def test_with_nobody_on_duty_an_sos_still_reaches_somebody(stand: Stand) -> None:
    await on_scene(stand)
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM duty")

    await stand.say("HERON", "SOS")

    assert (await stand.texts()).of("D1") == {"ROBIN", "WREN", "PINE"}


async def test_a_page_that_nothing_confirms_goes_to_the_backup_at_once_and_not_to_the_lead_again(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    page = (await stand.texts()).one("D1", "ROBIN")

    await stand.became(page, DeliveryState.UNCONFIRMED)

    assert (await stand.texts()).of("D1") == {"WREN"}


async def test_a_leave_now_that_did_not_arrive_becomes_a_call(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    leave = (await stand.texts()).one("V8b", "MAPLE")

    await stand.became(leave, DeliveryState.UNCONFIRMED)

    assert (await stand.texts()).one("D8", "ROBIN").params["callsign"] == "MAPLE"


async def test_stop_from_the_scene_leaves_the_voice_and_the_lead_is_told(stand: Stand) -> None:
    await on_scene(stand)

    await stand.say("MAPLE", "STOP", consent="opted_out")

    texts = await stand.texts()
    assert texts.one("D8", "ROBIN").params["callsign"] == "MAPLE"
    assert texts.to("MAPLE") == []
    assert await stand.fetchval("SELECT state FROM assignment WHERE callsign = 'MAPLE'") == "on_scene"


async def test_stop_to_an_offer_asks_the_next_person(stand: Stand) -> None:
    await stand.set_up([a_volunteer(name, km=3 * n + 1) for n, name in enumerate(("HERON", "OTTER"))], wave_sizes=[1])
    await stand.take(await stand.report())
    await stand.announced()

    await stand.say("HERON", "STOP", consent="opted_out")

    assert (await stand.texts()).of("V2") == {"OTTER"}
    assert not await stand.fetchval("SELECT on_call FROM volunteer WHERE callsign = 'HERON'")


async def test_who_gets_texts_again_is_called_no_more_and_hears_what_they_missed(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "STOP", consent="opted_out")
    await stand.reach("HERON", "opted_out")
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'voice_only'") == 1
    await stand.announced()

    await stand.reach("HERON", None)

    texts = await stand.texts()
    assert texts.to("HERON") == ["V6a", "V6"]
    assert texts.to("ROBIN") == ["D33"]
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'voice_only'") == 0
    assert await stand.fetchval("SELECT count(*) FROM timeline WHERE kind = 'reached_again'") == 1
    await stand.reach("HERON", None)
    assert (await stand.texts()).to("HERON") == []


async def test_a_finding_that_waits_for_review_keeps_the_incident_open(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "G")
    await stand.say("HERON", "OUT")
    await stand.say("MAPLE", "OUT")

    await decide(stand, lambda mission: scene.stand_down(mission, StandDownReason.FINISHED, by="ROBIN"))

    assert await stand.fetchval("SELECT state FROM incident") == "stood_down"


async def test_a_dead_page_is_not_fired_again_after_the_cause_is_gone(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")], wave_seconds=30)
    await stand.take(await stand.report())
    await stand.later(seconds=31)
    await stand.say("HERON", "Y")
    await stand.say("MAPLE", "Y")
    await stand.announced()

    await stand.later(minutes=5)

    assert await stand.announced() == []
