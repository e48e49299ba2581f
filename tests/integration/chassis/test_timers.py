"""Deadlines fire once, in order, on the database's clock, whoever asks."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from prometheus_client import REGISTRY

from schemas.values import uuid7
from services.chassis import timers
from services.chassis.database import Database
from services.chassis.timers import Timer, TimerLoop, schedule
from services.chassis.unit_of_work import UnitOfWork
from tests.conftest import set_clock


class Fired:
    def __init__(self, fail_once: bool = False) -> None:
        self.epochs: list[int] = []
        self._fail = fail_once
        self._changed = asyncio.Event()

    async def __call__(self, unit: UnitOfWork, timers: Sequence[Timer]) -> None:
        if self._fail:
            self._fail = False
            raise ValueError("bug")
        self.epochs += [timer.epoch for timer in timers]
        self._changed.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.epochs) < count:
                self._changed.clear()
                await self._changed.wait()


async def set_deadlines(database: Database, seconds: Sequence[float]) -> None:
    async with database.unit() as unit:
        now = unit.now
        await schedule(
            unit, [Timer(uuid7(), "test", now + timedelta(seconds=s), epoch=number) for number, s in enumerate(seconds)]
        )


async def test_eight_replicas_fire_each_deadline_once(database: Database) -> None:
    fired = Fired()
    loops = [TimerLoop(database, {"test": fired}) for _ in range(8)]
    await set_deadlines(database, [-1.0] * 300)

    tasks = [asyncio.create_task(loop.run()) for loop in loops]
    await fired.until(300)
    for loop in loops:
        loop.stop()
    await asyncio.gather(*tasks)

    assert sorted(fired.epochs) == list(range(300))


async def test_a_moved_clock_fires_what_has_become_due_and_nothing_else_in_order(database: Database) -> None:
    fired = Fired()
    loop = TimerLoop(database, {"test": fired})
    await set_deadlines(database, [300, 60, 600])

    task = asyncio.create_task(loop.run())
    await set_clock(database, timedelta(seconds=301))
    await fired.until(2)
    loop.stop()
    await task

    assert fired.epochs == [1, 0]


async def test_a_handler_that_fails_gets_its_deadline_again(database: Database) -> None:
    fired = Fired(fail_once=True)
    loop = TimerLoop(database, {"test": fired})
    await set_deadlines(database, [-1, -1])

    task = asyncio.create_task(loop.run())
    await fired.until(2)
    loop.stop()
    await task

    assert sorted(fired.epochs) == [0, 1]


async def test_a_deadline_set_twice_is_one(database: Database) -> None:
    async with database.unit() as unit:
        timer = Timer(uuid7(), "test", unit.now, id=uuid7())
        await schedule(unit, [timer])
        await schedule(unit, [timer])

    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM timer") == 1


async def test_while_another_replica_fires_what_is_due_this_one_pauses_between_two_questions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fired = Fired()
    loop = TimerLoop(database, {"test": fired})
    await set_deadlines(database, [-1])
    pauses: list[float] = []
    paused = asyncio.Event()

    async def pause(stopping: asyncio.Event, seconds: float) -> bool:
        pauses.append(seconds)
        paused.set()
        await asyncio.sleep(0)
        return stopping.is_set()

    monkeypatch.setattr(timers, "stopped_within", pause)
    async with database.transaction() as other:
        await other.execute("SELECT id FROM timer FOR UPDATE")
        task = asyncio.create_task(loop.run())
        await paused.wait()
        assert fired.epochs == []
    await fired.until(1)
    loop.stop()
    await task

    assert pauses[0] == timers.HELD_ELSEWHERE_SECONDS


@pytest.mark.logs_errors("timer.failed")
async def test_one_that_fails_is_put_off_and_the_others_go_on(database: Database) -> None:
    """Longer each time, up to half a minute; a kind that nobody knows is such a one."""
    fired = Fired()
    async with database.unit() as unit:
        now = unit.now
        await schedule(
            unit,
            [
                Timer(UUID(int=1), "nobody's", now - timedelta(seconds=3), epoch=1),
                Timer(UUID(int=2), "test", now - timedelta(seconds=2), epoch=2),
            ],
        )
        await unit.connection.execute("UPDATE timer SET attempts = 40 WHERE kind = $1", "nobody's")
    loop = TimerLoop(database, {"test": fired})

    task = asyncio.create_task(loop.run())
    await fired.until(1)
    loop.stop()
    await task

    async with database.connection() as connection:
        rows = await connection.fetch("SELECT kind, attempts, fired_at, due_at FROM timer ORDER BY subject_id")
    assert [(row["kind"], row["attempts"], row["fired_at"] is None) for row in rows] == [
        ("nobody's", 41, True),
        ("test", 0, False),
    ]
    assert timedelta(seconds=29) < rows[0]["due_at"] - now < timedelta(seconds=40)


@pytest.mark.logs_errors("timer.failed")
async def test_the_first_time_one_fails_it_is_put_off_by_a_second(database: Database) -> None:
    async with database.unit() as unit:
        await schedule(unit, [Timer(UUID(int=1), "nobody's", unit.now - timedelta(seconds=1))])
    loop = TimerLoop(database, {})

    await loop._fire_singly()

    async with database.connection() as connection:
        row = await connection.fetchrow("SELECT attempts, due_at - app.now() AS wait, fired_at FROM timer")
    assert row is not None
    assert (row["attempts"], row["fired_at"]) == (1, None)
    assert timedelta(0) < row["wait"] <= timedelta(seconds=1)


async def test_a_timer_is_handed_over_as_it_was_set(database: Database) -> None:
    handed: list[Timer] = []

    async def handler(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
        handed.extend(timers)

    async with database.unit() as unit:
        timer = Timer(UUID(int=1), "test", unit.now - timedelta(seconds=1), epoch=7, id=UUID(int=2))
        await schedule(unit, [timer])
    late = REGISTRY.get_sample_value("hotline_deadline_lateness_seconds_count") or 0.0

    assert await TimerLoop(database, {"test": handler})._fire(10) == 1
    assert await TimerLoop(database, {"test": handler})._fire(10) == 0

    assert handed == [timer]
    assert REGISTRY.get_sample_value("hotline_deadline_lateness_seconds_count") == late + 1


async def test_of_many_the_earliest_are_fired_first_and_in_order(database: Database) -> None:
    fired = Fired()
    await set_deadlines(database, [-1.0, -3.0, -2.0, -4.0])
    loop = TimerLoop(database, {"test": fired})

    assert await loop._fire(3) == 3
    assert fired.epochs == [3, 1, 2]
    assert await loop._fire(3) == 1
    assert fired.epochs == [3, 1, 2, 0]


async def test_each_kind_goes_to_its_own_handler(database: Database) -> None:
    one, other = Fired(), Fired()
    async with database.unit() as unit:
        at = unit.now - timedelta(seconds=1)
        await schedule(unit, [Timer(UUID(int=1), "one", at, epoch=1), Timer(UUID(int=1), "other", at, epoch=2)])

    await TimerLoop(database, {"one": one, "other": other})._fire(10)

    assert (one.epochs, other.epochs) == ([1], [2])


async def test_each_kind_has_a_transaction_of_its_own(database: Database) -> None:
    """So that handlers which lock in different orders never wait for each other, nor undo each other."""
    one, other = Fired(), Fired(fail_once=True)
    async with database.unit() as unit:
        at = unit.now - timedelta(seconds=1)
        earlier = at - timedelta(seconds=1)
        await schedule(unit, [Timer(UUID(int=1), "one", earlier, epoch=1), Timer(UUID(int=1), "other", at, epoch=2)])
    loop = TimerLoop(database, {"one": one, "other": other})

    with pytest.raises(ValueError, match="bug"):
        await loop._fire(10)
    again = await loop._fire(10)

    assert (one.epochs, other.epochs, again) == ([1], [2], 1)


async def test_no_timer_writes_nothing(database: Database) -> None:
    assert timers.scheduling([]) is None
    async with database.unit() as unit:
        await schedule(unit, [])

    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM timer") == 0
