"""What is announced is in the outbox when its transaction commits: whole, in order, once; and gone when it is noted."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.envelope import decode
from schemas.events.network import NetworkChangedV1
from schemas.events.receipt import NotedByDispatchV1, NotedByNotifyV1
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from schemas.publishing import golden
from services.chassis.database import Database
from services.chassis.outbox import NotedEvents, OutgoingEvent, append, note, outgoing
from services.chassis.relay import PUBLISHED_ROWS
from tests.support.chassis_harness import a_report

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
AT = datetime(2026, 11, 24, 14, 42, tzinfo=UTC)


async def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    async with database.connection() as connection:
        return [tuple(row) for row in await connection.fetch(query)]


def an_event(event_id: UUID, **changes: Any) -> OutgoingEvent:
    facts: dict[str, Any] = {
        "event_id": event_id,
        "lane": 1,
        "topic": "a topic",
        "key": b"a key",
        "type": "a type",
        "subject": "a subject",
        "acknowledger": "dispatch",
        "payload": b"payload",
        **changes,
    }
    return OutgoingEvent(**facts)


# --- encoding


def test_an_event_goes_to_its_topic_under_its_subject():
    report = a_report()

    event = outgoing(report, subject="s", at=AT, event_id=A, correlation_id=B)

    assert (event.event_id, event.lane, event.topic, event.key, event.type, event.subject, event.acknowledger) == (
        A,
        0,
        "hotline.intake.report.v1",
        b"s",
        "hotline.intake.report.released.v1",
        "s",
        "dispatch",
    )
    read = decode(ReportReleasedV1, event.payload)
    assert (read.id, read.subject, read.at, read.correlation_id, read.data) == (A, "s", AT, B, report)


def test_an_event_may_have_another_key_than_its_subject():
    event = outgoing(a_report(), subject="s", at=AT, key="k")

    assert (event.key, event.subject) == (b"k", "s")
    assert b'"partitionkey":"k"' in event.payload.replace(b" ", b"")


def test_an_event_without_a_given_id_has_one_of_its_own():
    first, second = (outgoing(a_report(), subject="s", at=AT) for _ in range(2))

    assert first.event_id != second.event_id
    assert decode(ReportReleasedV1, first.payload).id == first.event_id


@pytest.mark.parametrize(
    ("kind", "lane", "key", "acknowledger"),
    [(ReportHeldV1, 1, b"s", "dispatch"), (NotedByDispatchV1, 2, None, None), (NetworkChangedV1, 0, b"s", "intake")],
)
def test_each_topic_has_its_lane_and_its_key(kind: Any, lane: int, key: bytes | None, acknowledger: str | None):
    event = outgoing(next(each for each in golden.FULL if isinstance(each, kind)), subject="s", at=AT)

    assert (event.lane, event.key, event.acknowledger) == (lane, key, acknowledger)
    assert (b'"partitionkey"' in event.payload) is (key is not None)


# --- writing


async def test_events_are_written_whole_and_in_order(database: Database):
    events = [an_event(C), an_event(A, key=None, acknowledger=None), an_event(B, lane=0, payload=b"other")]
    async with database.transaction() as connection:
        await append(connection, events, AT)

    assert await rows(
        database,
        "SELECT event_id, lane, topic, key, type, subject, acknowledger, payload, created_at, attempts"
        " FROM outbox ORDER BY seq",
    ) == [
        (C, 1, "a topic", b"a key", "a type", "a subject", "dispatch", b"payload", AT, 0),
        (A, 1, "a topic", None, "a type", "a subject", None, b"payload", AT, 0),
        (B, 0, "a topic", b"a key", "a type", "a subject", "dispatch", b"other", AT, 0),
    ]


async def test_an_event_announced_again_stays_as_it_was(database: Database):
    async with database.transaction() as connection:
        await append(connection, [an_event(A)], AT)
        await append(connection, [an_event(A, payload=b"other"), an_event(B)], AT)

    assert await rows(database, "SELECT event_id, payload FROM outbox ORDER BY seq") == [
        (A, b"payload"),
        (B, b"payload"),
    ]


async def test_a_unit_writes_what_it_announced_when_it_ends_and_wakes_the_lanes(database: Database):
    woken: list[set[int]] = []
    done: list[str] = []
    database.on_commit.append(lambda lanes: woken.append(set(lanes)))
    async with database.unit() as unit:
        unit.after_commit.append(lambda: done.append("after commit"))
        named = unit.announce(a_report(), subject="s", event_id=A, correlation_id=B, key="k")
        unit.announce_receipt("dispatch", [B])
        now = unit.now
        assert await rows(database, "SELECT count(*) FROM outbox") == [(0,)]
        assert done == []

    assert named == A
    assert woken == [{0, 2}]
    assert done == ["after commit"]
    written = await rows(database, "SELECT subject, key, created_at, payload FROM outbox ORDER BY seq")
    assert [row[:3] for row in written] == [("s", b"k", now), ("dispatch", None, now)]
    read = decode(ReportReleasedV1, written[0][3])
    assert (read.id, read.at, read.correlation_id) == (A, now, B)


async def test_a_unit_that_announced_nothing_wakes_nobody(database: Database):
    woken: list[object] = []
    database.on_commit.append(woken.append)

    async with database.unit():
        pass

    assert woken == []


async def test_a_unit_that_fails_announces_nothing(database: Database):
    woken: list[object] = []
    database.on_commit.append(woken.append)

    async def fails() -> None:
        async with database.unit() as unit:
            unit.announce(a_report(), subject="s")
            raise ValueError("bug")

    with pytest.raises(ValueError, match="bug"):
        await fails()

    assert woken == []
    assert await rows(database, "SELECT count(*) FROM outbox") == [(0,)]


async def test_what_was_flushed_is_not_written_again(database: Database):
    async with database.unit() as unit:
        unit.announce(a_report(), subject="s")
        assert await unit.flush() == {0}
        assert await unit.flush() == set()

    assert await rows(database, "SELECT count(*) FROM outbox") == [(1,)]


@pytest.mark.parametrize(("number", "sizes"), [(0, []), (1, [1]), (500, [500]), (501, [500, 1])])
async def test_receipts_name_at_most_five_hundred_events_each(database: Database, number: int, sizes: list[int]):
    ids = [UUID(int=each + 1) for each in range(number)]
    async with database.unit() as unit:
        unit.announce_receipt("notify", ids)
        receipts = [decode(NotedByNotifyV1, event.payload) for event in unit.outgoing]

    assert [len(receipt.data.event_ids) for receipt in receipts] == sizes
    assert [event_id for receipt in receipts for event_id in receipt.data.event_ids] == ids
    assert {receipt.subject for receipt in receipts} <= {"notify"}


# --- being noted


async def publish_all(database: Database) -> None:
    async with database.transaction() as connection:
        seqs = [row["seq"] for row in await connection.fetch("SELECT seq FROM outbox")]
        await connection.execute(PUBLISHED_ROWS, seqs, 1)


async def test_what_a_service_noted_is_waited_for_no_longer_and_the_latest_publication_is_told(database: Database):
    async with database.transaction() as connection:
        await append(connection, [an_event(A), an_event(B), an_event(C)], AT)
    await publish_all(database)
    async with database.transaction() as connection:
        await connection.execute("UPDATE awaiting SET published_at = $1 WHERE event_id = $2", AT, A)
        await connection.execute("UPDATE awaiting SET published_at = $1 WHERE event_id = $2", AT - timedelta(1), B)
        latest = await note(connection, [A, B], "dispatch")

    assert latest == NotedEvents(published_at=AT, created_at=AT)
    assert await rows(database, "SELECT event_id FROM awaiting") == [(C,)]


async def test_a_note_by_another_service_changes_nothing(database: Database):
    async with database.transaction() as connection:
        await append(connection, [an_event(A), an_event(B)], AT)
        await connection.execute(PUBLISHED_ROWS, [await connection.fetchval("SELECT min(seq) FROM outbox")], 1)
        latest = await note(connection, [A, B], "notify")

    assert latest is None
    assert await rows(database, "SELECT event_id FROM awaiting") == [(A,)]
    assert await rows(database, "SELECT event_id FROM outbox") == [(B,)]


async def test_a_note_before_the_relay_s_own_takes_the_row_from_the_outbox(database: Database):
    async with database.transaction() as connection:
        await append(connection, [an_event(A), an_event(B)], AT)
        latest = await note(connection, [A], "dispatch")

    assert latest == NotedEvents(created_at=AT, published_at=None)
    assert await rows(database, "SELECT event_id FROM outbox") == [(B,)]
