"""Consume in batches: one `getmany` is one transaction is one unit of work; offsets follow the commit."""

import asyncio
import os
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError

from schemas.envelope import EventData
from schemas.events.receipt import EventsNoted
from services.chassis.batch_handler import BatchHandler, Handler, TellOf
from services.chassis.bus import Bus, stop_quietly
from services.chassis.clocks import PeerClocks
from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE
from services.chassis.event_macs import EventMacs
from services.chassis.failpoints import failpoint
from services.chassis.periodic import run_every, stopped_within
from services.chassis.progress import Progress
from services.chassis.relay import Relay
from services.chassis.telemetry import CONSUMER_LAG

log = structlog.get_logger()

POLL_MS: Final = 500
OFFSETS_EVERY_SECONDS: Final = 1.0
WATCHDOG_SECONDS: Final = 60
WATCH_EVERY_SECONDS: Final = 10


class _Stopped(Exception):
    """The loop was asked to stop while it waited for its surroundings."""


class ConsumerLoop:
    """One consumer group of a service.

    Args:
        handlers: topic -> handler.
        kinds: the event classes wanted; other types on the topics are skipped unparsed. Receipts of other
            services among them need no handler: they are taken here, for `relay`.
        clocks: learns from what comes in how far the clocks of other services are apart.
        tell_of: topic -> who tells somebody of what had to be set aside there.
        yields_to: a loop that goes first: while it is behind, this one waits (rule R32).
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
        macs: EventMacs,
        relay: Relay | None = None,
        clocks: PeerClocks | None = None,
        max_records: int = 200,
        tell_of: Mapping[str, TellOf] | None = None,
        yields_to: "ConsumerLoop | None" = None,
    ) -> None:
        self.group = group
        receipts = {kind.TOPIC for kind in kinds if issubclass(kind, EventsNoted)}
        self._topics = sorted({*handlers, *receipts})
        self._bus = bus
        self._batches = BatchHandler(
            service=service,
            group=group,
            handlers=handlers,
            kinds=kinds,
            database=database,
            bus=bus,
            macs=macs,
            relay=relay,
            clocks=clocks or PeerClocks(),
            wait_out=self._wait_out,
            tell_of=tell_of,
        )
        self._progress = Progress(group, database, bus)
        self._max_records = max_records
        self._yields_to = yields_to
        self._stopping = asyncio.Event()
        self._processing = asyncio.Lock()
        self._unsaved: dict[TopicPartition, int] = {}
        self._next: dict[TopicPartition, int] = {}
        self._saved_at = 0.0
        self._progress_at = time.monotonic()
        self._heard_at = time.monotonic()
        self.joined = False
        """It had its partitions once since this process began."""
        self.assigned = False
        self.busy = False

    @property
    def silent_seconds(self) -> float:
        """Since the broker was last heard from; it is asked every WATCH_EVERY_SECONDS."""
        return time.monotonic() - self._heard_at

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
                consumer = await self._join()
                self._progress_at = self._heard_at = time.monotonic()
                self._next.clear()
                pause = 0.1
                watch = asyncio.create_task(self._watch(consumer), name=f"watch-{self.group}")
                await self._consume(consumer)
            except _Stopped:
                break
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning("consumer.restarted", group=self.group, error=type(error).__name__)
                await stopped_within(self._stopping, pause)
                pause = min(pause * 2, 5)
            finally:
                self.assigned = False
                if watch is not None:
                    watch.cancel()
                if consumer is not None:
                    await self._save_offsets(consumer, force=True)
                    await stop_quietly(consumer)

    async def _join(self) -> AIOKafkaConsumer:
        """A stop does not wait for it: as long as the group counts on a member that died, it takes nobody."""
        joining = asyncio.create_task(
            self._bus.consumer(group=self.group, topics=self._topics, listener=_Listener(self))
        )
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({joining, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not joining.done():
                joining.cancel()
                await asyncio.wait({joining})
            if joining.cancelled():
                raise _Stopped
            return joining.result()
        finally:
            joining.cancel()
            stopping.cancel()

    async def _consume(self, consumer: AIOKafkaConsumer) -> None:
        while not self._stopping.is_set():
            if self._yields_to is not None:
                while self._yields_to.busy and not await stopped_within(self._stopping, 0.005):
                    continue
            self._let_rest(consumer)
            fetched = await consumer.getmany(timeout_ms=POLL_MS, max_records=self._max_records)
            records = [record for partition in fetched.values() for record in partition]
            self.assigned = self.assigned or bool(consumer.assignment())
            self.joined = self.joined or self.assigned
            self.busy = len(records) >= self._max_records // 2
            if records:
                self._heard_at = time.monotonic()
                async with self._processing:
                    left = await self._batches.handle(records)
                    for partition, batch in fetched.items():
                        following = left.get(partition, batch[-1].offset + 1)
                        self._progress.note([record for record in batch if record.offset < following])
                        self._unsaved[partition] = self._next[partition] = following
                    for partition, offset in left.items():
                        if partition in consumer.assignment():
                            consumer.seek(partition, offset)
                self._progress_at = time.monotonic()
            await self._save_offsets(consumer)

    def _let_rest(self, consumer: AIOKafkaConsumer) -> None:
        """Pause what rests and resume what is to be tried. Each time anew: a rebalance forgets what was paused."""
        held = consumer.assignment()
        resting = held.intersection(self._batches.resting())
        consumer.pause(*(resting - consumer.paused()))
        consumer.resume(*(consumer.paused() - resting))

    async def _wait_out(self, error: BaseException, pause: float) -> None:
        log.warning("consumer.waits", group=self.group, error=type(error).__name__, pause_seconds=pause)
        self._progress_at = time.monotonic()
        if await stopped_within(self._stopping, pause):
            raise _Stopped from error

    async def _save_offsets(self, consumer: AIOKafkaConsumer, *, force: bool = False) -> None:
        """Explicit offsets only, and never an error that matters: a redelivery is harmless (rule R82)."""
        if not self._unsaved or (not force and time.monotonic() - self._saved_at < OFFSETS_EVERY_SECONDS):
            return
        self._saved_at = time.monotonic()
        try:
            async with self._processing:
                held = consumer.assignment()
                await self._progress.save(held)
            offsets = {partition: offset for partition, offset in self._unsaved.items() if partition in held}
            self._unsaved.clear()
            if offsets:
                await asyncio.wait_for(consumer.commit(offsets), 5)
        except INFRASTRUCTURE as error:
            log.info("offsets.not_saved", group=self.group, error=type(error).__name__)
        await failpoint("C.post_offset")

    async def before_revocation(self) -> None:
        """Let the batch in hand finish; its offsets are the next owner's business."""
        await failpoint("C.in_revoke")
        try:
            async with asyncio.timeout(25), self._processing:
                self._unsaved.clear()
                self._progress.forget()
        except TimeoutError:
            log.warning("rebalance.did_not_wait", group=self.group)

    def after_assignment(self, held: Collection[TopicPartition]) -> None:
        self.assigned = self.joined = True
        self._progress.begin_tenure()
        self._batches.forget_all_but(held)

    async def _watch(self, consumer: AIOKafkaConsumer) -> None:
        """A consumer that is alive but never consumes is replaced by exiting (aiokafka #1154, rule R102)."""

        async def look() -> None:
            held = list(consumer.assignment())
            asked = consumer.end_offsets(held) if held else consumer.topics()  # some partitions, or all names
            told = await asyncio.wait_for(asked, 5)
            self._heard_at = time.monotonic()
            ends = told if held else {}
            lag = sum(max(0, end - self._next.get(partition, end)) for partition, end in ends.items())
            CONSUMER_LAG.labels(self.group).set(lag)
            rests = self._batches.blown
            waiting = any(end > self._next.get(at, end) for at, end in ends.items() if at not in rests)
            if waiting and time.monotonic() - self._progress_at > WATCHDOG_SECONDS:
                log.critical("consumer.stuck", group=self.group, lag=lag)
                os._exit(1)

        await run_every(
            WATCH_EVERY_SECONDS,
            look,
            name=f"watch-{self.group}",
            stopping=self._stopping,
            first_after_seconds=WATCH_EVERY_SECONDS,
        )


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    def __init__(self, loop: ConsumerLoop) -> None:
        self._loop = loop

    async def on_partitions_revoked(self, revoked: list[TopicPartition]) -> None:
        if revoked:  # empty as it first joins
            await self._loop.before_revocation()

    async def on_partitions_assigned(self, assigned: list[TopicPartition]) -> None:
        self._loop.after_assignment(assigned)
