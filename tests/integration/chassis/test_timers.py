"""Deadlines fire once, in order, on the database's clock, whoever asks."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

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
