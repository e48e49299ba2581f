"""Records that a consumer passes over are progress too: only records that vanished count as a gap."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from schemas.envelope import EventData, Received, encode, headers
from schemas.events.incident import IncidentOpenedV1, WaveOpenedV1
from schemas.events.network import NetworkChangedV1
from schemas.publishing import golden
from schemas.values import uuid7
from services.chassis.bus import Bus
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.progress import Progress
from services.chassis.unit_of_work import UnitOfWork
from tests.support.event_macs import macs_of, signed

TOPIC = IncidentOpenedV1.TOPIC


def golden_of(kind: type[EventData]) -> EventData:
    return next(full for full in golden.FULL if isinstance(full, kind))


async def test_events_of_other_kinds_leave_no_gap_behind(
    make_database: Callable[..., Awaitable[Database]], bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([TOPIC])
    database = await make_database()
    heard = asyncio.Event()

    async def handler(unit: UnitOfWork, events: Sequence[Received[Any]]) -> None:
        heard.set()

    loop = ConsumerLoop(
        service="intake",
        group="hotline.intake.main",
        handlers={TOPIC: handler},
        kinds=[IncidentOpenedV1],
        database=database,
        bus=bus,
        macs=macs_of("intake"),
    )
    producer = await bus.producer()

    async def send(data: EventData) -> None:
        event_id = uuid7()
        value = signed(TOPIC, encode(data, event_id=event_id, subject="one", at=golden.AT))
        about = headers(event_id=event_id, type=data.TYPE, subject="one")
        await producer.send_and_wait(bus.wire(TOPIC), value, key=b"one", headers=about)

    async def progress() -> tuple[int, int]:
        async with database.connection() as connection:
            row = await connection.fetchrow(
                "SELECT coalesce(sum(next_offset), 0)::int AS next, coalesce(sum(gaps), 0)::int AS gaps"
                " FROM consumer_progress"
            )
        assert row is not None
        return row["next"], row["gaps"]

    task = asyncio.create_task(loop.run())
    try:
        await send(golden_of(IncidentOpenedV1))
        await asyncio.wait_for(heard.wait(), 20)
        for _ in range(3):
            await send(golden_of(WaveOpenedV1))
        async with asyncio.timeout(20):
            while (await progress())[0] < 4:  # noqa: ASYNC110  # the database has no event to wait on
                await asyncio.sleep(0.02)
        await send(golden_of(IncidentOpenedV1))
        async with asyncio.timeout(20):
            while (await progress())[0] < 5:  # noqa: ASYNC110  # likewise
                await asyncio.sleep(0.02)
    finally:
        loop.stop()
        await asyncio.wait_for(task, 20)
        await producer.stop()

    assert await progress() == (5, 0)


def a_record(offset: int, topic: str = TOPIC, partition: int = 0) -> Any:
    return ConsumerRecord(topic, partition, offset, 0, 0, None, b"", None, 0, 0, ())


@pytest.mark.parametrize(
    ("offsets", "gaps"),
    [([[0, 1, 2], [3]], 0), ([[0, 1, 5]], 1), ([[0, 1], [7, 8]], 1), ([[4, 5], [0, 1]], 0)],
    ids=["one by one", "jumped in a batch", "jumped between saves", "read again"],
)
async def test_offsets_jumped_over_are_counted_once(
    database: Database, bus: Bus, offsets: list[list[int]], gaps: int
) -> None:
    for batch in offsets:
        progress = Progress("hotline.intake.main", database, bus)  # a new one each time, as after a restart
        progress.note([a_record(offset, bus.wire(TOPIC)) for offset in batch])
        await progress.save({TopicPartition(bus.wire(TOPIC), 0)})

    async with database.connection() as connection:
        row = await connection.fetchrow("SELECT next_offset, gaps FROM consumer_progress")
    assert row is not None
    assert (row["next_offset"], row["gaps"]) == (offsets[-1][-1] + 1, gaps)


async def test_a_compacted_topic_is_not_watched_for_gaps(database: Database, bus: Bus) -> None:
    progress = Progress("hotline.intake.main", database, bus)
    progress.note([a_record(offset, bus.wire(NetworkChangedV1.TOPIC)) for offset in (0, 4, 9)])
    await progress.save({TopicPartition(bus.wire(NetworkChangedV1.TOPIC), 0)})

    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM consumer_progress") == 0


async def test_partitions_that_went_to_another_process_are_left_alone(database: Database, bus: Bus) -> None:
    progress = Progress("hotline.intake.main", database, bus)
    progress.note([a_record(0, bus.wire(TOPIC))])
    await progress.save(set())

    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM consumer_progress") == 0


async def saved(database: Database) -> list[tuple[Any, ...]]:
    async with database.connection() as connection:
        rows = await connection.fetch(
            "SELECT consumer_group, topic, partition, next_offset, gaps, steps_back FROM consumer_progress"
            " ORDER BY topic, partition"
        )
    return [tuple(row) for row in rows]


def gaps_told(group: str) -> float:
    return REGISTRY.get_sample_value("hotline_offset_gaps_total", {"group": group}) or 0.0


async def test_a_jump_is_counted_and_told_once_however_often_it_is_saved(database: Database, bus: Bus) -> None:
    topic, group = bus.wire(TOPIC), "hotline.test.once"
    progress = Progress(group, database, bus)
    before = gaps_told(group)
    with capture_logs() as logs:
        progress.note([a_record(0, topic), a_record(4, topic)])
        await progress.save({TopicPartition(topic, 0)})
        await progress.save({TopicPartition(topic, 0)})
        progress.note([a_record(5, topic)])
        await progress.save({TopicPartition(topic, 0)})

    assert await saved(database) == [(group, topic, 0, 6, 1, 0)]
    assert gaps_told(group) == before + 1
    assert [(entry["event"], entry["partitions"]) for entry in logs] == [("consumer.offset_gap", 1)]


async def test_a_jump_between_two_processes_is_told_too(database: Database, bus: Bus) -> None:
    topic, group = bus.wire(TOPIC), "hotline.test.two"
    before = gaps_told(group)
    for offset in (0, 9):
        progress = Progress(group, database, bus)
        progress.note([a_record(offset, topic)])
        await progress.save({TopicPartition(topic, 0)})

    assert await saved(database) == [(group, topic, 0, 10, 1, 0)]
    assert gaps_told(group) == before + 1


async def test_reading_again_is_a_step_back_and_no_gap(database: Database, bus: Bus) -> None:
    topic = bus.wire(TOPIC)
    for offsets in ((4, 5), (0, 1), (2, 3)):
        progress = Progress("g", database, bus)
        progress.note([a_record(offset, topic) for offset in offsets])
        await progress.save({TopicPartition(topic, 0)})

    assert await saved(database) == [("g", topic, 0, 4, 0, 1)]


async def test_each_group_and_partition_is_kept_apart(database: Database, bus: Bus) -> None:
    topic = bus.wire(TOPIC)
    held = {TopicPartition(topic, 0), TopicPartition(topic, 1)}
    for group in ("g", "h"):
        progress = Progress(group, database, bus)
        progress.note([a_record(7, topic), a_record(2, topic, partition=1), a_record(8, topic)])
        await progress.save(held)

    assert await saved(database) == [
        ("g", topic, 0, 9, 0, 0),
        ("h", topic, 0, 9, 0, 0),
        ("g", topic, 1, 3, 0, 0),
        ("h", topic, 1, 3, 0, 0),
    ]


async def test_what_was_forgotten_is_not_saved(database: Database, bus: Bus) -> None:
    """The next owner saves it."""
    topic = bus.wire(TOPIC)
    progress = Progress("g", database, bus)
    progress.note([a_record(0, topic)])
    progress.forget()
    await progress.save({TopicPartition(topic, 0)})

    assert await saved(database) == []


async def test_a_consumer_that_stood_still_moves_nothing_that_its_peer_saved_since(
    database: Database, bus: Bus
) -> None:
    topic = bus.wire(TOPIC)
    held = {TopicPartition(topic, 0)}
    stood_still, peer = Progress("g", database, bus), Progress("g", database, bus)
    stood_still.note([a_record(0, topic), a_record(1, topic)])
    await stood_still.save(held)
    stood_still.note([a_record(2, topic), a_record(7, topic)])  # stopped before it saved this
    peer.begin_tenure()
    peer.note([a_record(offset, topic) for offset in range(2, 200)])
    await peer.save(held)

    with capture_logs() as logs:
        await stood_still.save(held)
    peer.note([a_record(200, topic)])
    await peer.save(held)

    assert await saved(database) == [("g", topic, 0, 201, 0, 0)]
    assert [entry["event"] for entry in logs] == ["progress.not_ours"]


async def test_whoever_is_given_a_partition_again_saves_it_again(database: Database, bus: Bus) -> None:
    topic = bus.wire(TOPIC)
    held = {TopicPartition(topic, 0)}
    first, second = Progress("g", database, bus), Progress("g", database, bus)
    for offset, owner in enumerate((first, second, first, first)):
        if offset < 3:
            owner.begin_tenure()
        owner.note([a_record(offset, topic)])
        await owner.save(held)

    assert await saved(database) == [("g", topic, 0, 4, 0, 0)]
