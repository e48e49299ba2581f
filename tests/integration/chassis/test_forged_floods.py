"""A flood of forged records fills no disk: beyond a ceiling they are counted, and what is genuine is kept (R123)."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from aiokafka import ConsumerRecord
from prometheus_client import REGISTRY

from schemas.envelope import encode
from schemas.events.report import CallerTextedV1, ReportReleasedV1
from schemas.publishing import golden
from schemas.values import uuid7
from services.chassis import forged
from services.chassis.database import Database
from services.chassis.replay import Replay
from tests.conftest import set_clock
from tests.integration.chassis.test_forged_events import Handled, a_batch_handler, a_record
from tests.support.chassis_harness import count
from tests.support.event_macs import macs_of, signed

REPORTS, CALLERS = ReportReleasedV1.TOPIC, CallerTextedV1.TOPIC
GROUP = "hotline.dispatch.main"
RELEASED = next(each for each in golden.FULL if isinstance(each, ReportReleasedV1))


@pytest.fixture
def ceiling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forged, "MOST_RECORDS", 3)
    monkeypatch.setattr(forged, "MOST_BYTES", 1000)


def junk(offset: int, size: int = 10, topic: str = REPORTS) -> "ConsumerRecord[bytes, bytes]":
    """A record without a MAC; its key of one byte counts too."""
    return a_record(topic, offset, b"x" * (size - 1), "t")


def genuine(offset: int, event_id: UUID, *, readable: bool = True) -> "ConsumerRecord[bytes, bytes]":
    event = encode(RELEASED, event_id=event_id, subject=golden.subject_of(RELEASED), at=RELEASED.received_at)
    value = event if readable else event.replace(b'"revision":', b'"of_revision":')
    return a_record(REPORTS, offset, signed(REPORTS, value), RELEASED.TYPE)


def dropped() -> float:
    labels = {"group": GROUP, "topic": REPORTS}
    return REGISTRY.get_sample_value("hotline_unauthentic_dropped_total", labels) or 0.0


async def counted(database: Database) -> int:
    async with database.connection() as connection:
        found: int = await connection.fetchval("SELECT coalesce(sum(dropped), 0)::int FROM forged_kept")
    return found


@pytest.mark.usefixtures("ceiling")
@pytest.mark.sets_aside(dead_letter=5)
@pytest.mark.logs_errors("record.unauthentic", "record.unauthentic_dropped", "record.dead")
async def test_forged_records_beyond_the_ceiling_are_counted_and_all_genuine_ones_are_kept(
    make_database: Callable[..., Awaitable[Database]],
) -> None:
    database, handled = await make_database(), Handled()
    batches, before = a_batch_handler("dispatch", database, handled), dropped()
    event_id = uuid7()

    await batches.handle([junk(n) for n in range(5)])
    await batches.handle([junk(5), genuine(6, event_id), genuine(7, uuid7(), readable=False), junk(8)])
    await batches.handle([junk(9, topic=CALLERS)])

    assert await count(database, "dead_letter") == 3 + 1 + 1  # the ceiling, one of ours, another topic's own
    assert handled.ids == [event_id]
    assert (await counted(database), dropped() - before) == (4, 4)
    async with database.connection() as connection:
        assert await connection.fetchval("SELECT count(*)::int FROM outbox WHERE topic = $1", f"{GROUP}.dlt") == 5


@pytest.mark.usefixtures("ceiling")
@pytest.mark.sets_aside(dead_letter=4)
@pytest.mark.logs_errors("record.unauthentic", "record.unauthentic_dropped")
async def test_the_ceiling_is_of_an_hour(make_database: Callable[..., Awaitable[Database]]) -> None:
    database = await make_database()
    batches = a_batch_handler("dispatch", database, Handled())
    await batches.handle([junk(n) for n in range(5)])

    await set_clock(database, timedelta(hours=1))
    await batches.handle([junk(5)])

    assert (await count(database, "dead_letter"), await counted(database)) == (4, 2)


@pytest.mark.usefixtures("ceiling")
@pytest.mark.sets_aside(dead_letter=2)
@pytest.mark.logs_errors("record.unauthentic", "record.unauthentic_dropped")
async def test_few_large_ones_reach_it_by_their_bytes(make_database: Callable[..., Awaitable[Database]]) -> None:
    database = await make_database()
    batches = a_batch_handler("dispatch", database, Handled())

    await batches.handle([junk(0, size=600), junk(1, size=401), junk(2, size=400), junk(3, size=1)])

    assert (await count(database, "dead_letter"), await counted(database)) == (2, 2)


@pytest.mark.usefixtures("ceiling")
@pytest.mark.sets_aside(dead_letter=3)
@pytest.mark.logs_errors("record.unauthentic", "record.unauthentic_dropped")
async def test_those_that_are_read_again_take_no_room_twice(make_database: Callable[..., Awaitable[Database]]) -> None:
    database = await make_database()
    batches = a_batch_handler("dispatch", database, Handled())

    for _ in range(3):
        await batches.handle([junk(0), junk(1)])
    await batches.handle([junk(2), junk(3)])

    assert (await count(database, "dead_letter"), await counted(database)) == (3, 1)


@pytest.mark.sets_aside(dead_letter=3)
@pytest.mark.logs_errors("record.unauthentic", "record.dead")
async def test_forged_records_do_not_hide_what_may_be_run_again(
    make_database: Callable[..., Awaitable[Database]],
) -> None:
    database = await make_database()
    batches = a_batch_handler("dispatch", database, Handled())
    await batches.handle([junk(0), junk(1)])
    await batches.handle([genuine(2, uuid7(), readable=False)])

    listed = await Replay(database, {}, [], macs_of("dispatch")).run(limit=1)

    assert [each.reason.partition(":")[0] for each in listed] == ["undecodable"]
