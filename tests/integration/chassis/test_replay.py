"""What was set aside is listed, and run again in order through the same handlers, once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from schemas.envelope import Received, encode
from schemas.events.report import ReportReleasedV1
from services.chassis.database import Database
from services.chassis.inbox import dead_letter, park
from services.chassis.replay import Replay, SetAsideRecord
from services.chassis.unit_of_work import UnitOfWork
from tests.support.chassis_harness import REPORTS, a_report
from tests.support.event_macs import macs_of

GROUP = "hotline.dispatch.main"
A, B, C, D = (UUID(int=number) for number in (1, 2, 3, 4))


class Handled:
    """A handler that remembers the ids of events, and fails on some."""

    def __init__(self, *broken: UUID) -> None:
        self.broken = set(broken)
        self.events: list[UUID] = []

    async def __call__(self, unit: UnitOfWork, events: Sequence[Received[Any]]) -> None:
        for event in events:
            if event.id in self.broken:
                raise ValueError("bug")
            self.events.append(event.id)


def a_record(event_id: UUID, subject: str) -> bytes:
    return encode(a_report(), event_id=event_id, subject=subject, at=datetime(2026, 11, 24, tzinfo=UTC))


async def parked(database: Database, event_id: UUID, subject: str, value: bytes | None = None) -> None:
    async with database.unit() as unit:
        await park(
            unit,
            group=GROUP,
            topic=REPORTS,
            subject=subject,
            event_id=event_id,
            reason="ValueError",
            value=value or a_record(event_id, subject),
        )


async def dead(database: Database, event_id: UUID, subject: str, *, value: bytes | None = None) -> None:
    async with database.unit() as unit:
        await dead_letter(
            unit,
            group=GROUP,
            topic=REPORTS,
            partition=0,
            offset=event_id.int,
            reason="rejected: revision",
            value=value if value is not None else a_record(event_id, subject),
            key=None,
            event_id=event_id,
            subject=subject,
        )


def a_replay(database: Database, handled: Handled) -> Replay:
    return Replay(database, {REPORTS: handled}, [ReportReleasedV1], macs_of("dispatch"))


async def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    async with database.connection() as connection:
        return [tuple(row) for row in await connection.fetch(query)]


@pytest.mark.sets_aside(parked=1, dead_letter=1)
async def test_a_look_lists_the_parked_before_the_dead_and_changes_nothing(database: Database):
    handled = Handled()
    await dead(database, A, "s")
    await parked(database, B, "t")

    listed = await a_replay(database, handled).run()

    assert [(each.kind, each.event_id, each.subject, each.topic, each.reason, each.outcome) for each in listed] == [
        ("parked", str(B), "t", REPORTS, "ValueError", "waiting"),
        ("dead", str(A), "s", REPORTS, "rejected: revision", "waiting"),
    ]
    assert handled.events == []
    assert await rows(database, "SELECT replayed_at FROM dead_letter") == [(None,)]


@pytest.mark.sets_aside(dead_letter=1)
async def test_what_was_run_again_is_handled_and_gone_or_marked(database: Database):
    handled = Handled()
    await parked(database, B, "t")
    await dead(database, A, "s")

    rerun = await a_replay(database, handled).run(dry_run=False)

    assert [(each.number, each.outcome) for each in rerun] == [(1, "handled"), (1, "handled")]
    assert handled.events == [B, A]
    assert await rows(database, "SELECT event_id, status FROM inbox ORDER BY event_id") == [(A, 0), (B, 0)]
    assert await rows(database, "SELECT replayed_at IS NULL FROM dead_letter") == [(False,)]
    assert await a_replay(database, handled).run(dry_run=False) == []
    assert handled.events == [B, A]


@pytest.mark.sets_aside(parked=2)
async def test_a_subject_that_fails_again_keeps_its_later_records_and_no_others(database: Database):
    handled = Handled(A)
    for event_id, subject in ((A, "sick"), (B, "sick"), (C, "well")):
        await parked(database, event_id, subject)

    rerun = await a_replay(database, handled).run(dry_run=False)

    assert [each.outcome for each in rerun] == ["failed: ValueError", "behind", "handled"]
    assert handled.events == [C]
    assert await rows(database, "SELECT event_id, status FROM inbox ORDER BY event_id") == [(A, 1), (B, 1), (C, 0)]
    assert await rows(database, "SELECT event_id FROM parked ORDER BY position") == [(A,), (B,)]


@pytest.mark.sets_aside(dead_letter=1)
async def test_a_dead_record_of_a_subject_that_failed_is_tried_all_the_same(database: Database):
    handled = Handled(A)
    await dead(database, A, "s")

    [failed] = await a_replay(database, handled).run(dry_run=False)
    handled.broken.clear()
    [healed] = await a_replay(database, handled).run(dry_run=False)

    assert (failed.outcome, healed.outcome) == ("failed: ValueError", "handled")


@pytest.mark.sets_aside(parked=3)
async def test_only_the_subject_or_the_event_asked_for_is_run(database: Database):
    handled = Handled()
    for event_id, subject in ((A, "s"), (B, "s"), (C, "t"), (D, "t")):
        await parked(database, event_id, subject)
    replay = a_replay(database, handled)

    assert [each.event_id for each in await replay.run(subject="t")] == [str(C), str(D)]
    assert [each.event_id for each in await replay.run(subject="s", event_id=str(C))] == []
    assert [each.event_id for each in await replay.run(limit=3)] == [str(A), str(B), str(C)]
    [only] = await replay.run(event_id=str(B), dry_run=False)
    assert (only.event_id, only.outcome, handled.events) == (str(B), "handled", [B])


@pytest.mark.sets_aside(parked=2)
@pytest.mark.parametrize(
    "value", [b"\xff not json", b'{"type":"hotline.intake.report.released.v9"}'], ids=["no JSON", "a type nobody knows"]
)
async def test_what_cannot_be_read_says_so_and_stays(database: Database, value: bytes):
    handled = Handled()
    await parked(database, A, "s", value)
    await parked(database, B, "s", value)

    rerun = await a_replay(database, handled).run(dry_run=False)

    assert all(each.outcome.startswith("undecodable: ") for each in rerun)
    assert [each.kind for each in rerun] == ["parked", "parked"]


@pytest.mark.sets_aside(dead_letter=1)
async def test_a_dead_record_without_a_value_is_not_offered(database: Database):
    async with database.unit() as unit:
        await dead_letter(
            unit, group=GROUP, topic=REPORTS, partition=0, offset=1, reason="undecodable", value=None, key=None
        )

    assert await a_replay(database, Handled()).run() == []


async def test_what_another_took_meanwhile_is_gone_and_not_handled(database: Database):
    handled = Handled()
    await parked(database, A, "s")

    class TakenMeanwhile(Replay):
        def _decode(self, aside: SetAsideRecord, value: bytes) -> Received[Any]:
            began.set()
            return super()._decode(aside, value)

    began = asyncio.Event()
    replay = TakenMeanwhile(database, {REPORTS: handled}, [ReportReleasedV1], macs_of("dispatch"))
    async with database.transaction() as other:
        await other.execute("DELETE FROM parked")
        task = asyncio.create_task(replay.run(dry_run=False))
        await asyncio.wait_for(began.wait(), 20)
    [gone] = await task

    assert (gone.outcome, handled.events) == ("gone", [])


async def give_up(database: Database, handled: Handled, *, run: bool = True, **which: Any) -> list[tuple[Any, ...]]:
    done = await a_replay(database, handled).discard(
        **{"event_id": None, "number": None, **which}, by="ROBIN", why="a script of ours", dry_run=not run
    )
    return [(each.kind, each.event_id, each.outcome) for each in done]


async def test_what_is_discarded_leaves_who_why_and_when_and_its_subject_moves_on(database: Database):
    handled = Handled(A)
    for event_id in (A, B):
        await parked(database, event_id, "s")

    assert await give_up(database, handled, event_id=A, run=False) == [("parked", str(A), "waiting")]
    assert await rows(database, "SELECT count(*) FROM parked") == [(2,)]
    assert await give_up(database, handled, event_id=A) == [
        ("parked", str(A), "discarded"),
        ("parked", str(B), "handled"),
    ]

    assert handled.events == [B]
    assert await rows(
        database, "SELECT kind, topic, subject, event_id, reason, discarded_by, why, at > set_aside_at FROM discarded"
    ) == [("parked", REPORTS, "s", A, "ValueError", "ROBIN", "a script of ours", True)]
    assert await rows(database, "SELECT event_id, status FROM inbox ORDER BY event_id") == [(A, 2), (B, 0)]
    assert await give_up(database, handled, event_id=A) == []


@pytest.mark.sets_aside(dead_letter=1)
async def test_a_dead_record_that_is_no_event_is_discarded_by_its_number_and_no_other(database: Database):
    for offset in (1, 2):
        async with database.unit() as unit:
            await dead_letter(
                unit,
                group=GROUP,
                topic=REPORTS,
                partition=0,
                offset=offset,
                reason="undecodable",
                value=b"{}",
                key=None,
            )
    await dead(database, A, "s")

    assert await give_up(database, Handled(), number=2) == [("dead", None, "discarded")]
    assert await give_up(database, Handled(), number=3) == [], "that one has an id"
    assert await give_up(database, Handled(), event_id=A) == [("dead", str(A), "discarded")]

    assert await rows(database, "SELECT record_offset FROM dead_letter") == [(1,)]
