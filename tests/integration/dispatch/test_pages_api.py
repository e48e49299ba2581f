"""Every open page over HTTP: who is in danger first, about whom, who was asked, who is asked next, how to take it."""

from datetime import datetime, timedelta

import pytest

from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer
from tests.support.dispatch_staff import Staffed


async def test_no_page_is_open_before_anything_happens(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])

    assert await staffed.get("/v1/pages", who="WREN") == {"total": 0, "pages": []}
    assert await staffed.status("GET", "/v1/pages", who="NOBODY") == 401


async def test_every_open_page_is_listed_with_danger_first_then_by_urgency_and_age(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer("HERON", km=1), a_volunteer("OTTER", km=1)], search_radius_km=2, backup=True)
    await stand.take(await stand.report(at=(SOTO[0] - 5 * KM, SOTO[1])))
    exhausted = str(await stand.fetchval("SELECT code FROM incident"))
    await stand.later(seconds=10)
    await stand.say("OTTER", "TALK")
    talk = str(await stand.fetchval("SELECT code FROM page WHERE reason = 'talk'"))
    await stand.later(seconds=10)
    await stand.say("HERON", "SOS")
    sos = str(await stand.fetchval("SELECT code FROM page WHERE reason = 'sos'"))

    listed = await staffed.get("/v1/pages", who="WREN")

    assert listed["total"] == 3
    first, second, third = listed["pages"]
    assert [(page["code"], page["reason"], page["about"]) for page in listed["pages"]] == [
        (sos, "sos", "HERON"),
        (exhausted, "exhausted", None),
        (talk, "talk", "OTTER"),
    ]
    assert [page["take"] for page in listed["pages"]] == [f"ACK SOS {sos}", f"ACK {exhausted}", f"ACK {talk}"]
    assert (first["incident_id"], second["zone"]) == (None, "Boyle Heights S")
    assert second["incident_id"] == str(await stand.fetchval("SELECT incident_id FROM incident"))
    assert third["network_id"] == "la"


async def test_danger_other_than_an_sos_comes_next(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer(name) for name in ("HERON", "OTTER", "MAPLE")])
    for callsign in ("HERON", "OTTER"):
        await stand.say(callsign, "TALK")
        await stand.later(seconds=5)
    await stand.say("MAPLE", "SOS")
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE page SET reason = 'alone' WHERE about = 'OTTER'")

    listed = (await staffed.get("/v1/pages"))["pages"]

    assert [page["reason"] for page in listed] == ["sos", "alone", "talk"]


async def test_a_page_tells_how_often_and_whom_it_asked_and_who_is_next_and_when(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer("HERON")], backup=True)
    await stand.say("HERON", "SOS")
    raised = await stand.database.now()

    [once] = (await staffed.get("/v1/pages"))["pages"]
    await stand.later(seconds=61)
    [twice] = (await staffed.get("/v1/pages"))["pages"]

    assert abs(datetime.fromisoformat(once["since"]) - raised) < timedelta(seconds=30)
    assert (once["times_asked"], once["asked"], once["next_asked"], once["next_by"]) == (
        1,
        ["ROBIN"],
        ["ROBIN"],
        "text",
    )
    assert (twice["times_asked"], twice["asked"], twice["next_asked"]) == (2, ["ROBIN"], ["ROBIN", "WREN"])
    due_at = await stand.fetchval("SELECT due_at FROM page")
    assert datetime.fromisoformat(twice["next_at"]) == due_at


@pytest.mark.logs_errors("page.nobody_hears")
async def test_a_page_that_nobody_hears_says_so(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])
    for callsign in ("ROBIN", "WREN", "PINE"):
        await stand.reach(callsign, "opted_out")
    await stand.say("HERON", "TALK")

    [page] = (await staffed.get("/v1/pages"))["pages"]

    assert (page["asked"], page["next_asked"], page["next_by"]) == ([], [], None)
    assert page["next_at"] is not None


async def test_who_left_the_chain_is_still_named_as_asked(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "TALK")
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM duty")
        await connection.execute("UPDATE volunteer SET roles = '{observer}' WHERE callsign = 'ROBIN'")

    [page] = (await staffed.get("/v1/pages"))["pages"]

    assert (page["asked"], page["next_asked"]) == (["ROBIN"], ["WREN", "PINE"])


async def test_what_was_taken_is_listed_no_more(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.say("HERON", "TALK")
    await stand.say("ROBIN", "ACK")

    assert (await staffed.get("/v1/pages"))["pages"] == []


async def test_whoever_reads_a_code_in_a_text_finds_what_it_is_about_also_when_it_was_taken(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer("HERON")])
    await stand.take(await stand.report(at=(40.0, -118.0)))
    code = (await stand.texts()).one("D12", "ROBIN").params["code"]

    [before] = (await staffed.get(f"/v1/pages?code={code.lower()}"))["pages"]
    await stand.say("ROBIN", f"ACK {code}")
    [after] = (await staffed.get(f"/v1/pages?code={code}"))["pages"]

    assert (before["reason"], before["report"], before["open"], before["next_asked"]) == (
        "unserved",
        "482193",
        True,
        ["ROBIN"],
    )
    assert (after["open"], after["taken_by"], after["next_asked"]) == (False, "ROBIN", [])
    assert (await staffed.get("/v1/pages?code=ZZZ"))["pages"] == []
    assert await staffed.status("GET", "/v1/pages?code=%00") == 422


async def test_who_cannot_text_takes_what_they_were_asked_about_and_others_hear_it(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer("HERON")], backup=True)
    await stand.say("HERON", "SOS")
    for _ in range(2):
        await stand.later(seconds=61)
    code = str(await stand.fetchval("SELECT code FROM page"))
    await stand.texts()

    unnamed = await staffed.post(f"/v1/pages/{code}/take", {}, who="WREN")
    tried = await staffed.post(f"/v1/pages/{code}/take", {"sos": True, "preview": True}, who="WREN")
    assert (await stand.texts()).of("D7") == set()
    taken = await staffed.post(f"/v1/pages/{code.lower()}/take", {"sos": True}, who="WREN")
    again = await staffed.post(f"/v1/pages/{code}/take", {"sos": True}, who="WREN")

    assert (unnamed.status_code, unnamed.json()["type"].split(":")[-1]) == (409, "sos-unnamed")
    assert tried.json() == taken.json()
    assert [(page["reason"], page["about"]) for page in taken.json()["pages"]] == [("sos", "HERON")]
    assert [(text["callsign"], text["template"]) for text in taken.json()["texts"]] == [("ROBIN", "D7")]
    assert (await stand.texts()).one("D7", "ROBIN").params == {"pages": f"{code}:sos", "callsign": "WREN"}
    assert (again.status_code, again.json()["type"].split(":")[-1]) == (409, "page-over")
    assert await stand.fetchval("SELECT taken_by FROM page") == "WREN"
    assert await stand.fetchval("SELECT acknowledged_by FROM sos_call") == "WREN"
    assert (await staffed.get("/v1/pages"))["pages"] == []


async def test_an_sos_that_is_not_named_stays_open_beside_what_is_taken(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON", km=1)], search_radius_km=2)
    await stand.take(await stand.report(at=(SOTO[0] - 5 * KM, SOTO[1])))
    code = str(await stand.fetchval("SELECT code FROM incident"))
    await stand.say("HERON", "SOS")
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE page SET code = $1", code)

    taken = await staffed.post(f"/v1/pages/{code}/take", {})

    assert [page["reason"] for page in taken.json()["pages"]] == ["exhausted"]
    assert [page["reason"] for page in (await staffed.get("/v1/pages"))["pages"]] == ["sos"]
    assert await stand.fetchval("SELECT count(*) FROM timeline WHERE kind = 'page_taken'") == 1


async def test_a_page_is_taken_by_who_was_asked_or_a_duty_lead_and_nobody_takes_their_own(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer("HERON")], backup=True)
    await stand.say("HERON", "TALK")
    page_id = str(await stand.fetchval("SELECT page_id FROM page"))
    take = f"/v1/pages/{page_id}/take"

    assert await staffed.status("POST", take, {}, who="NOBODY") == 401
    assert await staffed.status("POST", take, {}, who="WREN") == 403
    assert await staffed.status("POST", take, {}, who="ADMIN") == 403
    assert await staffed.status("POST", take, {}, who="HERON") == 403
    assert await staffed.status("POST", "/v1/pages/ZZZ/take", {}) == 404
    assert await staffed.status("POST", "/v1/pages/%00/take", {}) == 404
    assert await staffed.status("POST", take, {}, who="ROBIN") == 200
