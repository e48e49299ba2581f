"""What was handled, set aside or refused is acknowledged to its producer: else it is published again for ever."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from schemas.envelope import decode
from schemas.events.receipt import NotedByDispatchV1
from schemas.values import uuid7
from services.chassis.bus import Bus
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.errors import Reject
from tests.support.chassis_harness import (
    RECEIPTS,
    REPORTS,
    Heard,
    Running,
    a_report,
    consumer,
    counted,
    publish,
    until,
)
from tests.support.event_macs import macs_of


async def acknowledged(database: Database) -> list[UUID]:
    """The ids in all receipts that wait in the outbox, in order."""
    async with database.connection() as connection:
        rows = await connection.fetch("SELECT payload FROM outbox WHERE topic = $1 ORDER BY seq", RECEIPTS)
    return [noted for row in rows for noted in decode(NotedByDispatchV1, row["payload"]).data.event_ids]


@pytest.mark.logs_errors("event.dead")
@pytest.mark.sets_aside(dead_letter=1)
async def test_a_rejected_event_is_acknowledged_with_its_dead_letter(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS])
    bad, rejected = a_report(), uuid7()
    heard = Heard(lambda report: Reject("revision") if report == bad.report_id else None)
    producer = await bus.producer()
    await publish(producer, bus, bad, rejected, "a")
    await producer.stop()

    async with Running(consumer(database, bus, heard)):
        await until(lambda: counted(database, "dead_letter", 1))

    assert await acknowledged(database) == [rejected]
    async with database.connection() as connection:
        dead = await connection.fetchrow("SELECT event_id, subject, reason FROM dead_letter")
    assert dead is not None
    assert tuple(dead) == (rejected, "a", "rejected: revision")


@pytest.mark.logs_errors("event.parked")
@pytest.mark.sets_aside(parked=1)
async def test_a_parked_event_that_is_published_again_is_acknowledged_and_stays_parked_once(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS])
    sick, parked = a_report(), uuid7()
    heard = Heard(lambda report: ValueError("bug") if report == sick.report_id else None)
    producer = await bus.producer()
    await publish(producer, bus, sick, parked, "a")

    async with Running(consumer(database, bus, heard)):
        await until(lambda: counted(database, "parked", 1))
        await publish(producer, bus, sick, parked, "a")
        await until(lambda: counted(database, "outbox", 1))
    await producer.stop()

    assert await acknowledged(database) == [parked]
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM parked") == 1


async def test_a_service_acknowledges_only_what_it_is_asked_to_acknowledge(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS])
    heard = Heard()
    onlooker = ConsumerLoop(
        service="notify",
        group="hotline.notify.main",
        handlers={REPORTS: heard},
        kinds=[type(a_report())],
        database=database,
        bus=bus,
        macs=macs_of("dispatch"),
    )
    report = a_report()
    producer = await bus.producer()
    await publish(producer, bus, report, uuid7(), "a")
    await producer.stop()

    async with Running(onlooker):
        await heard.until(1)

    assert heard.reports == [report.report_id]
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM outbox") == 0
