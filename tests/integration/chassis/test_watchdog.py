"""A consumer that is alive and consumes nothing ends its process: the supervisor starts another."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from schemas.envelope import Received
from schemas.values import uuid7
from services.chassis import consumer_loop, periodic
from services.chassis.bus import Bus
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.errors import TryAgain
from tests.support.chassis_harness import REPORTS, Running, a_report, publish, until
from tests.support.event_macs import macs_of

GROUP = "hotline.dispatch.main"


class Clock:
    """The loop's monotonic clock, moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at


class WatchdogProbe:
    """What the watchdog does: how often it has looked, and the process it would have ended."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.statuses: list[int] = []
        self.ended = asyncio.Event()
        self._looks = 0
        self._looked = asyncio.Condition()

    def exit(self, status: int) -> None:
        self.statuses.append(status)
        self.ended.set()

    async def pause(self, stopping: asyncio.Event, seconds: float) -> bool:
        """The loop's own waiting, but that nobody waits; between two of its looks the watchdog comes by here."""
        if seconds == consumer_loop.WATCH_EVERY_SECONDS:
            async with self._looked:
                self._looks += 1
                self._looked.notify_all()
        await asyncio.sleep(0)
        return stopping.is_set()

    async def looks(self, times: int) -> None:
        """Until it has begun and ended so many looks from now on."""
        async with asyncio.timeout(20), self._looked:
            last = self._looks + times + 1
            await self._looked.wait_for(lambda: self._looks >= last)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> WatchdogProbe:
    watch = WatchdogProbe()
    monkeypatch.setattr("services.chassis.consumer_loop.os._exit", watch.exit)
    monkeypatch.setattr(consumer_loop, "time", watch.clock)
    monkeypatch.setattr(consumer_loop, "stopped_within", watch.pause)
    monkeypatch.setattr(periodic, "stopped_within", watch.pause)
    return watch


Handle = Callable[[int], Awaitable[None]]


def one_by_one(database: Database, bus: Bus, handle: Handle) -> ConsumerLoop:
    """A consumer of one event at a time; `handle` is told which try of all it is, from 1."""
    tries = 0

    async def handler(unit: Any, events: Sequence[Received[Any]]) -> None:
        nonlocal tries
        tries += 1
        await handle(tries)

    return ConsumerLoop(
        service="dispatch",
        group=GROUP,
        handlers={REPORTS: handler},
        kinds=[type(a_report())],
        database=database,
        bus=bus,
        macs=macs_of("dispatch"),
        max_records=1,
    )


@pytest.fixture
async def three_events(bus: Bus, make_topics: Callable[..., Awaitable[None]]) -> None:
    await make_topics([REPORTS])
    producer = await bus.producer()
    for _ in range(3):
        await publish(producer, bus, a_report(), uuid7(), "s", partition=0)
    await producer.stop()


@pytest.mark.usefixtures("three_events")
async def test_a_batch_in_hand_for_more_than_a_minute_ends_the_process(
    database: Database, bus: Bus, watch: WatchdogProbe
) -> None:
    async def hangs(tries: int) -> None:
        if tries == 2:
            watch.clock.at += 61
            await watch.ended.wait()

    with capture_logs() as logs:
        async with Running(one_by_one(database, bus, hangs)):
            await asyncio.wait_for(watch.ended.wait(), 20)
            behind = REGISTRY.get_sample_value("hotline_consumer_lag", {"group": GROUP})

    assert set(watch.statuses) == {1}
    assert behind == 2
    stuck = [entry for entry in logs if entry["event"] == "consumer.stuck"]
    assert (stuck[0]["group"], stuck[0]["lag"], stuck[0]["log_level"]) == (GROUP, 2, "critical")


@pytest.mark.usefixtures("three_events")
async def test_a_batch_in_hand_for_a_minute_is_waited_for(database: Database, bus: Bus, watch: WatchdogProbe) -> None:
    done = asyncio.Event()

    async def takes_a_minute(tries: int) -> None:
        if tries == 2:
            watch.clock.at += 60
            await watch.looks(2)
            done.set()

    async with Running(one_by_one(database, bus, takes_a_minute)):
        await asyncio.wait_for(done.wait(), 20)

    assert watch.statuses == []


@pytest.mark.usefixtures("three_events")
async def test_a_consumer_with_nothing_to_do_is_left_alone(database: Database, bus: Bus, watch: WatchdogProbe) -> None:
    async def handles(tries: int) -> None:
        watch.clock.at += 2  # so that offsets are due to be saved

    async def all_are_saved() -> bool:
        async with database.connection() as connection:
            saved: int | None = await connection.fetchval("SELECT max(next_offset) FROM consumer_progress")
        return saved == 3

    async with Running(one_by_one(database, bus, handles)):
        await until(all_are_saved)
        watch.clock.at += 3600
        await watch.looks(2)

    assert watch.statuses == []
    assert REGISTRY.get_sample_value("hotline_consumer_lag", {"group": GROUP}) == 0


@pytest.mark.usefixtures("three_events")
async def test_waiting_for_a_neighbour_is_not_hanging(database: Database, bus: Bus, watch: WatchdogProbe) -> None:
    """A database or a neighbour that is away for minutes must not make the service restart in circles."""
    done = asyncio.Event()

    async def waits_four_times(tries: int) -> None:
        if 2 <= tries <= 5:
            watch.clock.at += 40
            await watch.looks(1)
            raise TryAgain("a neighbour is away")
        if tries == 6:
            done.set()

    async with Running(one_by_one(database, bus, waits_four_times)):
        await asyncio.wait_for(done.wait(), 20)

    assert watch.statuses == []


@pytest.mark.usefixtures("three_events")
async def test_slow_batches_that_do_end_are_progress(database: Database, bus: Bus, watch: WatchdogProbe) -> None:
    done = asyncio.Event()

    async def takes_forty_seconds(tries: int) -> None:
        watch.clock.at += 40
        await watch.looks(1)
        if tries == 3:
            done.set()

    async with Running(one_by_one(database, bus, takes_forty_seconds)):
        await asyncio.wait_for(done.wait(), 20)

    assert watch.statuses == []
