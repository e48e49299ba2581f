"""A commit wakes the relay, wherever it runs; of several replicas one publishes; what is late is measured."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from prometheus_client import REGISTRY

from services.chassis import relay as relay_module
from services.chassis.bus import Bus
from services.chassis.database import LOCK_IDLE_SECONDS, Database
from services.chassis.outbox import append, outgoing
from services.chassis.relay import PUBLISH_AGAIN, PUBLISHED_ROWS, Relay
from services.chassis.settings import DatabaseSettings
from services.chassis.telemetry import UNACKNOWLEDGED
from tests.conftest import set_clock
from tests.support.chassis_harness import REPORTS, Running, a_report, all_records, counted, empty, until
from tests.support.event_macs import macs_of

MakeTopics = Callable[..., Awaitable[None]]


def metric(name: str) -> float:
    return REGISTRY.get_sample_value(name) or 0.0


@pytest.fixture
def no_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not told is never seen."""
    monkeypatch.setattr(relay_module, "POLL_SECONDS", 3600)


async def announce(database: Database, number: int = 1) -> list[str]:
    async with database.unit() as unit:
        return [str(unit.announce(a_report(), subject="s")) for _ in range(number)]


async def published(bus: Bus) -> list[str]:
    return [dict(record.headers)["ce_id"].decode() for record in await all_records(bus, REPORTS)]


@pytest.mark.usefixtures("no_polling")
async def test_a_commit_wakes_the_relay_of_its_own_process(
    database: Database, bus: Bus, make_topics: MakeTopics
) -> None:
    await make_topics([REPORTS])
    async with Running(Relay(database, bus, macs_of("intake"))):
        await announce(database)
        await until(lambda: counted(database, "awaiting", 1))
        await announce(database)
        await until(lambda: counted(database, "awaiting", 2))


@pytest.mark.usefixtures("no_polling")
async def test_a_commit_in_a_process_that_may_not_publish_is_passed_on_to_the_one_that_does(
    database: Database, bus: Bus, make_topics: MakeTopics
) -> None:
    await make_topics([REPORTS])
    other = Database(DatabaseSettings(url=database._settings.url), application="other")
    await other.open()
    publishing, waiting = Relay(database, bus, macs_of("intake")), Relay(other, bus, macs_of("intake"))
    async with Running(publishing):
        await announce(database)
        await until(lambda: counted(database, "awaiting", 1))
        async with Running(waiting):
            await announce(other)
            await until(lambda: counted(database, "awaiting", 2))
    await other.close()


async def test_of_two_replicas_one_publishes_and_the_other_takes_over_when_it_ends(
    database: Database, bus: Bus, make_topics: MakeTopics
) -> None:
    await make_topics([REPORTS])
    first, second = Relay(database, bus, macs_of("intake")), Relay(database, bus, macs_of("intake"))
    told: list[str] = []
    async with Running(second):
        async with Running(first):
            for _ in range(20):
                told += await announce(database)
            await until(lambda: empty(database, "outbox"))
        told += await announce(database)
        await until(lambda: empty(database, "outbox"))

    assert await published(bus) == told


async def test_a_relay_that_hangs_loses_its_lane_to_another_within_seconds(
    database: Database, bus: Bus, make_topics: MakeTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds the lane's lock in a session that says nothing: PostgreSQL ends it (rule R85)."""
    await make_topics([REPORTS])
    assert relay_module.POLL_SECONDS < LOCK_IDLE_SECONDS / 4
    monkeypatch.setattr(relay_module, "LOCK_IDLE_SECONDS", 1)
    hung, holds = Relay(database, bus, macs_of("intake")), asyncio.Event()

    async def hang(*_: object) -> None:
        holds.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(hung, "_publish_batch", hang)
    hanging = asyncio.create_task(hung.run())
    await holds.wait()
    told = await announce(database)
    async with asyncio.timeout(8), Running(Relay(database, bus, macs_of("intake"))):
        await until(lambda: counted(database, "awaiting", 1))
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)

    assert await published(bus) == told


async def test_more_than_a_batch_goes_out_in_order_and_once(
    database: Database, bus: Bus, make_topics: MakeTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_topics([REPORTS])
    monkeypatch.setattr(relay_module, "BATCH", 10)
    told = await announce(database, 35)

    async with Running(Relay(database, bus, macs_of("intake"))):
        await until(lambda: counted(database, "awaiting", 35))

    assert await published(bus) == told


@pytest.mark.logs_errors("event.too_large")
async def test_what_the_broker_finds_too_large_holds_up_nothing_that_waits_behind_it(
    database: Database, bus: Bus, make_topics: MakeTopics
) -> None:
    await make_topics([REPORTS])
    async with database.unit() as unit:
        unit.announce(a_report(), subject="s" * 300_000)
    behind = await announce(database, 3)
    async with Running(Relay(database, bus, macs_of("intake"))):
        await until(lambda: counted(database, "awaiting", 3))
        behind += await announce(database)
        await until(lambda: counted(database, "awaiting", 4))

    assert await published(bus) == behind
    assert await counted(database, "outbox", 1)


async def test_what_is_late_shows_in_the_figures(
    database: Database, bus: Bus, make_topics: MakeTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_topics([REPORTS])
    monkeypatch.setattr(relay_module, "SWEEP_SECONDS", 0.02)
    now = await database.now()
    async with database.transaction() as connection:
        held = outgoing(a_report(), subject="s", at=now)
        await append(connection, [held], now - timedelta(seconds=50))
        await connection.execute("UPDATE outbox SET lane = 1")  # of a lane that this relay does not carry
        await connection.execute(
            "INSERT INTO awaiting SELECT gen_random_uuid(), lane, topic, key, type, subject, acknowledger, payload, 1,"
            " created_at - interval '80 s', created_at, created_at + interval '1 hour' FROM outbox"
        )

    async def seen() -> bool:
        return metric("hotline_unacknowledged_reports") == 1 and 50 <= metric("hotline_outbox_oldest_seconds") < 70

    async with Running(Relay(database, bus, macs_of("intake"))):
        await until(seen)


async def test_what_is_published_again_keeps_its_age_and_its_count(
    database: Database, bus: Bus, make_topics: MakeTopics
) -> None:
    again, sent = metric("hotline_events_republished_total"), metric("hotline_events_published_total")
    await make_topics([REPORTS])
    relay = Relay(database, bus, macs_of("intake"))
    async with database.unit() as unit:
        event_id = unit.announce(a_report(), subject="s")
        announced_at = unit.now
    async with Running(relay):
        await until(lambda: counted(database, "awaiting", 1))
        relay.acknowledged("dispatch", (await database.now()).timestamp())
        await set_clock(database, timedelta(seconds=31))
        await until(lambda: _attempts(database, 2))

    async with database.connection() as connection:
        row = await connection.fetchrow("SELECT event_id, created_at FROM awaiting")
    assert row is not None
    assert tuple(row) == (event_id, announced_at)
    assert metric("hotline_events_republished_total") == again + 1
    assert metric("hotline_events_published_total") == sent + 2


@pytest.mark.logs_errors("events.unacknowledged")
async def test_published_again_it_waits_since_then_and_is_unnoted_since_it_happened(
    database: Database, bus: Bus, make_topics: MakeTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that is down for an hour made the relay look an hour late; and what was about to go out again, noted."""
    await make_topics([REPORTS])
    monkeypatch.setattr(relay_module, "SWEEP_SECONDS", 0.02)
    await announce(database)
    async with database.transaction() as connection:
        seq = await connection.fetchval("SELECT seq FROM outbox")
        await connection.execute(PUBLISHED_ROWS, [seq], 0)
    await set_clock(database, timedelta(hours=1))
    monkeypatch.setattr(bus, "producer", asyncio.Event().wait)  # the broker is away
    UNACKNOWLEDGED.set(0)

    async def back_in_the_outbox() -> bool:
        return await counted(database, "outbox", 1) and metric("hotline_unacknowledged_reports") == 1

    relay = Relay(database, bus, macs_of("intake"))
    running = asyncio.create_task(relay.run())
    await until(back_in_the_outbox)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert await empty(database, "awaiting")
    assert metric("hotline_outbox_oldest_seconds") < 60


async def _attempts(database: Database, number: int) -> bool:
    async with database.connection() as connection:
        attempts: int | None = await connection.fetchval("SELECT max(attempts) FROM awaiting")
    return attempts == number


async def test_what_goes_again_goes_in_the_order_in_which_it_was_announced(database: Database) -> None:
    ids = [UUID(int=number) for number in (3, 1, 2)]
    now = await database.now()
    async with database.transaction() as connection:
        for seconds, event_id in enumerate(ids):
            event = outgoing(a_report(), subject="s", at=now, event_id=event_id)
            await append(connection, [event], now + timedelta(seconds=seconds))
        seqs = [row["seq"] for row in await connection.fetch("SELECT seq FROM outbox")]
        await connection.execute(PUBLISHED_ROWS, seqs, 0)
        await connection.execute(PUBLISH_AGAIN, [UUID(int=1), UUID(int=2), UUID(int=3)])
        again = [row["event_id"] for row in await connection.fetch("SELECT event_id FROM outbox ORDER BY seq")]

    assert again == ids
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM awaiting") == 0
