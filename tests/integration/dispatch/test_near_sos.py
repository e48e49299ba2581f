"""Nobody is sent to where somebody's SOS is open, on a real PostgreSQL: held, told to the lead, sent on by a person."""

from typing import Any

import pytest

from schemas.events.incident import IncidentOpenedV1
from services.dispatch.incident.near_sos import NEAR_KM
from tests.integration.dispatch.test_distress import on_scene
from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer
from tests.support.dispatch_staff import Staffed

OTHERS = ("OTTER", "CEDAR", "FINCH")
CORNER = {"at": (SOTO[0] + 0.3 * KM, SOTO[1]), "text": "Soto St & E 2nd St"}
FAR = {"at": (SOTO[0] + (NEAR_KM + 0.7) * KM, SOTO[1]), "text": "N Broadway & Daly St"}
NEAR_PAGES = "SELECT array_agg(reason ORDER BY raised_at) FROM page WHERE open AND reason LIKE 'sos%near'"


async def an_open_sos(stand: Stand, callsign: str = "HERON") -> str:
    """HERON cried at the scene; three others are on call; returns the mission's code."""
    code = await on_scene(stand)
    await stand.say(callsign, "SOS")
    await stand.set_up([a_volunteer(name) for name in OTHERS])
    await stand.announced()
    return code


async def opened(stand: Stand, **report: Any) -> str:
    """The code of the incident that a report opens now."""
    await stand.take(await stand.report(**report))
    return str(await stand.fetchval("SELECT code FROM incident ORDER BY opened_at DESC, incident_id DESC LIMIT 1"))


async def test_a_report_at_the_corner_of_an_open_sos_asks_nobody_and_the_lead_hears_why(stand: Stand) -> None:
    """r143: five strangers were asked to go where HERON had been held at gunpoint four minutes before."""
    await an_open_sos(stand)

    await stand.take(await stand.report(**CORNER))

    events = await stand.announced()
    [incident] = [event for event in events if isinstance(event, IncidentOpenedV1)]
    texts = stand.texts_in(events)
    assert texts.of("V2") == set()
    page = texts.one("D34", "ROBIN")
    assert page.params == {"code": incident.code, "buddy": "HERON"}, "at once, though of the SOS they were just told"
    assert await stand.fetchval(NEAR_PAGES) == ["sos_near"]


async def test_the_page_says_that_nobody_is_asked_and_how_to_send_it_on(stand: Stand) -> None:
    await an_open_sos(stand)
    await stand.say("ROBIN", "ACK SOS")
    await stand.later(seconds=61)
    await stand.announced()

    code = await opened(stand, **CORNER)

    page = (await stand.texts()).one("D34", "ROBIN")
    assert page.params == {"code": code, "buddy": "HERON"}


@pytest.mark.parametrize(("report", "asked"), [(CORNER, set()), (FAR, set(OTHERS))])
async def test_only_what_is_near_waits(stand: Stand, report: dict[str, Any], asked: set[str]) -> None:
    await an_open_sos(stand)

    await stand.take(await stand.report(**report))

    assert (await stand.texts()).of("V2") == asked


async def test_a_cry_off_a_mission_holds_nothing(stand: Stand) -> None:
    """Nobody knows where they are."""
    await stand.set_up([a_volunteer("HERON"), *(a_volunteer(name) for name in OTHERS)])
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.take(await stand.report())

    assert (await stand.texts()).of("V2") == set(OTHERS)


async def test_when_the_sos_is_over_the_lead_hears_that_it_waits_and_nobody_is_asked_yet(
    stand: Stand, staffed: Staffed
) -> None:
    sos = await an_open_sos(stand)
    code = await opened(stand, **CORNER)
    await stand.say("ROBIN", f"ACK {code}")
    await staffed.post(f"/v1/sos/{sos}/clear", {"spoken": True})
    await stand.announced()

    await stand.later(seconds=61)

    texts = await stand.texts()
    assert texts.of("V2") == set()
    assert texts.one("D34b", "ROBIN").params == {"code": code}
    listed = [each for each in (await staffed.get("/v1/incidents"))["incidents"] if each["code"] == code]
    read = await staffed.get(f"/v1/incidents/{code}")
    assert [(each["near_sos"], each["near_sos_over"]) for each in (*listed, read)] == [(True, True)] * 2


async def test_after_the_sos_a_new_report_there_waits_with_what_waits(stand: Stand, staffed: Staffed) -> None:
    """r09: it opened 2HW one second after the SOS was cleared, and asked HERON and MAPLE."""
    sos = await an_open_sos(stand)
    code = await opened(stand, **CORNER)
    await staffed.post(f"/v1/sos/{sos}/clear", {"spoken": True})
    await stand.announced()

    later = await opened(stand, **CORNER, apart=True)
    waiting = (await stand.texts()).of("V2")
    await staffed.post(f"/v1/incidents/{code}/send-on", {})
    await staffed.post(f"/v1/incidents/{later}/send-on", {})

    assert (waiting, later != code) == (set(), True)
    assert (await stand.texts()).of("V2", "V2b") == set(OTHERS)


async def test_a_lead_sends_it_on_and_people_are_asked(stand: Stand, staffed: Staffed) -> None:
    await an_open_sos(stand)
    code = await opened(stand, **CORNER)
    held = await staffed.get(f"/v1/incidents/{code}")
    await stand.announced()

    tried = await staffed.post(f"/v1/incidents/{code}/send-on", {"preview": True})
    before = (await stand.texts()).of("V2")
    done = await staffed.post(f"/v1/incidents/{code}/send-on", {})

    assert {text["callsign"] for text in tried.json()["texts"]} == set(OTHERS)
    [sos] = tried.json()["sos"]
    assert (sos["callsign"], sos["metres"], sos["cleared_at"]) == ("HERON", 300, None)
    assert "meeting_point" in tried.json()
    assert (held["near_sos_over"], len(sos["code"])) == (False, 3)
    assert (before, done.status_code) == (set(), 200)
    assert (await stand.texts()).of("V2") == set(OTHERS)
    assert await stand.fetchval(NEAR_PAGES) is None
    after = await staffed.get(f"/v1/incidents/{code}")
    assert (held["near_sos"], after["near_sos"]) == (True, False)
    assert [line["params"] for line in after["timeline"] if line["kind"] == "sent_on"] == [{"by": "ROBIN"}]
    assert await staffed.status("POST", f"/v1/incidents/{code}/send-on", {}) == 409


async def test_an_operator_sends_nobody_to_danger(stand: Stand, staffed: Staffed) -> None:
    await an_open_sos(stand)
    code = await opened(stand, **CORNER)

    assert await staffed.status("POST", f"/v1/incidents/{code}/send-on", {}, "WREN") == 403


async def test_the_next_wave_beside_a_new_sos_does_not_go_out(stand: Stand) -> None:
    await on_scene(stand)
    await stand.set_up([a_volunteer(f"B{number}") for number in range(12)])
    await opened(stand, **CORNER, apart=True)
    first = (await stand.texts()).of("V2")
    await stand.say("HERON", "SOS")
    await stand.say(min(first), "N")

    await stand.later(minutes=4)

    texts = await stand.texts()
    assert first
    assert texts.of("V2", "V2s") == set()
    assert await stand.fetchval(NEAR_PAGES) == ["sos_near"]


async def test_a_team_that_is_complete_beside_a_new_sos_waits_and_goes_when_a_person_sends_it(
    stand: Stand, staffed: Staffed
) -> None:
    await on_scene(stand)
    await stand.set_up([a_volunteer(name) for name in OTHERS])
    code = await opened(stand, **CORNER, apart=True)
    await stand.say("OTTER", "Y 5")
    await stand.say("HERON", "SOS")
    await stand.announced()

    await stand.say("CEDAR", "Y 5")
    waiting = await stand.texts()
    await staffed.post(f"/v1/incidents/{code}/send-on", {})

    sent_on = (await stand.texts()).of("V3")
    elsewhere = {"name": "The library", "lat": SOTO[0] + 0.9 * KM, "lon": SOTO[1]}
    await staffed.post(f"/v1/incidents/{code}/meeting-point", elsewhere)

    assert (waiting.of("V3"), waiting.of("V19")) == (set(), {"OTTER", "CEDAR"})
    assert sent_on == set(), "the only meeting point there is was HERON's"
    assert (await stand.texts()).of("V3") == {"OTTER", "CEDAR"}


async def test_a_report_that_joins_what_nobody_goes_to_asks_nobody_beside_an_sos(stand: Stand) -> None:
    await on_scene(stand)
    await stand.set_up([a_volunteer(name) for name in OTHERS])
    await stand.take(await stand.report(**CORNER, apart=True))
    for name in OTHERS:
        await stand.say(name, "N")
    await stand.say("HERON", "SOS")
    await stand.set_up([a_volunteer("IBIS")])
    await stand.announced()

    await stand.take(await stand.report(**CORNER))
    await stand.later(minutes=1)

    assert (await stand.texts()).of("V2") == set()
