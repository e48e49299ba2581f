"""What was kept long enough ends, in batches; what is still needed stays, and what nobody ran again is noted."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.chassis import retention as module
from services.chassis.database import Database
from services.chassis.inbox import dead_letter, park
from services.chassis.retention import KeptRows, Retention
from tests.conftest import set_clock
from tests.support.chassis_harness import REPORTS, count

GROUP = "hotline.dispatch.main"


async def handled(database: Database, count_of: int) -> None:
    async with database.connection() as connection:
        await connection.execute(
            "INSERT INTO inbox (event_id, at) SELECT gen_random_uuid(), app.now() FROM generate_series(1, $1)", count_of
        )


async def test_what_is_due_ends_in_batches_and_the_rest_stays(database: Database) -> None:
    await handled(database, 1100)
    await set_clock(database, timedelta(days=14, minutes=1))
    await handled(database, 3)
    retention = Retention(database, ())

    before = {each.name: each for each in await retention.look()}
    assert (before["inbox"].due, before["inbox"].keep_days, before["inbox"].ran_at) == (1100, 14, None)
    assert await count(database, "inbox") == 1103, "a look ends nothing"
    assert (await retention.run())["inbox"] == 1100
    after = {each.name: each for each in await retention.look()}
    assert (after["inbox"].due, after["inbox"].ended_last, after["inbox"].ended_in_all) == (0, 1100, 1100)
    assert await count(database, "inbox") == 3


@pytest.mark.sets_aside(parked=1)
async def test_what_was_set_aside_is_given_up_after_thirty_days_and_that_is_noted(database: Database) -> None:
    old, young, dead = uuid4(), uuid4(), uuid4()

    async def parked(event_id: UUID) -> None:
        async with database.unit() as unit:
            await park(
                unit,
                group=GROUP,
                topic=REPORTS,
                subject="s",
                event_id=event_id,
                reason="KeyError",
                value=b"what it said",
            )

    await parked(old)
    async with database.unit() as unit:
        await dead_letter(
            unit, group=GROUP, topic=REPORTS, partition=0, offset=1, reason="no", value=b"what", key=None, event_id=dead
        )
    await set_clock(database, timedelta(days=29))
    retention = Retention(database, ())
    await retention.run()
    async with database.connection() as connection:
        assert {row["event_id"] for row in await connection.fetch("SELECT event_id FROM inbox")} == {old}, (
            "what is parked is known, or it would be handled when it comes again"
        )
    await parked(young)
    await set_clock(database, timedelta(days=30, minutes=1))

    await retention.run()

    async with database.connection() as connection:
        assert [row["event_id"] for row in await connection.fetch("SELECT event_id FROM parked")] == [young]
        assert await count(database, "dead_letter") == 0
        noted = await connection.fetch("SELECT kind, event_id, discarded_by FROM discarded ORDER BY kind")
        assert [tuple(row) for row in noted] == [("dead", dead, "retention"), ("parked", old, "retention")]


async def test_a_row_that_somebody_else_holds_is_passed_over(database: Database) -> None:
    await handled(database, 2)
    await set_clock(database, timedelta(days=15))
    async with database.transaction() as connection:
        await connection.execute("SELECT FROM inbox LIMIT 1 FOR UPDATE")

        assert (await Retention(database, ()).run())["inbox"] == 1


async def test_a_run_that_has_no_time_left_is_continued_by_the_next(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await handled(database, 30)
    await set_clock(database, timedelta(days=15))
    monkeypatch.setattr(module, "OF_EVERY_SERVICE", ())
    short = KeptRows("inbox", "inbox", "event_id", "at", timedelta(days=14), "a test", at_once=10)
    moments = iter([0.0, 0.5, 1.5])
    monkeypatch.setattr(module, "monotonic", lambda: next(moments))

    assert await Retention(database, [short]).run(seconds=1) == {"inbox": 10}
    monkeypatch.undo()
    assert (await Retention(database, ()).run())["inbox"] == 20
