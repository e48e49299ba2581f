"""Each event takes effect once: it is claimed in the transaction that handles it; bad ones are kept, never lost."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from schemas.topics import MAY_CRY
from services.chassis.database import Database
from services.chassis.outbox import LANES
from services.chassis.unit_of_work import UnitOfWork

HANDLED, PARKED, DEAD = 0, 1, 2

CLAIM = """
    WITH clock AS MATERIALIZED (SELECT app.now() AS now), claimed AS (
        INSERT INTO inbox (event_id, status, at)
        SELECT DISTINCT id, $2::smallint, (SELECT now FROM clock) FROM unnest($1::uuid[]) AS id
        ON CONFLICT (event_id) DO NOTHING
        RETURNING event_id
    )
    SELECT (SELECT now FROM clock) AS now, array(SELECT event_id FROM claimed) AS fresh,
           EXISTS (SELECT FROM parked) AS any_parked
"""
MARK = "UPDATE inbox SET status = $2 WHERE event_id = ANY($1::uuid[])"
PARKED_SUBJECTS = "SELECT DISTINCT subject FROM parked WHERE subject = ANY($1::text[]) AND topic <> ALL ($2::text[])"
PARK = """
    INSERT INTO parked (consumer_group, topic, subject, event_id, reason, value, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event_id) DO NOTHING
"""
DEAD_LETTER = """
    INSERT INTO dead_letter (consumer_group, topic, partition, record_offset, event_id, subject, reason, value, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id
"""
DEAD_LETTER_COPY = """
    INSERT INTO outbox (event_id, lane, topic, key, type, subject, payload)
    VALUES (gen_random_uuid(), $6, $1, $2, $3, $4, $5)
"""
COPY_BYTES = 65_536
"""Of a record nobody can read: a copy that the broker finds too large would hold up all that waits behind it."""
COPY_KEY_BYTES = 1024
COPY_SUBJECT_LENGTH = 200


@asynccontextmanager
async def claimed(
    database: Database, events: Sequence[tuple[UUID, str]]
) -> AsyncIterator[tuple[UnitOfWork, set[UUID], set[str]]]:
    """A unit of work that claims these events, given as (id, subject). A rival in flight is waited for.

    With it come the ids that nobody handled before, and the subjects with a parked record, behind which later records
    of theirs must queue; behind what may be a cry nothing queues.
    """
    ids = sorted({event_id for event_id, _ in events})
    async with database.unit_after(CLAIM, ids, HANDLED) as (unit, row):
        behind: set[str] = set()
        if row["any_parked"] or len(row["fresh"]) < len(ids):  # a rival who was waited for may have parked one
            rows = await unit.connection.fetch(PARKED_SUBJECTS, [subject for _, subject in events], sorted(MAY_CRY))
            behind = {each["subject"] for each in rows}
        yield unit, set(row["fresh"]), behind


async def park(
    unit: UnitOfWork, *, group: str, topic: str, subject: str, event_id: UUID, reason: str, value: bytes
) -> None:
    """Set a record aside; `hotline replay` runs it again through the same handler."""
    await unit.connection.execute(CLAIM, [event_id], PARKED)
    await unit.connection.execute(MARK, [event_id], PARKED)
    await unit.connection.execute(PARK, group, topic, subject, event_id, reason, value, unit.now)


async def dead_letter(
    unit: UnitOfWork,
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
) -> bool:
    """Keep a record nobody can handle, and show the beginning of it on the dead-letter topic (rule R75).

    False: it was kept before, and nothing changed.
    """
    reason = reason.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")  # it may quote the record
    if event_id is not None:
        await unit.connection.execute(CLAIM, [event_id], DEAD)
        await unit.connection.execute(MARK, [event_id], DEAD)
    fresh = await unit.connection.fetchval(
        DEAD_LETTER, group, topic, partition, offset, event_id, subject, reason, value, unit.now
    )
    if fresh is not None:
        await unit.connection.execute(
            DEAD_LETTER_COPY,
            f"{group}.dlt",
            key and key[:COPY_KEY_BYTES],
            reason.split(":")[0],
            (subject or topic)[:COPY_SUBJECT_LENGTH],
            (value or b"")[:COPY_BYTES],
            LANES["background"],
        )
    return fresh is not None
