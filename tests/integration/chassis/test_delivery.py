"""The chassis on real Postgres and Kafka: what is announced arrives, once, in order, and is never lost."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from schemas.envelope import decode, wrapped
from schemas.events.receipt import NotedByDispatchV1
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from schemas.publishing import golden
from schemas.values import rfc3339, uuid7
from services.chassis.bus import Bus
from services.chassis.clocks import PeerClocks
from services.chassis.consumer_loop import ConsumerLoop
from services.chassis.database import Database
from services.chassis.errors import Reject
from services.chassis.outbox import LANES, note
from services.chassis.relay import PUBLISHED_ROWS, Relay
from services.chassis.replay import Replay
from tests.conftest import set_clock
from tests.support.chassis_harness import (
    DLT,
    RECEIPTS,
    REPORTS,
    Heard,
    Running,
    a_report,
    all_records,
    consumer,
    count,
    counted,
    empty,
    publish,
    until,
)
from tests.support.event_macs import macs_of, signed


async def test_announced_events_arrive_once_and_in_order_and_are_acknowledged(
    make_database: Callable[..., Awaitable[Database]], bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS, RECEIPTS])
    intake, dispatch = await make_database(), await make_database()
    subject = str(uuid7())
    reports = [a_report() for _ in range(300)]
    heard = Heard()
    relay, answers = Relay(intake, bus, macs_of("intake")), Relay(dispatch, bus, macs_of("dispatch"))
    receipts = ConsumerLoop(
        service="intake",
        group="hotline.intake.main",
        handlers={RECEIPTS: heard},
        kinds=[NotedByDispatchV1],
        database=intake,
        bus=bus,
        macs=macs_of("intake"),
        relay=relay,
    )

    async with Running(relay, answers, receipts, consumer(dispatch, bus, heard, answers)):
        for report in reports:
            async with intake.unit() as unit:
                unit.announce(report, subject=subject)
        await heard.until(300)
        await until(lambda: empty(intake, "awaiting"))

    assert heard.reports == [report.report_id for report in reports]
    assert await count(intake, "outbox") == 0


@pytest.mark.logs_errors("clock.skewed")
async def test_two_services_whose_clocks_are_apart_both_learn_it_from_what_they_tell_each_other(
    make_database: Callable[..., Awaitable[Database]], bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS, RECEIPTS])
    intake, dispatch = await make_database(), await make_database()
    await set_clock(intake, timedelta(minutes=10))
    heard, of_intake, of_dispatch = Heard(), PeerClocks(), PeerClocks()
    relay, answers = Relay(intake, bus, macs_of("intake")), Relay(dispatch, bus, macs_of("dispatch"))
    receipts = ConsumerLoop(
        service="intake",
        group="hotline.intake.main",
        handlers={},
        kinds=[NotedByDispatchV1],
        database=intake,
        bus=bus,
        macs=macs_of("intake"),
        relay=relay,
        clocks=of_intake,
    )

    async with Running(relay, answers, receipts, consumer(dispatch, bus, heard, answers, of_dispatch)):
        async with intake.unit() as unit:
            unit.announce(a_report(), subject="la")
        await heard.until(1)

        async def told() -> bool:
            return of_intake.worst_seconds > 0

        await until(told)

    theirs = await intake.now()
    assert abs(of_dispatch.in_ours("intake", theirs) - await dispatch.now()) < timedelta(seconds=5)
    ours = await dispatch.now()
    assert abs(of_intake.in_ours("dispatch", ours) - await intake.now()) < timedelta(seconds=5)


async def test_the_same_event_delivered_eight_times_takes_effect_once_and_is_acknowledged_each_time(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS])
    heard, report, event_id = Heard(), a_report(), uuid7()
    producer = await bus.producer()
    for _ in range(8):
        await publish(producer, bus, report, event_id, str(report.report_id))
    last = a_report()
    await publish(producer, bus, last, uuid7(), str(last.report_id))

    async with Running(consumer(database, bus, heard)):
        await heard.until(2)
    await producer.stop()

    assert sorted(heard.reports) == sorted([report.report_id, last.report_id])
    async with database.connection() as connection:
        payloads = await connection.fetch("SELECT payload FROM outbox WHERE topic = $1", RECEIPTS)
    noted = [i for row in payloads for i in decode(NotedByDispatchV1, row["payload"]).data.event_ids]
    assert event_id in noted


@pytest.mark.logs_errors("event.parked")
async def test_a_failing_subject_is_parked_in_order_while_the_others_go_on_and_replay_heals_it(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS])
    broken = {"now": True}
    sick, well = [a_report(), a_report()], a_report()
    heard = Heard(lambda i: ValueError("bug") if broken["now"] and i == sick[0].report_id else None)
    producer = await bus.producer()
    await publish(producer, bus, sick[0], uuid7(), "subject-a")
    await publish(producer, bus, sick[1], uuid7(), "subject-a")
    await publish(producer, bus, well, uuid7(), "subject-b")
    await producer.stop()

    async with Running(consumer(database, bus, heard)):
        await until(lambda: counted(database, "parked", 2))
        await heard.until(1)
    broken["now"] = False
    replay = Replay(database, {REPORTS: heard}, [ReportReleasedV1], macs_of("dispatch"))
    listed = await replay.run(dry_run=True)
    rerun = await replay.run(dry_run=False)
    again = await replay.run(dry_run=False)

    assert [aside.outcome for aside in listed] == ["waiting", "waiting"]
    assert [aside.outcome for aside in rerun] == ["handled", "handled"]
    assert again == []
    assert heard.reports == [well.report_id, sick[0].report_id, sick[1].report_id]


def an_event_of(data: bytes, *, type: str = ReportReleasedV1.TYPE, subject: str = "s") -> bytes:
    """In an envelope that says that type, whatever the data is."""
    return wrapped(data, type=type, event_id=uuid7(), subject=subject, time=rfc3339(datetime.now(UTC)))


A_REPORT = a_report().model_dump_json().encode()
HELD = next(each for each in golden.FULL if isinstance(each, ReportHeldV1)).model_dump_json().encode()
UNREADABLE = {
    "undecodable": [
        an_event_of(b"\xff\xfenot json"),
        an_event_of(b"{}"),
        an_event_of(b"[" * 100_000),
        an_event_of(b"[" * 261_000),  # as large as the broker takes
        an_event_of(A_REPORT, subject="s\x00"),
        an_event_of(A_REPORT).replace(b"/hotline/intake", b"/hotline/notify"),
    ],
    "unknown_type": [
        an_event_of(b"{}", type="hotline.intake.report.released.v9"),
        an_event_of(HELD, type=ReportHeldV1.TYPE),  # of another topic
        b'{"type":"hotline.\\u0000"}',
        b'{"type":"\\ud800"}',
        b"\xff\xfenot json",
        b"[" * 100_000,
    ],
}


@pytest.mark.logs_errors("record.dead")
@pytest.mark.sets_aside(dead_letter=12)
async def test_records_that_nobody_can_read_are_kept_and_shown_and_the_partition_moves_on(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS])
    heard = Heard()
    bad = [(signed(REPORTS, value), reason) for reason, values in UNREADABLE.items() for value in values]
    producer = await bus.producer()
    for value, _ in bad:
        await producer.send_and_wait(bus.wire(REPORTS), value, key=b"k", partition=0)
        await publish(producer, bus, a_report(), uuid7(), "s", partition=0)
    await producer.stop()

    async with Running(consumer(database, bus, heard)):
        await heard.until(len(bad))

    async with database.connection() as connection:
        dead = await connection.fetch("SELECT topic, record_offset, value, reason FROM dead_letter ORDER BY id")
        copies = await connection.fetch("SELECT lane, type, payload FROM outbox WHERE topic = $1 ORDER BY seq", DLT)
    for place, (value, reason) in enumerate(bad):
        assert tuple(dead[place])[:3] == (REPORTS, place * 2, value)
        assert dead[place]["reason"].split(":")[0] == reason
        assert tuple(copies[place]) == (LANES["background"], reason, value[:65_536])


@pytest.mark.logs_errors("event.dead")
@pytest.mark.sets_aside(dead_letter=1)
async def test_a_rejected_event_is_dead_lettered_and_acknowledged(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS])
    bad, good = a_report(), a_report()
    heard = Heard(lambda i: Reject("revision") if i == bad.report_id else None)
    producer = await bus.producer()
    await publish(producer, bus, bad, uuid7(), "a")
    await publish(producer, bus, good, uuid7(), "b")
    await producer.stop()

    async with Running(consumer(database, bus, heard)):
        await heard.until(1)
        await until(lambda: counted(database, "dead_letter", 1))

    async with database.connection() as connection:
        assert await connection.fetchval("SELECT status FROM inbox WHERE status = 2") == 2


@pytest.mark.logs_errors("events.unacknowledged")
async def test_an_event_nobody_noted_is_published_again_with_the_same_id(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS])
    relay = Relay(database, bus, macs_of("intake"))
    async with database.unit() as unit:
        event_id = unit.announce(a_report(), subject="s")

    async with Running(relay):
        await until(lambda: counted(database, "awaiting", 1))
        await set_clock(database, timedelta(seconds=125))
        await until(lambda: _attempts(database, 2))

    found = [record.headers for record in await all_records(bus, REPORTS)]
    assert [dict(record)["ce_id"].decode() for record in found] == [str(event_id)] * 2


async def test_a_receipt_quicker_than_the_relays_own_note_still_ends_the_waiting(database: Database) -> None:
    async with database.unit() as unit:
        event_id = unit.announce(a_report(), subject="s")
    async with database.transaction() as receipts:
        async with database.transaction() as relay:
            moved = await relay.fetch("SELECT seq FROM outbox")
            await relay.execute(PUBLISHED_ROWS, [row["seq"] for row in moved], 0)
            noting = asyncio.create_task(note(receipts, [event_id], "dispatch"))
            await until(lambda: _waits_for_a_lock(database))
        await noting

    assert await count(database, "outbox") == await count(database, "awaiting") == 0


async def test_a_receipt_before_the_relays_note_leaves_nothing_to_wait_for(database: Database) -> None:
    async with database.unit() as unit:
        event_id = unit.announce(a_report(), subject="s")

    async with database.transaction() as receipts:
        await note(receipts, [event_id], "dispatch")

    assert await count(database, "outbox") == await count(database, "awaiting") == 0


async def test_the_relays_note_waits_for_no_receipt(database: Database) -> None:
    """A receipt's transaction may be long (it is the whole batch's); texts must not wait for it."""
    async with database.unit() as unit:
        noted = unit.announce(a_report(), subject="s")
        unit.announce(a_report(), subject="t")

    async with database.transaction() as receipts, database.connection() as relay:
        await note(receipts, [noted], "dispatch")
        rows = [row["seq"] for row in await relay.fetch("SELECT seq FROM outbox ORDER BY seq")]
        left = await relay.fetch(PUBLISHED_ROWS, rows, 0)

    assert [row["seq"] for row in left] == rows[:1]
    assert await count(database, "outbox") == 0
    assert await count(database, "awaiting") == 1


async def _waits_for_a_lock(database: Database) -> bool:
    async with database.connection() as connection:
        waiting: int = await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
    return waiting == 1


async def _attempts(database: Database, number: int) -> bool:
    async with database.connection() as connection:
        attempts: int | None = await connection.fetchval("SELECT max(attempts) FROM awaiting")
    return attempts == number


async def test_held_and_released_events_travel_in_lanes_of_their_own(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS, ReportHeldV1.TOPIC])
    held = ReportHeldV1(**a_report().model_dump(exclude={"released_by"}), missing=("trust",))
    async with database.unit() as unit:
        for _ in range(50):
            unit.announce(held, subject=str(uuid7()))
        unit.announce(a_report(), subject=str(uuid7()))

    async with Running(Relay(database, bus, macs_of("intake"), lanes=("main",))):
        await until(lambda: counted(database, "awaiting", 1))

    assert await count(database, "outbox") == 50


async def test_what_waits_to_be_marked_is_not_published_again(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([REPORTS])
    relay = Relay(database, bus, macs_of("intake"), lanes=("main",))
    async with Running(relay):
        for number in range(1, 6):  # each commit wakes the relay, long before the rows of the one before are marked
            async with database.unit() as unit:
                unit.announce(a_report(), subject=str(uuid7()))
            await until(lambda number=number: _published(bus, number))  # type: ignore[misc]
        await until(lambda: counted(database, "awaiting", 5))

    assert len(await all_records(bus, REPORTS)) == 5


async def test_background_events_are_carried_without_a_wake(
    database: Database, bus: Bus, make_topics: Callable[..., Awaitable[None]]
) -> None:
    await make_topics([RECEIPTS])
    relay = Relay(database, bus, macs_of("intake"))
    async with Running(relay):
        async with database.unit() as unit:
            unit.announce_receipt("dispatch", [uuid7()])
        await until(lambda: counted(database, "outbox", 0))

    assert len(await all_records(bus, RECEIPTS)) == 1


async def _published(bus: Bus, number: int) -> bool:
    return len(await all_records(bus, REPORTS)) == number
