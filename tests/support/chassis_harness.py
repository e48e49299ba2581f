"""Loops of the chassis on a real PostgreSQL and Kafka, and conditions to wait on instead of sleeping."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from aiokafka import AIOKafkaProducer

from schemas.envelope import Received, encode, headers
from schemas.events.receipt import NotedByDispatchV1
from schemas.events.report import ReportReleasedV1
from schemas.values import Accuracy, Channel, Request, Trust, uuid7
from services.chassis.batch_handler import Handler
from services.chassis.bus import Bus
from services.chassis.clocks import PeerClocks
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.relay import Relay
from services.chassis.unit_of_work import UnitOfWork
from tests.support.event_macs import macs_of, signed

REPORTS = ReportReleasedV1.TOPIC
RECEIPTS = NotedByDispatchV1.TOPIC
DLT = "hotline.dispatch.main.dlt"
PATIENCE_SECONDS = float(os.environ.get("HOTLINE_TEST_PATIENCE", "20"))
"""How long a test waits for what must come; `make mutants` waits less, since there it often never comes."""


def a_report(**changes: Any) -> ReportReleasedV1:
    facts: dict[str, Any] = {
        "report_id": uuid7(),
        "revision": 1,
        "network_id": "la",
        "ref": "482193",
        "source_id": uuid4(),
        "source_trust": Trust.OPERATOR,
        "channel": Channel.PHONE,
        "request": Request.OBSERVE,
        "received_at": datetime.now(UTC),
        "accuracy": Accuracy.EXACT,
        "released_by": "rule",
    }
    return ReportReleasedV1(**{**facts, **changes})


class Heard:
    """A handler that remembers, and a condition to wait on instead of sleeping."""

    def __init__(self, fail: Callable[[UUID], Exception | None] = lambda _: None) -> None:
        self.reports: list[UUID] = []
        self.calls: list[int] = []
        self._fail = fail
        self._changed = asyncio.Condition()

    async def __call__(self, unit: UnitOfWork, events: Sequence[Received[Any]]) -> None:
        for event in events:
            if (error := self._fail(event.data.report_id)) is not None:
                raise error
        self.calls.append(len(events))
        self.reports += [event.data.report_id for event in events]
        async with self._changed:
            self._changed.notify_all()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(lambda: len(self.reports) >= count)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Poll a condition of the database, for a bounded time."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await condition():  # noqa: ASYNC110  # the database has no event to wait on
            await asyncio.sleep(0.02)


async def count(database: Database, table: str) -> int:
    async with database.connection() as connection:
        found: int = await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608  # our own table names
    return found


def consumer(
    database: Database, bus: Bus, handler: Handler, relay: Relay | None = None, clocks: PeerClocks | None = None
) -> ConsumerLoop:
    return ConsumerLoop(
        service="dispatch",
        group="hotline.dispatch.main",
        handlers={REPORTS: handler},
        kinds=[ReportReleasedV1],
        database=database,
        bus=bus,
        macs=macs_of("dispatch"),
        relay=relay,
        clocks=clocks,
    )


class Running:
    """Loops that run while the block does."""

    def __init__(self, *loops: Any) -> None:
        self._loops = loops
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> None:
        self._tasks = [asyncio.create_task(loop.run()) for loop in self._loops]

    async def __aexit__(self, *_: object) -> None:
        for loop in self._loops:
            loop.stop()
        await asyncio.wait_for(asyncio.gather(*self._tasks), 20)


async def empty(database: Database, table: str) -> bool:
    return await count(database, table) == 0


async def counted(database: Database, table: str, number: int) -> bool:
    return await count(database, table) == number


async def publish(
    producer: AIOKafkaProducer,
    bus: Bus,
    report: ReportReleasedV1,
    event_id: UUID,
    subject: str,
    partition: int | None = None,
) -> None:
    value = signed(REPORTS, encode(report, event_id=event_id, subject=subject, at=datetime.now(UTC), key=subject))
    await producer.send_and_wait(
        bus.wire(REPORTS),
        value,
        key=subject.encode(),
        partition=partition,
        headers=headers(event_id=event_id, type=report.TYPE, subject=subject),
    )


async def all_records(bus: Bus, topic: str) -> list[Any]:
    tail = await bus.tail(topics=[topic], from_beginning=True)
    ends = await tail.end_offsets(tail.assignment())
    records: list[Any] = []
    async with asyncio.timeout(10):
        while len(records) < sum(ends.values()):
            for batch in (await tail.getmany(timeout_ms=200)).values():
                records += batch
    await tail.stop()
    return records
