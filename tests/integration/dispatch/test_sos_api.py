"""Cries for help over HTTP: first in every list, read by the duty lead, cleared by speaking with the person only."""

from typing import Any

import pytest

from schemas.events.incident import SosClearedV1, SosNotedV1
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed

SPOKEN = {"spoken": True}


async def in_danger(stand: Stand) -> str:
    """HERON cried on the scene, MAPLE is with them, ROBIN was paged; returns their code."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE"), a_volunteer("OTTER", km=40)])
    await stand.take(await stand.report())
    for text in ("Y 5", "HERE"):
        await stand.say("HERON", text)
        await stand.say("MAPLE", text)
    await stand.say("HERON", "SOS nos siguen")
    await stand.announced()
    return str(await stand.fetchval("SELECT code FROM incident"))


async def test_an_sos_is_first_in_the_list_of_incidents(stand: Stand, staffed: Staffed) -> None:
    code = await in_danger(stand)
    await stand.say("OTTER", "SOS")
    await stand.later(minutes=1)
    await stand.take(await stand.report(at=(34.2, -118.4)))

    listed = await staffed.get("/v1/incidents", who="WREN")

    assert [(call["callsign"], call["incident_id"] is None) for call in listed["sos"]] == [
        ("OTTER", True),
        ("HERON", False),
    ]
    first, second = listed["incidents"]
    assert (first["code"], first["sos"], second["sos"]) == (code, ["HERON"], [])


async def test_a_cut_list_of_sos_says_how_many_there_are_in_all(
    stand: Stand, staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.dispatch.api.sos.LISTED_AT_MOST", 1)
    await in_danger(stand)
    await stand.say("OTTER", "SOS")

    listed = await staffed.get("/v1/sos", who="WREN")

    assert (len(listed["calls"]), listed["total"]) == (1, 2)
    assert (await staffed.get("/v1/sos?state=cleared"))["total"] == 0


async def test_an_open_sos_is_told_with_whom_who_was_paged_and_who_took_it(stand: Stand, staffed: Staffed) -> None:
    code = await in_danger(stand)

    [before] = (await staffed.get("/v1/sos", who="WREN"))["calls"]
    await stand.say("ROBIN", f"ACK SOS {code}")
    [after] = (await staffed.get("/v1/sos"))["calls"]

    assert before["team"] == [{"callsign": "MAPLE", "state": "on_scene"}]
    assert (before["paged"], before["is_paged"], before["acknowledged_by"]) == (["ROBIN"], True, None)
    assert (after["paged"], after["is_paged"], after["acknowledged_by"]) == (["ROBIN"], False, "ROBIN")
    assert "siguen" not in str(before)


async def test_its_words_and_where_they_are_are_for_the_lead_and_each_reading_is_noted(
    stand: Stand, staffed: Staffed
) -> None:
    code = await in_danger(stand)
    await stand.say("HERON", "OK")

    found = await staffed.get(f"/v1/sos/{code.lower()}")

    assert [(line["kind"], line["author"], line["words"]) for line in found["entries"]] == [
        ("text", "HERON", "SOS nos siguen"),
        ("text", "HERON", "OK"),
    ]
    assert (found["meeting_point"], found["place"]) == ("Soto St & E 3rd St", "Soto St & E 1st St")
    assert await staffed.status("GET", f"/v1/sos/{code}", who="WREN") == 403
    assert await stand.fetchval("SELECT string_agg(what || ' ' || actor, ', ') FROM content_read") == "sos_call ROBIN"


async def test_what_was_done_is_written_down_and_that_it_was_is_told(stand: Stand, staffed: Staffed) -> None:
    code = await in_danger(stand)

    answer = await staffed.post(f"/v1/sos/{code}/notes", {"note": "Called twice, no answer."}, who="WREN")
    events = await stand.announced()
    found = await staffed.get(f"/v1/sos/{code}")
    timeline = (await staffed.get(f"/v1/incidents/{code}"))["timeline"]

    assert answer.status_code == 200
    assert (found["notes"], found["entries"][-1]["author"]) == (1, "WREN")
    assert found["entries"][-1]["words"] == "Called twice, no answer."
    assert [(event.callsign, event.by) for event in events if isinstance(event, SosNotedV1)] == [("HERON", "WREN")]
    assert [line["params"] for line in timeline if line["kind"] == "sos_noted"] == [{"callsign": "HERON", "by": "WREN"}]
    assert "Called twice" not in str(timeline)


@pytest.mark.parametrize("body", [{}, {"spoken": False}, {"spoken": None}])
async def test_nobody_clears_it_without_saying_that_they_spoke(
    stand: Stand, staffed: Staffed, body: dict[str, Any]
) -> None:
    code = await in_danger(stand)

    assert await staffed.status("POST", f"/v1/sos/{code}/clear", body) == 422
    assert await staffed.status("POST", f"/v1/sos/{code}/clear", SPOKEN, who="WREN") == 403
    assert await stand.fetchval("SELECT cleared_at FROM sos_call") is None


async def test_clearing_on_a_mission_tells_the_person_ends_the_page_and_stays_in_history(
    stand: Stand, staffed: Staffed
) -> None:
    code = await in_danger(stand)

    tried = await staffed.post(f"/v1/sos/{code}/clear", {**SPOKEN, "preview": True})
    untouched = await stand.announced()
    answer = await staffed.post(f"/v1/sos/{code}/clear", {**SPOKEN, "note": "At home, safe."})
    events = await stand.announced()
    await stand.later(minutes=5)

    assert untouched == []
    assert tried.json() == answer.json()
    texts = stand.texts_in(events)
    assert (texts.to("HERON"), texts.to("ROBIN")) == (["V36b"], ["D21"])
    assert [event.by for event in events if isinstance(event, SosClearedV1)] == ["ROBIN"]
    assert (await stand.texts()).of("D1") == set()
    assert (await staffed.get("/v1/sos"))["calls"] == []
    [call] = (await staffed.get("/v1/sos?state=all"))["calls"]
    assert (call["cleared_by"], call["notes"]) == ("ROBIN", 1)
    assert await staffed.status("POST", f"/v1/sos/{code}/clear", SPOKEN) == 409


async def test_clearing_off_a_mission_is_the_same(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "SOS")
    code = await stand.fetchval("SELECT code FROM sos_call")
    await stand.announced()

    answer = await staffed.post(f"/v1/sos/{code}/clear", SPOKEN)
    events = await stand.announced()
    await stand.later(minutes=5)
    quiet = await stand.announced()
    await stand.say("HERON", "ok")
    after = await stand.texts()

    assert answer.status_code == 200
    texts = stand.texts_in(events)
    assert (texts.to("HERON"), texts.to("ROBIN")) == (["V36"], ["D21"])
    [event] = [event for event in events if isinstance(event, SosClearedV1)]
    assert (event.by, event.on_mission) == ("ROBIN", False)
    assert quiet == []
    assert after.messages == [], "what they text now is a text like any other"


async def test_who_was_never_sent_is_released_when_it_is_cleared(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("HERON", "SOS")
    await stand.announced()
    code = await stand.fetchval("SELECT code FROM sos_call")

    await staffed.post(f"/v1/sos/{code}/clear", SPOKEN)

    assert (await stand.texts()).to("HERON") == ["V36", "withdrawn"]
    assert await stand.fetchval("SELECT state FROM assignment") == "released"


async def test_two_in_danger_on_one_mission_are_told_apart(stand: Stand, staffed: Staffed) -> None:
    code = await in_danger(stand)
    await stand.say("MAPLE", "SOS")

    refused = await staffed.post(f"/v1/sos/{code}/clear", SPOKEN)
    cleared = await staffed.post(f"/v1/sos/{code}/clear", {**SPOKEN, "callsign": "MAPLE"})

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:hotline:problem:ambiguous-sos")
    assert refused.json()["detail"] == "HERON | MAPLE"
    assert cleared.json()["callsign"] == "MAPLE"
    assert [call["callsign"] for call in (await staffed.get("/v1/sos"))["calls"]] == ["HERON"]


async def test_the_route_of_before_still_clears_it_whole(stand: Stand, staffed: Staffed) -> None:
    code = await in_danger(stand)

    answer = await staffed.post(f"/v1/incidents/{code}/sos-clear", {"callsign": "HERON"})

    assert answer.status_code == 200
    assert (await staffed.get("/v1/sos"))["calls"] == []


@pytest.mark.parametrize("on_mission", [True, False])
async def test_an_sos_that_the_last_release_raised_during_an_upgrade_is_listed_noted_on_and_cleared(
    stand: Stand, staffed: Staffed, on_mission: bool
) -> None:
    """It kept no call: there is the page, and on a mission the person's state."""
    if on_mission:
        await in_danger(stand)
    else:
        await stand.set_up([a_volunteer("HERON")])
        await stand.say("HERON", "SOS")
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM sos_entry")
        await connection.execute("DELETE FROM sos_call")
    await stand.announced()

    [listed] = (await staffed.get("/v1/sos"))["calls"]
    noted = await staffed.post(f"/v1/sos/{listed['code']}/notes", {"note": "on the phone"})
    cleared = await staffed.post(f"/v1/sos/{listed['code']}/clear", SPOKEN)

    assert (listed["callsign"], listed["is_paged"]) == ("HERON", True)
    assert (noted.status_code, cleared.status_code) == (200, 200)
    assert (await staffed.get("/v1/sos"))["calls"] == []
    assert await stand.fetchval("SELECT count(*) FROM page WHERE open AND reason = 'sos'") == 0
    assert len([event for event in await stand.announced() if isinstance(event, SosClearedV1)]) == 1


async def test_who_cried_to_the_last_release_and_texts_again_is_heard_as_in_danger(stand: Stand) -> None:
    await in_danger(stand)
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM sos_entry")
        await connection.execute("DELETE FROM sos_call")

    await stand.say("HERON", "estoy en la tienda")

    assert (await stand.texts()).to("HERON") == ["V37"]
    assert await stand.fetchval("SELECT count(*) FROM sos_call JOIN sos_entry USING (call_id)") == 1


async def test_with_whom_they_are_names_nobody_who_was_never_sent_with_them(stand: Stand, staffed: Staffed) -> None:
    """CEDAR "with OTTER (out)": both had only waited for a place, and nobody knew where either was."""
    await stand.set_up([a_volunteer("OTTER"), a_volunteer("CEDAR")], meeting_points=False)
    await stand.take(await stand.report())
    for name in ("OTTER", "CEDAR"):
        await stand.say(name, "Y 5")
    await stand.say("OTTER", "SOS")
    await stand.say("CEDAR", "SOS")

    calls = (await staffed.get("/v1/sos"))["calls"]

    assert {call["callsign"]: call["team"] for call in calls} == {"OTTER": [], "CEDAR": []}


async def test_with_whom_they_are_names_nobody_who_had_left_before_they_went(stand: Stand, staffed: Staffed) -> None:
    """FINCH had left before HERON was sent anew, with MAPLE; who leaves later was with them."""
    await stand.set_up([a_volunteer(name) for name in ("HERON", "FINCH", "MAPLE")])
    await stand.take(await stand.report())
    for name in ("HERON", "FINCH"):
        await stand.say(name, "Y 5")
    await stand.say("FINCH", "OUT")
    await stand.say("MAPLE", "Y 5")
    await stand.say("HERON", "SOS")
    await stand.say("MAPLE", "OUT")

    [call] = (await staffed.get("/v1/sos"))["calls"]

    assert call["team"] == [{"callsign": "MAPLE", "state": "released"}]
