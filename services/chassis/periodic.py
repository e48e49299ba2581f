"""Doing a job every so many seconds until asked to stop, and waiting that ends early when asked."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from services.chassis.errors import INFRASTRUCTURE

log = structlog.get_logger()

Job = Callable[[], Awaitable[object]]


async def stopped_within(stopping: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until the loop is to stop; says which."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return False
    return True


async def run_every(
    seconds: float,
    job: Job,
    *,
    name: str,
    stopping: asyncio.Event,
    first_after_seconds: float = 0,
    survives: tuple[type[BaseException], ...] = INFRASTRUCTURE,
) -> None:
    """Run the job, wait so long after it has ended, and so on, until stopped. A fault that is survived is logged; any
    other one flies. `first_after_seconds` is for those who have looked already, or for whom it is too early yet."""
    if first_after_seconds and await stopped_within(stopping, first_after_seconds):
        return
    while not stopping.is_set():
        try:
            await job()
        except survives as error:
            log.warning("periodic.skipped", job=name, error=type(error).__name__)
        if await stopped_within(stopping, seconds):
            return


class PeriodicLoop:
    """A job as one of a service's loops."""

    def __init__(self, name: str, job: Job, *, every_seconds: float, first_after_seconds: float = 0) -> None:
        self.name = name
        self._job = job
        self._every_seconds = every_seconds
        self._first_after_seconds = first_after_seconds
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        """Until stopped; a database or a broker that is away is waited for."""
        await run_every(
            self._every_seconds,
            self._job,
            name=self.name,
            stopping=self._stopping,
            first_after_seconds=self._first_after_seconds,
        )
