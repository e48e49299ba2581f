"""Carry the outbox to Kafka, a lane at a time, and publish again what nobody acknowledged.

The main and the held lane are woken by the commit. The background lane, whose events nobody waits for, is emptied at a
steady pace: every consumer then handles a few larger batches a second instead of one for each record.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from time import monotonic
from typing import Any, Final

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from schemas.envelope import headers
from schemas.topics import EVENTS
from services.chassis.bus import Bus, stop_quietly
from services.chassis.connection import Connection
from services.chassis.database import LOCK_IDLE_SECONDS, RELAY_LOCK, Database
from services.chassis.event_macs import EventMacs
from services.chassis.failpoints import failpoint
from services.chassis.outbox import LANES
from services.chassis.periodic import run_every, stopped_within
from services.chassis.republishing import OverdueEvent, Republishing
from services.chassis.telemetry import OUTBOX_OLDEST, PRODUCERS_REPLACED, PUBLISHED, REPUBLISHED, UNACKNOWLEDGED

log = structlog.get_logger()

BATCH: Final = 500
POLL_SECONDS: Final = 0.5
BACKGROUND_SECONDS: Final = 0.3
MARK_SECONDS: Final = 0.1
APART_SECONDS: Final = 0.008
"""Between two readings of a lane: where commits come faster, everyone after it handles fewer and larger batches."""
SEND_SECONDS: Final = 10
SWEEP_SECONDS: Final = 2
CHANNEL: Final = "outbox"

TAKE_LOCK = "SELECT pg_try_advisory_lock($1, $2)"
UNPUBLISHED = """
    SELECT seq, event_id, topic, key, type, subject, payload
    FROM outbox WHERE lane = $1 AND seq <> ALL($3::bigint[]) ORDER BY seq LIMIT $2
"""
# It waits for nobody: a receipt quicker than this note holds its row until its own transaction ends, and deletes it.
# Returns the rows that are still there for that reason.
PUBLISHED_ROWS = """
    WITH mine AS MATERIALIZED (
        SELECT seq FROM outbox WHERE lane = $2 AND seq = ANY($1::bigint[]) FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM outbox o USING mine WHERE o.lane = $2 AND o.seq = mine.seq
        RETURNING o.event_id, o.lane, o.topic, o.key, o.type, o.subject, o.acknowledger, o.payload, o.attempts,
                  o.created_at
    ), waiting AS (
        INSERT INTO awaiting (event_id, lane, topic, key, type, subject, acknowledger, payload,
                              attempts, created_at, published_at, next_at)
        SELECT event_id, lane, topic, key, type, subject, acknowledger, payload, attempts + 1, created_at, app.now(),
               app.now() + CASE WHEN attempts = 0 THEN interval '30 s'
                                ELSE least(interval '120 s' * 2 ^ least(attempts - 1, 8), interval '10 min') END
        FROM gone WHERE acknowledger IS NOT NULL
        ON CONFLICT (event_id) DO NOTHING
    )
    SELECT seq FROM outbox WHERE lane = $2 AND seq = ANY($1::bigint[]) AND seq <> ALL (ARRAY(SELECT seq FROM mine))
"""
OLDEST = "SELECT coalesce(extract(epoch FROM app.now() - min(coalesce(due_at, created_at))), 0)::float8 FROM outbox"
OVERDUE = """
    SELECT due.event_id, service.acknowledger, due.attempts, due.published_at, app.now() - due.created_at AS age
    FROM unnest($1::text[]) AS service (acknowledger) CROSS JOIN LATERAL (
        SELECT event_id, attempts, published_at, created_at FROM awaiting
        WHERE acknowledger = service.acknowledger AND next_at <= app.now()
        ORDER BY next_at LIMIT 500 FOR UPDATE SKIP LOCKED
    ) AS due
"""
LOOK_LATER = "UPDATE awaiting SET next_at = published_at + interval '120 s' WHERE event_id = ANY($1::uuid[])"
PUBLISH_AGAIN = """
    WITH gone AS (DELETE FROM awaiting WHERE event_id = ANY($1::uuid[])
                  RETURNING event_id, lane, topic, key, type, subject, acknowledger, payload, attempts, created_at)
    INSERT INTO outbox (event_id, lane, topic, key, type, subject, acknowledger, payload, attempts, created_at, due_at)
    SELECT event_id, lane, topic, key, type, subject, acknowledger, payload, attempts, created_at, app.now()
    FROM gone ORDER BY created_at, event_id
    ON CONFLICT (event_id) DO NOTHING
"""
UNNOTED = """
    SELECT (SELECT count(*) FROM awaiting WHERE created_at <= app.now() - interval '120 s')
        + (SELECT count(*) FROM outbox WHERE acknowledger IS NOT NULL AND created_at <= app.now() - interval '120 s')
"""
"""Those too that are about to go out again, or never did: whoever is alarmed need not ask which."""

ACKNOWLEDGERS: Final = sorted({event.ACKNOWLEDGED_BY for event in EVENTS.values() if event.ACKNOWLEDGED_BY})
AWAY: Final = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""Whatever the database answers: what is published must not end for a figure or a hint."""


class Relay:
    """All lanes of one service. Several replicas may run: a lane's advisory lock lets one of them publish.

    Args:
        macs: what is published is authenticated as it leaves: an event may wait here for longer than a key lives.
        lanes: those that this process may publish, beside the background lane: acknowledgements are never left out.
    """

    def __init__(self, database: Database, bus: Bus, macs: EventMacs, *, lanes: Collection[str] = ("main",)) -> None:
        self._database = database
        self._bus = bus
        self._macs = macs
        self._lanes = (*lanes, "background")
        self._woken = {lane: asyncio.Event() for lane in self._lanes}
        self._holds: set[str] = set()
        self._too_large: set[int] = set()
        """Rows that no broker takes. They stay in the outbox, where its age tells of them."""
        self._failing: set[str] = set()
        self._hint_due = asyncio.Event()
        self._republishing = Republishing()
        self._stopping = asyncio.Event()
        database.on_commit.append(self.wake)

    @property
    def failing(self) -> bool:
        """What it last tried to publish, it could not; it goes on trying."""
        return bool(self._failing)

    def wake(self, lanes: Collection[int] = tuple(LANES.values())) -> None:
        """New rows may be there. A replica without the lock passes the hint on, coalesced."""
        for lane, woken in self._woken.items():
            if LANES[lane] in lanes and lane != "background":
                woken.set()
                if lane not in self._holds:
                    self._hint_due.set()

    def acknowledged(self, service: str, published_at: float) -> None:
        """`service` noted an event published at that time."""
        self._republishing.acknowledged(service, published_at, now=monotonic())

    def stop(self) -> None:
        """Finish the batch in hand, then end."""
        self._stopping.set()
        self._hint_due.set()
        for woken in self._woken.values():
            woken.set()

    async def run(self) -> None:
        """Until stopped. A lane that fails starts over with a new connection and a new producer."""
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(self._run_lane(lane), name=f"relay-{lane}")
            group.create_task(self._pass_hints_on(), name="relay-hints")
            group.create_task(self._sweep(), name="relay-sweep")

    async def _run_lane(self, lane: str) -> None:
        pause = 0.1
        while not self._stopping.is_set():
            connection: Connection | None = None
            producer: AIOKafkaProducer | None = None
            try:
                connection = await self._database.dedicated(idle_seconds=LOCK_IDLE_SECONDS)
                while not await connection.fetchval(TAKE_LOCK, RELAY_LOCK, LANES[lane]):
                    if await stopped_within(self._stopping, 1):
                        return
                self._holds.add(lane)
                if lane != "background":
                    await connection.add_listener(CHANNEL, lambda *_: self._woken[lane].set())
                producer = await self._bus.producer()
                self._failing.discard(lane)
                pause = 0.1
                await self._publish_until_stopped(lane, connection, producer)
            except Exception as error:
                PRODUCERS_REPLACED.inc()
                self._failing.add(lane)
                log.warning("relay.restarted", lane=lane, error=type(error).__name__, pause_seconds=pause)
                await stopped_within(self._stopping, pause)
                pause = min(pause * 2, 2)
            finally:
                self._holds.discard(lane)
                if producer is not None:
                    await stop_quietly(producer)
                if connection is not None:
                    await _close(connection)

    async def _publish_until_stopped(self, lane: str, connection: Connection, producer: AIOKafkaProducer) -> None:
        woken = self._woken[lane]
        published: list[int] = []
        """Rows that are still in the outbox, to be marked together: they are not read again."""
        read_at = marked_at = monotonic()
        while True:
            await asyncio.sleep(read_at + APART_SECONDS - monotonic())
            read_at = monotonic()
            woken.clear()
            fresh = await self._publish_batch(lane, connection, producer, published)
            published += fresh
            more = len(fresh) == BATCH
            if published and (more or self._stopping.is_set() or monotonic() - marked_at >= MARK_SECONDS):
                await failpoint("R.pre_mark_commit")
                published = [row["seq"] for row in await connection.fetch(PUBLISHED_ROWS, published, LANES[lane])]
                marked_at = monotonic()
            if more:
                continue
            if self._stopping.is_set():
                return
            patience = MARK_SECONDS if published else POLL_SECONDS if lane != "background" else BACKGROUND_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), patience)

    async def _publish_batch(
        self, lane: str, connection: Connection, producer: AIOKafkaProducer, but: list[int]
    ) -> list[int]:
        """Send what waits, except these rows; returns the rows that the broker acknowledged."""
        rows = await connection.fetch(UNPUBLISHED, LANES[lane], BATCH, [*but, *self._too_large])
        if not rows:
            return []
        await failpoint("R.selected")
        sent, futures = list[int](), list[Any]()
        async with asyncio.timeout(SEND_SECONDS):
            for row in rows:
                try:
                    future = await producer.send(
                        self._bus.wire(row["topic"]),
                        value=self._macs.signed(row["topic"], row["payload"]),
                        key=row["key"],
                        headers=headers(event_id=row["event_id"], type=row["type"], subject=row["subject"]),
                    )
                except MessageSizeTooLargeError:
                    self._too_large.add(row["seq"])
                    self._woken[lane].set()  # fewer went out than were read: more may wait
                    log.error("event.too_large", event_id=str(row["event_id"]), topic=row["topic"])
                    continue
                sent.append(row["seq"])
                futures.append(future)
            await failpoint("R.sent")
            await asyncio.gather(*futures)
        await failpoint("R.acked")
        PUBLISHED.inc(len(sent))
        return sent

    async def _pass_hints_on(self) -> None:
        """NOTIFY on a connection of its own: in the committing transaction it would halve the commit rate."""
        connection: Connection | None = None
        while not self._stopping.is_set():
            await self._hint_due.wait()
            self._hint_due.clear()
            if self._stopping.is_set():
                break
            try:
                connection = connection or await self._database.dedicated()
                await connection.execute("SELECT pg_notify($1, '')", CHANNEL)
            except AWAY:
                connection = None  # a hint lost is a poll later
            await stopped_within(self._stopping, 0.02)
        if connection is not None:
            await _close(connection)

    async def _sweep(self) -> None:
        """Publish again what nobody noted; alarm once per cause at 120 s (rule R70)."""
        alarmed: set[str] = set()

        async def look() -> None:
            nonlocal alarmed
            silent = await self._sweep_once()
            async with self._database.connection() as connection:
                OUTBOX_OLDEST.set(await connection.fetchval(OLDEST))
                UNACKNOWLEDGED.set(await connection.fetchval(UNNOTED))
            for service in silent - alarmed:
                log.error("events.unacknowledged", service=service)
            alarmed = silent

        await run_every(
            SWEEP_SECONDS,
            look,
            name="sweep",
            stopping=self._stopping,
            first_after_seconds=SWEEP_SECONDS,  # receipts that came while nobody listened are read first
            survives=AWAY,
        )

    async def _sweep_once(self) -> set[str]:
        """Returns the services that left an event unacknowledged for 120 s."""
        async with self._database.transaction() as connection:
            overdue = [OverdueEvent(**row) for row in await connection.fetch(OVERDUE, ACKNOWLEDGERS)]
            found = self._republishing.sort(overdue, now=monotonic())
            if found.later:
                await connection.execute(LOOK_LATER, found.later)
            if found.again:
                await connection.execute(PUBLISH_AGAIN, found.again)
        if found.again:
            REPUBLISHED.inc(len(found.again))
            log.warning("events.published_again", events=len(found.again))
            self.wake()
        return found.silent


async def _close(connection: Connection) -> None:
    try:
        await connection.close(timeout=2)
    except Exception:
        connection.terminate()
