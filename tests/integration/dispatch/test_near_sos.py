"""Nobody is sent to where somebody's SOS is open, on a real PostgreSQL: held, told to the lead, sent on by a person."""

import json
from typing import Any

import pytest

from schemas.events.incident import IncidentOpenedV1
from services.dispatch.incident.near_sos import NEAR_KM
from services.dispatch.matching.geography import cells_over
from services.dispatch.model.roster import RosterRole
from services.dispatch.store.roster import RosterStore
from tests.integration.dispatch.test_distress import on_scene
from tests.support.dispatch_harness import KM, SOTO, SQUARE, Stand, a_network_file, a_volunteer
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
    await stand.takes_the_sos("ROBIN")
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

    assert (waiting.of("V3"), waiting.of("V49")) == (set(), {"OTTER", "CEDAR"})
    assert sent_on == set(), "the only meeting point there is was HERON's"
    assert (await stand.texts()).of("V3") == {"OTTER", "CEDAR"}


async def beside_a_new_sos(stand: Stand, *texts: str) -> str:
    """OTTER and CEDAR said yes to CORNER, and text these in turn; then HERON cries. Returns the code of CORNER."""
    await on_scene(stand)
    await stand.set_up([a_volunteer(name) for name in OTHERS])
    code = await opened(stand, **CORNER, apart=True)
    for text in ("Y 5", *texts):
        await stand.say("OTTER", text)
        await stand.say("CEDAR", text)
    await stand.announced()
    await stand.say("HERON", "SOS")
    await stand.later(seconds=1)
    return code


async def beside_anothers_sos(stand: Stand, *texts: str) -> str:
    """As `beside_a_new_sos`, of two networks: CRANE leads at CORNER, where OTTER and CEDAR are; HERON cries for the
    other. Without texts nobody was asked yet.
    """
    north = [[x, max(y, SOTO[0] + 0.2 * KM)] for x, y in SQUARE]
    file = {**a_network_file("sb"), "territory": {"type": "Polygon", "coordinates": [north]}}
    people = [a_volunteer("CRANE", roles=(RosterRole.DUTY_LEAD,)), *(a_volunteer(name) for name in OTHERS)]
    await stand.set_up(people, name="sb", lead=False)
    async with stand.database.unit() as unit:
        await RosterStore(unit.connection).apply_network("sb", file, cells_over(file["territory"]), unit.now)
    await stand.on_duty("CRANE")
    await on_scene(stand)
    if not texts:
        await stand.say("HERON", "SOS")
        await stand.announced()
    code = await opened(stand, **CORNER, network_id="sb")
    if texts:
        for text in texts:
            await stand.say("OTTER", text)
            await stand.say("CEDAR", text)
        await stand.announced()
        await stand.say("HERON", "SOS")
        await stand.later(seconds=1)
    return code


@pytest.mark.parametrize(
    ("texts", "page", "kind", "said"),
    [
        ((), "D34e", "sos_near", {}),
        (("Y 5", "GO"), "D34f", "held_up", {"team": "OTTER, CEDAR"}),
        (("Y 5", "HERE"), "D34g", "sos_near_team", {"team": "OTTER, CEDAR"}),
    ],
)
async def test_beside_an_sos_of_another_network_nobody_is_told_whose_it_is(
    stand: Stand, texts: tuple[str, ...], page: str, kind: str, said: dict[str, str]
) -> None:
    """CRANE read "the SOS of HERON", of whom her network may not know that they exist."""
    code = await beside_anothers_sos(stand, *texts)

    events = await stand.announced()
    assert stand.texts_in(events).one(page, "CRANE").params == {"code": code}
    lines = await stand.fetchval(
        "SELECT json_agg(params) FROM timeline JOIN incident USING (incident_id) WHERE code = $1 AND kind = $2",
        code,
        kind,
    )
    assert json.loads(lines) == [said]
    ours = [each.model_dump_json() for each in events if getattr(each, "code", None) == code]
    known = "SELECT string_agg(i::text, '') || string_agg(p::text, '') FROM incident i JOIN page p USING (incident_id)"
    for told in (*ours, await stand.fetchval(f"{known} WHERE i.code = $1", code)):
        assert "HERON" not in told


async def state_of(stand: Stand, code: str) -> str:
    return str(await stand.fetchval("SELECT state FROM incident WHERE code = $1", code))


async def test_a_team_on_its_way_beside_a_new_sos_hears_at_once_and_the_lead_reads_that_it_waits(
    stand: Stand, staffed: Staffed
) -> None:
    code = await beside_a_new_sos(stand, "GO")

    texts = await stand.texts()
    assert texts.of("V49") == {"OTTER", "CEDAR"}
    assert texts.one("V49", "OTTER").params == {"code": code}
    assert texts.one("D34c", "ROBIN").params == {"code": code, "buddy": "HERON"}
    listed = await staffed.get(f"/v1/incidents/{code}")
    assert (listed["state"], listed["near_sos"]) == ("dispatching", True)
    assert [line["params"] for line in listed["timeline"] if line["kind"] == "held_up"] == [
        {"callsign": "HERON", "team": "OTTER, CEDAR"}
    ]

    await stand.say("OTTER", "GO 3")
    await stand.say("CEDAR", "HERE")
    assert (await stand.texts()).of("V49") == {"OTTER", "CEDAR"}, "each step is answered by: wait"
    await stand.later(minutes=5)
    assert (await stand.texts()).of("V49", "V2", "V2b", "V3", "V4d", "V34") == set()


async def test_a_team_that_was_held_up_goes_when_a_person_sends_it_on_and_meets_elsewhere(
    stand: Stand, staffed: Staffed
) -> None:
    code = await beside_a_new_sos(stand)
    await stand.announced()
    elsewhere = {"name": "The library", "lat": SOTO[0] + 0.9 * KM, "lon": SOTO[1]}

    done = await staffed.post(f"/v1/incidents/{code}/send-on", {})
    sent_on = (await stand.texts()).of("V3")
    await staffed.post(f"/v1/incidents/{code}/meeting-point", elsewhere)
    texts = await stand.texts()
    await stand.later(seconds=20)

    assert (done.status_code, sent_on) == (200, set()), "they were to meet where HERON met"
    assert texts.of("V3") == {"OTTER", "CEDAR"}
    assert texts.sealed(texts.one("V3", "OTTER"))["meeting_point"] == "The library"
    assert (await state_of(stand, code), (await stand.texts()).of("V49")) == ("team_ready", set())


async def test_a_team_sent_on_to_where_it_was_to_meet_is_told_so_anew(stand: Stand, staffed: Staffed) -> None:
    await on_scene(stand)
    await stand.set_up([a_volunteer(name) for name in OTHERS])
    code = await opened(stand, **CORNER, apart=True)
    elsewhere = {"name": "The library", "lat": SOTO[0] + 0.9 * KM, "lon": SOTO[1]}
    await staffed.post(f"/v1/incidents/{code}/meeting-point", elsewhere)
    for name in ("OTTER", "CEDAR"):
        await stand.say(name, "Y 5")
    first = (await stand.texts()).one("V3", "OTTER")
    await stand.say("HERON", "SOS")
    await stand.later(seconds=1)
    await stand.announced()

    await staffed.post(f"/v1/incidents/{code}/send-on", {})

    again = (await stand.texts()).one("V3", "OTTER")
    assert again.message_id != first.message_id


async def test_who_waits_at_the_meeting_point_beside_a_new_sos_is_told_to_get_away(stand: Stand) -> None:
    """Rule: nobody is told to wait beside someone in danger; CEDAR, whom OTTER waits for, comes no nearer."""
    await on_scene(stand)
    await stand.set_up([a_volunteer(name) for name in OTHERS])
    code = await opened(stand, **CORNER, apart=True)
    for name in ("OTTER", "CEDAR"):
        await stand.say(name, "Y 5")
    await stand.say("OTTER", "HERE")
    await stand.announced()

    await stand.say("HERON", "SOS")
    await stand.later(seconds=1)

    assert (await stand.texts()).of("V49") == {"OTTER", "CEDAR"}
    assert await state_of(stand, code) == "dispatching"


async def test_a_team_that_is_there_beside_a_new_sos_leaves_by_the_leads_word(stand: Stand, staffed: Staffed) -> None:
    code = await beside_a_new_sos(stand, "HERE")

    texts = await stand.texts()
    assert (texts.to("OTTER"), texts.to("CEDAR")) == ([], [])
    assert texts.one("D34d", "ROBIN").params == {"code": code, "buddy": "HERON"}
    assert await state_of(stand, code) == "on_scene"
    await stand.say("ROBIN", f"ACK {code}")
    await stand.later(seconds=15)
    assert (await stand.texts()).of("D34d") == set(), "once"

    await staffed.post(f"/v1/incidents/{code}/stand-down", {"reason": "safety"})

    assert (await stand.texts()).of("V8") == {"OTTER", "CEDAR"}


async def test_when_the_sos_is_over_nothing_waits_of_a_team_that_was_there(stand: Stand, staffed: Staffed) -> None:
    code = await beside_a_new_sos(stand, "HERE")
    sos = await stand.fetchval("SELECT code FROM sos_call")
    await staffed.post(f"/v1/sos/{sos}/clear", {"spoken": True})
    await stand.announced()

    await stand.later(seconds=61)

    assert await stand.fetchval(NEAR_PAGES) is None
    assert (await stand.texts()).of("D34b", "D34d") == set()
    assert await stand.fetchval("SELECT near_sos_at FROM incident WHERE code = $1", code) is None


async def test_who_was_asked_to_go_beside_a_new_sos_is_not_any_more_and_is_asked_anew_when_sent_on(
    stand: Stand, staffed: Staffed
) -> None:
    await on_scene(stand)
    await stand.set_up([a_volunteer(name) for name in OTHERS])
    code = await opened(stand, **CORNER, apart=True)
    asked = (await stand.texts()).of("V2")

    await stand.say("HERON", "SOS")
    await stand.later(seconds=1)
    told = await stand.texts()
    await stand.say("OTTER", "Y 5")
    late = await stand.texts()
    await staffed.post(f"/v1/incidents/{code}/send-on", {})

    assert (asked, told.of("V5c"), told.of("D34")) == (set(OTHERS), set(OTHERS), {"ROBIN"})
    assert late.to("OTTER") == ["V44"]
    assert (await stand.texts()).of("V2") == set(OTHERS)


async def test_who_is_asked_in_the_instant_of_a_cry_is_found_by_the_second_look(stand: Stand) -> None:
    """What opened in a unit that had not seen the cry, and was not stored yet when the first look was taken."""
    await on_scene(stand)
    await stand.set_up([a_volunteer(name) for name in OTHERS])
    code = await opened(stand, **CORNER, apart=True)
    await stand.announced()
    area = await stand.fetchval("SELECT area FROM incident WHERE code = $1", code)
    await stand.fetchval("UPDATE incident SET area = NULL WHERE code = $1", code)
    await stand.say("HERON", "SOS")
    await stand.later(seconds=1)
    first = (await stand.texts()).of("V5c")
    await stand.fetchval("UPDATE incident SET area = $2 WHERE code = $1", code, area)

    await stand.later(seconds=10)

    assert (first, (await stand.texts()).of("V5c")) == (set(), set(OTHERS))


async def test_a_team_far_from_a_new_sos_goes_on(stand: Stand) -> None:
    await on_scene(stand)
    await stand.set_up([a_volunteer(name) for name in OTHERS])
    far = {"at": (SOTO[0] + 3 * KM, SOTO[1]), "text": "N Broadway & Daly St"}
    code = await opened(stand, **far)
    for name in ("OTTER", "CEDAR"):
        await stand.say(name, "Y 5")
    await stand.announced()

    await stand.say("HERON", "SOS")
    await stand.later(seconds=11)

    texts = await stand.texts()
    assert (texts.to("OTTER"), texts.to("CEDAR")) == ([], [])
    assert await stand.fetchval("SELECT near_sos_at FROM incident WHERE code = $1", code) is None


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
