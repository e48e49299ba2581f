"""Look after deliveries whose time has come: ask the provider about unknown ones, end what nobody confirms.

A crash between claim and record leaves a delivery `sending` until its claim runs out; then it is unknown like one
whose answer was lost, and is looked up, never blindly resent (rule R78).
"""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Final

import structlog

from services.chassis.database import Database
from services.chassis.errors import INFRASTRUCTURE
from services.chassis.periodic import run_every
from services.chassis.telemetry import DELIVERIES_UNKNOWN
from services.notify.delivery.recorder import Recorder
from services.notify.model.deliveries import AttemptToken, DeliveryStage, DueDelivery
from services.notify.model.evidence import AcceptedByProvider, DueTimePassed, Evidence, NotFoundAtProvider
from services.notify.model.messages import DeliveryChannel
from services.notify.providers.twilio_sms import TwilioSms
from services.notify.store.deliveries import DeliveryStore
from services.notify.wording.composer import Composer, Uncomposable

log = structlog.get_logger()

POLL_SECONDS: Final = 0.25
LIMIT: Final = 200
LOOKS_AT_ONCE: Final = 8
COUNT_SECONDS: Final = 2
ASKED_ABOUT: Final = frozenset((DeliveryStage.UNKNOWN, DeliveryStage.ACCEPTED, DeliveryStage.SENT))


class Reconciler:
    """Any replica may run it: what two of them see, the first settles and the second finds settled.

    `wake` tells the senders of what it put back into the queue.
    """

    def __init__(
        self,
        *,
        database: Database,
        recorder: Recorder,
        composer: Composer,
        provider: TwilioSms,
        wake: Callable[[Collection[DeliveryChannel]], None],
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._composer = composer
        self._provider = provider
        self._wake = wake
        self._counted_at = 0.0
        self._stopping = asyncio.Event()
        self._looking: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(LOOKS_AT_ONCE)

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        """Until stopped; a database that goes away is waited for."""
        await run_every(POLL_SECONDS, self._settle_all_due, name="reconciler", stopping=self._stopping)
        for look in self._looking:
            look.cancel()

    async def _settle_all_due(self) -> None:
        while await self.settle_due() >= LIMIT:
            continue

    async def settle_due(self) -> int:
        """One round; returns how many were due."""
        async with self._database.connection() as connection:
            store = DeliveryStore(connection)
            due = [*await store.due(LIMIT), *await store.late_in_queue(LIMIT)]
            if time.monotonic() - self._counted_at > COUNT_SECONDS:
                self._counted_at = time.monotonic()
                DELIVERIES_UNKNOWN.set(await store.unknown())
        if due:
            await asyncio.gather(*(self._recorder.record(Evidence(each.token, DueTimePassed())) for each in due))
            self._wake(("sms", "email"))
        for each in due:
            if each.state in ASKED_ABOUT:
                task = asyncio.create_task(self._look(each))
                self._looking.add(task)
                task.add_done_callback(self._looking.discard)
        return len(due)

    async def _look(self, due: DueDelivery) -> None:
        """What was accepted is asked for by its id, what is unknown is searched for."""
        try:
            async with self._turns:
                finding: AcceptedByProvider | NotFoundAtProvider | None
                if due.state is DeliveryStage.UNKNOWN:
                    finding = await self.seen_by_provider(due.token)
                else:
                    finding = await self._provider.status(due.provider_sid) if due.provider_sid else None
                if finding is not None:
                    await self._recorder.record(Evidence(due.token, finding))
        except INFRASTRUCTURE as error:
            log.warning("reconciler.cannot_look", error=type(error).__name__)

    async def seen_by_provider(self, token: AttemptToken) -> AcceptedByProvider | NotFoundAtProvider:
        """What the provider's list says of this text. One that proves another delivery proves nothing here."""
        async with self._database.connection() as connection:
            delivery = await DeliveryStore(connection).claimed(token)
        if delivery is None:
            return NotFoundAtProvider(complete=False)
        try:
            text = self._composer.text(delivery)
        except Uncomposable:
            return NotFoundAtProvider(complete=False)
        listing = await self._provider.find(text.to, text.body, since=delivery.claimed_at)
        async with self._database.connection() as connection:
            known = await DeliveryStore(connection).known_sids([each.sid for each in listing.texts])
        for each in listing.texts:
            if each.sid not in known:
                return AcceptedByProvider(each.sid, each.status, each.code)
        return NotFoundAtProvider(listing.complete)
