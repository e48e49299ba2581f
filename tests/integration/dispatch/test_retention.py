"""After a month nothing of an incident names a person, after a year it is gone; open ones stay, and readers cope."""

from services.chassis.database import Database
from services.chassis.retention import Retention
from services.dispatch.store.retention import KEPT
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed
from tests.support.retention import found_by_key


async def test_the_statements_find_their_rows_by_key(database: Database) -> None:
    await found_by_key(database, KEPT)


async def told_of(stand: Stand, *tables: str) -> str:
    async with stand.database.connection() as connection:
        return "".join(
            [
                await connection.fetchval(f"SELECT coalesce(json_agg(t)::text, '') FROM {table} t")  # noqa: S608
                for table in tables
            ]
        )


async def test_an_incident_forgets_who_went_and_then_ends(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "Y 5")
    for name in ("HERON", "MAPLE"):
        await stand.say(name, "OUT")
    async with stand.database.connection() as connection:
        incident_id = await connection.fetchval(
            "UPDATE incident SET state = 'closed', closed_at = app.now() RETURNING incident_id"
        )
        await connection.execute("UPDATE page SET open = false")
        await connection.execute("UPDATE timer SET fired_at = app.now() WHERE fired_at IS NULL")
    retention = Retention(stand.database, KEPT)
    linked = ("offer", "assignment", "timeline", "finding", "page")
    assert "HERON" in await told_of(stand, *linked)

    await stand.later(days=29)
    assert (await retention.run())["who_went"] == 0
    await stand.later(days=2)
    assert (await retention.run())["who_went"] == 1

    told = await told_of(stand, *linked)
    assert "HERON" not in told
    assert "MAPLE" not in told
    assert not any(str(each) in told for each in stand.ids.values())
    detail = await staffed.get(f"/v1/incidents/{incident_id}")
    assert [each["callsign"] for each in detail["assignments"]] == ["", ""]
    await stand.later(days=340)
    assert (await retention.run())["incident"] == 1
    assert await staffed.status("GET", f"/v1/incidents/{incident_id}") == 404
    assert await told_of(stand, "incident", "report", *linked) == ""


async def test_what_is_open_stays_however_old(stand: Stand, staffed: Staffed) -> None:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE timer SET fired_at = app.now() WHERE fired_at IS NULL")
        incident_id = await connection.fetchval("SELECT incident_id FROM incident")
    await stand.later(days=500)

    await Retention(stand.database, KEPT).run()

    assert (await staffed.get(f"/v1/incidents/{incident_id}"))["state"] != "closed"


async def test_only_an_admin_of_every_network_runs_it(staffed: Staffed) -> None:
    assert await staffed.status("POST", "/v1/operations/retention", {}, who="ROBIN") == 403
    assert await staffed.status("POST", "/v1/operations/retention", {}, who="ADMIN") == 403, "of one network"
