"""Plain questions, settings and findings while an SOS is open: what is known is said first, and nobody is sent back."""

import pytest

from services.dispatch.incident import scene
from services.dispatch.model.incident import StandDownReason
from services.dispatch.model.mission import Mission
from tests.integration.dispatch.test_danger import decide, on_scene, on_the_way
from tests.integration.dispatch.test_leaving import accept
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed


def withdraw(mission: Mission) -> None:
    scene.stand_down(mission, StandDownReason.CANCELLED, by="ROBIN")


async def findings(stand: Stand) -> int:
    return int(await stand.fetchval("SELECT count(*) FROM finding"))


# --- where is my partner


@pytest.mark.parametrize(
    "text", ["donde esta maple, no la veo", "is maple ok?", "where is maple?", "entonces voy o no?"]
)
async def test_who_asks_for_a_partner_in_danger_hears_to_leave_and_the_partner_nothing(stand: Stand, text: str) -> None:
    await on_scene(stand)
    await stand.say("MAPLE", "SOS")
    await stand.announced()

    await stand.say("HERON", text)

    texts = await stand.texts()
    assert (texts.to("HERON"), texts.to("MAPLE")) == (["V8"], [])
    assert await stand.fetchval("SELECT count(*) FROM sos_call") == 1


@pytest.mark.parametrize("text", ["is maple ok?", "where is maple?", "que paso?"])
async def test_who_left_and_asks_for_a_partner_in_danger_hears_not_to_go_back(stand: Stand, text: str) -> None:
    await on_scene(stand)
    await stand.say("MAPLE", "SOS")
    await stand.say("HERON", "OUT")
    await stand.announced()

    await stand.say("HERON", text)

    texts = await stand.texts()
    assert texts.one("V47b", "HERON").params["callsign"] == "MAPLE"
    assert (texts.to("HERON"), texts.to("MAPLE")) == (["V47b"], [])
    assert await stand.fetchval("SELECT count(*) FROM unread_text") == 1


async def test_who_waited_for_what_was_withdrawn_a_moment_ago_hears_that_it_is_over(stand: Stand) -> None:
    """OTTER asked whether to go, two seconds after VNT was withdrawn, and got the manual."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE", km=2)], wave_sizes=[2])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await decide(stand, withdraw)
    await stand.announced()

    await stand.say("HERON", "entonces voy o no?")
    first = (await stand.texts()).to("HERON")
    await stand.later(minutes=11)
    await stand.announced()
    await stand.say("HERON", "entonces voy o no?")

    assert (first, (await stand.texts()).to("HERON")) == (["V15"], ["V11"])


# --- settings


@pytest.mark.parametrize(
    ("text", "then"), [("ESPAÑOL", ["V24"]), ("ENGLISH", ["V24"]), ("ON 2", ["V23on"]), ("OFF", ["V23off"])]
)
@pytest.mark.parametrize("mission", [True, False])
async def test_a_setting_of_somebody_in_danger_is_answered_after_their_sos(
    stand: Stand, text: str, then: list[str], mission: bool
) -> None:
    if mission:
        await on_scene(stand)
    else:
        await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("HERON", text)

    assert (await stand.texts()).to("HERON") == ["V37", *then]


# --- findings of a mission that is decided


@pytest.mark.parametrize("left", [True, False])
async def test_what_somebody_in_danger_says_of_a_decided_mission_is_for_whoever_calls_them(
    stand: Stand, left: bool
) -> None:
    await on_scene(stand)
    await stand.say("MAPLE", "G")
    await decide(stand, accept)
    for callsign in ("MAPLE", "HERON") if left else ():
        await stand.say(callsign, "OUT")
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("HERON", "C 4 2")

    assert (await stand.texts()).to("HERON") == ["V37"]
    assert await findings(stand) == 1
    assert not await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'finding'")


async def test_a_finding_after_leave_now_of_what_was_decided_is_read_by_a_person(stand: Stand) -> None:
    await on_scene(stand)
    await stand.say("MAPLE", "G")
    await decide(stand, accept)
    await stand.say("MAPLE", "SOS")
    await stand.announced()

    await stand.say("HERON", "C 3 1")

    assert (await stand.texts()).to("HERON") == ["V8"]
    assert await findings(stand) == 1
    assert await stand.fetchval("SELECT guess FROM unread_text") == "Finding C 3 1"


# --- who was never sent


async def test_who_cried_before_being_sent_hears_once_spoken_with_that_the_mission_is_over(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE", km=2)], wave_sizes=[2], meeting_points=False)
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    await stand.say("HERON", "SOS")
    code = await stand.fetchval("SELECT code FROM incident")
    await stand.announced()

    await staffed.post(f"/v1/sos/{code}/clear", {"spoken": True, "callsign": "HERON"})

    texts = await stand.texts()
    assert (texts.to("HERON"), texts.to("MAPLE")) == (["V36", "withdrawn"], ["V48b"])


async def test_out_after_an_sos_is_closed_is_noted_for_the_mission_left_last(stand: Stand, staffed: Staffed) -> None:
    await on_the_way(stand)
    await stand.say("HERON", "SOS")
    await stand.say("HERON", "OUT")
    code = await stand.fetchval("SELECT code FROM incident")
    await staffed.post(f"/v1/sos/{code}/clear", {"spoken": True, "callsign": "HERON"})
    await stand.announced()

    await stand.say("HERON", "OUT")

    assert (await stand.texts()).one("V22", "HERON").params == {"code": code}


# --- STOP


@pytest.mark.parametrize("mission", [True, False])
async def test_stop_of_somebody_in_danger_is_paged_at_once_in_words(stand: Stand, mission: bool) -> None:
    if mission:
        await on_scene(stand)
    else:
        await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("HERON", "STOP", consent="opted_out")

    assert (await stand.texts()).one("D8", "ROBIN").params["callsign"] == "HERON"
