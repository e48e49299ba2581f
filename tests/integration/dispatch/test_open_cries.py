"""An SOS that is open never waits unheard: who can be reached again, who follows, who took it and forgot it."""

import pytest

from schemas.values import DeliveryState
from tests.integration.dispatch.test_distress import calls, on_scene
from tests.support.dispatch_harness import Stand, Texts, a_volunteer
from tests.support.dispatch_staff import Staffed

DUTY = "/v1/networks/la/duty"
OFF = {"callsign": "ROBIN", "on": False}


def told_of_danger(texts: Texts) -> set[str]:
    digests = {text.person_id for text in texts.messages if ":sos" in text.params.get("pages", "")}
    return texts.of("D1", "D1a", "D1b", "D1d", "D1e", "D32") | set(map(texts.stand.callsign, digests))


async def a_cry(stand: Stand, *, backup: bool = False) -> None:
    await stand.set_up([a_volunteer("HERON")], backup=backup)
    await stand.say("HERON", "SOS")


# --- who can be reached again


async def test_a_lead_who_texts_start_is_told_at_once_who_is_in_danger(stand: Stand) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.reach("ROBIN", "opted_out")
    await stand.say("HERON", "SOS")
    first = told_of_danger(await stand.texts())

    await stand.reach("ROBIN", None)
    await stand.later(seconds=1)

    assert (first, told_of_danger(await stand.texts())) == ({"WREN", "PINE"}, {"ROBIN"})


async def test_whoever_goes_on_duty_is_told_at_once_and_is_not_thanked_for_what_is_over(
    stand: Stand, staffed: Staffed
) -> None:
    """ROBIN and PINE read "nothing more to do, it is over, thank you" 11 s after an SOS."""
    await on_scene(stand)
    await staffed.post(DUTY, {**OFF, "anyway": True})
    await stand.later(seconds=1)
    assert (await stand.texts()).of("D19") == {"ROBIN", "WREN", "PINE"}
    await stand.say("HERON", "SOS")
    for _ in range(2):
        await stand.later(seconds=61)
    await stand.announced()

    await staffed.post(DUTY, {"callsign": "WREN", "on": True})
    await stand.later(seconds=1)

    assert (await stand.texts()).of("D33") == set()


@pytest.mark.logs_errors("page.nobody_hears")
@pytest.mark.parametrize("reason", ["opted_out", "undelivered"])
async def test_a_coordinator_off_duty_whose_phone_lives_again_is_told_at_once(stand: Stand, reason: str) -> None:
    await stand.set_up([a_volunteer("HERON")], lead=False)
    for callsign in ("ROBIN", "WREN", "PINE"):
        await stand.reach(callsign, "opted_out")
    await stand.reach("PINE", reason)
    await stand.say("HERON", "SOS")
    for text in (await stand.texts()).messages:
        if text.template == "D1b":
            await stand.became(text, DeliveryState.FAILED)
    await stand.announced()

    await stand.reach("PINE", None)
    await stand.later(seconds=1)

    assert told_of_danger(await stand.texts()) == {"PINE"}


async def test_what_a_provider_refuses_storms_nobody_and_the_lead_hears_in_the_minute_it_is_back(stand: Stand) -> None:
    await a_cry(stand, backup=True)
    asked = 0
    for _ in range(13):
        for _ in range(20):
            texts = [text for text in (await stand.texts()).messages if text.template == "D1b"]
            asked += len(texts)
            if not texts:
                break
            for text in texts:
                await stand.became(text, DeliveryState.FAILED, reason="provider:20003")
        await stand.later(seconds=10)

    await stand.later(seconds=60)

    assert asked <= 3 * 3
    assert "ROBIN" in told_of_danger(await stand.texts())


# --- who took it


@pytest.mark.parametrize("mission", [True, False])
async def test_an_sos_that_was_taken_and_is_open_comes_again_after_half_an_hour(stand: Stand, mission: bool) -> None:
    if mission:
        await on_scene(stand)
    else:
        await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "SOS")
    await stand.takes_the_sos("ROBIN")
    await stand.say("MAPLE", "OUT") if mission else None
    await stand.announced()

    await stand.later(minutes=29)
    before = told_of_danger(await stand.texts())
    await stand.later(minutes=1)
    again = told_of_danger(await stand.texts())
    await stand.takes_the_sos("ROBIN")
    await stand.announced()
    await stand.later(minutes=29)
    taken = told_of_danger(await stand.texts())
    await stand.later(minutes=1)

    # On the mission everybody is asked by then about HERON, whom MAPLE has left: whoever reads that reads of the SOS.
    told = {"ROBIN", "WREN", "PINE"} if mission else {"ROBIN"}
    assert (before, again, taken) == (set(), told, set())
    assert told_of_danger(await stand.texts()) == told


async def test_an_sos_that_was_cleared_comes_never_again(stand: Stand, staffed: Staffed) -> None:
    await a_cry(stand)
    await stand.takes_the_sos("ROBIN")
    [call] = await calls(stand)
    await staffed.post(f"/v1/sos/{call['code']}/clear", {"spoken": True, "callsign": "HERON"})
    await stand.announced()

    await stand.later(minutes=31)

    assert (await stand.texts()).messages == []


async def test_who_took_an_sos_and_goes_off_duty_is_warned_and_whoever_is_left_is_told_at_once(
    stand: Stand, staffed: Staffed
) -> None:
    await a_cry(stand, backup=True)
    await stand.takes_the_sos("ROBIN")
    await stand.announced()
    [call] = await calls(stand)

    answer = await staffed.post(DUTY, OFF)
    await stand.later(seconds=1)

    assert (answer.status_code, answer.json()["open_sos"]) == (200, [call["code"]])
    assert told_of_danger(await stand.texts()) >= {"WREN"}
    assert (await calls(stand))[0]["acknowledged_by"] is None


async def test_nobody_goes_off_duty_unawares_while_an_sos_is_open_and_nobody_follows(
    stand: Stand, staffed: Staffed
) -> None:
    await a_cry(stand)
    await stand.takes_the_sos("ROBIN")
    [call] = await calls(stand)

    refused = await staffed.post(DUTY, OFF)

    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "missions-open")
    assert f"SOS {call['code']}" in refused.json()["detail"]
    assert (await calls(stand))[0]["acknowledged_by"] == "ROBIN"


async def test_a_successor_hears_of_the_sos_that_was_taken_before_them(stand: Stand, staffed: Staffed) -> None:
    await on_scene(stand)
    await stand.say("HERON", "SOS")
    await stand.takes_the_sos("ROBIN")
    await stand.announced()

    await staffed.post(DUTY, {**OFF, "successor": "WREN"})
    await stand.later(seconds=1)

    assert "WREN" in told_of_danger(await stand.texts())


async def test_whose_phone_dies_after_they_took_an_sos_hands_it_on(stand: Stand) -> None:
    await a_cry(stand, backup=True)
    await stand.takes_the_sos("ROBIN")
    await stand.announced()

    await stand.reach("ROBIN", "undelivered")
    await stand.later(seconds=1)

    assert told_of_danger(await stand.texts()) == {"WREN"}


# --- what else was taken


async def test_a_finding_that_was_taken_and_not_reviewed_comes_again(stand: Stand, staffed: Staffed) -> None:
    code = await on_scene(stand)
    await stand.say("HERON", "C 3")
    await stand.say("ROBIN", f"ACK {code}")
    await stand.say("HERON", "OUT")
    await stand.say("MAPLE", "OUT")
    await stand.announced()

    await stand.later(minutes=31)
    again = (await stand.texts()).of("D5")
    await staffed.post(f"/v1/incidents/{code}/review", {"decision": "accept"})
    await stand.announced()
    await stand.later(minutes=31)

    assert (again, (await stand.texts()).of("D5", "D16", "D16c")) == ({"ROBIN"}, set())


async def test_a_text_that_was_taken_and_not_read_comes_again(stand: Stand) -> None:
    code = await on_scene(stand)
    await stand.say("HERON", "hmm banana tree")
    await stand.say("ROBIN", f"ACK {code}")
    await stand.announced()

    await stand.later(minutes=31)

    assert "ROBIN" in (await stand.texts()).of("D4", "D4a", "D16", "D16c")
