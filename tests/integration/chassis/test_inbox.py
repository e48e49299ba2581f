"""An event is claimed once, waits behind what was parked of its subject, and what cannot be handled is kept whole."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from services.chassis.database import Database
from services.chassis.inbox import claimed, dead_letter, park
from services.chassis.outbox import LANES
from tests.support.chassis_harness import until

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
GROUP = "hotline.dispatch.main"
TOPIC = "hotline.intake.report"


async def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    async with database.connection() as connection:
        return [tuple(row) for row in await connection.fetch(query)]


async def statuses(database: Database) -> list[tuple[UUID, int]]:
    found = await rows(database, "SELECT event_id, status FROM inbox ORDER BY event_id")
    return [(event_id, status) for event_id, status in found]


async def set_aside(database: Database, event_id: UUID, subject: str, reason: str = "ValueError") -> datetime:
    async with database.unit() as unit:
        await park(
            unit, group=GROUP, topic=TOPIC, subject=subject, event_id=event_id, reason=reason, value=b"the record"
        )
    return unit.now


async def keep(database: Database, **changes: Any) -> bool:
    facts: dict[str, Any] = {
        "group": GROUP,
        "topic": TOPIC,
        "partition": 2,
        "offset": 17,
        "reason": "rejected: revision",
        "value": b"the record",
        "key": b"a key",
        "event_id": A,
        "subject": "s",
        **changes,
    }
    async with database.unit() as unit:
        return await dead_letter(unit, **facts)


# --- claims


async def test_a_claim_gives_what_nobody_handled_before_and_keeps_it(database: Database):
    async with claimed(database, [(A, "s"), (B, "s")]) as (unit, fresh, behind):
        assert (fresh, behind) == ({A, B}, set())
        at = unit.now
    async with claimed(database, [(B, "s"), (C, "t")]) as (_, fresh, behind):
        assert (fresh, behind) == ({C}, set())

    assert await statuses(database) == [(A, 0), (B, 0), (C, 0)]
    assert await rows(database, "SELECT at FROM inbox ORDER BY event_id LIMIT 2") == [(at,), (at,)]


async def test_an_event_twice_in_a_batch_is_one_claim(database: Database):
    async with claimed(database, [(A, "s"), (A, "s")]) as (_, fresh, _behind):
        assert fresh == {A}


async def test_nothing_to_claim_is_no_fault(database: Database):
    async with claimed(database, []) as (_, fresh, behind):
        assert (fresh, behind) == (set(), set())


async def test_a_claim_whose_work_failed_is_given_again(database: Database):
    try:
        async with claimed(database, [(A, "s")]):
            raise ValueError("bug")
    except ValueError:
        pass

    async with claimed(database, [(A, "s")]) as (_, fresh, _behind):
        assert fresh == {A}


@pytest.mark.sets_aside(parked=2)
async def test_subjects_with_a_parked_record_are_named_and_no_others(database: Database):
    await set_aside(database, A, "sick")
    await set_aside(database, B, "also sick")

    async with claimed(database, [(C, "sick"), (UUID(int=4), "well")]) as (_, fresh, behind):
        assert (fresh, behind) == ({C, UUID(int=4)}, {"sick"})


@pytest.mark.sets_aside(parked=1)
async def test_who_waited_for_a_rival_sees_what_the_rival_parked(database: Database):
    """The statement began before the rival's record was there to be seen."""
    seen: list[tuple[set[UUID], set[str]]] = []

    async def second() -> None:
        async with claimed(database, [(A, "sick")]) as (_, fresh, behind):
            seen.append((fresh, behind))

    async with database.unit() as rival:
        await park(rival, group=GROUP, topic=TOPIC, subject="sick", event_id=A, reason="bug", value=b"x")
        waiting = asyncio.create_task(second())
        await until(lambda: _somebody_waits(database))
    await waiting

    assert seen == [(set(), {"sick"})]


async def _somebody_waits(database: Database) -> bool:
    [(waiting,)] = await rows(
        database,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    return bool(waiting == 1)


# --- parked


@pytest.mark.sets_aside(parked=1)
async def test_a_parked_record_is_kept_whole_and_claimed(database: Database):
    at = await set_aside(database, A, "s", reason="KeyError")

    kept = await rows(database, "SELECT consumer_group, topic, subject, event_id, reason, value, at FROM parked")
    assert kept == [(GROUP, TOPIC, "s", A, "KeyError", b"the record", at)]
    assert await statuses(database) == [(A, 1)]


@pytest.mark.sets_aside(parked=1)
async def test_what_was_claimed_as_handled_is_parked_all_the_same_and_nothing_else_is(database: Database):
    async with claimed(database, [(A, "s"), (B, "s")]):
        pass

    await set_aside(database, A, "s")

    assert await statuses(database) == [(A, 1), (B, 0)]


@pytest.mark.sets_aside(parked=1)
async def test_a_record_is_parked_once(database: Database):
    await set_aside(database, A, "s", reason="first")
    await set_aside(database, A, "s", reason="second")

    assert await rows(database, "SELECT reason FROM parked") == [("first",)]


# --- dead


@pytest.mark.sets_aside(dead_letter=1)
async def test_a_dead_event_is_kept_whole_and_shown_on_the_topic_of_the_dead(database: Database):
    async with claimed(database, [(B, "s")]):
        pass

    assert await keep(database) is True

    kept = await rows(
        database,
        "SELECT consumer_group, topic, partition, record_offset, event_id, subject, reason, value FROM dead_letter",
    )
    assert kept == [(GROUP, TOPIC, 2, 17, A, "s", "rejected: revision", b"the record")]
    assert await rows(database, "SELECT dead_letter.at - inbox.at < '1 s' FROM dead_letter, inbox") == [
        (True,),
        (True,),
    ]
    assert await statuses(database) == [(A, 2), (B, 0)]
    shown = await rows(database, "SELECT lane, topic, key, type, subject, payload, acknowledger FROM outbox")
    assert shown == [(LANES["background"], "hotline.dispatch.main.dlt", b"a key", "rejected", "s", b"the record", None)]


@pytest.mark.sets_aside(dead_letter=1)
async def test_an_event_that_was_claimed_as_handled_may_die(database: Database):
    async with claimed(database, [(A, "s")]):
        pass

    await keep(database)

    assert await statuses(database) == [(A, 2)]


@pytest.mark.sets_aside(dead_letter=1)
async def test_what_died_before_is_neither_kept_nor_shown_again(database: Database):
    assert await keep(database, reason="rejected: first") is True
    assert await keep(database, reason="rejected: second") is False

    assert await rows(database, "SELECT reason FROM dead_letter") == [("rejected: first",)]
    assert await rows(database, "SELECT count(*) FROM outbox") == [(1,)]


@pytest.mark.sets_aside(dead_letter=1)
async def test_a_record_that_is_no_event_claims_nothing_and_goes_by_its_topic(database: Database):
    assert await keep(database, event_id=None, subject=None, key=None, value=None, reason="undecodable") is True

    assert await statuses(database) == []
    assert await rows(database, "SELECT event_id, subject, value FROM dead_letter") == [(None, None, None)]
    assert await rows(database, "SELECT key, type, subject, payload FROM outbox") == [(None, "undecodable", TOPIC, b"")]


@pytest.mark.sets_aside(dead_letter=1)
async def test_of_a_large_record_all_is_kept_and_the_beginning_is_shown(database: Database):
    await keep(database, value=b"v" * 70_000, key=b"k" * 2_000, subject="s" * 200_000)

    assert await rows(database, "SELECT length(value), length(subject) FROM dead_letter") == [(70_000, 200_000)]
    assert await rows(database, "SELECT length(payload), length(key), length(subject) FROM outbox") == [
        (65_536, 1024, 200)
    ]


@pytest.mark.sets_aside(dead_letter=1)
async def test_a_reason_that_quotes_what_no_database_takes_is_kept_readable(database: Database):
    await keep(database, reason="unknown_type: a\x00b\ud800c: d")

    assert await rows(database, "SELECT reason FROM dead_letter") == [("unknown_type: a\ufffdb?c: d",)]
    assert await rows(database, "SELECT type FROM outbox") == [("unknown_type",)]
