"""What becomes of a batch of records: handled in one transaction, else singly, and what cannot be handled is kept."""

import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

import structlog
from aiokafka import ConsumerRecord, TopicPartition

from schemas.envelope import EventData, Received, Undecodable, decode, producer_of, type_in
from schemas.events.receipt import EventsNoted
from schemas.topics import BY_NAME, MAY_CRY
from services.chassis import forged, inbox
from services.chassis.bus import Bus
from services.chassis.clocks import PeerClocks
from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE, Jump, Reject
from services.chassis.event_macs import UNAUTHENTIC, EventMacs, Unauthentic
from services.chassis.failpoints import failpoint
from services.chassis.fuses import Fuses
from services.chassis.outbox import note
from services.chassis.relay import Relay
from services.chassis.sealing import KeyMissing
from services.chassis.telemetry import (
    CONSUMED,
    DEAD_LETTERS,
    FUSE_BLOWN,
    PARKED,
    REDELIVERED,
    UNAUTHENTIC_DROPPED,
    UNAUTHENTIC_EVENTS,
)
from services.chassis.unit_of_work import UnitOfWork

log = structlog.get_logger()

Handler = Callable[[UnitOfWork, Sequence[Received[Any]]], Awaitable[None]]
"""Handles the fresh events of one topic, in order, inside the unit's transaction. No network calls."""


@dataclass(frozen=True, slots=True)
class Unhandled:
    """An event that was set aside, for whoever is to hear of it; no `event`: of that type, and not readable."""

    event: Received[Any] | None
    value: bytes
    key: bytes | None


TellOf = Callable[[UnitOfWork, Unhandled], Awaitable[None]]
"""Tells somebody of what was set aside, in the transaction that keeps it."""

WaitOut = Callable[[BaseException, float], Awaitable[None]]
"""Waits so many seconds for the surroundings to come back, or raises because the loop is to stop."""

LeftForLater = Mapping[TopicPartition, int]
"""Partitions of which a part of a batch was left for later, and from which offset on."""

TRIES: Final = 3
SINGLY_SECONDS: Final = 1.0
"""So long records of a batch are handled singly; the rest is read again, behind the cries that came meanwhile."""
QUIET_SECONDS: Final = 600
"""A cause for which records are unauthentic is told at once, and then so seldom."""

TYPES_OF: Final = {topic.name: frozenset(event.TYPE for event in topic.events) for topic in BY_NAME.values()}
Result = TypeVar("Result")


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
    kind: type[EventData] | None = None
    """What it says it is, where we handle that."""


class Read(NamedTuple):
    """What a batch of records is; `unauthentic` are those that the topic's producer did not say (rule R104)."""

    events: list[Inbound]
    unreadable: list[Unreadable]
    unauthentic: list[Unreadable]


class BatchHandler:
    """Of one consumer group. `wait_out` waits for the surroundings, `relay` hears of receipts."""

    def __init__(
        self,
        *,
        service: str,
        group: str,
        handlers: Mapping[str, Handler],
        kinds: Sequence[type[EventData]],
        database: Database,
        bus: Bus,
        macs: EventMacs,
        relay: Relay | None,
        clocks: PeerClocks,
        wait_out: WaitOut,
        tell_of: Mapping[str, TellOf] | None = None,
    ) -> None:
        self._service = service
        self._group = group
        self._handlers = dict(handlers)
        self._kinds = {kind.TYPE: kind for kind in kinds}
        self._database = database
        self._bus = bus
        self._macs = macs
        self._quiet_until: dict[tuple[str, str, str], float] = {}
        self._relay = relay
        self._clocks = clocks
        self._wait_out = wait_out
        self._tell_of = tell_of or {}
        self._fuses = Fuses()

    @property
    def blown(self) -> Collection[TopicPartition]:
        """Partitions whose fuse has blown, also while the one record is tried that may make it whole."""
        return self._fuses.blown

    def resting(self) -> Collection[TopicPartition]:
        """Partitions that are not to be read now, because our handler failed on too much of them."""
        return self._fuses.resting(time.monotonic())

    def forget_all_but(self, held: Collection[TopicPartition]) -> None:
        self._fuses.keep_only(held)
        FUSE_BLOWN.labels(self._group).set(len(self._fuses.blown))

    async def handle(self, records: "Sequence[ConsumerRecord[bytes, bytes]]") -> LeftForLater:
        """Returns when everything in the batch was handled, found handled before, set aside, or left for later."""
        await failpoint("C.fetched")
        events, unreadable, unauthentic = await self._read(records)
        if unauthentic:
            await self._keep_unauthentic(unauthentic)
        for bad in unreadable:
            await self._keep_unreadable(bad)
        if self._fuses.blown and self._fuses.blown.intersection(_partition_of(i.record) for i in events):
            return await self._handle_singly(events)
        pause = 0.1
        while events:
            try:
                await self._handle(events)
                await failpoint("C.post_commit")
                break
            except INFRASTRUCTURE as error:
                await self._wait_out(error, pause)
                pause = min(pause * 2, 5)
            except Exception as error:
                log.warning("batch.rerun_singly", group=self._group, events=len(events), exc_info=error)
                return await self._handle_singly(events)
        CONSUMED.labels(self._group).inc(len(events))
        if self._fuses:
            for each in events:
                self._fuses.succeeded(_partition_of(each.record))
        return {}

    async def _read(self, records: "Sequence[ConsumerRecord[bytes, bytes]]") -> Read:
        """Every record is authenticated before anything in it is looked at, and its headers are not looked at."""
        read = Read([], [], [])
        for record in records:
            topic = self._bus.local(record.topic)
            try:
                document = await self._authentic(topic, record.value)
            except Unauthentic as cause:
                read.unauthentic.append(Unreadable(record, f"{UNAUTHENTIC}: {cause}"))
                continue
            name = type_in(document) or "none"
            if name not in TYPES_OF[topic]:
                read.unreadable.append(Unreadable(record, f"unknown_type: {name[:80]}"))
            elif (kind := self._kinds.get(name)) is not None:
                try:
                    read.events.append(Inbound(record, decode(kind, document)))
                except Undecodable as error:
                    read.unreadable.append(Unreadable(record, f"undecodable: {error}", kind))
        return read

    async def _authentic(self, topic: str, value: bytes | None) -> bytes:
        """A key that is not there yet is waited for: without it nobody can tell, and nothing may be lost meanwhile."""
        while True:
            try:
                return self._macs.verified(topic, value)
            except KeyMissing as missing:
                await self._wait_out(missing, 1)

    async def _handle(self, inbounds: Sequence[Inbound]) -> int:
        """In one transaction: claim, set parked subjects apart, hand each topic's fresh events to its handler,
        acknowledge. How many wait behind what was parked."""
        receipts = [i.event for i in inbounds if isinstance(i.event.data, EventsNoted)]
        events = [i for i in inbounds if not isinstance(i.event.data, EventsNoted)]
        claims = [(i.event.id, i.event.subject) for i in events]
        waits = 0
        async with inbox.claimed(self._database, claims) as (unit, fresh_ids, behind):
            await failpoint("C.inbox")
            for i in inbounds:
                self._clocks.heard(producer_of(i.event.data.TYPE), i.event.at, unit.now)
            await self._take_receipts(unit, receipts)
            by_topic: dict[str, list[Received[Any]]] = {}
            for i in events:
                if i.event.id not in fresh_ids:
                    continue
                fresh_ids.discard(i.event.id)  # twice in one batch is once
                if i.event.subject in behind and not self._may_cry(i.record.topic):
                    waits += 1
                    await self._park(unit, i, "behind")
                else:
                    by_topic.setdefault(self._bus.local(i.record.topic), []).append(
                        self._in_our_time(i.event, unit.now)
                    )
            REDELIVERED.labels(self._group).inc(len(events) - sum(map(len, by_topic.values())))
            for topic, batch in by_topic.items():
                await self._handlers[topic](unit, batch)
            noted = [i.event.id for i in events if self._service == self._kinds[i.event.data.TYPE].ACKNOWLEDGED_BY]
            unit.announce_receipt(self._service, noted)
            await failpoint("C.pre_commit")
        return waits

    def _in_our_time(self, event: Received[Any], now: datetime) -> Received[Any]:
        """Its time by our clock and never later than now: a producer whose clock is ahead loses no event by that."""
        ours = min(self._clocks.in_ours(producer_of(event.data.TYPE), event.at), now)
        return event if ours == event.at else replace(event, at=ours)

    async def _take_receipts(self, unit: UnitOfWork, receipts: Sequence[Received[Any]]) -> None:
        """Each for the service that made it, whatever it says of itself (rule R104)."""
        by_service: dict[str, list[Any]] = {}
        noted_at: dict[str, datetime] = {}
        for receipt in receipts:
            service = producer_of(receipt.data.TYPE)
            noted_at[service] = max(receipt.at, noted_at.get(service, receipt.at))
            by_service.setdefault(service, []).extend(receipt.data.event_ids)
        for service, ids in by_service.items():
            noted = await note(unit.connection, ids, service)
            if noted is None:
                continue
            self._clocks.acknowledged(service, noted_at[service], noted.created_at)
            if self._relay is not None and noted.published_at is not None:
                self._relay.acknowledged(service, noted.published_at.timestamp())

    async def _handle_singly(self, events: Sequence[Inbound]) -> LeftForLater:
        """The only path that parks an event (rule R75): what may be a cry first, and never stopped by a fuse."""
        left: dict[TopicPartition, int] = {}
        until = time.monotonic() + SINGLY_SECONDS
        for inbound in sorted(events, key=self._cries_first):
            at = _partition_of(inbound.record)
            if self._may_cry(at.topic):
                await self._handle_one(inbound)
            elif at not in left:
                now = time.monotonic()
                if now > until or at in self._fuses.resting(now):
                    left[at] = inbound.record.offset
                else:
                    self._judge(at, await self._handle_one(inbound))
        return left

    def _may_cry(self, topic: str) -> bool:
        return self._bus.local(topic) in MAY_CRY

    def _cries_first(self, inbound: Inbound) -> tuple[bool, str, int, int]:
        record = inbound.record
        return not self._may_cry(record.topic), record.topic, record.partition, record.offset

    async def _handle_one(self, inbound: Inbound) -> bool | None:
        """True when handled, False when our handler failed on it and it is parked.

        None says nothing of our handler: it is dead by the handler's own word, or waits behind what failed before.
        """
        tries = 0
        while True:
            tries += 1
            try:
                waits = await self._handle([inbound])
                CONSUMED.labels(self._group).inc()
                return None if waits else True
            except INFRASTRUCTURE as error:
                tries -= 1
                await self._wait_out(error, 0.2)
            except Reject as rejection:
                reason = f"rejected: {rejection}"
                told = log.critical if isinstance(rejection, Jump) else log.error
                told("event.dead", group=self._group, event_id=str(inbound.event.id), reason=reason)
                dead = partial(self._dead_letter, record=inbound.record, reason=reason, event=inbound.event)
                await self._keep_and_tell(dead, inbound.record, inbound.event)
                return None
            except Exception as error:
                if tries < TRIES:
                    await self._wait_out(error, 0.1 * tries)
                    continue
                log.error("event.parked", group=self._group, exc_info=error)
                parked = partial(self._park, inbound=inbound, reason=type(error).__name__)
                await self._keep_and_tell(parked, inbound.record, inbound.event)
                return False

    async def _keep_unreadable(self, bad: Unreadable) -> None:
        """It costs itself: no fuse counts what others write."""
        record = bad.record
        topic = self._bus.local(record.topic)
        log.error("record.dead", group=self._group, topic=topic, offset=record.offset, reason=bad.reason)
        dead = partial(self._dead_letter, record=record, reason=bad.reason)
        await (self._set_aside(dead) if bad.kind is None else self._keep_and_tell(dead, record))

    async def _keep_unauthentic(self, forgeries: Sequence[Unreadable]) -> None:
        """Nobody is told that they were noted: a real one is said again by its producer (rule R70)."""
        by_topic: dict[str, list[Unreadable]] = {}
        for each in forgeries:
            by_topic.setdefault(self._bus.local(each.record.topic), []).append(each)
        for topic, its in by_topic.items():
            kept, dropped = await self._set_aside(partial(self._keep_some, topic=topic, forgeries=its))
            UNAUTHENTIC_EVENTS.labels(self._group, topic).inc(len(kept) + dropped)
            for reason in dict.fromkeys(each.reason for each in kept):
                self._tell_seldom("record.unauthentic", topic, reason)
            if dropped:
                UNAUTHENTIC_DROPPED.labels(self._group, topic).inc(dropped)
                self._tell_seldom("record.unauthentic_dropped", topic, "more than an hour may bring")

    async def _keep_some(
        self, unit: UnitOfWork, *, topic: str, forgeries: Sequence[Unreadable]
    ) -> tuple[list[Unreadable], int]:
        """Those that were kept now, and how many there was no room for (rule R123)."""
        room = await forged.take_hour(unit, self._group, topic)
        kept: list[Unreadable] = []
        for each in forgeries:
            size = len(each.record.key or b"") + len(each.record.value or b"")
            if not room.has(size):
                room.dropped += 1
            elif await self._dead_letter(unit, each.record, each.reason):
                room.take(size)
                kept.append(each)
        await forged.save_hour(unit, self._group, topic, room)
        return kept, room.dropped

    def _tell_seldom(self, event: str, topic: str, reason: str) -> None:
        if time.monotonic() >= self._quiet_until.get((event, topic, reason), 0):
            self._quiet_until[event, topic, reason] = time.monotonic() + QUIET_SECONDS
            log.critical(event, group=self._group, topic=topic, reason=reason)

    async def _set_aside(self, put: Callable[[UnitOfWork], Awaitable[Result]]) -> Result:
        while True:
            try:
                async with self._database.unit() as unit:
                    return await put(unit)
            except INFRASTRUCTURE as error:
                await self._wait_out(error, 0.2)

    async def _keep_and_tell(
        self,
        put: Callable[[UnitOfWork], Awaitable[bool]],
        record: "ConsumerRecord[bytes, bytes]",
        event: Received[Any] | None = None,
    ) -> None:
        """The first time, tell whoever is to hear of such a record."""

        async def keep(unit: UnitOfWork) -> None:
            if await put(unit):
                await self._tell(unit, record, event)

        await self._set_aside(keep)

    async def _tell(
        self, unit: UnitOfWork, record: "ConsumerRecord[bytes, bytes]", event: Received[Any] | None
    ) -> None:
        """What cannot be told is kept all the same."""
        topic = self._bus.local(record.topic)
        if (tell := self._tell_of.get(topic)) is None:
            return
        announced, woken = len(unit.outgoing), len(unit.after_commit)
        try:
            async with unit.connection.transaction():
                await tell(unit, Unhandled(event, record.value or b"", record.key))
        except INFRASTRUCTURE:
            raise
        except Exception as error:
            del unit.outgoing[announced:], unit.after_commit[woken:]
            log.critical("event.nobody_told", group=self._group, topic=topic, exc_info=error)

    async def _park(self, unit: UnitOfWork, inbound: Inbound, reason: str) -> bool:
        PARKED.labels(self._group).inc()
        await inbox.park(
            unit,
            group=self._group,
            topic=self._bus.local(inbound.record.topic),
            subject=inbound.event.subject,
            event_id=inbound.event.id,
            reason=reason,
            value=inbound.record.value or b"",
        )
        return True

    async def _dead_letter(
        self, unit: UnitOfWork, record: "ConsumerRecord[bytes, bytes]", reason: str, event: Received[Any] | None = None
    ) -> bool:
        fresh = await inbox.dead_letter(
            unit,
            group=self._group,
            topic=self._bus.local(record.topic),
            partition=record.partition,
            offset=record.offset,
            reason=reason,
            value=record.value,
            key=record.key,
            event_id=None if event is None else event.id,
            subject=None if event is None else event.subject,
        )
        if event is not None:
            unit.announce_receipt(self._service, [event.id])
        if fresh:
            DEAD_LETTERS.labels(self._group).inc()
        return fresh

    def _judge(self, at: TopicPartition, good: bool | None) -> None:
        if good is None:
            return
        topic, partition = self._bus.local(at.topic), at.partition
        if good and self._fuses.succeeded(at):
            log.warning("consumer.fuse_whole", group=self._group, topic=topic, partition=partition)
        elif not good and (why := self._fuses.failed(at, time.monotonic())) is not None:
            log.critical("consumer.fuse_blown", group=self._group, topic=topic, partition=partition, reason=why)
        FUSE_BLOWN.labels(self._group).set(len(self._fuses.blown))


def _partition_of(record: "ConsumerRecord[bytes, bytes]") -> TopicPartition:
    return TopicPartition(record.topic, record.partition)
