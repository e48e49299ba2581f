"""Announcing: events are written in the transaction that made them true; the relay carries them to Kafka."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from schemas.envelope import EventData, encode
from schemas.topics import BY_NAME
from schemas.values import uuid7
from services.chassis.connection import Connection

LANES = {"main": 0, "held": 1, "background": 2}
"""How the outbox and the relay number the lanes of `schemas/topics.py`."""

APPEND = """
    INSERT INTO outbox (event_id, lane, topic, key, type, subject, acknowledger, payload, created_at)
    SELECT e.event_id, e.lane, e.topic, e.key, e.type, e.subject, e.acknowledger, e.payload, $9
    FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::bytea[])
        WITH ORDINALITY AS e (event_id, lane, topic, key, type, subject, acknowledger, payload, place)
    ORDER BY e.place
    ON CONFLICT (event_id) DO NOTHING
"""

NOTED_EARLY = "DELETE FROM outbox WHERE event_id = ANY($1::uuid[]) AND acknowledger = $2 RETURNING created_at"
NOTED = "DELETE FROM awaiting WHERE event_id = ANY($1::uuid[]) AND acknowledger = $2 RETURNING published_at, created_at"


@dataclass(frozen=True, slots=True)
class OutgoingEvent:
    """An event on its way to the outbox, encoded."""

    event_id: UUID
    lane: int
    topic: str
    key: bytes | None
    type: str
    subject: str
    acknowledger: str | None
    payload: bytes


def outgoing(
    data: EventData,
    *,
    subject: str,
    at: datetime,
    key: str | None = None,
    event_id: UUID | None = None,
    correlation_id: UUID | None = None,
) -> OutgoingEvent:
    """Encode an event. `subject` is the id of the report or incident, `key` the record key where it differs."""
    identity = event_id or uuid7()
    record_key = subject if key is None else key
    topic = BY_NAME[data.TOPIC]
    payload = encode(
        data,
        event_id=identity,
        subject=subject,
        at=at,
        key=None if topic.key == "none" else record_key,
        correlation_id=correlation_id,
    )
    return OutgoingEvent(
        identity,
        LANES[topic.lane],
        topic.name,
        None if topic.key == "none" else record_key.encode(),
        data.TYPE,
        subject,
        data.ACKNOWLEDGED_BY,
        payload,
    )


async def append(connection: Connection, events: Sequence[OutgoingEvent], now: datetime) -> None:
    """Add events to the outbox, in order."""
    await connection.execute(
        APPEND,
        [event.event_id for event in events],
        [event.lane for event in events],
        [event.topic for event in events],
        [event.key for event in events],
        [event.type for event in events],
        [event.subject for event in events],
        [event.acknowledger for event in events],
        [event.payload for event in events],
        now,
    )


class NotedEvents(NamedTuple):
    """When the latest of some events was made, and the latest of those published as far as the relay has noted it."""

    created_at: datetime
    published_at: datetime | None


async def note(connection: Connection, event_ids: Sequence[UUID], service: str) -> NotedEvents | None:
    """`service` noted these events: stop re-publishing them. None: nobody waited for any of them.

    A receipt can be quicker than the relay's own note of having published: then the row is still in the outbox. It is
    taken from there first; waiting for the relay's row lock means that the second statement sees what it moved. The
    relay waits for no row, so the two never wait for each other.
    """
    early = await connection.fetch(NOTED_EARLY, list(event_ids), service)
    rows = await connection.fetch(NOTED, list(event_ids), service)
    if not (early or rows):
        return None
    created_at = max(row["created_at"] for row in (*early, *rows))
    return NotedEvents(created_at, max((row["published_at"] for row in rows), default=None))
