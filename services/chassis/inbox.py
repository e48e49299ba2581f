"""Each event takes effect once: it is claimed in the transaction that handles it; bad ones are kept, never lost."""

from collections.abc import Sequence
from uuid import UUID

from services.chassis.outbox import Unit

HANDLED, PARKED, DEAD = 0, 1, 2

CLAIM = """
    WITH claimed AS (
        INSERT INTO inbox (event_id, status, at)
        SELECT DISTINCT id, $2::smallint, $3::timestamptz FROM unnest($1::uuid[]) AS id
        ON CONFLICT (event_id) DO NOTHING
        RETURNING event_id
    )
    SELECT array(SELECT event_id FROM claimed) AS fresh, EXISTS (SELECT FROM parked) AS any_parked
"""
MARK = "UPDATE inbox SET status = $2 WHERE event_id = ANY($1::uuid[])"
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


async def claim(unit: Unit, events: Sequence[tuple[UUID, str]]) -> tuple[set[UUID], set[str]]:
    """Of events as (id, subject): the ids that nobody handled before, and the subjects with a parked record, behind
    which later records of theirs must queue. A rival in flight is waited for.
    """
    row = await unit.connection.fetchrow(CLAIM, sorted({event_id for event_id, _ in events}), HANDLED, unit.now)
    assert row is not None  # it has no FROM
    if not row["any_parked"]:
        return set(row["fresh"]), set()
    behind = await unit.connection.fetch(PARKED_SUBJECTS, [subject for _, subject in events])
    return set(row["fresh"]), {each["subject"] for each in behind}


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
