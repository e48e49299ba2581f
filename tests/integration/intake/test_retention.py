"""A caller's number goes a week after their report is over, the report after a year; what waits stays."""

from datetime import timedelta

from services.chassis.retention import Retention
from services.intake.store import sources
from services.intake.store.retention import KEPT
from tests.conftest import set_clock
from tests.support.intake_harness import Stand, a_caller, a_place, a_report
from tests.support.retention import found_by_key


async def test_the_statements_find_their_rows_by_key(stand: Stand) -> None:
    await found_by_key(stand.database, KEPT)


async def test_a_number_goes_before_its_report_and_what_waits_keeps_both(stand: Stand) -> None:
    over, open_ = [
        (await stand.posted(a_report(place=a_place(is_residence=None), caller=a_caller())))["report_id"]
        for _ in range(2)
    ]
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE report SET state = 'joined'")
        await connection.execute("UPDATE report SET closed_at = app.now() WHERE report_id = $1", over)
    retention = Retention(stand.database, KEPT)

    async def numbers() -> dict[str, bool]:
        async with stand.database.connection() as connection:
            rows = await connection.fetch("SELECT report_id, sealed_contact IS NOT NULL AS known FROM report")
        return {str(row["report_id"]): row["known"] for row in rows}

    await set_clock(stand.database, timedelta(days=6))
    await retention.run()
    assert await numbers() == {over: True, open_: True}
    await set_clock(stand.database, timedelta(days=8))
    await retention.run()
    assert await numbers() == {over: False, open_: True}
    await set_clock(stand.database, timedelta(days=366))
    ended = await retention.run()
    assert await numbers() == {open_: True}
    assert ended["report"] == 1


async def test_ids_of_signed_requests_go_when_no_replay_is_taken_any_more(stand: Stand) -> None:
    async with stand.database.connection() as connection:
        await sources.SourceStore(connection).use_nonces([("key", "old")])
    await set_clock(stand.database, timedelta(seconds=sources.NONCE_SECONDS + 1))
    async with stand.database.connection() as connection:
        await sources.SourceStore(connection).use_nonces([("key", "new")])

    await Retention(stand.database, KEPT).run()

    async with stand.database.connection() as connection:
        assert await connection.fetchval("SELECT array_agg(webhook_id) FROM nonce") == ["new"]


async def test_an_admin_sees_what_is_due_and_ends_it(stand: Stand) -> None:
    await stand.posted(a_report(place=a_place(), caller=a_caller()))
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE report SET state = 'joined', closed_at = app.now()")
    await set_clock(stand.database, timedelta(days=8))

    async def asked(**order: bool) -> dict[str, dict[str, object]]:
        answer = await stand.http.post("/v1/operations/retention", json=order, headers=stand.as_staff("admin of all"))
        assert answer.status_code == 200, answer.text
        return {each["name"]: each for each in answer.json()["classes"]}

    assert (await asked())["caller_number"]["due"] == 1
    assert (await asked(dry_run=False))["caller_number"]["ended"] == 1
    assert (await asked())["caller_number"]["due"] == 0
