"""Consume in batches: one `getmany` is one transaction is one unit of work; offsets follow the commit."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, assert_never

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from schemas.envelope import EventData, Received, Undecodable, decode, type_in
from schemas.receipt_events import EventsNoted
from schemas.topics import BY_NAME
from services.chassis import inbox
from services.chassis.bus import Bus, stop_quietly
from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE, Reject
from services.chassis.failpoints import failpoint
from services.chassis.outbox import Unit, note
from services.chassis.relay import Relay
from services.chassis.telemetry import (
    CONSUMED,
    CONSUMER_LAG,
    DEAD_LETTERS,
    FUSE_BLOWN,
    GAPS,
    PARKED,
    REDELIVERED,
)

log = structlog.get_logger()

Handler = Callable[[Unit, Sequence[Received[Any]]], Awaitable[None]]
"""Handles the fresh events of one topic, in order, inside the unit's transaction. No network calls."""

POLL_MS: Final = 250
OFFSETS_EVERY_SECONDS: Final = 0.25
WATCHDOG_SECONDS: Final = 60
WATCH_EVERY_SECONDS: Final = 10
TRIES: Final = 3
FUSE_IN_A_ROW: Final = 10
FUSE_SHARE: Final = 0.05
FUSE_WINDOW: Final = 200


@dataclass(frozen=True, slots=True)
class Inbound:
    """A record and the event read from it."""

    record: "ConsumerRecord[bytes, bytes]"
    event: Received[Any]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that is no event of ours, and why."""

    record: "ConsumerRecord[bytes, bytes]"
    reason: str


Seen = dict[tuple[str, int], tuple[int, int]]
"""(topic, partition) -> first offset of the batch, next offset after it."""


class _Stopped(Exception):
    """The loop was asked to stop while it waited for its surroundings."""


class FuseBlown(Exception):
    """Too many bad events: a bad deploy must not drain a topic into the dead letters (DELIVERY §1.5)."""


class ConsumerLoop:
    """One consumer group of a service.

    Args:
        handlers: topic -> handler; receipts of other services are handled here, for `relay`.
        kinds: the event classes wanted; other types on the topics are skipped by header, unparsed.
        yields_to: a loop that goes first: while it is behind, this one waits (DESIGN §8, held reports).
    """

    def __init__(
        self,
        *,
        service: str,
        group: str,
        handlers: Mapping[str, Handler],
        kinds: Sequence[type[EventData]],
        database: Database,
        bus: Bus,
        relay: Relay | None = None,
        max_records: int = 200,
        yields_to: "ConsumerLoop | None" = None,
    ) -> None:
        self.group = group
        self._service = service
        self._handlers = dict(handlers)
        self._kinds = {kind.TYPE: kind for kind in kinds}
        self._database = database
        self._bus = bus
        self._relay = relay
        self._max_records = max_records
        self._yields_to = yields_to
        self._stopping = asyncio.Event()
        self._processing = asyncio.Lock()
        self._unsaved: dict[TopicPartition, int] = {}
        self._next: dict[TopicPartition, int] = {}
        self._saved_at = 0.0
        self._recent: list[bool] = []
        self._bad_in_a_row = 0
        self._progress_at = time.monotonic()
        self.assigned = False
        self.fuse: str | None = None
        self.busy = False

    @property
    def ready(self) -> bool:
        """Assigned, and the fuse is whole."""
        return self.assigned and self.fuse is None

    def stop(self) -> None:
        """Finish the batch in hand, commit its offsets, leave the group."""
        self._stopping.set()

    async def run(self) -> None:
        """Until stopped; a broker that goes away is waited for."""
        pause = 0.1
        while not self._stopping.is_set():
            consumer: AIOKafkaConsumer | None = None
            watch: asyncio.Task[None] | None = None
            try:
                consumer = await self._bus.consumer(
                    group=self.group, topics=sorted(self._handlers), listener=_Listener(self)
                )
                self._progress_at = time.monotonic()
                self._next.clear()
                pause = 0.1
                watch = asyncio.create_task(self._watch(consumer), name=f"watch-{self.group}")
                await self._consume(consumer)
            except _Stopped:
                break
            except FuseBlown as blown:
                self.fuse = str(blown)
                FUSE_BLOWN.labels(self.group).set(1)
                log.critical("consumer.fuse_blown", group=self.group, reason=str(blown))
                await self._stopping.wait()
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning("consumer.restarted", group=self.group, error=type(error).__name__)
                await self._stopped_within(pause)
                pause = min(pause * 2, 5)
            finally:
                self.assigned = False
                if watch is not None:
                    watch.cancel()
                if consumer is not None:
                    await self._save_offsets(consumer, force=True)
                    await stop_quietly(consumer)

    async def _consume(self, consumer: AIOKafkaConsumer) -> None:
        while not self._stopping.is_set():
            if self._yields_to is not None:
                while self._yields_to.busy and not await self._stopped_within(0.005):
                    continue
            fetched = await consumer.getmany(timeout_ms=POLL_MS, max_records=self._max_records)
            records = [record for partition in fetched.values() for record in partition]
            self.assigned = self.assigned or bool(consumer.assignment())
            self.busy = len(records) >= self._max_records // 2
            if records:
                async with self._processing:
                    await self._process(records)
                    for partition, batch in fetched.items():
                        self._unsaved[partition] = self._next[partition] = batch[-1].offset + 1
                self._progress_at = time.monotonic()
            await self._save_offsets(consumer)

    async def _process(self, records: "Sequence[ConsumerRecord[bytes, bytes]]") -> None:
        await failpoint("C.fetched")
        events, unreadable = self._read(records)
        seen: Seen = {}
        for record in records:
            first, _ = seen.get((record.topic, record.partition), (record.offset, 0))
            seen[(record.topic, record.partition)] = (first, record.offset + 1)
        if unreadable:
            await self._handle_singly(events, unreadable, seen)
            return
        pause = 0.1
        while True:
            try:
                await self._handle_together(events, seen)
                break
            except INFRASTRUCTURE as error:
                await self._wait_out(error, pause)
                pause = min(pause * 2, 5)
            except Exception as error:
                log.warning("batch.rerun_singly", group=self.group, events=len(events), exc_info=error)
                await self._handle_singly(events, unreadable, seen)
                return
        self._judge([True] * len(events))

    def _read(self, records: "Sequence[ConsumerRecord[bytes, bytes]]") -> tuple[list[Inbound], list[Unreadable]]:
        events: list[Inbound] = []
        unreadable: list[Unreadable] = []
        for record in records:
            name = type_in(dict(record.headers), record.value)
            kind = self._kinds.get(name or "")
            if kind is None:
                known = name is not None and any(
                    name == event.TYPE for event in BY_NAME[self._bus.local(record.topic)].events
                )
                if not known:
                    unreadable.append(Unreadable(record, f"unknown_type: {(name or 'none')[:80]}"))
                continue
            try:
                events.append(Inbound(record, decode(kind, record.value)))
            except Undecodable as error:
                unreadable.append(Unreadable(record, f"undecodable: {error}"))
        return events, unreadable

    async def _handle_together(self, events: Sequence[Inbound], seen: "Seen") -> None:
        async with self._database.unit() as unit:
            await self._handle(unit, events)
            gaps = await inbox.save_progress(unit, self.group, seen)
            await failpoint("C.pre_commit")
        await failpoint("C.post_commit")
        CONSUMED.labels(self.group).inc(len(events))
        if gaps:
            GAPS.labels(self.group).inc(gaps)
            log.warning("consumer.offset_gap", group=self.group, partitions=gaps)

    async def _handle(self, unit: Unit, inbounds: Sequence[Inbound]) -> None:
        """Claim, set parked subjects apart, hand each topic's fresh events to its handler, acknowledge."""
        receipts = [i.event for i in inbounds if isinstance(i.event.data, EventsNoted)]
        if receipts:
            await self._take_receipts(unit, receipts)
        events = [i for i in inbounds if not isinstance(i.event.data, EventsNoted)]
        if not events:
            return
        fresh_ids = await inbox.claim(unit, [i.event.id for i in events])
        await failpoint("C.inbox")
        behind = await inbox.parked_subjects(unit, [i.event.subject for i in events])
        by_topic: dict[str, list[Received[Any]]] = {}
        for i in events:
            if i.event.id not in fresh_ids:
                continue
            fresh_ids.discard(i.event.id)  # twice in one batch is once
            if i.event.subject in behind:
                await self._park(unit, i, "behind")
            else:
                by_topic.setdefault(self._bus.local(i.record.topic), []).append(i.event)
        REDELIVERED.labels(self.group).inc(len(events) - sum(map(len, by_topic.values())))
        for topic, batch in by_topic.items():
            await self._handlers[topic](unit, batch)
        noted = [i.event.id for i in events if self._service == self._kinds[i.event.data.TYPE].ACKNOWLEDGED_BY]
        unit.announce_receipt(self._service, noted)

    async def _take_receipts(self, unit: Unit, receipts: Sequence[Received[EventsNoted]]) -> None:
        by_service: dict[str, list[Any]] = {}
        for receipt in receipts:
            by_service.setdefault(receipt.subject, []).extend(receipt.data.event_ids)
        for service, ids in by_service.items():
            published_at = await note(unit.connection, ids, service)
            if published_at is not None and self._relay is not None:
                self._relay.acknowledged(service, published_at.timestamp())

    async def _handle_singly(self, events: Sequence[Inbound], unreadable: Sequence[Unreadable], seen: "Seen") -> None:
        """The only path that parks or dead-letters a record (DESIGN §3.3); the fuse is asked after each."""
        in_order: list[Inbound | Unreadable] = [*events, *unreadable]
        in_order.sort(key=lambda item: (item.record.topic, item.record.partition, item.record.offset))
        for item in in_order:
            self._judge([await self._handle_one(item)])
        async with self._database.unit() as unit:
            await inbox.save_progress(unit, self.group, seen)

    async def _handle_one(self, item: Inbound | Unreadable) -> bool:
        """True when handled; else it is parked or dead by now."""
        tries = 0
        while True:
            tries += 1
            try:
                async with self._database.unit() as unit:
                    if isinstance(item, Unreadable):
                        await self._bury_unreadable(unit, item)
                        return False
                    await self._handle(unit, [item])
                CONSUMED.labels(self.group).inc()
                return True
            except INFRASTRUCTURE as error:
                tries -= 1
                await self._wait_out(error, 0.2)
            except Reject as rejection:
                await self._set_aside(item, f"rejected: {rejection}", dead=True)
                return False
            except Exception as error:
                if tries < TRIES:
                    await asyncio.sleep(0.1 * tries)
                    continue
                log.error("event.parked", group=self.group, exc_info=error)
                await self._set_aside(item, type(error).__name__, dead=False)
                return False

    async def _set_aside(self, item: Inbound | Unreadable, reason: str, *, dead: bool) -> None:
        async with self._database.unit() as unit:
            match item:
                case Inbound() if dead:
                    await self._bury(unit, item, reason)
                case Inbound():
                    await self._park(unit, item, reason)
                case Unreadable():
                    await self._bury_unreadable(unit, item)
                case never:
                    assert_never(never)

    async def _wait_out(self, error: BaseException, pause: float) -> None:
        log.warning("consumer.waits", group=self.group, error=type(error).__name__, pause_seconds=pause)
        self._progress_at = time.monotonic()
        if await self._stopped_within(pause):
            raise _Stopped from error

    async def _park(self, unit: Unit, inbound: Inbound, reason: str) -> None:
        PARKED.labels(self.group).inc()
        await inbox.park(
            unit,
            group=self.group,
            topic=self._bus.local(inbound.record.topic),
            subject=inbound.event.subject,
            event_id=inbound.event.id,
            reason=reason,
            value=inbound.record.value or b"",
        )

    async def _bury(self, unit: Unit, inbound: Inbound, reason: str) -> None:
        DEAD_LETTERS.labels(self.group).inc()
        log.error("event.dead", group=self.group, event_id=str(inbound.event.id), reason=reason)
        record = inbound.record
        await inbox.bury(
            unit,
            group=self.group,
            topic=self._bus.local(record.topic),
            partition=record.partition,
            offset=record.offset,
            reason=reason,
            value=record.value,
            key=record.key,
            event_id=inbound.event.id,
            subject=inbound.event.subject,
        )
        unit.announce_receipt(self._service, [inbound.event.id])

    async def _bury_unreadable(self, unit: Unit, bad: Unreadable) -> None:
        DEAD_LETTERS.labels(self.group).inc()
        record = bad.record
        log.error(
            "record.dead",
            group=self.group,
            topic=self._bus.local(record.topic),
            offset=record.offset,
            reason=bad.reason,
        )
        await inbox.bury(
            unit,
            group=self.group,
            topic=self._bus.local(record.topic),
            partition=record.partition,
            offset=record.offset,
            reason=bad.reason,
            value=record.value,
            key=record.key,
        )

    def _judge(self, verdicts: Sequence[bool]) -> None:
        """Blow the fuse at more than 10 bad in a row, or over 5 % of the last 200."""
        for good in verdicts:
            self._bad_in_a_row = 0 if good else self._bad_in_a_row + 1
            self._recent.append(good)
            if self._bad_in_a_row > FUSE_IN_A_ROW:
                raise FuseBlown(f"{self._bad_in_a_row} bad events in a row")
        del self._recent[:-FUSE_WINDOW]
        if len(self._recent) == FUSE_WINDOW and self._recent.count(False) > FUSE_SHARE * FUSE_WINDOW:
            raise FuseBlown(f"{self._recent.count(False)} of the last {FUSE_WINDOW} events were bad")

    async def _save_offsets(self, consumer: AIOKafkaConsumer, *, force: bool = False) -> None:
        """Explicit offsets only, and never an error that matters: a redelivery is harmless (DELIVERY §1.3)."""
        if not self._unsaved or (not force and time.monotonic() - self._saved_at < OFFSETS_EVERY_SECONDS):
            return
        held = consumer.assignment()
        offsets = {partition: offset for partition, offset in self._unsaved.items() if partition in held}
        self._unsaved.clear()
        self._saved_at = time.monotonic()
        try:
            if offsets:
                await asyncio.wait_for(consumer.commit(offsets), 5)
        except (KafkaError, OSError, TimeoutError) as error:
            log.info("offsets.not_saved", group=self.group, error=type(error).__name__)
        await failpoint("C.post_offset")

    async def before_revocation(self) -> None:
        """Let the batch in hand finish; its offsets are the next owner's business."""
        await failpoint("C.in_revoke")
        try:
            async with asyncio.timeout(25), self._processing:
                self._unsaved.clear()
        except TimeoutError:
            log.warning("rebalance.did_not_wait", group=self.group)

    async def _watch(self, consumer: AIOKafkaConsumer) -> None:
        """A consumer that is alive but never consumes is replaced by exiting (#1154, DELIVERY §1.4)."""
        while not await self._stopped_within(WATCH_EVERY_SECONDS):
            held = list(consumer.assignment())
            try:
                ends = await asyncio.wait_for(consumer.end_offsets(held), 5) if held else {}
            except (KafkaError, OSError, TimeoutError):
                continue
            lag = sum(max(0, end - self._next.get(partition, end)) for partition, end in ends.items())
            CONSUMER_LAG.labels(self.group).set(lag)
            if lag > 0 and time.monotonic() - self._progress_at > WATCHDOG_SECONDS:
                log.critical("consumer.stuck", group=self.group, lag=lag)
                os._exit(1)

    async def _seed_positions(self, assigned: Sequence[TopicPartition], consumer: AIOKafkaConsumer) -> None:
        for partition in assigned:
            try:
                committed = await asyncio.wait_for(consumer.committed(partition), 5)
            except (KafkaError, OSError, TimeoutError):
                return
            if committed is not None:
                self._next.setdefault(partition, committed)

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    def __init__(self, loop: ConsumerLoop) -> None:
        self._loop = loop

    async def on_partitions_revoked(self, revoked: list[TopicPartition]) -> None:
        await self._loop.before_revocation()

    async def on_partitions_assigned(self, assigned: list[TopicPartition]) -> None:
        self._loop.assigned = True
