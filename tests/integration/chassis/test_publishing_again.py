"""What nobody noted is published again: soon at first, then ever less often, and not before it is due."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from services.chassis import relay as relay_module
from services.chassis.bus import Bus
from services.chassis.database import Database
from services.chassis.relay import PUBLISHED_ROWS, Relay
from tests.conftest import set_clock
from tests.support.chassis_harness import REPORTS, Running, a_report, count, until
from tests.support.event_macs import macs_of


@pytest.mark.parametrize(
    ("published_before", "seconds"),
    [(0, 30), (1, 120), (2, 240), (3, 480), (4, 600), (5, 600), (9, 600), (10, 600), (5_000, 600)],
)
async def test_the_wait_for_a_receipt_doubles_up_to_ten_minutes(
    database: Database, published_before: int, seconds: int
) -> None:
    async with database.unit() as unit:
        unit.announce(a_report(), subject="s")
    async with database.transaction() as connection:
        seq = await connection.fetchval("UPDATE outbox SET attempts = $1 RETURNING seq", published_before)
        await connection.execute(PUBLISHED_ROWS, [seq], 0)

    async with database.connection() as connection:
        row = await connection.fetchrow("SELECT attempts, next_at - published_at AS wait FROM awaiting")
    assert row is not None
    assert row["attempts"] == published_before + 1
    assert abs(row["wait"] - timedelta(seconds=seconds)) < timedelta(seconds=1)


async def test_what_nobody_is_to_note_is_not_waited_for(database: Database) -> None:
    async with database.unit() as unit:
        unit.announce_receipt("dispatch", [UUID(int=1)])
    async with database.transaction() as connection:
        seq, lane = await connection.fetchrow("SELECT seq, lane FROM outbox") or (0, 0)
        await connection.execute(PUBLISHED_ROWS, [seq], lane)

    assert await count(database, "outbox") == await count(database, "awaiting") == 0


class Waiting:
    """One published event, a relay that sweeps often, and what the relay makes of the event."""

    def __init__(self, database: Database, relay: Relay) -> None:
        self.database = database
        self.relay = relay

    async def passes(self, seconds: float) -> None:
        await set_clock(self.database, timedelta(seconds=seconds))

    async def attempts(self) -> int | None:
        async with self.database.connection() as connection:
            attempts: int | None = await connection.fetchval("SELECT max(attempts) FROM awaiting")
        return attempts

    async def until_published(self, times: int) -> None:
        async def so_often() -> bool:
            return await self.attempts() == times

        await until(so_often)

    async def until_next_look_after(self, seconds: float) -> None:
        async def put_off() -> bool:
            async with self.database.connection() as connection:
                wait: float | None = await connection.fetchval(
                    "SELECT extract(epoch FROM next_at - published_at)::float8 FROM awaiting"
                )
            return wait is not None and abs(wait - seconds) < 1

        await until(put_off)


@pytest.fixture
async def waiting(
    database: Database,
    bus: Bus,
    make_topics: Callable[..., Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> Waiting:
    await make_topics([REPORTS])
    monkeypatch.setattr(relay_module, "SWEEP_SECONDS", 0.02)
    async with database.unit() as unit:
        unit.announce(a_report(), subject="s")
    return Waiting(database, Relay(database, bus, macs_of("intake")))


async def test_a_receipt_half_a_minute_late_is_waited_for_two_minutes_when_no_other_has_come(waiting: Waiting) -> None:
    async with Running(waiting.relay):
        await waiting.until_published(1)
        await waiting.passes(31)
        await waiting.until_next_look_after(120)

        assert await waiting.attempts() == 1


async def test_an_event_that_later_ones_overtook_was_lost_and_goes_again_at_once(
    waiting: Waiting, database: Database
) -> None:
    async with Running(waiting.relay):
        await waiting.until_published(1)
        waiting.relay.acknowledged("dispatch", (await database.now()).timestamp())
        await waiting.passes(31)
        await waiting.until_published(2)


async def test_an_event_is_not_overtaken_by_what_was_published_before_it_or_noted_by_another_service(
    waiting: Waiting, database: Database
) -> None:
    async with Running(waiting.relay):
        await waiting.until_published(1)
        async with database.connection() as connection:
            published_at = await connection.fetchval("SELECT published_at FROM awaiting")
        waiting.relay.acknowledged("dispatch", published_at.timestamp() - 1)
        waiting.relay.acknowledged("notify", published_at.timestamp() + 1)
        await waiting.passes(31)
        await waiting.until_next_look_after(120)

        assert await waiting.attempts() == 1


async def test_a_receipt_of_an_older_event_takes_nothing_back_of_what_later_ones_told(
    waiting: Waiting, database: Database
) -> None:
    async with Running(waiting.relay):
        await waiting.until_published(1)
        noted_at = (await database.now()).timestamp()
        waiting.relay.acknowledged("dispatch", noted_at)
        waiting.relay.acknowledged("dispatch", noted_at - 3600)
        await waiting.passes(31)
        await waiting.until_published(2)


async def test_who_stays_silent_for_two_minutes_is_named_and_not_before(waiting: Waiting, database: Database) -> None:
    with capture_logs() as logs:
        async with Running(waiting.relay):
            await waiting.until_published(1)
            await waiting.passes(119)
            await waiting.until_next_look_after(120)
            assert [entry for entry in logs if entry["event"] == "events.unacknowledged"] == []

            await waiting.passes(121)
            await waiting.until_published(2)

    assert [entry["service"] for entry in logs if entry["event"] == "events.unacknowledged"] == ["dispatch"]
