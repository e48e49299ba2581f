"""Texts do not reach somebody who is out there, and reach them again: what is so is said, in whatever order it comes.

Notify announces reach, what became of a text, and replies on topics of their own.
"""

import pytest

from schemas.values import DeliveryState
from tests.integration.dispatch.test_distress import calls, on_scene
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed

PAGED = "SELECT coalesce(array_agg(reason || ' ' || coalesce(about, '')), '{}') FROM page WHERE open"


async def test_stop_and_start_that_are_heard_after_the_reach_of_both_leave_nobody_to_be_called(stand: Stand) -> None:
    await on_scene(stand)
    await stand.reach("HERON", "opted_out")
    await stand.reach("HERON", None)

    await stand.say("HERON", "STOP", consent="opted_out")
    await stand.say("HERON", "START", consent="opted_in")

    assert await stand.fetchval(PAGED) == []


async def test_a_text_lost_before_start_and_heard_of_after_it_pages_nobody(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    where = (await stand.texts()).one("V3", "HERON")
    await stand.reach("HERON", "opted_out")
    await stand.reach("HERON", None)
    again = await stand.texts()

    await stand.became(where, DeliveryState.SUPPRESSED)

    assert "V3" in again.to("HERON")
    assert await stand.fetchval(PAGED) == []


async def test_a_number_that_is_stopped_without_a_text_is_called_once_while_that_lasts(stand: Stand) -> None:
    await on_scene(stand)

    await stand.reach("HERON", "opted_out")
    first = await stand.texts()
    await stand.say("HERON", "STOP", consent="opted_out")

    assert (first.to("MAPLE"), first.to("ROBIN")) == (["V32"], ["D8"])
    assert (await stand.texts()).to("MAPLE") == []
    assert await stand.fetchval(PAGED) == ["voice_only HERON"]


async def test_who_heard_that_no_text_reaches_the_partner_hears_that_they_do_again(stand: Stand) -> None:
    await on_scene(stand)
    await stand.reach("HERON", "opted_out")
    await stand.say("HERON", "STOP", consent="opted_out")
    await stand.announced()

    await stand.reach("HERON", None)
    first = await stand.texts()
    await stand.say("HERON", "START", consent="opted_in")

    assert (first.to("MAPLE"), first.to("HERON")) == (["V32b"], ["V6a", "V6"])
    assert (await stand.texts()).messages == []


async def test_who_cried_and_could_not_be_texted_hears_it_once_texts_arrive(stand: Stand) -> None:
    await on_scene(stand)
    await stand.reach("HERON", "opted_out")
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.reach("HERON", None)

    assert (await stand.texts()).to("HERON") == ["V12"]


async def test_who_said_what_they_found_is_not_asked_to_look_again(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("HERON", "C 3")
    await stand.announced()

    for _ in range(3):
        await stand.reach("HERON", "opted_out")
        await stand.later(seconds=30)
        await stand.reach("HERON", None)

    assert {"V6", "V6a"}.isdisjoint((await stand.texts()).to("HERON"))


@pytest.mark.parametrize("at_once", [True, False])
async def test_stop_of_somebody_in_danger_off_a_mission_pages_by_the_code_of_their_sos_until_start(
    stand: Stand, staffed: Staffed, at_once: bool
) -> None:
    await stand.set_up([a_volunteer("HERON")])
    if at_once:
        sos = await stand.a_reply("HERON", "SOS")
        await stand.hear(sos, await stand.a_reply("HERON", "STOP", consent="opted_out"))
    else:
        await stand.say("HERON", "SOS")
        await stand.say("HERON", "STOP", consent="opted_out")
    [call] = await calls(stand)
    paged = await stand.fetchval("SELECT array_agg(reason || code ORDER BY reason) FROM page WHERE open")
    await stand.announced()

    await stand.say("HERON", "START", consent="opted_in")

    assert paged == [f"sos{call['code']}", f"voice_only{call['code']}"]
    assert (await stand.texts()).to("HERON") == ["V12a"]
    assert await stand.fetchval(PAGED) == ["sos HERON"]


async def test_an_sos_that_is_cleared_needs_no_voice_any_more(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "SOS")
    await stand.say("HERON", "STOP", consent="opted_out")
    [call] = await calls(stand)

    await staffed.post(f"/v1/sos/{call['code']}/clear", {"spoken": True})

    assert await stand.fetchval(PAGED) == []
