"""Each event takes effect once: it is claimed in the transaction that handles it; bad ones are kept, never lost."""

from collections.abc import Sequence
from uuid import UUID

from services.chassis.outbox import Unit

HANDLED, PARKED, DEAD = 0, 1, 2

CLAIM = """
    INSERT INTO inbox (event_id, status, at)
    SELECT DISTINCT id, $2::smallint, $3::timestamptz FROM unnest($1::uuid[]) AS id
    ON CONFLICT (event_id) DO NOTHING
    RETURNING event_id
"""
MARK = "UPDATE inbox SET status = $2 WHERE event_id = ANY($1::uuid[])"
PROGRESS = """
    WITH seen AS (
        SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[]) AS s (topic, partition, first, next)
    ), old AS (
        SELECT s.topic, s.partition, s.first, s.next, p.next_offset AS expected
        FROM seen s LEFT JOIN consumer_progress p
          ON p.consumer_group = $1 AND p.topic = s.topic AND p.partition = s.partition
    ), saved AS (
        INSERT INTO consumer_progress AS p (consumer_group, topic, partition, next_offset)
        SELECT $1, topic, partition, next FROM old ORDER BY topic, partition
        ON CONFLICT (consumer_group, topic, partition) DO UPDATE SET
            gaps = p.gaps + (SELECT count(*) FROM old o WHERE o.topic = p.topic AND o.partition = p.partition
                             AND o.first > o.expected),
            steps_back = p.steps_back + (SELECT count(*) FROM old o WHERE o.topic = p.topic
                                         AND o.partition = p.partition AND o.first < o.expected),
            next_offset = excluded.next_offset
    )
    SELECT count(*) FILTER (WHERE first > expected) FROM old
"""
ANY_PARKED = "SELECT EXISTS (SELECT FROM parked)"
PARKED_SUBJECTS = "SELECT DISTINCT subject FROM parked WHERE subject = ANY($1::text[])"
PARK = """
    INSERT INTO parked (consumer_group, topic, subject, event_id, reason, value, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event_id) DO NOTHING
"""
BURY = """
    INSERT INTO dead_letter (consumer_group, topic, partition, record_offset, event_id, subject, reason, value, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id
"""
BURY_COPY = """
    INSERT INTO outbox (event_id, lane, topic, key, type, subject, payload)
    VALUES (gen_random_uuid(), 0, $1, $2, $3, $4, $5)
"""


async def claim(unit: Unit, event_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the events that nobody handled before. A rival in flight is waited for."""
    if not event_ids:
        return set()
    rows = await unit.connection.fetch(CLAIM, sorted(event_ids), HANDLED, unit.now)
    return {row["event_id"] for row in rows}


async def save_progress(unit: Unit, group: str, seen: dict[tuple[str, int], tuple[int, int]]) -> int:
    """Remember the next offset of each partition; returns in how many partitions records were skipped."""
    if not seen:
        return 0
    keys = sorted(seen)
    skipped: int = await unit.connection.fetchval(
        PROGRESS,
        group,
        [topic for topic, _ in keys],
        [partition for _, partition in keys],
        [seen[key][0] for key in keys],
        [seen[key][1] for key in keys],
    )
    return skipped


async def parked_subjects(unit: Unit, subjects: Sequence[str]) -> set[str]:
    """Subjects with a parked record: later records of theirs must queue behind it."""
    if not await unit.connection.fetchval(ANY_PARKED):
        return set()
    return {row["subject"] for row in await unit.connection.fetch(PARKED_SUBJECTS, list(subjects))}


async def park(unit: Unit, *, group: str, topic: str, subject: str, event_id: UUID, reason: str, value: bytes) -> None:
    """Set a record aside; `hotline replay` runs it again through the same handler."""
    await unit.connection.execute(CLAIM, [event_id], PARKED, unit.now)
    await unit.connection.execute(MARK, [event_id], PARKED)
    await unit.connection.execute(PARK, group, topic, subject, event_id, reason, value, unit.now)


async def bury(
    unit: Unit,
    *,
    group: str,
    topic: str,
    partition: int,
    offset: int,
    reason: str,
    value: bytes | None,
    key: bytes | None,
    event_id: UUID | None = None,
    subject: str | None = None,
) -> None:
    """Keep a record nobody can handle, and show a copy on the dead-letter topic (DELIVERY §1.5)."""
    if event_id is not None:
        await unit.connection.execute(CLAIM, [event_id], DEAD, unit.now)
        await unit.connection.execute(MARK, [event_id], DEAD)
    fresh = await unit.connection.fetchval(
        BURY, group, topic, partition, offset, event_id, subject, reason, value, unit.now
    )
    if fresh is not None:
        await unit.connection.execute(
            BURY_COPY, f"{group}.dlt", key, reason.split(":")[0], subject or topic, value or b""
        )
