"""A periodic job goes on through faults of the surroundings, ends when asked, and hides no fault of its own."""

import asyncio

import pytest

from services.chassis import periodic
from services.chassis.periodic import PeriodicLoop, run_every


class Job:
    """Notes each run; fails as told, then stops the loop after so many runs."""

    def __init__(self, *faults: Exception | None) -> None:
        self.faults = list(faults)
        self.runs = 0
        self.stopping = asyncio.Event()

    async def __call__(self) -> None:
        self.runs += 1
        fault = self.faults.pop(0) if self.faults else None
        if not self.faults:
            self.stopping.set()
        if fault is not None:
            raise fault


async def test_faults_of_the_surroundings_are_survived() -> None:
    job = Job(ConnectionResetError(), TimeoutError(), None)

    await run_every(0.001, job, name="test", stopping=job.stopping)

    assert job.runs == 3


async def test_any_other_fault_flies() -> None:
    job = Job(ValueError("a bug"), None)

    with pytest.raises(ValueError, match="a bug"):
        await run_every(0.001, job, name="test", stopping=job.stopping)


async def test_the_owner_may_say_what_is_survived() -> None:
    job = Job(ValueError(), None)

    await run_every(0.001, job, name="test", stopping=job.stopping, survives=(ValueError,))

    assert job.runs == 2


async def test_a_loop_that_waits_ends_at_once_when_asked() -> None:
    ran = asyncio.Event()

    async def job() -> None:
        ran.set()

    loop = PeriodicLoop("test", job, every_seconds=3600)
    running = asyncio.create_task(loop.run())
    await ran.wait()

    loop.stop()

    await asyncio.wait_for(running, 5)


async def test_who_waits_first_does_nothing_before(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job()
    waits: list[tuple[float, int]] = []

    async def waited(stopping: asyncio.Event, seconds: float) -> bool:
        waits.append((seconds, job.runs))
        return stopping.is_set()

    monkeypatch.setattr(periodic, "stopped_within", waited)
    await run_every(7, job, name="test", stopping=job.stopping, first_after_seconds=3)

    assert waits == [(3, 0), (7, 1)]


async def test_who_is_stopped_while_it_waits_first_never_runs() -> None:
    ran: list[int] = []

    async def job() -> None:
        ran.append(1)

    loop = PeriodicLoop("test", job, every_seconds=3600, first_after_seconds=3600)
    running = asyncio.create_task(loop.run())
    await asyncio.sleep(0)

    loop.stop()

    await asyncio.wait_for(running, 5)
    assert ran == []


async def test_who_was_stopped_before_the_start_does_nothing() -> None:
    job = Job()
    job.stopping.set()

    await run_every(0.001, job, name="test", stopping=job.stopping)

    assert job.runs == 0
