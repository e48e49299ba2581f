"""Legal holds an incident: retention passes over it, its values outlive their days' keys, and letting go ends it."""

import asyncio
from datetime import timedelta
from uuid import UUID

from schemas.events.incident import LegalHoldChangedV1
from services.chassis.keys_in_use import days_in_use
from services.chassis.retention import Retention
from services.dispatch.roster.holding import LegalHolds, hold_incident
from services.dispatch.store.keys_in_use import KEYS_IN_USE
from services.dispatch.store.retention import KEPT
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed

WHY = {"why": "lawsuit announced"}
SEALED = """
    SELECT place FROM incident UNION ALL SELECT place FROM report UNION ALL SELECT words FROM finding
    UNION ALL SELECT words FROM unread_text UNION ALL SELECT words FROM sos_entry
"""


async def a_mission_that_is_over(stand: Stand) -> str:
    """HERON and MAPLE went; HERON said something, and cried. Returns the incident's id."""
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "Y 5")
    await stand.say("HERON", "what is the number of that lawyer again")
    await stand.say("HERON", "SOS they are hitting us")
    async with stand.database.connection() as connection:
        incident_id = await connection.fetchval(
            "UPDATE incident SET state = 'closed', closed_at = app.now() RETURNING incident_id"
        )
        await connection.execute("UPDATE assignment SET state = 'released', released_at = app.now()")
        await connection.execute("UPDATE sos_call SET cleared_by = 'ROBIN', cleared_at = app.now()")
        await connection.execute("UPDATE page SET open = false")
        await connection.execute(
            "UPDATE unread_text SET settled_as = 'closed', settled_by = 'PINE', settled_at = app.now()"
        )
        await connection.execute("UPDATE timer SET fired_at = app.now() WHERE fired_at IS NULL")
    return str(incident_id)


async def keys_of(stand: Stand) -> set[str]:
    async with stand.database.connection() as connection:
        rows = await connection.fetch(f"SELECT DISTINCT app.key_of(place) FROM ({SEALED}) AS s WHERE place IS NOT NULL")  # noqa: S608
    return {row[0] for row in rows}


async def test_what_is_held_outlives_its_time_and_its_keys_and_then_ends(stand: Stand, staffed: Staffed) -> None:
    incident_id = await a_mission_that_is_over(stand)
    before = await keys_of(stand)
    assert {key.partition("/")[0] for key in before} == {"case", "replies"}
    await stand.announced()

    answer = await staffed.post(f"/v1/incidents/{incident_id}/hold", WHY, who="OTTER")

    assert (answer.status_code, answer.json()["changed"]) == (200, True)
    assert await keys_of(stand) == {f"hold/{incident_id}"}, "every value, under the hold's own key"
    [told] = [each for each in await stand.announced() if isinstance(each, LegalHoldChangedV1)]
    assert told.held
    for key in before:
        (stand.sealer.keyring._folder / f"{key}.key").unlink()  # as the key job does on their date
    stand.sealer.keyring.forget_destroyed()
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM outbox")  # what travels ends within days
        assert await days_in_use(connection, KEYS_IN_USE) == set(), "no day's key is kept for it"
    await stand.later(days=400)
    await Retention(stand.database, KEPT).run()

    detail = await staffed.get(f"/v1/incidents/{incident_id}")
    assert {each["callsign"] for each in detail["assignments"]} == {"HERON", "MAPLE"}
    assert not detail["place_gone"]
    [call] = (await staffed.get("/v1/sos?state=all"))["calls"]
    said = await staffed.get(f"/v1/sos/{call['code']}")
    assert "SOS they are hitting us" in str(said)
    [held] = (await staffed.get("/v1/holds"))["holds"]
    assert (held["held_by"], held["why"]) == ("OTTER", WHY["why"])

    await staffed.post(f"/v1/incidents/{incident_id}/unhold", WHY, who="OTTER")
    await LegalHolds(stand.database, stand.sealer).run()
    assert stand.sealer.keyring.held_matters() == [], "its time is long over"
    await Retention(stand.database, KEPT).run()
    await Retention(stand.database, KEPT).run()
    assert await staffed.status("GET", f"/v1/incidents/{incident_id}") == 404


async def test_what_is_sealed_later_is_sealed_again_and_the_key_stays_for_its_matters_own_time(
    stand: Stand, staffed: Staffed
) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    incident_id = str(await stand.fetchval("SELECT incident_id FROM incident"))
    await staffed.post(f"/v1/incidents/{incident_id}/hold", WHY, who="OTTER")
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "Y 5")
    await staffed.post(
        f"/v1/incidents/{incident_id}/meeting-point", {"name": "Mariachi Plaza", "lat": 34.047, "lon": -118.2196}
    )
    meeting = "SELECT app.key_of(meeting) FROM incident"
    assert (await stand.fetchval(meeting)).startswith("case/")

    assert await LegalHolds(stand.database, stand.sealer).run() == 1

    assert await stand.fetchval(meeting) == f"hold/{incident_id}"
    await staffed.post(f"/v1/incidents/{incident_id}/unhold", WHY, who="OTTER")
    await LegalHolds(stand.database, stand.sealer).run()
    assert [str(each) for each in stand.sealer.keyring.held_matters()] == [incident_id], "it is open: it needs its key"


async def test_the_key_of_a_hold_that_is_just_being_put_is_not_ended_beside_it(stand: Stand, staffed: Staffed) -> None:
    incident_id = UUID(await a_mission_that_is_over(stand))
    stand.sealer.keyring.make_hold_key(incident_id)  # of a hold before
    await stand.later(days=31)

    async with stand.database.unit() as unit:
        await hold_incident(unit, stand.sealer, incident_id, by="OTTER", why="lawsuit")
        await LegalHolds(stand.database, stand.sealer).run()  # its time is long over, and the hold not seen yet
        assert stand.sealer.keyring.held_matters() == [incident_id]


async def test_only_legal_holds_and_it_is_done_once(stand: Stand, staffed: Staffed) -> None:
    incident_id = await a_mission_that_is_over(stand)
    path = f"/v1/incidents/{incident_id}"
    for who in ("ROBIN", "WREN", "ADMIN"):
        assert await staffed.status("POST", f"{path}/hold", WHY, who=who) == 403
    assert (await staffed.post(f"{path}/unhold", WHY, who="OTTER")).json()["changed"] is False
    assert (await staffed.post(f"{path}/hold", WHY, who="OTTER")).json()["changed"]
    assert not (await staffed.post(f"{path}/hold", {"why": "again"}, who="OTTER")).json()["changed"]
    assert await staffed.status("POST", f"{path}/hold", {"why": "call 213-555-0142"}, who="OTTER") == 422
    lines = [line["kind"] for line in (await staffed.get(path))["timeline"]]
    assert lines.count("legal_hold") == 1


async def test_an_erasure_leaves_what_is_held_and_takes_all_else(stand: Stand, staffed: Staffed) -> None:
    incident_id = await a_mission_that_is_over(stand)
    await staffed.post(f"/v1/incidents/{incident_id}/hold", WHY, who="OTTER")

    answer = (await staffed.post("/v1/networks/la/erasures", {"callsign": "HERON"}, who="ADMIN")).json()

    assert answer["erased"]
    assert answer["on_hold"] == 1
    assert await stand.fetchval("SELECT count(*) FROM volunteer WHERE callsign = 'HERON'") == 0
    detail = await staffed.get(f"/v1/incidents/{incident_id}")
    assert {each["callsign"] for each in detail["assignments"]} == {"HERON", "MAPLE"}


async def test_a_hold_beside_retention_keeps_all_or_comes_after_it(stand: Stand, staffed: Staffed) -> None:
    incident_id = await a_mission_that_is_over(stand)
    await stand.later(days=31)
    retention = Retention(stand.database, KEPT)

    answer, _ = await asyncio.gather(
        staffed.post(f"/v1/incidents/{incident_id}/hold", WHY, who="OTTER"), retention.run()
    )
    assert answer.status_code == 200
    names = {each["callsign"] for each in (await staffed.get(f"/v1/incidents/{incident_id}"))["assignments"]}
    assert names in ({"HERON", "MAPLE"}, {""})

    await retention.run()
    after = {each["callsign"] for each in (await staffed.get(f"/v1/incidents/{incident_id}"))["assignments"]}
    assert after == names, "from the hold on nothing ends"
    assert timedelta(days=31) == stand.ahead
