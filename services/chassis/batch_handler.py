"""What becomes of a batch of records: handled in one transaction, else singly, and what cannot be handled is kept."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

import structlog
from aiokafka import ConsumerRecord

from schemas.envelope import EventData, Received, Undecodable, decode, type_in
from schemas.events.receipt import EventsNoted
from schemas.topics import BY_NAME
from services.chassis import inbox
from services.chassis.bus import Bus
from services.chassis.clocks import PeerClocks
from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE, Reject
from services.chassis.failpoints import failpoint
from services.chassis.outbox import note
from services.chassis.relay import Relay
from services.chassis.telemetry import CONSUMED, DEAD_LETTERS, PARKED, REDELIVERED
from services.chassis.unit_of_work import UnitOfWork

log = structlog.get_logger()

Handler = Callable[[UnitOfWork, Sequence[Received[Any]]], Awaitable[None]]
"""Handles the fresh events of one topic, in order, inside the unit's transaction. No network calls."""

WaitOut = Callable[[BaseException, float], Awaitable[None]]
"""Waits so many seconds for the surroundings to come back, or raises because the loop is to stop."""

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


class FuseBlown(Exception):
    """Too many bad events: a bad deploy must not drain a topic into the dead letters (rule R75)."""


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
        relay: Relay | None,
        clocks: PeerClocks,
        wait_out: WaitOut,
    ) -> None:
        self._service = service
        self._group = group
        self._handlers = dict(handlers)
        self._kinds = {kind.TYPE: kind for kind in kinds}
        self._database = database
        self._bus = bus
        self._relay = relay
        self._clocks = clocks
        self._wait_out = wait_out
        self._recent: list[bool] = []
        self._bad_in_a_row = 0

    async def handle(self, records: "Sequence[ConsumerRecord[bytes, bytes]]") -> None:
        """Returns when everything in the batch was handled, found handled before, or set aside.

        Raises:
            FuseBlown: too much had to be set aside.
        """
        await failpoint("C.fetched")
        events, unreadable = self._read(records)
        if unreadable:
            await self._handle_singly(events, unreadable)
            return
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
                await self._handle_singly(events, ())
                return
        CONSUMED.labels(self._group).inc(len(events))
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

    async def _handle(self, inbounds: Sequence[Inbound]) -> None:
        """In one transaction: claim, set parked subjects apart, hand each topic's fresh events to its handler,
        acknowledge."""
        receipts = [i.event for i in inbounds if isinstance(i.event.data, EventsNoted)]
        events = [i for i in inbounds if not isinstance(i.event.data, EventsNoted)]
        claims = [(i.event.id, i.event.subject) for i in events]
        async with inbox.claimed(self._database, claims) as (unit, fresh_ids, behind):
            await failpoint("C.inbox")
            for i in inbounds:
                self._clocks.heard(i.event.data.TYPE.split(".")[1], i.event.at, unit.now)
            await self._take_receipts(unit, receipts)
            by_topic: dict[str, list[Received[Any]]] = {}
            for i in events:
                if i.event.id not in fresh_ids:
                    continue
                fresh_ids.discard(i.event.id)  # twice in one batch is once
                if i.event.subject in behind:
                    await self._park(unit, i, "behind")
                else:
                    by_topic.setdefault(self._bus.local(i.record.topic), []).append(i.event)
            REDELIVERED.labels(self._group).inc(len(events) - sum(map(len, by_topic.values())))
            for topic, batch in by_topic.items():
                await self._handlers[topic](unit, batch)
            noted = [i.event.id for i in events if self._service == self._kinds[i.event.data.TYPE].ACKNOWLEDGED_BY]
            unit.announce_receipt(self._service, noted)
            await failpoint("C.pre_commit")

    async def _take_receipts(self, unit: UnitOfWork, receipts: Sequence[Received[Any]]) -> None:
        by_service: dict[str, list[Any]] = {}
        noted_at: dict[str, datetime] = {}
        for receipt in receipts:
            noted_at[receipt.subject] = max(receipt.at, noted_at.get(receipt.subject, receipt.at))
            by_service.setdefault(receipt.subject, []).extend(receipt.data.event_ids)
        for service, ids in by_service.items():
            noted = await note(unit.connection, ids, service)
            if noted is None:
                continue
            self._clocks.acknowledged(service, noted_at[service], noted.created_at)
            if self._relay is not None and noted.published_at is not None:
                self._relay.acknowledged(service, noted.published_at.timestamp())

    async def _handle_singly(self, events: Sequence[Inbound], unreadable: Sequence[Unreadable]) -> None:
        """The only path that parks or dead-letters a record (rule R75); the fuse is asked after each."""
        in_order: list[Inbound | Unreadable] = [*events, *unreadable]
        in_order.sort(key=lambda item: (item.record.topic, item.record.partition, item.record.offset))
        for item in in_order:
            good = await (self._keep_unreadable(item) if isinstance(item, Unreadable) else self._handle_one(item))
            self._judge([good])

    async def _handle_one(self, inbound: Inbound) -> bool:
        """True when handled; else it is parked or dead by now."""
        tries = 0
        while True:
            tries += 1
            try:
                await self._handle([inbound])
                CONSUMED.labels(self._group).inc()
                return True
            except INFRASTRUCTURE as error:
                tries -= 1
                await self._wait_out(error, 0.2)
            except Reject as rejection:
                reason = f"rejected: {rejection}"
                log.error("event.dead", group=self._group, event_id=str(inbound.event.id), reason=reason)
                await self._set_aside(
                    partial(self._dead_letter, record=inbound.record, reason=reason, event=inbound.event)
                )
                return False
            except Exception as error:
                if tries < TRIES:
                    await self._wait_out(error, 0.1 * tries)
                    continue
                log.error("event.parked", group=self._group, exc_info=error)
                await self._set_aside(partial(self._park, inbound=inbound, reason=type(error).__name__))
                return False

    async def _keep_unreadable(self, bad: Unreadable) -> bool:
        """False, unless it was kept before the fuse blew: else a restart would end at the same records for ever."""
        record = bad.record
        topic = self._bus.local(record.topic)
        log.error("record.dead", group=self._group, topic=topic, offset=record.offset, reason=bad.reason)
        return not await self._set_aside(partial(self._dead_letter, record=record, reason=bad.reason))

    async def _set_aside(self, put: Callable[[UnitOfWork], Awaitable[bool]]) -> bool:
        while True:
            try:
                async with self._database.unit() as unit:
                    return await put(unit)
            except INFRASTRUCTURE as error:
                await self._wait_out(error, 0.2)

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
