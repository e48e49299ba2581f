"""A bad record costs itself, a handler that fails on everything costs its partition a while: cries go through."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from aiokafka import AIOKafkaProducer
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from schemas.envelope import EventData, Received, encode, headers
from schemas.events.receipt import EventsNoted
from schemas.events.reply import ReplyReceivedV1
from schemas.publishing import golden
from schemas.topics import TOPICS
from schemas.values import uuid7
from services.chassis import batch_handler
from services.chassis.bus import Bus
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.fuses import REST_SECONDS
from services.chassis.unit_of_work import UnitOfWork
from tests.support.chassis_harness import REPORTS, Running, a_report, count, counted, until
from tests.support.event_macs import macs_of, signed

GROUP = "hotline.dispatch.main"
REPLIES = ReplyReceivedV1.TOPIC
HEARD_OF = {
    topic.name: topic.events[0]
    for topic in TOPICS
    if "dispatch" in topic.consumers and not issubclass(topic.events[0], EventsNoted)
}


def golden_of(kind: type[EventData]) -> EventData:
    return next(full for full in golden.FULL if isinstance(full, kind))


class Clock:
    """The fuses' monotonic clock, moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at


class Handled:
    """Handlers that remember the subjects they handled, by topic; those of `broken` fail."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.subjects: list[str] = []

    async def __call__(self, unit: UnitOfWork, events: Sequence[Received[Any]]) -> None:
        for event in events:
            if event.subject.split("-")[0] in self.broken:
                raise ValueError("a bug")
        self.subjects += [event.subject for event in events]

    async def until(self, *subjects: str) -> None:
        async def all_there() -> bool:
            return set(subjects) <= set(self.subjects)

        await until(all_there)


def a_loop(database: Database, bus: Bus, handled: Handled, topics: Sequence[str]) -> ConsumerLoop:
    return ConsumerLoop(
        service="dispatch",
        group=GROUP,
        handlers=dict.fromkeys(topics, handled),
        kinds=[HEARD_OF[topic] for topic in topics],
        database=database,
        bus=bus,
        macs=macs_of("dispatch"),
    )


async def send(
    producer: AIOKafkaProducer,
    bus: Bus,
    data: EventData,
    subject: str,
    *,
    partition: int = 0,
    event_id: UUID | None = None,
) -> None:
    event_id = event_id or uuid7()
    value = signed(data.TOPIC, encode(data, event_id=event_id, subject=subject, at=golden.AT))
    about = headers(event_id=event_id, type=data.TYPE, subject=subject)
    await producer.send_and_wait(bus.wire(data.TOPIC), value, partition=partition, headers=about)


def partitions_resting() -> float | None:
    return REGISTRY.get_sample_value("hotline_consumer_fuse_blown", {"group": GROUP})


@pytest.mark.logs_errors("record.dead")
@pytest.mark.sets_aside(dead_letter=12 * len(HEARD_OF))
async def test_a_dozen_records_of_junk_on_each_topic_cost_themselves(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics(list(HEARD_OF))
    handled = Handled()
    producer = await bus.producer()
    for topic, kind in HEARD_OF.items():
        values = [signed(topic, b'{"junk":%d}' % number) for number in range(12)]
        junk = [await producer.send(bus.wire(topic), value, partition=0) for value in values]
        await asyncio.gather(*junk)
        await send(producer, bus, golden_of(kind), topic)
    await producer.stop()

    async with Running(a_loop(database, bus, handled, list(HEARD_OF))):
        await handled.until(*HEARD_OF)

    assert sorted(handled.subjects) == sorted(HEARD_OF)


@pytest.mark.sets_aside(parked=12)
async def test_what_fails_on_all_of_a_partition_rests_there_and_heals_by_itself(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, handled = Clock(), Handled()
    monkeypatch.setattr(batch_handler, "time", clock)
    monkeypatch.setattr(batch_handler, "TRIES", 1)
    await make_topics([REPORTS, REPLIES])
    handled.broken = {"sick"}
    producer = await bus.producer()
    for number in range(30):
        await send(producer, bus, a_report(), f"sick-{number}")

    with capture_logs() as logs:
        async with Running(a_loop(database, bus, handled, [REPORTS, REPLIES])):
            await until(lambda: counted(database, "parked", 11))
            await send(producer, bus, golden_of(ReplyReceivedV1), "sos")
            await send(producer, bus, a_report(), "elsewhere", partition=1)
            await handled.until("sos", "elsewhere")
            assert (await count(database, "parked"), partitions_resting()) == (11, 1)

            clock.at += REST_SECONDS
            await until(lambda: counted(database, "parked", 12))
            handled.broken = set()
            clock.at += 2 * REST_SECONDS - 1
            await send(producer, bus, a_report(), "later", partition=1)
            await handled.until("later")
            assert not any(subject.startswith("sick") for subject in handled.subjects)

            clock.at += 1
            await handled.until(*(f"sick-{number}" for number in range(12, 30)))
    await producer.stop()

    assert partitions_resting() == 0
    told = [(entry["event"], entry["topic"], entry["partition"]) for entry in logs if "fuse" in entry["event"]]
    assert told == [*[("consumer.fuse_blown", REPORTS, 0)] * 2, ("consumer.fuse_whole", REPORTS, 0)]
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT sum(gaps) FROM consumer_progress") == 0


@pytest.mark.sets_aside(parked=13)
async def test_nothing_waits_behind_a_cry_that_failed_and_no_fuse_stops_cries(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does a cry wait behind what failed of its sender elsewhere."""
    monkeypatch.setattr(batch_handler, "TRIES", 1)
    handled, reply = Handled(), golden_of(ReplyReceivedV1)
    handled.broken = {"sick"}

    async def three_handled() -> bool:
        return len(handled.subjects) == 3

    await make_topics([REPORTS, REPLIES])
    producer = await bus.producer()
    await send(producer, bus, a_report(), "sick-of-reports")
    for _ in range(12):
        await send(producer, bus, reply, "sick-person")

    with capture_logs() as logs:
        async with Running(a_loop(database, bus, handled, [REPORTS, REPLIES])):
            await until(lambda: counted(database, "parked", 13))
            handled.broken = set()
            for subject in ("sick-person", "sick-of-reports"):
                await send(producer, bus, reply, subject)
            await send(producer, bus, a_report(), "sick-person")
            await until(three_handled)
    await producer.stop()

    assert sorted(handled.subjects) == ["sick-of-reports", "sick-person", "sick-person"]
    assert not any("fuse" in entry["event"] for entry in logs)


def test_what_may_cry_is_said_in_the_table_of_topics() -> None:
    assert {topic.name for topic in TOPICS if topic.may_cry} == {
        "hotline.intake.caller.v1",
        "hotline.notify.reply.v1",
        "hotline.notify.inbound.v1",
    }
