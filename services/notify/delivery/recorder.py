"""Record what became of deliveries, many in one transaction: answers, receipts and time that ran out alike.

Group commit: a flush takes whatever came while the last one ran, and for GATHER_SECONDS more, since nobody waits for an
outcome by the millisecond.
"""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from schemas.events.delivery import CallerDeliveryChangedV1, VolunteerDeliveryChangedV1
from schemas.values import DeliveryState
from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE, TryAgain
from services.chassis.failpoints import failpoint
from services.chassis.telemetry import ACCEPTED_TWICE, HANDOFF, SAFETY_RESENT
from services.chassis.unit_of_work import UnitOfWork
from services.notify.delivery import retry
from services.notify.delivery.settling import Announcement, Evidence, Settled, settle
from services.notify.model import AskedBy, Message
from services.notify.store.contacts import ContactStore
from services.notify.store.deliveries import DeliveryStore

GATHER_SECONDS: Final = 0.025
MOST_AT_ONCE: Final = 256
MOST_WAITING: Final = 8192

Waiting = tuple[Evidence, "asyncio.Future[None]"]


class Recorder:
    """Takes evidence from the sender, the webhooks and the watch; each caller waits for the commit."""

    def __init__(self, database: Database, *, receipt_seconds: float) -> None:
        self._database = database
        self._receipt_seconds = receipt_seconds
        self._waiting: list[Waiting] = []
        self._flushing: asyncio.Task[None] | None = None

    async def record(self, evidence: Evidence) -> None:
        """Returns when it is committed. A caller who goes away cancels nothing.

        Raises:
            INFRASTRUCTURE: the database, or too much is waiting (TryAgain); nothing was recorded, and the same
                evidence may be given again.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise TryAgain("too much waits to be recorded")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((evidence, done))
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush(), name="recorder")
        await done  # the flush is a task of its own: a caller who goes away cancels nothing

    async def _flush(self) -> None:
        try:
            while self._waiting:
                if len(self._waiting) < MOST_AT_ONCE:
                    await asyncio.sleep(GATHER_SECONDS)
                batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await self._flush_batch(batch)
        finally:
            self._flushing = None

    async def _flush_batch(self, batch: Sequence[Waiting]) -> None:
        try:
            await self._commit([evidence for evidence, _ in batch])
        except INFRASTRUCTURE as error:
            for _, done in batch:
                _tell(done, error)
            return
        except Exception as error:
            if len(batch) == 1:
                _tell(batch[0][1], error)
                return
            for each in batch:  # one that cannot be recorded must not take the others with it
                await self._flush_batch([each])
            return
        for _, done in batch:
            _tell(done, None)

    async def _commit(self, batch: Sequence[Evidence]) -> None:
        by_message: dict[UUID, list[Evidence]] = {}
        for evidence in batch:
            by_message.setdefault(evidence.token.message_id, []).append(evidence)
        async with self._database.unit() as unit:
            store = DeliveryStore(unit.connection)
            settled = [
                settle(message, by_message[message.message_id], now=unit.now, receipt_seconds=self._receipt_seconds)
                for message in await store.load(sorted(by_message))
            ]
            await store.save(settled, unit.now)
            await _suppress(unit, settled)
            for each in settled:
                for news in each.announcements:
                    announce(unit, each.message, news)
        await failpoint("N.recorded")
        _count(settled, by_message, unit)


def announce(unit: UnitOfWork, message: Message, news: Announcement) -> None:
    """Tell whoever asked for the message; nobody asked for notify's own."""
    if message.asked_by is AskedBy.NOTIFY:
        return
    kind = VolunteerDeliveryChangedV1 if message.asked_by is AskedBy.DISPATCH else CallerDeliveryChangedV1
    unit.announce(
        kind(
            message_id=message.message_id,
            subject_id=message.subject_id,
            person_id=message.person_id,
            template=message.template,
            channel=news.channel,
            state=news.state,
            reason=news.reason,
            changed_at=unit.now,
        ),
        subject=str(message.subject_id),
        key=str(message.message_id),
        correlation_id=message.correlation_id,
    )


async def _suppress(unit: UnitOfWork, settled: Sequence[Settled]) -> None:
    """The provider refused numbers that opted out there: from now on we refuse them ourselves."""
    for each in settled:
        if each.opted_out is not None and each.opted_out.optout_index is not None:
            await ContactStore(unit.connection).opt_out(
                each.opted_out.optout_index, how="provider", evidence=str(each.message.message_id), now=unit.now
            )


def _count(settled: Sequence[Settled], by_message: dict[UUID, list[Evidence]], unit: UnitOfWork) -> None:
    for each in settled:
        if any(news.state is DeliveryState.HANDED_OFF for news in each.announcements):
            HANDOFF.observe(max(0.0, (unit.now - each.message.requested_at).total_seconds()))
        if each.added:
            SAFETY_RESENT.inc()
        for evidence in by_message[each.message.message_id]:
            delivery = each.message.delivery(evidence.token.channel, evidence.token.round)
            clue = evidence.clue
            if (
                delivery is not None
                and isinstance(clue, retry.Accepted)
                and clue.sid is not None
                and delivery.provider_sid not in (None, clue.sid)
            ):
                ACCEPTED_TWICE.inc()


def _tell(done: "asyncio.Future[None]", error: BaseException | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
        done.exception()  # whoever waited may have gone: then nobody else would look at it
